package io.fairway.app.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The server process that a data directory's `postmaster.pid` names. PostgreSQL outlives a killed
/// JVM: the leftover may still be writing for the dead run, so it is stopped, never adopted, and
/// only once it is proven to be the server of this very directory.
final class Postmaster {
  /// No process can have this pid (Linux's highest is 2^22), so PostgreSQL sees a dead owner.
  private static final String NO_PID = String.valueOf(Integer.MAX_VALUE);

  private static final Duration STOP_MAX = Duration.ofSeconds(20);
  private static final Duration ABORT_MAX = Duration.ofSeconds(5);
  private static final int READY_LINE = 7;

  private Postmaster() {}

  /// Stops the server of a dead run, if there is one.
  static void stopLeftover(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    List<String> lines = read(file);
    if (lines.isEmpty()) {
      return;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
    if (process.isEmpty()) {
      return; // PostgreSQL itself replaces the file of a dead server.
    }
    if (serves(process.get(), data)) {
      stop(process.get());
    } else {
      // The pid was given to a stranger. Only the first line is rewritten: from the others
      // PostgreSQL finds the shared memory of processes that the dead server may have left.
      lines.set(0, NO_PID);
      Files.write(file, lines);
    }
  }

  /// Is this process the server of this data directory? A pid alone proves nothing.
  private static boolean serves(ProcessHandle process, Path data) {
    String command = process.info().commandLine().orElse("");
    return command.contains("postgres") && command.contains(data.toString());
  }

  /// Stops a server: first by ending its sessions, then at once, then by force. Nothing committed
  /// is lost by any of them.
  static void stop(ProcessHandle server) {
    signal(server, "INT");
    if (gone(server, STOP_MAX)) {
      return;
    }
    signal(server, "QUIT");
    if (gone(server, ABORT_MAX)) {
      return;
    }
    server.destroyForcibly();
    if (!gone(server, ABORT_MAX)) {
      throw new EngineFailure("PostgreSQL (process " + server.pid() + ") cannot be stopped.");
    }
  }

  private static void signal(ProcessHandle server, String name) {
    try {
      // The shell's own kill: the program of that name is missing on small machines.
      new ProcessBuilder("sh", "-c", "kill -" + name + " " + server.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new EngineFailure("Cannot signal PostgreSQL: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean gone(ProcessHandle server, Duration wait) {
    return Poll.until(wait, () -> !server.isAlive());
  }

  /// Has the server of this pid written that it takes connections?
  static boolean ready(Path data, long pid) throws IOException {
    List<String> lines = read(data.resolve("postmaster.pid"));
    return lines.size() > READY_LINE
        && lines.getFirst().strip().equals(Long.toString(pid))
        && lines.get(READY_LINE).startsWith("ready");
  }

  private static List<String> read(Path file) throws IOException {
    try {
      return new ArrayList<>(Files.readAllLines(file));
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}

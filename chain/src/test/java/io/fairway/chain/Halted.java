package io.fairway.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A process that stands still, all threads of it, until it is let go on.
record Halted(long pid) implements AutoCloseable {
  private static final long LOOK_NANOS = 1_000_000;

  /// A signal is only asked for when `kill` ends: on a busy machine threads run on for a while.
  static Halted of(long pid) throws IOException {
    signal(pid, "-STOP");
    while (Files.isDirectory(tasks(pid)) && !isStopped(pid)) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return new Halted(pid);
  }

  @Override
  public void close() throws IOException {
    signal(pid, "-CONT");
  }

  private static void signal(long pid, String signal) throws IOException {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(pid)).start();
    assertThat(kill.onExit().join().exitValue()).isZero();
  }

  private static Path tasks(long pid) {
    return Path.of("/proc", Long.toString(pid), "task");
  }

  private static boolean isStopped(long pid) throws IOException {
    try (Stream<Path> tasks = Files.list(tasks(pid))) {
      List<Path> all = tasks.toList();
      for (Path task : all) {
        String stat = Files.readString(task.resolve("stat"));
        // proc(5): the state follows the name, which is in brackets and may hold brackets itself
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException threadEnded) {
      return false;
    }
  }
}

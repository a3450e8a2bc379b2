package io.fairway.app.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One PostgreSQL 18 server over one directory, for this process alone: durable settings, loopback
/// only, a port of the machine's choice and a password that only the directory's owner can read.
final class Postgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);

  static final String USER = "fairway";
  static final String DATABASE = "postgres";

  private static final Duration START_MAX = Duration.ofMinutes(1);
  private static final Duration INITDB_MAX = Duration.ofMinutes(2);
  private static final String UNFINISHED = "data.new-";
  private static final int LOG_LINES_SHOWN = 5;
  private static final int PASSWORD_BYTES = 24;

  /// What a server that cannot start yet says: a port that was taken in between, or the last
  /// processes of a killed server that have not noticed its death. Both pass.
  private static final List<String> PASSING =
      List.of(
          "pre-existing shared memory block",
          "Address already in use",
          "\"postmaster.pid\" already exists");

  /// Everything that makes a commit durable is on by default and named here, so that nobody's
  /// configuration turns it off. The rest suits one process on two cores that writes in batches.
  private static final List<String> SETTINGS =
      List.of(
          "fsync=on",
          "synchronous_commit=on",
          "full_page_writes=on",
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "max_connections=40",
          "shared_buffers=256MB",
          "wal_level=minimal",
          "max_wal_senders=0",
          "max_wal_size=4GB",
          "wal_buffers=16MB",
          "checkpoint_timeout=15min",
          "max_parallel_workers_per_gather=0",
          // The default of 4 is for turning disks: a batch of 1,000 rows would be joined by reading
          // the whole table, which grows with every run, instead of by its key.
          "random_page_cost=1.1",
          "io_method=sync",
          "jit=off",
          "timezone=UTC",
          "log_timezone=UTC",
          "log_checkpoints=off");

  private final Process server;
  private final int port;
  private final String password;

  private Postgres(Process server, int port, String password) {
    this.server = server;
    this.port = port;
    this.password = password;
  }

  /// Starts the server, after stopping one that a killed run left behind. The first start creates
  /// the database.
  ///
  /// @param programs the folder made by {@link PostgresPrograms#unpack}
  static Postgres start(Path directory, Path programs) {
    return start(directory, programs, Unprivileged.detect());
  }

  static Postgres start(Path directory, Path programs, Unprivileged user) {
    return start(directory, programs, user, List.of());
  }

  /// @param more settings that stand after the ordinary ones and win over them
  static Postgres start(Path directory, Path programs, Unprivileged user, List<String> more) {
    try {
      Files.createDirectories(directory);
      Path data = directory.toRealPath().resolve("data");
      String password = password(data.resolveSibling("password"));
      Postmaster.stopLeftover(data);
      if (!Files.isDirectory(data)) {
        create(data, programs, user);
      }
      user.own(data);
      return run(data, programs, user, password, more);
    } catch (IOException e) {
      throw new EngineFailure("PostgreSQL cannot use " + directory + ": " + e, e);
    }
  }

  private static String password(Path file) throws IOException {
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    String password = HexFormat.of().formatHex(bytes);
    Path fresh = file.resolveSibling("password.new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, password + "\n", StandardOpenOption.SYNC);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return password;
  }

  /// Creates the database beside its place and moves it there whole: a crash in between leaves
  /// nothing that looks like a database.
  private static void create(Path data, Path programs, Unprivileged user) throws IOException {
    clearAway(data.resolveSibling(""));
    // A name of its own: the initdb of a killed run may still be writing into another.
    Path fresh = Files.createTempDirectory(data.resolveSibling(""), UNFINISHED);
    Path password = data.resolveSibling("password.initdb");
    Files.copy(
        data.resolveSibling("password"),
        password,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    user.own(fresh);
    user.own(password);
    Path log = data.resolveSibling("initdb.log");
    List<String> command = new ArrayList<>(user.prefix());
    command.addAll(
        List.of(programs.resolve("bin/initdb").toString(), "-D", fresh.toString(), "-U", USER));
    command.addAll(List.of("-A", "scram-sha-256", "--pwfile", password.toString(), "-E", "UTF8"));
    command.addAll(List.of("--locale=C", "--locale-provider=builtin"));
    command.addAll(List.of("--builtin-locale=C.UTF-8", "--no-instructions"));
    Process initdb = process(command, log).start();
    if (!waitFor(initdb, INITDB_MAX) || initdb.exitValue() != 0) {
      initdb.destroyForcibly();
      throw failed("PostgreSQL's initdb failed", log);
    }
    Files.delete(password);
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel parent = FileChannel.open(data.resolveSibling(""), StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  private static void clearAway(Path directory) throws IOException {
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(directory, UNFINISHED + "*")) {
      for (Path folder : unfinished) {
        PostgresPrograms.delete(folder);
      }
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      LOG.debug("an initdb of a killed run is still at it; the next start clears it away", e);
    }
  }

  private static Postgres run(
      Path data, Path programs, Unprivileged user, String password, List<String> more)
      throws IOException {
    Path log = data.resolveSibling("postgres.log");
    long end = System.nanoTime() + START_MAX.toNanos();
    while (true) {
      int port = freePort();
      Process server = process(command(data, programs, user, port, more), log).start();
      if (waitUntilReady(server, data, Duration.ofNanos(end - System.nanoTime()))) {
        return new Postgres(server, port, password);
      }
      server.destroyForcibly();
      String said = Files.readString(log, StandardCharsets.UTF_8);
      if (PASSING.stream().noneMatch(said::contains) || System.nanoTime() > end) {
        throw failed("PostgreSQL did not start", log);
      }
      Postmaster.stopLeftover(data);
    }
  }

  private static List<String> command(
      Path data, Path programs, Unprivileged user, int port, List<String> more) {
    List<String> command = new ArrayList<>(user.prefix());
    command.add(programs.resolve("bin/postgres").toString());
    command.addAll(List.of("-D", data.toString(), "-c", "port=" + port));
    for (String setting : SETTINGS) {
      command.addAll(List.of("-c", setting));
    }
    for (String setting : more) {
      command.addAll(List.of("-c", setting));
    }
    return command;
  }

  private static ProcessBuilder process(List<String> command, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    // A person's own PGPORT, PGDATA or locale must not steer this server.
    builder.environment().keySet().removeIf(k -> k.startsWith("PG") || k.startsWith("LC_"));
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  private static boolean waitUntilReady(Process server, Path data, Duration wait) {
    return Poll.until(wait, () -> !server.isAlive() || ready(data, server.pid()))
        && server.isAlive();
  }

  private static boolean ready(Path data, long pid) {
    try {
      return Postmaster.ready(data, pid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean waitFor(Process process, Duration wait) {
    try {
      return process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static EngineFailure failed(String what, Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
    return new EngineFailure(what + ". The end of " + log + ":\n  " + String.join("\n  ", last));
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
  }

  String password() {
    return password;
  }

  long pid() {
    return server.pid();
  }

  @Override
  public void close() {
    if (server.isAlive()) {
      Postmaster.stop(server.toHandle());
    }
  }
}

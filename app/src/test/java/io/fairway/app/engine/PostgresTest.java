package io.fairway.app.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTest {
  private static final Path PROGRAMS = PostgresPrograms.unpack(Path.of("target", "programs"));

  @TempDir Path directory;

  @Test
  void keepsWhatWasCommittedThroughAKilledServer() throws Exception {
    try (Postgres first = Postgres.start(directory, PROGRAMS)) {
      execute(first, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)");
      ProcessHandle server = ProcessHandle.of(first.pid()).orElseThrow();
      server.destroyForcibly();
      server.onExit().get(10, TimeUnit.SECONDS);
      try (Postgres second = Postgres.start(directory, PROGRAMS)) {
        assertThat(number(second, "SELECT n FROM kept")).isEqualTo(42);
      }
    }
  }

  @Test
  void stopsTheServerThatAKilledRunLeftBehind() throws Exception {
    try (Postgres orphan = Postgres.start(directory, PROGRAMS);
        Connection open = connect(orphan)) {
      open.createStatement().execute("CREATE TABLE kept AS SELECT 7 AS n");
      try (Postgres next = Postgres.start(directory, PROGRAMS)) {
        assertThat(ProcessHandle.of(orphan.pid()).map(ProcessHandle::isAlive).orElse(false))
            .isFalse();
        assertThat(number(next, "SELECT n FROM kept")).isEqualTo(7);
      }
    }
  }

  @Test
  void startsWhenAStrangerHasThePidOfTheDeadServer() throws Exception {
    Path pidFile = directory.resolve("data/postmaster.pid");
    List<String> lines;
    try (Postgres first = Postgres.start(directory, PROGRAMS)) {
      execute(first, "CREATE TABLE kept AS SELECT 3 AS n");
      lines = Files.readAllLines(pidFile);
    }
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      lines.set(0, Long.toString(stranger.pid()));
      Files.write(pidFile, lines);
      try (Postgres second = Postgres.start(directory, PROGRAMS)) {
        assertThat(number(second, "SELECT n FROM kept")).isEqualTo(3);
        assertThat(stranger.isAlive()).isTrue();
      }
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void aCrashedFirstStartLeavesNothingHalf() throws Exception {
    Files.createDirectories(directory.resolve("data.new-1/base"));
    Files.writeString(directory.resolve("data.new-1/PG_VERSION"), "18\n");
    try (Postgres server = Postgres.start(directory, PROGRAMS)) {
      assertThat(number(server, "SELECT 1")).isEqualTo(1);
      assertThat(directory.resolve("data.new-1")).doesNotExist();
    }
  }

  @Test
  void runsAsNobodyWhereUserNamespacesAreForbidden() throws Exception {
    assumeTrue(
        Unprivileged.detect() != Unprivileged.AS_IS && Unprivileged.NOBODY.works(),
        "only root can become nobody");
    try (Postgres server = Postgres.start(directory, PROGRAMS, Unprivileged.NOBODY)) {
      execute(server, "CREATE TABLE kept AS SELECT 5 AS n");
    }
    try (Postgres server = Postgres.start(directory, PROGRAMS)) {
      assertThat(number(server, "SELECT n FROM kept")).isEqualTo(5);
    }
  }

  @Test
  void isDurableAndClosedToOthers() throws Exception {
    try (Postgres server = Postgres.start(directory, PROGRAMS)) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        assertThat(text(server, "SHOW " + setting)).as(setting).isEqualTo("on");
      }
      assertThat(text(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(text(server, "SHOW data_checksums")).isEqualTo("on");
      assertThat(text(server, "SHOW server_version")).startsWith("18.");
      assertThat(Files.getPosixFilePermissions(directory.resolve("password")))
          .hasToString("[OWNER_READ, OWNER_WRITE]");
      assertThat(
              org.assertj.core.api.Assertions.catchThrowableOfType(
                      SQLException.class,
                      () -> DriverManager.getConnection(server.url(), Postgres.USER, "guess"))
                  .getSQLState())
          .isEqualTo("28P01");
    }
  }

  private static Connection connect(Postgres server) throws SQLException {
    return DriverManager.getConnection(server.url(), Postgres.USER, server.password());
  }

  private static void execute(Postgres server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(Postgres server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static int number(Postgres server, String sql) throws SQLException {
    return Integer.parseInt(text(server, sql));
  }
}

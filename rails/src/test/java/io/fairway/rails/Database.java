package io.fairway.rails;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// One PostgreSQL for the whole test run, a fresh database for each test.
final class Database implements AutoCloseable {
  private static final EmbeddedPostgres SERVER = start();
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int CONNECTIONS = 8;

  private final String name;
  private final HikariDataSource pool;

  private Database(String name, HikariDataSource pool) {
    this.name = name;
    this.pool = pool;
  }

  static Database fresh() {
    String name = "test_" + COUNT.incrementAndGet();
    execute("CREATE DATABASE " + name);
    HikariConfig config = new HikariConfig();
    config.setDataSource(SERVER.getDatabase("postgres", name));
    config.setMaximumPoolSize(CONNECTIONS);
    return new Database(name, new HikariDataSource(config));
  }

  HikariDataSource pool() {
    return pool;
  }

  long count(String query) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// CPU time of the server's processes that are there now, for this and every other database.
  Duration cpu() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT pid FROM pg_stat_activity")) {
      Duration sum = Duration.ZERO;
      while (rows.next()) {
        sum =
            sum.plus(
                ProcessHandle.of(rows.getLong(1))
                    .flatMap(process -> process.info().totalCpuDuration())
                    .orElse(Duration.ZERO));
      }
      return sum;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    pool.close();
    execute("DROP DATABASE " + name);
  }

  private static void execute(String command) {
    try (Connection connection = SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EmbeddedPostgres start() {
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

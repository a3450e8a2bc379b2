package io.fairway.app.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;

/// The engines of one data directory, started together and stopped together.
public final class Engines implements AutoCloseable {
  /// Names the folder for unpacked programs; the launcher sets it, so that all data directories of
  /// a checkout share one.
  public static final String PROGRAMS_PROPERTY = "fairway.programs";

  private static final int CONNECTIONS_MAX = 16;

  private final DataDirectory directory;
  private final Postgres postgres;
  private final HikariDataSource database;

  private Engines(DataDirectory directory, Postgres postgres, HikariDataSource database) {
    this.directory = directory;
    this.postgres = postgres;
    this.database = database;
  }

  /// Starts what is needed to settle, and waits until all of it answers.
  public static Engines start(Path data) {
    DataDirectory directory = DataDirectory.open(data);
    Path programs = PostgresPrograms.unpack(programs(data));
    Postgres postgres = Postgres.start(directory.postgres(), programs);
    return new Engines(directory, postgres, pool(postgres));
  }

  private static Path programs(Path data) {
    String named = System.getProperty(PROGRAMS_PROPERTY);
    return named == null ? data.resolve("programs") : Path.of(named);
  }

  private static HikariDataSource pool(Postgres postgres) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("fairway");
    config.setJdbcUrl(postgres.url());
    config.setUsername(Postgres.USER);
    config.setPassword(postgres.password());
    config.setMaximumPoolSize(CONNECTIONS_MAX);
    config.setMinimumIdle(1);
    config.addDataSourceProperty("ApplicationName", "fairway");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    return new HikariDataSource(config);
  }

  /// The records of every room, each in its own schema.
  public DataSource database() {
    return database;
  }

  /// Are there PostgreSQL programs for this machine on the class path?
  public static boolean hasPostgresPrograms() {
    return PostgresPrograms.available();
  }

  /// How PostgreSQL would run here, in words; it refuses to run as root.
  public static String postgresUser() {
    return Unprivileged.detect().description();
  }

  /// Stops everything, newest first. Calling it again does nothing.
  @Override
  public void close() {
    database.close();
    postgres.close();
    directory.close();
  }
}

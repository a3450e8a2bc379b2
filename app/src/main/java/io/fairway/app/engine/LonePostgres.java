package io.fairway.app.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/// The embedded PostgreSQL without the other engines: what a benchmark compares with. Durable as
/// always, unless its settings say otherwise.
public final class LonePostgres implements AutoCloseable {
  private final DataDirectory directory;
  private final Postgres server;

  private LonePostgres(DataDirectory directory, Postgres server) {
    this.directory = directory;
    this.server = server;
  }

  /// Starts a server in `data`.
  ///
  /// @param settings as in `shared_buffers=4GB`, in place of the ordinary ones
  /// @throws EngineFailure when it does not start
  public static LonePostgres start(Path data, List<String> settings) {
    DataDirectory directory = DataDirectory.open(data);
    try {
      Path programs = PostgresPrograms.unpack(Engines.programs(directory));
      return new LonePostgres(
          directory,
          Postgres.start(directory.postgres(), programs, Unprivileged.detect(), settings));
    } catch (RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  /// A new connection.
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(server.url(), Postgres.USER, server.password());
  }

  @Override
  public void close() {
    try (directory) {
      server.close();
    }
  }
}

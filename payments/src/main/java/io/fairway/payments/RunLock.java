package io.fairway.payments;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/// One run at a time on one record. The lock belongs to a connection, so it ends with its process.
final class RunLock implements AutoCloseable {
  /// How long a run waits for one before it, whose process may just be ending.
  static final int WAIT_SECONDS_MAX = 30;

  private final Connection connection;

  private RunLock(Connection connection) {
    this.connection = connection;
  }

  /// Takes the lock.
  ///
  /// @throws IllegalStateException when another run keeps it
  static RunLock take(Database database) {
    try {
      Connection connection = database.connect();
      try (Statement wait = connection.createStatement();
          PreparedStatement lock =
              connection.prepareStatement("SELECT pg_advisory_lock(hashtext('payments.run'))")) {
        wait.execute("SET lock_timeout = '" + WAIT_SECONDS_MAX + "s'");
        lock.execute();
        wait.execute("RESET lock_timeout");
      } catch (SQLException refused) {
        connection.close();
        throw refused;
      }
      return new RunLock(connection);
    } catch (SQLException failure) {
      throw new IllegalStateException(
          "another run is working on this record, or it cannot be reached", failure);
    }
  }

  @Override
  public void close() {
    try (connection;
        PreparedStatement unlock =
            connection.prepareStatement("SELECT pg_advisory_unlock(hashtext('payments.run'))")) {
      unlock.execute();
    } catch (SQLException failure) {
      throw new IllegalStateException("the run's lock cannot be given back", failure);
    }
  }
}

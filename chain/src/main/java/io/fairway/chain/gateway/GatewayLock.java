package io.fairway.chain.gateway;

import io.fairway.chain.ChainUnavailable;
import io.fairway.money.Invariant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/// One gateway at a time on a database: two would each take what the other stored for its own. The
/// database lets go of it when the connection ends, however it ends.
public final class GatewayLock implements AutoCloseable {
  /// "Fairway" and a number, so that it is nobody else's.
  private static final long KEY = 0x46_61_69_72_77_61_79_01L;

  /// Until the database has noticed that a killed predecessor is gone.
  private static final Duration WAIT = Duration.ofSeconds(5);

  private static final long RETRY_MS = 100;

  private final Connection connection;

  private GatewayLock(Connection connection) {
    this.connection = connection;
  }

  /// Takes it for this gateway, until it is closed.
  ///
  /// @throws IllegalStateException when another gateway has it
  public static GatewayLock take(DataSource database) {
    long end = System.nanoTime() + WAIT.toNanos();
    try {
      Connection connection = database.getConnection();
      try {
        while (!isTaken(connection)) {
          if (System.nanoTime() - end > 0) {
            throw new IllegalStateException(
                "another gateway is at work on this database; expected one at a time: stop it first");
          }
          TimeUnit.MILLISECONDS.sleep(RETRY_MS);
        }
        return new GatewayLock(connection);
      } catch (InterruptedException interrupted) {
        connection.close();
        Thread.currentThread().interrupt();
        throw new ChainUnavailable("interrupted while waiting for the gateway's lock", interrupted);
      } catch (RuntimeException | SQLException problem) {
        connection.close();
        throw problem;
      }
    } catch (SQLException problem) {
      throw new ChainUnavailable(
          "the gateway's database does not answer: " + problem.getMessage(), problem);
    }
  }

  private static boolean isTaken(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      select.setLong(1, KEY);
      try (ResultSet row = select.executeQuery()) {
        Invariant.check(row.next(), "a lock without an answer");
        return row.getBoolean(1);
      }
    }
  }

  /// Gives it back; a pooled connection lives on, so that it is not enough to close it.
  @Override
  public void close() {
    try (connection;
        PreparedStatement select = connection.prepareStatement("SELECT pg_advisory_unlock(?)")) {
      select.setLong(1, KEY);
      select.execute();
    } catch (SQLException gone) {
      // Then the lock is gone too.
    }
  }
}

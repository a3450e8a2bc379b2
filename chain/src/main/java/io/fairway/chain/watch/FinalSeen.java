package io.fairway.chain.watch;

import io.fairway.chain.ChainUnavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Remembers, across restarts, the newest stored block that was final when last looked.
final class FinalSeen {
  private static final long NONE = -1;

  private final DataSource database;

  FinalSeen(DataSource database) {
    this.database = database;
  }

  /// The block's number; -1 when none was seen as final yet.
  long number() {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT number FROM watch.final_seen");
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : NONE;
    } catch (SQLException problem) {
      throw unavailable(problem);
    }
  }

  void number(long number) {
    try (Connection connection = database.getConnection();
        PreparedStatement upsert =
            connection.prepareStatement(
                """
                INSERT INTO watch.final_seen (number) VALUES (?)
                ON CONFLICT (one) DO UPDATE SET number = excluded.number
                """)) {
      upsert.setLong(1, number);
      upsert.executeUpdate();
    } catch (SQLException problem) {
      throw unavailable(problem);
    }
  }

  private static ChainUnavailable unavailable(SQLException problem) {
    return new ChainUnavailable(
        "the watcher's database does not answer: " + problem.getMessage(), problem);
  }
}

package io.fairway.chain.watch;

import io.fairway.chain.ChainUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/// The database of the watcher's memory: each piece of work is done whole or not at all.
record WatchDatabase(DataSource source) {

  /// Work in one transaction.
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /// @throws ChainUnavailable when the database does not answer
  <T> T ask(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException problem) {
      throw new ChainUnavailable(
          "the watcher's database does not answer: " + problem.getMessage(), problem);
    }
  }
}

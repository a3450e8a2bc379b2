package io.fairway.chain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/// What halts the gateway until a person has looked: kept in the database, so that a restart does
/// not forget it, and ended only by a release that names who and why.
final class Incidents {
  /// A block that was final is not on the chain any more.
  static final String DEEP_REORGANISATION = "DEEP_REORGANISATION";

  private final DataSource database;

  Incidents(DataSource database) {
    this.database = database;
  }

  /// One that nobody has released.
  record Incident(long id, String kind, String description) {
    @Override
    public String toString() {
      return "incident %s, %s: %s".formatted(id, kind, description);
    }
  }

  /// The oldest open one.
  Optional<Incident> open() {
    return ask(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement(
                  """
                  SELECT id, kind, description FROM chain.incident
                   WHERE released_at IS NULL ORDER BY id LIMIT 1
                  """);
          ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Incident(row.getLong(1), row.getString(2), row.getString(3)))
            : Optional.empty();
      }
    });
  }

  /// Opens one, unless one of the kind is open.
  void raise(String kind, String description) {
    ask(connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement(
              """
              INSERT INTO chain.incident (kind, description)
              SELECT ?, ? WHERE NOT EXISTS
                (SELECT 1 FROM chain.incident WHERE kind = ? AND released_at IS NULL)
              """)) {
        insert.setString(1, kind);
        insert.setString(2, description);
        insert.setString(3, kind);
        return insert.executeUpdate();
      }
    });
  }

  /// Ends an incident.
  ///
  /// @return false when none of that id is open
  boolean release(long id, String person, String reason) {
    if (person.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException("a release names who and why");
    }
    return ask(connection -> {
      try (PreparedStatement update =
          connection.prepareStatement(
              """
              UPDATE chain.incident SET released_at = now(), released_by = ?, reason = ?
               WHERE id = ? AND released_at IS NULL
              """)) {
        update.setString(1, person);
        update.setString(2, reason);
        update.setLong(3, id);
        if (update.executeUpdate() == 0) {
          return false;
        }
        // What was final before is no measure any more.
        try (PreparedStatement delete =
            connection.prepareStatement("DELETE FROM chain.final_block")) {
          delete.executeUpdate();
        }
        return true;
      }
    });
  }

  /// The newest block that was final when last looked.
  Optional<FinalBlock> finalBlock() {
    return ask(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement("SELECT number, hash FROM chain.final_block");
          ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new FinalBlock(row.getLong(1), Hash32.of(row.getBytes(2))))
            : Optional.empty();
      }
    });
  }

  void finalBlock(FinalBlock block) {
    ask(connection -> {
      try (PreparedStatement upsert =
          connection.prepareStatement(
              """
              INSERT INTO chain.final_block (number, hash) VALUES (?, ?)
              ON CONFLICT (one) DO UPDATE SET number = excluded.number, hash = excluded.hash
              """)) {
        upsert.setLong(1, block.number());
        upsert.setBytes(2, block.hash().bytes());
        return upsert.executeUpdate();
      }
    });
  }

  /// A block that met the confirmation rule.
  record FinalBlock(long number, Hash32 hash) {}

  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T ask(Work<T> work) {
    try (Connection connection = database.getConnection()) {
      return work.on(connection);
    } catch (SQLException problem) {
      throw new ChainUnavailable(
          "the gateway's database does not answer: " + problem.getMessage(), problem);
    }
  }
}

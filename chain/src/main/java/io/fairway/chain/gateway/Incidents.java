package io.fairway.chain.gateway;

import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.Hash32;
import io.fairway.chain.Incident;
import io.fairway.chain.watch.Watcher.Alarm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// What halts the gateway, or some of its operations, until a person has looked: kept in the
/// database, so that a restart does not forget it, and ended only by a release that names who and
/// why. Also to be had without the chain, which may be why one is open.
public final class Incidents {
  /// A block that was final is not on the chain any more: nothing is signed, sent or answered.
  static final String DEEP_REORGANISATION = Alarm.Kind.DEEP_REORGANISATION.name();

  private final DataSource database;

  /// @param database whose schema `chain` a gateway has opened before
  public Incidents(DataSource database) {
    this.database = database;
  }

  /// All that nobody has released, the oldest first.
  public List<Incident> open() {
    return ask(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement(
                  """
                  SELECT id, kind, description, opened_at FROM chain.incident
                   WHERE released_at IS NULL ORDER BY id
                  """);
          ResultSet row = select.executeQuery()) {
        List<Incident> open = new ArrayList<>();
        while (row.next()) {
          open.add(incident(row));
        }
        return open;
      }
    });
  }

  /// An incident that a person looked at and ended.
  public record Released(Incident incident, String by, String reason, Instant at) {}

  /// The newest that were released, the newest first.
  public List<Released> released(int count) {
    return ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT id, kind, description, opened_at, released_by, reason, released_at
                FROM chain.incident WHERE released_at IS NOT NULL
               ORDER BY released_at DESC, id DESC LIMIT ?
              """)) {
        select.setInt(1, count);
        List<Released> released = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            released.add(
                new Released(
                    incident(row),
                    row.getString(5),
                    row.getString(6),
                    row.getObject(7, OffsetDateTime.class).toInstant()));
          }
        }
        return released;
      }
    });
  }

  private static Incident incident(ResultSet row) throws SQLException {
    return new Incident(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getObject(4, OffsetDateTime.class).toInstant());
  }

  /// The open one of a kind.
  Optional<Incident> open(String kind) {
    return open().stream().filter(incident -> incident.kind().equals(kind)).findFirst();
  }

  /// Opens one, unless one of the kind is open.
  public void raise(String kind, String description) {
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
  public boolean release(long id, String person, String reason) {
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

package io.fairway.chain.watch;

import io.fairway.chain.watch.Watcher.Alarm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The alarms in PostgreSQL, and which of them the gateway has heard of.
final class AlarmRecords {
  private final WatchDatabase database;

  AlarmRecords(WatchDatabase database) {
    this.database = database;
  }

  /// An alarm as it is stored.
  record Stored(long id, Alarm alarm) {}

  static void insert(Connection connection, Alarm alarm) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO watch.alarm (kind, subject, description, block_number) VALUES (?, ?, ?, ?)
            ON CONFLICT (kind, subject) DO NOTHING
            """)) {
      insert.setString(1, alarm.kind().name());
      insert.setString(2, alarm.subject());
      insert.setString(3, alarm.description());
      insert.setLong(4, alarm.blockNumber());
      insert.executeUpdate();
    }
  }

  void raise(Alarm alarm) {
    database.ask(connection -> {
      insert(connection, alarm);
      return true;
    });
  }

  /// The oldest first.
  List<Alarm> all() {
    return database.ask(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT kind, subject, description, block_number FROM watch.alarm ORDER BY id");
          ResultSet row = select.executeQuery()) {
        List<Alarm> alarms = new ArrayList<>();
        while (row.next()) {
          alarms.add(
              new Alarm(
                  Alarm.Kind.valueOf(row.getString(1)),
                  row.getString(2),
                  row.getString(3),
                  row.getLong(4)));
        }
        return alarms;
      }
    });
  }

  /// What nobody has heard of yet, the oldest first.
  List<Stored> untold() {
    return database.ask(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement(
                  """
                  SELECT id, kind, subject, description, block_number FROM watch.alarm
                   WHERE NOT told ORDER BY id
                  """);
          ResultSet row = select.executeQuery()) {
        List<Stored> alarms = new ArrayList<>();
        while (row.next()) {
          alarms.add(
              new Stored(
                  row.getLong(1),
                  new Alarm(
                      Alarm.Kind.valueOf(row.getString(2)),
                      row.getString(3),
                      row.getString(4),
                      row.getLong(5))));
        }
        return alarms;
      }
    });
  }

  void told(long id) {
    database.ask(connection -> {
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE watch.alarm SET told = true WHERE id = ?")) {
        update.setLong(1, id);
        return update.executeUpdate();
      }
    });
  }
}

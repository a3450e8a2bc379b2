package io.fairway.rails;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// The durable books of the bank twin, in the schema `bank_twin`.
final class TwinBooks {
  /// A place in the stream of answers.
  record Position(Instant due, long seq) {
    static final Position START = new Position(Instant.EPOCH, 0);
  }

  /// A page of the stream of answers.
  record Due(List<BankPort.Delivery> deliveries, Position last) {}

  private static final String DUE =
      """
      SELECT due, seq, header, document_gzip FROM bank_twin.answer
      WHERE NOT acknowledged AND (due, seq) > (?::timestamptz, ?) AND due <= ?::timestamptz
      ORDER BY due, seq LIMIT ?\
      """;
  private static final String DUES =
      "SELECT DISTINCT due FROM bank_twin.answer WHERE NOT acknowledged";
  private static final String ACKNOWLEDGE =
      "UPDATE bank_twin.answer SET acknowledged = true WHERE seq = ANY (?)";

  private final DataSource database;
  private final BankTwin.Settings settings;

  /// Answers fall due in the order in which they are given, even when the clock steps back.
  private Instant lastDue;

  TwinBooks(DataSource database, BankTwin.Settings settings) {
    this.database = database;
    this.settings = settings;
    this.lastDue = Instant.EPOCH;
    Schemas.migrate(database, "bank_twin");
  }

  /// Books what is new, answers everything, in one transaction.
  ///
  /// @return when the answers fall due
  Instant take(List<BankMessage> messages, Instant now) throws SQLException {
    Instant at = now.plus(settings.delay()).truncatedTo(ChronoUnit.MICROS);
    lastDue = at.isAfter(lastDue) ? at : lastDue;
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        new TwinClerk(connection, settings, now, lastDue).take(messages);
        connection.commit();
        return lastDue;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  Due due(Position after, Instant now, int max) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(DUE)) {
      select.setObject(1, utc(after.due()));
      select.setLong(2, after.seq());
      select.setObject(3, utc(now));
      select.setInt(4, max);
      List<BankPort.Delivery> deliveries = new ArrayList<>();
      Position last = after;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          last = new Position(rows.getObject(1, OffsetDateTime.class).toInstant(), rows.getLong(2));
          BankMessage message = new BankMessage(rows.getBytes(3), Gzip.unpack(rows.getBytes(4)));
          deliveries.add(new BankPort.Delivery(last.seq(), message));
        }
      }
      return new Due(deliveries, last);
    }
  }

  /// When answers that wait fall due.
  List<Instant> dues() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(DUES);
        ResultSet rows = select.executeQuery()) {
      List<Instant> dues = new ArrayList<>();
      while (rows.next()) {
        dues.add(rows.getObject(1, OffsetDateTime.class).toInstant());
      }
      return dues;
    }
  }

  void acknowledge(List<Long> tickets) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(ACKNOWLEDGE)) {
      update.setArray(1, connection.createArrayOf("bigint", tickets.toArray()));
      update.executeUpdate();
    }
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}

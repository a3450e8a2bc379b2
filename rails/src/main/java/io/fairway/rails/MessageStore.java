package io.fairway.rails;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The record of every message and payment, in the schema `rails`. Rows are added, never changed.
final class MessageStore {
  /// A message on its way into the record.
  record Entry(String messageId, String kind, BankMessage message, Instant created) {}

  /// A payment on its way into the record.
  ///
  /// @param messageId null when it never leaves
  record Payment(CreditTransfer transfer, @Nullable String messageId) {}

  /// A payment as the record has it.
  record Known(OpenPayment payment, @Nullable String messageId, Digest digest) {}

  private static final String KNOWN =
      """
      SELECT p.uetr, p.message_id, p.digest, p.asset, p.units, p.debtor_account,
             a.part, a.message_id, a.reason, a.detail, a.charges
      FROM rails.payment p LEFT JOIN rails.answer a ON a.uetr = p.uetr
      WHERE p.uetr = ANY (?) ORDER BY a.seq\
      """;
  private static final String OF_MESSAGE =
      "SELECT uetr FROM rails.payment WHERE message_id = ? ORDER BY uetr";
  private static final String SENT =
      """
      SELECT header, document_gzip FROM rails.message
      WHERE direction = 'SENT' AND message_id = ANY (?) ORDER BY seq\
      """;
  private static final String SEEN =
      """
      SELECT message_id, digest FROM rails.message
      WHERE direction = 'RECEIVED' AND message_id = ANY (?)\
      """;
  private static final String ADD_MESSAGES =
      """
      INSERT INTO rails.message (direction, message_id, kind, digest, header, document_gzip, created)
      SELECT ?, * FROM unnest(?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::bytea[],
                              ?::timestamptz[])\
      """;
  private static final String ADD_PAYMENTS =
      """
      INSERT INTO rails.payment (uetr, message_id, digest, asset, units, debtor_account)
      SELECT * FROM unnest(?::uuid[], ?::text[], ?::bytea[], ?::text[], ?::bigint[], ?::text[])
      ON CONFLICT (uetr) DO NOTHING\
      """;
  private static final String ADD_ANSWERS =
      """
      INSERT INTO rails.answer (uetr, part, message_id, reason, detail, charges)
      SELECT * FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])\
      """;
  private static final String ADD_FINDINGS =
      """
      INSERT INTO rails.finding (created, code, uetr, message_id, detail)
      SELECT * FROM unnest(?::timestamptz[], ?::text[], ?::uuid[], ?::text[], ?::text[])\
      """;
  private static final String FINDINGS =
      """
      SELECT created, code, uetr, message_id, detail FROM rails.finding
      ORDER BY seq DESC LIMIT ?\
      """;

  private final DataSource database;

  MessageStore(DataSource database) {
    this.database = database;
    Schemas.migrate(database, "rails");
  }

  /// Payments with their answers in the bank's order; unknown ones are left out.
  Map<UUID, Known> known(Collection<UUID> uetrs) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(KNOWN)) {
      select.setArray(1, connection.createArrayOf("uuid", uetrs.toArray()));
      Map<UUID, Known> known = HashMap.newHashMap(uetrs.size());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          UUID uetr = rows.getObject(1, UUID.class);
          Known payment = known.get(uetr);
          if (payment == null) {
            payment = knownOf(uetr, rows);
            known.put(uetr, payment);
          }
          addAnswer(uetr, payment, rows);
        }
      }
      return known;
    }
  }

  /// The payments that a message of ours carried.
  List<UUID> paymentsOf(String messageId) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(OF_MESSAGE)) {
      select.setString(1, messageId);
      List<UUID> uetrs = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          uetrs.add(rows.getObject(1, UUID.class));
        }
      }
      return uetrs;
    }
  }

  /// Messages of ours, as the bytes that were first fixed.
  List<BankMessage> sent(Collection<String> messageIds) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(SENT)) {
      select.setArray(1, connection.createArrayOf("text", messageIds.toArray()));
      List<BankMessage> messages = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          messages.add(new BankMessage(rows.getBytes(1), Gzip.unpack(rows.getBytes(2))));
        }
      }
      return messages;
    }
  }

  /// The digests under which identifiers of the bank are on record.
  Map<String, List<Digest>> seen(Collection<String> messageIds) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(SEEN)) {
      select.setArray(1, connection.createArrayOf("text", messageIds.toArray()));
      Map<String, List<Digest>> seen = new HashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          seen.computeIfAbsent(rows.getString(1), id -> new ArrayList<>())
              .add(Digest.ofRecord(rows.getBytes(2)));
        }
      }
      return seen;
    }
  }

  /// Fixes payments and the messages that carry them, all or nothing.
  ///
  /// @param answers of ours, for payments that never leave
  /// @return false when another caller has just recorded one of these payments: look again
  boolean addSent(
      List<Entry> messages,
      List<Payment> payments,
      List<BankAnswer> answers,
      List<Finding> findings)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        boolean added = addPayments(connection, payments) == payments.size();
        if (added) {
          addMessages(connection, "SENT", messages);
          addAnswers(connection, answers);
          addFindings(connection, findings);
          connection.commit();
        } else {
          connection.rollback();
        }
        return added;
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /// Records what came in and what was made of it, all or nothing.
  void addReceived(List<Entry> messages, List<BankAnswer> answers, List<Finding> findings)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        addMessages(connection, "RECEIVED", messages);
        addAnswers(connection, answers);
        addFindings(connection, findings);
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /// The latest findings, newest first.
  List<Finding> findings(int max) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(FINDINGS)) {
      select.setInt(1, max);
      List<Finding> findings = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          findings.add(
              new Finding(
                  rows.getObject(1, OffsetDateTime.class).toInstant(),
                  Finding.Code.valueOf(rows.getString(2)),
                  rows.getObject(3, UUID.class),
                  rows.getString(4),
                  rows.getString(5)));
        }
      }
      return findings;
    }
  }

  private static Known knownOf(UUID uetr, ResultSet row) throws SQLException {
    Money amount = new Money(Asset.of(row.getString(4)), row.getLong(5));
    OpenPayment payment = new OpenPayment(uetr, amount, row.getString(6));
    return new Known(payment, row.getString(2), Digest.ofRecord(row.getBytes(3)));
  }

  private static void addAnswer(UUID uetr, Known known, ResultSet row) throws SQLException {
    String part = row.getString(7);
    if (part == null) {
      return;
    }
    String messageId = row.getString(8);
    String reason = row.getString(9);
    if (part.equals("DEBIT")) {
      Money amount = known.payment().amount();
      Money charges = new Money(amount.asset(), row.getLong(11));
      known.payment().add(new BankAnswer.Debited(uetr, messageId, amount, charges));
    } else if (reason == null) {
      known.payment().add(new BankAnswer.Completed(uetr, messageId));
    } else {
      known.payment().add(new BankAnswer.Rejected(uetr, messageId, reason, row.getString(10)));
    }
  }

  private static int addPayments(Connection connection, List<Payment> payments)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ADD_PAYMENTS)) {
      bind(insert, 1, "uuid", payments.stream().map(p -> p.transfer().uetr()).toArray());
      bind(insert, 2, "text", payments.stream().map(Payment::messageId).toArray());
      bindBytes(
          insert,
          3,
          payments.stream()
              .map(p -> Digest.ofEssence(p.transfer()).bytes())
              .toArray(byte[][]::new));
      bind(
          insert,
          4,
          "text",
          payments.stream().map(p -> p.transfer().amount().asset().code()).toArray());
      bind(
          insert, 5, "bigint", payments.stream().map(p -> p.transfer().amount().units()).toArray());
      bind(
          insert,
          6,
          "text",
          payments.stream().map(p -> p.transfer().debtorAccount().number()).toArray());
      return insert.executeUpdate();
    }
  }

  private static void addMessages(Connection connection, String direction, List<Entry> messages)
      throws SQLException {
    if (messages.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(ADD_MESSAGES)) {
      insert.setString(1, direction);
      bind(insert, 2, "text", messages.stream().map(Entry::messageId).toArray());
      bind(insert, 3, "text", messages.stream().map(Entry::kind).toArray());
      bindBytes(
          insert,
          4,
          messages.stream()
              .map(e -> Digest.of(e.message().document()).bytes())
              .toArray(byte[][]::new));
      bindBytes(insert, 5, messages.stream().map(e -> e.message().header()).toArray(byte[][]::new));
      bindBytes(
          insert,
          6,
          messages.stream().map(e -> Gzip.pack(e.message().document())).toArray(byte[][]::new));
      bind(insert, 7, "timestamptz", messages.stream().map(e -> time(e.created())).toArray());
      insert.executeUpdate();
    }
  }

  private static void addAnswers(Connection connection, List<BankAnswer> answers)
      throws SQLException {
    if (answers.isEmpty()) {
      return;
    }
    List<AnswerRow> rows = answers.stream().map(AnswerRow::of).toList();
    try (PreparedStatement insert = connection.prepareStatement(ADD_ANSWERS)) {
      bind(insert, 1, "uuid", rows.stream().map(AnswerRow::uetr).toArray());
      bind(insert, 2, "text", rows.stream().map(AnswerRow::part).toArray());
      bind(insert, 3, "text", rows.stream().map(AnswerRow::messageId).toArray());
      bind(insert, 4, "text", rows.stream().map(AnswerRow::reason).toArray());
      bind(insert, 5, "text", rows.stream().map(AnswerRow::detail).toArray());
      bind(insert, 6, "bigint", rows.stream().map(AnswerRow::charges).toArray());
      insert.executeUpdate();
    }
  }

  private static void addFindings(Connection connection, List<Finding> findings)
      throws SQLException {
    if (findings.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(ADD_FINDINGS)) {
      bind(insert, 1, "timestamptz", findings.stream().map(f -> time(f.time())).toArray());
      bind(insert, 2, "text", findings.stream().map(f -> f.code().name()).toArray());
      bind(insert, 3, "uuid", findings.stream().map(Finding::uetr).toArray());
      bind(insert, 4, "text", findings.stream().map(Finding::messageId).toArray());
      bind(insert, 5, "text", findings.stream().map(Finding::detail).toArray());
      insert.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, int index, String type, Object[] values)
      throws SQLException {
    Array array = statement.getConnection().createArrayOf(type, values);
    statement.setArray(index, array);
  }

  /// As `byte[][]`, which the driver sends in binary; as `Object[]` it would travel in hex.
  private static void bindBytes(PreparedStatement statement, int index, byte[][] values)
      throws SQLException {
    statement.setArray(index, statement.getConnection().createArrayOf("bytea", values));
  }

  private static String time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toString();
  }

  /// An answer as its row.
  private record AnswerRow(
      UUID uetr,
      String part,
      String messageId,
      @Nullable String reason,
      @Nullable String detail,
      @Nullable Long charges) {

    static AnswerRow of(BankAnswer answer) {
      return switch (answer) {
        case BankAnswer.Completed(UUID uetr, String id) ->
            new AnswerRow(uetr, "STATUS", id, null, null, null);
        case BankAnswer.Rejected(UUID uetr, String id, String reason, String text) ->
            new AnswerRow(uetr, "STATUS", id, reason, text, null);
        case BankAnswer.Debited(UUID uetr, String id, Money amount, Money charges) ->
            new AnswerRow(uetr, "DEBIT", id, null, null, charges.units());
      };
    }
  }
}

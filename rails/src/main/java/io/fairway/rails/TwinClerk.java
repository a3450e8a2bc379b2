package io.fairway.rails;

import io.fairway.money.Money;
import io.fairway.money.Rounding;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One transaction of the bank twin: reads messages, books them, writes the answers.
final class TwinClerk {
  private static final Logger LOG = LoggerFactory.getLogger(TwinClerk.class);

  /// ISO external status reasons that the twin gives by itself.
  private static final String INVALID_FILE_FORMAT = "FF01";

  private static final String DUPLICATE_MESSAGE_ID = "DU01";
  private static final String DUPLICATE_TRANSACTION = "DU03";

  private static final String MESSAGES =
      "SELECT message_id, digest FROM bank_twin.message WHERE message_id = ANY (?)";
  private static final String PAYMENTS =
      "SELECT uetr, digest, reason, charges FROM bank_twin.payment WHERE uetr = ANY (?)";
  private static final String ADD_MESSAGES =
      """
      INSERT INTO bank_twin.message (message_id, digest, taken)
      SELECT *, ?::timestamptz FROM unnest(?::text[], ?::bytea[])\
      """;
  private static final String ADD_PAYMENTS =
      """
      INSERT INTO bank_twin.payment
        (taken, uetr, digest, message_id, account, currency, units, reason, charges)
      SELECT ?::timestamptz, * FROM unnest(?::uuid[], ?::bytea[], ?::text[], ?::text[], ?::text[],
                                           ?::bigint[], ?::text[], ?::bigint[])\
      """;
  private static final String DECIDE =
      """
      UPDATE bank_twin.payment p SET reason = n.reason, charges = n.charges
      FROM unnest(?::uuid[], ?::text[], ?::bigint[]) AS n (uetr, reason, charges)
      WHERE p.uetr = n.uetr AND p.reason IS NULL\
      """;
  private static final String ADD_ANSWERS =
      """
      INSERT INTO bank_twin.answer (due, original_message_id, message_id, header, document_gzip)
      SELECT ?::timestamptz, * FROM unnest(?::text[], ?::text[], ?::bytea[], ?::bytea[])
      ON CONFLICT (message_id) DO UPDATE SET due = excluded.due, acknowledged = false\
      """;
  private static final String AGAIN =
      """
      UPDATE bank_twin.answer SET due = ?::timestamptz, acknowledged = false
      WHERE original_message_id = ANY (?)\
      """;

  /// A payment in the books.
  ///
  /// @param reason empty when paid, null while undecided
  private record Booked(Digest digest, @Nullable String reason, long charges) {
    boolean isDecided() {
      return reason != null;
    }
  }

  /// A payment on its way into the books.
  private record Entry(CreditTransfer transfer, String messageId, Booked booked) {}

  /// An account of the sender's, from which payments are made.
  private record Account(String number, String currency) {
    static Account of(CreditTransfer transfer) {
      return new Account(transfer.debtorAccount().number(), transfer.amount().asset().isoCode());
    }
  }

  /// An answer to be put out.
  private record Answer(String originalId, String id, BankMessage message) {}

  private final Connection connection;
  private final BankTwin.Settings settings;
  private final OffsetDateTime now;
  private final Instant due;
  private final Map<UUID, Booked> books = new HashMap<>();
  private final Map<UUID, Entry> entries = new LinkedHashMap<>();
  private final Map<UUID, Booked> lateDecisions = new LinkedHashMap<>();
  private final List<Answer> answers = new ArrayList<>();
  private final Set<String> again = new LinkedHashSet<>();

  TwinClerk(Connection connection, BankTwin.Settings settings, Instant now, Instant due) {
    this.connection = connection;
    this.settings = settings;
    this.now = now.atOffset(ZoneOffset.UTC);
    this.due = due;
  }

  void take(List<BankMessage> raw) throws SQLException {
    List<CreditTransferMessage> messages = new ArrayList<>();
    List<Digest> digests = new ArrayList<>();
    for (BankMessage message : raw) {
      CreditTransferMessage read = read(message);
      if (read != null) {
        messages.add(read);
        digests.add(Digest.of(message.document()));
      }
    }
    Map<String, Digest> taken = taken(messages);
    look(messages);
    Map<String, Digest> fresh = new LinkedHashMap<>();
    for (int i = 0; i < messages.size(); i++) {
      CreditTransferMessage message = messages.get(i);
      Digest before = taken.putIfAbsent(message.messageId(), digests.get(i));
      if (before == null) {
        fresh.put(message.messageId(), digests.get(i));
        answer(message, false);
      } else if (before.equals(digests.get(i))) {
        again.add(message.messageId());
        answer(message, true);
      } else {
        String text = "the message id was used before with other content";
        refuse(envelopeOf(message), digests.get(i), DUPLICATE_MESSAGE_ID, text);
      }
    }
    write(fresh);
  }

  /// Null when it is no pacs.008: refused whole if its header says whose it is.
  private @Nullable CreditTransferMessage read(BankMessage message) {
    try {
      return CreditTransferMessage.read(message);
    } catch (BadMessage e) {
      try {
        Envelope envelope = Envelope.read(message.header());
        Digest digest = Digest.of(message.document());
        refuse(envelope, digest, INVALID_FILE_FORMAT, String.valueOf(e.getMessage()));
      } catch (BadMessage unreadable) {
        LOG.warn("a message without a readable header was dropped: {}", unreadable.getMessage());
      }
      return null;
    }
  }

  private void refuse(Envelope envelope, Digest digest, String reason, String text) {
    String id = envelope.messageId();
    String answerId = Digest.id("TWR-", List.of(), id, digest.toString());
    StatusMessage.Status status = new StatusMessage.Status("RJCT", reason, text);
    StatusMessage refusal =
        new StatusMessage(
            answerId,
            envelope.to(),
            envelope.from(),
            envelope.businessService(),
            now,
            id,
            status,
            List.of());
    answers.add(new Answer(id, answerId, refusal.write()));
  }

  /// Decides what is new and puts the answers together.
  ///
  /// @param repeated the message itself came before: what was answered then is delivered again as
  ///   it was, and only later decisions are written anew
  private void answer(CreditTransferMessage message, boolean repeated) {
    List<StatusMessage.Transaction> statuses = new ArrayList<>();
    Map<Account, List<DebitMessage.Entry>> debits = new LinkedHashMap<>();
    for (CreditTransfer transfer : message.transfers()) {
      Digest digest = Digest.ofAll(transfer);
      Booked before = books.get(transfer.uetr());
      if (before != null && !before.digest().equals(digest)) {
        if (!repeated) {
          statuses.add(status(transfer, DUPLICATE_TRANSACTION));
        }
        continue;
      }
      if (before != null && before.isDecided() && repeated) {
        continue;
      }
      Booked booked = decide(transfer, before, digest, message.messageId());
      if (booked.reason() != null) {
        statuses.add(status(transfer, booked.reason()));
        if (booked.reason().isEmpty()) {
          debits
              .computeIfAbsent(Account.of(transfer), key -> new ArrayList<>())
              .add(debit(transfer, booked));
        }
      }
    }
    if (!statuses.isEmpty()) {
      put(message, statuses);
    }
    debits.forEach((account, entries) -> put(message, account, entries));
  }

  private Booked decide(
      CreditTransfer transfer, @Nullable Booked before, Digest digest, String messageId) {
    if (before != null && before.isDecided()) {
      return before;
    }
    Booked booked =
        switch (TwinDecision.of(transfer.creditorAccount().number(), settings)) {
          case TwinDecision.Pay pay -> new Booked(digest, "", charge(transfer).units());
          case TwinDecision.Reject(String reason) -> new Booked(digest, reason, 0);
          case TwinDecision.Silence silence -> new Booked(digest, null, 0);
        };
    books.put(transfer.uetr(), booked);
    if (before == null || entries.containsKey(transfer.uetr())) {
      entries.put(transfer.uetr(), new Entry(transfer, messageId, booked));
    } else if (booked.isDecided()) {
      lateDecisions.put(transfer.uetr(), booked);
    }
    return booked;
  }

  /// Rounded up: a bank rounds its charges in its own favour.
  private Money charge(CreditTransfer transfer) {
    return Money.of(transfer.amount().asset(), settings.charge(), Rounding.UP);
  }

  private StatusMessage.Transaction status(CreditTransfer transfer, String reason) {
    boolean paid = reason.isEmpty();
    StatusMessage.Status status =
        paid
            ? new StatusMessage.Status("ACSC", "", "")
            : new StatusMessage.Status("RJCT", reason, text(reason));
    return new StatusMessage.Transaction(
        transfer.uetr(),
        transfer.instructionId(),
        transfer.endToEndId(),
        status,
        paid ? day() : null);
  }

  private static String text(String reason) {
    return switch (reason) {
      case "AC01" -> "Incorrect account number";
      case "AC04" -> "Closed account number";
      case "AC06" -> "Blocked account";
      case "BE04" -> "Missing creditor address";
      case "RR04" -> "Regulatory reason";
      case DUPLICATE_TRANSACTION -> "This UETR was used before with other content";
      default -> "";
    };
  }

  private DebitMessage.Entry debit(CreditTransfer transfer, Booked booked) {
    return new DebitMessage.Entry(
        transfer.uetr(),
        transfer.instructionId(),
        transfer.endToEndId(),
        transfer.amount(),
        new Money(transfer.amount().asset(), booked.charges()),
        day());
  }

  private LocalDate day() {
    return now.toLocalDate();
  }

  private void put(CreditTransferMessage message, List<StatusMessage.Transaction> statuses) {
    List<UUID> uetrs = statuses.stream().map(StatusMessage.Transaction::uetr).toList();
    String id = Digest.id("TWS-", uetrs, message.messageId());
    StatusMessage answer =
        new StatusMessage(
            id,
            message.to(),
            message.from(),
            message.businessService(),
            now,
            message.messageId(),
            null,
            statuses);
    answers.add(new Answer(message.messageId(), id, answer.write()));
  }

  private void put(
      CreditTransferMessage message, Account account, List<DebitMessage.Entry> entries) {
    List<UUID> uetrs = entries.stream().map(DebitMessage.Entry::uetr).toList();
    String id = Digest.id("TWD-", uetrs, message.messageId());
    DebitMessage answer =
        new DebitMessage(
            id,
            message.to(),
            message.from(),
            message.businessService(),
            now,
            account.number(),
            account.currency(),
            entries);
    answers.add(new Answer(message.messageId(), id, answer.write()));
  }

  private static Envelope envelopeOf(CreditTransferMessage message) {
    return new Envelope(
        message.from(),
        message.to(),
        message.messageId(),
        MessageKind.PACS_008,
        message.businessService(),
        message.created());
  }

  private Map<String, Digest> taken(List<CreditTransferMessage> messages) throws SQLException {
    Object[] ids = messages.stream().map(CreditTransferMessage::messageId).distinct().toArray();
    Map<String, Digest> taken = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(MESSAGES)) {
      select.setArray(1, connection.createArrayOf("text", ids));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          taken.put(rows.getString(1), Digest.ofRecord(rows.getBytes(2)));
        }
      }
    }
    return taken;
  }

  private void look(List<CreditTransferMessage> messages) throws SQLException {
    Object[] uetrs =
        messages.stream()
            .flatMap(m -> m.transfers().stream())
            .map(CreditTransfer::uetr)
            .distinct()
            .toArray();
    try (PreparedStatement select = connection.prepareStatement(PAYMENTS)) {
      select.setArray(1, connection.createArrayOf("uuid", uetrs));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Booked booked =
              new Booked(Digest.ofRecord(rows.getBytes(2)), rows.getString(3), rows.getLong(4));
          books.put(rows.getObject(1, UUID.class), booked);
        }
      }
    }
  }

  private void write(Map<String, Digest> fresh) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ADD_MESSAGES)) {
      insert.setObject(1, now);
      insert.setArray(2, array("text", fresh.keySet().toArray()));
      insert.setArray(3, bytes(fresh.values().stream().map(Digest::bytes).toArray(byte[][]::new)));
      insert.executeUpdate();
    }
    writePayments(List.copyOf(entries.values()));
    if (!lateDecisions.isEmpty()) {
      writeDecisions();
    }
    if (!again.isEmpty()) {
      try (PreparedStatement update = connection.prepareStatement(AGAIN)) {
        update.setObject(1, due.atOffset(ZoneOffset.UTC));
        update.setArray(2, array("text", again.toArray()));
        update.executeUpdate();
      }
    }
    writeAnswers();
  }

  private void writePayments(List<Entry> rows) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ADD_PAYMENTS)) {
      insert.setObject(1, now);
      insert.setArray(2, column("uuid", rows, e -> e.transfer().uetr()));
      insert.setArray(
          3, bytes(rows.stream().map(e -> e.booked().digest().bytes()).toArray(byte[][]::new)));
      insert.setArray(4, column("text", rows, Entry::messageId));
      insert.setArray(5, column("text", rows, e -> e.transfer().creditorAccount().number()));
      insert.setArray(6, column("text", rows, e -> e.transfer().amount().asset().isoCode()));
      insert.setArray(7, column("bigint", rows, e -> e.transfer().amount().units()));
      insert.setArray(8, column("text", rows, e -> e.booked().reason()));
      insert.setArray(9, column("bigint", rows, e -> e.booked().charges()));
      insert.executeUpdate();
    }
  }

  private void writeDecisions() throws SQLException {
    List<Booked> booked = List.copyOf(lateDecisions.values());
    try (PreparedStatement update = connection.prepareStatement(DECIDE)) {
      update.setArray(1, array("uuid", lateDecisions.keySet().toArray()));
      update.setArray(2, column("text", booked, Booked::reason));
      update.setArray(3, column("bigint", booked, Booked::charges));
      update.executeUpdate();
    }
  }

  private void writeAnswers() throws SQLException {
    // The same refusal twice in one batch is one answer.
    Map<String, Answer> once = new LinkedHashMap<>();
    answers.forEach(answer -> once.put(answer.id(), answer));
    List<Answer> rows = List.copyOf(once.values());
    try (PreparedStatement insert = connection.prepareStatement(ADD_ANSWERS)) {
      insert.setObject(1, due.atOffset(ZoneOffset.UTC));
      insert.setArray(2, array("text", rows.stream().map(Answer::originalId).toArray()));
      insert.setArray(3, array("text", rows.stream().map(Answer::id).toArray()));
      insert.setArray(
          4, bytes(rows.stream().map(a -> a.message().header()).toArray(byte[][]::new)));
      insert.setArray(
          5,
          bytes(rows.stream().map(a -> Gzip.pack(a.message().document())).toArray(byte[][]::new)));
      insert.executeUpdate();
    }
  }

  private Array array(String type, Object[] values) throws SQLException {
    return connection.createArrayOf(type, values);
  }

  private <T> Array column(String type, List<T> rows, Function<T, @Nullable Object> value)
      throws SQLException {
    return array(type, rows.stream().map(value).toArray());
  }

  private Array bytes(byte[][] values) throws SQLException {
    return connection.createArrayOf("bytea", values);
  }
}

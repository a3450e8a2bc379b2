package io.fairway.rails;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The messages of a record as files: `<MsgId>.pacs.008.xml` with its `<MsgId>.head.001.xml`, the
/// bank's answers as `.pacs.002.xml` and `.camt.054.xml`, each beside its header, bytes unchanged.
public final class BankFolder {
  private static final int FETCH_ROWS = 50;
  private static final String XML = ".xml";
  private static final String UNKNOWN = ".unknown";
  private static final int NAME_LENGTH_MAX = 80;
  private static final int DIGEST_LENGTH = 12;

  private static final String ALL =
      """
      SELECT m.message_id, m.kind, m.header, m.document_gzip,
             EXISTS (SELECT FROM rails.message o
                     WHERE o.direction IN ('SENT', 'RECEIVED')
                       AND o.message_id = m.message_id AND o.seq < m.seq)
      FROM rails.message m\
      """;
  private static final String OF_PAYMENTS =
      ALL
          + """

          WHERE m.message_id IN (SELECT p.message_id FROM rails.payment p WHERE p.uetr = ANY (?)
                                UNION
                                SELECT a.message_id FROM rails.answer a WHERE a.uetr = ANY (?))\
          """;

  /// What is found in a folder, in the order of the file names. Nothing here is judged: it is what
  /// the messages say.
  public interface Visitor {
    /// A payment in a pacs.008. Its amount is in CNY where the payment was in CNH.
    void sent(String messageId, CreditTransfer transfer);

    /// A final status of a payment, or a debit.
    void answered(BankAnswer answer);

    /// A pacs.002 that rejects a whole message.
    void rejectedWhole(String originalMessageId, String messageId, String reason, String text);

    /// A file that is not what its name says, or has no header beside it.
    void unreadable(Path file, String why);
  }

  private BankFolder() {}

  /// Writes all messages, sent and received. What an earlier export left goes first.
  ///
  /// @throws RecordUnavailable when the database fails
  public static void write(DataSource database, Path folder) throws IOException {
    writeSelected(database, folder, null);
  }

  /// Writes the messages that carried these payments and the answers to them that were believed.
  ///
  /// @throws RecordUnavailable when the database fails
  public static void write(DataSource database, Path folder, Collection<UUID> uetrs)
      throws IOException {
    writeSelected(database, folder, uetrs);
  }

  /// Reads what [#write] wrote, one message at a time.
  public static void read(Path folder, Visitor visitor) throws IOException {
    for (String name : names(folder)) {
      Path file = folder.resolve(name);
      MessageKind kind = kindOf(name);
      if (kind == MessageKind.HEAD_001) {
        continue;
      }
      try {
        if (kind == null) {
          throw new BadMessage("a name that ends in a message kind expected");
        }
        read(kind, message(file, kind), visitor);
      } catch (BadMessage e) {
        visitor.unreadable(file, String.valueOf(e.getMessage()));
      }
    }
  }

  private static void read(MessageKind kind, BankMessage message, Visitor visitor) {
    switch (kind) {
      case PACS_008 -> {
        CreditTransferMessage transfers = CreditTransferMessage.read(message);
        transfers.transfers().forEach(t -> visitor.sent(transfers.messageId(), t));
      }
      case PACS_002 -> {
        Envelope envelope = Envelope.read(message.header());
        readStatus(StatusReader.read(envelope, message.document()), visitor);
      }
      case CAMT_054 -> {
        Envelope envelope = Envelope.read(message.header());
        DebitMessage debit = DebitReader.read(envelope, message.document());
        for (DebitMessage.Entry entry : debit.entries()) {
          visitor.answered(
              new BankAnswer.Debited(
                  entry.uetr(), debit.messageId(), entry.amount(), entry.charges()));
        }
      }
      case HEAD_001 -> throw new IllegalArgumentException("a header is no message");
    }
  }

  private static void readStatus(StatusMessage message, Visitor visitor) {
    StatusMessage.Status group = message.group();
    if (group != null && group.code().equals("RJCT")) {
      visitor.rejectedWhole(
          message.originalMessageId(), message.messageId(), group.reason(), group.text());
    }
    for (StatusMessage.Transaction transaction : message.transactions()) {
      StatusMessage.Status status = transaction.status();
      switch (status.code()) {
        case "ACSC", "ACCC" ->
            visitor.answered(new BankAnswer.Completed(transaction.uetr(), message.messageId()));
        case "RJCT" ->
            visitor.answered(
                new BankAnswer.Rejected(
                    transaction.uetr(), message.messageId(), status.reason(), status.text()));
        default -> {
          // a step on the way
        }
      }
    }
  }

  private static void writeSelected(
      DataSource database, Path folder, @Nullable Collection<UUID> uetrs) throws IOException {
    Files.createDirectories(folder);
    for (String name : names(folder)) {
      if (kindOf(name) != null || name.endsWith(UNKNOWN + XML)) {
        Files.delete(folder.resolve(name));
      }
    }
    try (Connection connection = database.getConnection()) {
      // A cursor needs a transaction.
      connection.setAutoCommit(false);
      try (PreparedStatement select =
          connection.prepareStatement(uetrs == null ? ALL : OF_PAYMENTS)) {
        if (uetrs != null) {
          Array array = connection.createArrayOf("uuid", uetrs.toArray());
          select.setArray(1, array);
          select.setArray(2, array);
        }
        writeRows(select, folder);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new RecordUnavailable(e);
    }
  }

  private static void writeRows(PreparedStatement select, Path folder)
      throws SQLException, IOException {
    select.setFetchSize(FETCH_ROWS);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        byte[] document = Gzip.unpack(rows.getBytes(4));
        String name = fileName(rows.getString(1), document, rows.getBoolean(5));
        String kind =
            MessageKind.find(rows.getString(2)).map(k -> "." + k.shortName()).orElse(UNKNOWN);
        Files.write(folder.resolve(name + kind + XML), document);
        Files.write(
            folder.resolve(name + "." + MessageKind.HEAD_001.shortName() + XML), rows.getBytes(3));
      }
    }
  }

  /// Identifiers of the bank are the bank's words: what is no plain file name is replaced, and an
  /// identifier that is not unique gets a part of the content's digest.
  private static String fileName(String messageId, byte[] document, boolean usedBefore) {
    String plain = messageId.replaceAll("[^A-Za-z0-9_-]", "_");
    String cut = plain.substring(0, Math.min(plain.length(), NAME_LENGTH_MAX));
    return usedBefore || !cut.equals(messageId)
        ? cut + "_" + Digest.of(document).toString().substring(0, DIGEST_LENGTH)
        : cut;
  }

  private static BankMessage message(Path file, MessageKind kind) throws IOException {
    String name = String.valueOf(file.getFileName());
    String stem = name.substring(0, name.length() - kind.shortName().length() - XML.length());
    Path header = file.resolveSibling(stem + MessageKind.HEAD_001.shortName() + XML);
    if (!Files.isRegularFile(header)) {
      throw new BadMessage("no header beside it: " + header.getFileName() + " expected");
    }
    if (Files.size(file) > XmlIn.SIZE_MAX || Files.size(header) > XmlIn.SIZE_MAX) {
      throw new BadMessage("larger than " + XmlIn.SIZE_MAX + " bytes");
    }
    return new BankMessage(Files.readAllBytes(header), Files.readAllBytes(file));
  }

  private static @Nullable MessageKind kindOf(String name) {
    for (MessageKind kind : MessageKind.values()) {
      if (name.endsWith("." + kind.shortName() + XML)) {
        return kind;
      }
    }
    return null;
  }

  private static SortedSet<String> names(Path folder) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + XML)) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    }
    return names;
  }
}

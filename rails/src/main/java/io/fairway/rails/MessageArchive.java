package io.fairway.rails;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/// Hands out copies of the messages on record, for people and auditors.
public final class MessageArchive {
  private static final int FETCH_SIZE = 200;
  private static final Pattern NOT_FOR_FILE_NAMES = Pattern.compile("[^A-Za-z0-9._-]");

  private static final String SELECT =
      """
      WITH wanted AS (
        SELECT message_id FROM rails.payment WHERE uetr = ANY (?)
        UNION
        SELECT message_id FROM rails.answer WHERE uetr = ANY (?)
      )
      SELECT seq, kind, message_id, header, document_gzip
      FROM rails.message JOIN wanted USING (message_id)
      ORDER BY seq
      """;

  private static final String RECEIVED =
      "SELECT document_gzip FROM rails.message WHERE direction = 'RECEIVED' ORDER BY seq";

  private MessageArchive() {}

  /// Writes every message about these payments, as sent and as received: `<seq>-<kind>-<id>.xml`
  /// and, beside it, its business header as `.head.xml`. Files that are there are written over.
  ///
  /// @return how many messages
  /// @throws RecordUnavailable when the database fails
  /// @throws UncheckedIOException when the folder cannot be written
  public static long write(DataSource database, Collection<UUID> uetrs, Path folder) {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT)) {
      connection.setAutoCommit(false); // a fetch size works in a transaction only
      Files.createDirectories(folder);
      select.setArray(1, connection.createArrayOf("uuid", uetrs.toArray()));
      select.setArray(2, connection.createArrayOf("uuid", uetrs.toArray()));
      select.setFetchSize(FETCH_SIZE);
      long count = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          write(rows, folder);
          count++;
        }
      }
      connection.rollback();
      return count;
    } catch (SQLException e) {
      throw new RecordUnavailable(e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the bank messages to " + folder, e);
    }
  }

  /// Shows the document of every message that the bank sent, oldest first.
  ///
  /// @throws RecordUnavailable when the database fails
  public static void received(DataSource database, Consumer<byte[]> reader) {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(RECEIVED)) {
      connection.setAutoCommit(false); // a fetch size works in a transaction only
      select.setFetchSize(FETCH_SIZE);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          reader.accept(Gzip.unpack(rows.getBytes(1)));
        }
      }
      connection.rollback();
    } catch (SQLException e) {
      throw new RecordUnavailable(e);
    }
  }

  private static void write(ResultSet row, Path folder) throws SQLException, IOException {
    String id = NOT_FOR_FILE_NAMES.matcher(row.getString("message_id")).replaceAll("_");
    String name = "%07d-%s-%s".formatted(row.getLong("seq"), row.getString("kind"), id);
    Files.write(folder.resolve(name + ".head.xml"), row.getBytes("header"));
    Files.write(folder.resolve(name + ".xml"), Gzip.unpack(row.getBytes("document_gzip")));
  }
}

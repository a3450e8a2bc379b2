package io.fairway.payments;

import io.fairway.money.Invariant;
import io.fairway.money.InvariantViolation;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// The schema `payments` and the little that is needed to speak with it in batches.
final class Database {
  static final String SCHEMA = "payments";

  private final DataSource source;

  private Database(DataSource source) {
    this.source = source;
  }

  /// Brings the schema to its newest version.
  static Database open(DataSource source) {
    Flyway.configure()
        .dataSource(source)
        .schemas(SCHEMA)
        .defaultSchema(SCHEMA)
        .locations("classpath:db/migration/" + SCHEMA)
        .load()
        .migrate();
    return new Database(source);
  }

  /// Something to do in one transaction.
  interface Work<T extends @Nullable Object> {
    T in(Connection connection) throws SQLException;
  }

  /// Something to do in one transaction that answers nothing.
  interface Act {
    void in(Connection connection) throws SQLException;
  }

  /// One row read.
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// Runs the work in one transaction: all of it is recorded, or nothing is.
  <T extends @Nullable Object> T ask(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T answer = work.in(connection);
        connection.commit();
        return answer;
      } catch (SQLException | RuntimeException failure) {
        connection.rollback();
        throw failure;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("the record cannot be read or written", failure);
    }
  }

  /// Like [#ask(Work)], without an answer.
  void act(Act act) {
    var _ =
        ask(connection -> {
          act.in(connection);
          return "done";
        });
  }

  /// A connection of one's own, for a lock that lasts.
  Connection connect() throws SQLException {
    return source.getConnection();
  }

  /// One column of a batch, for `unnest`.
  static <T> Array column(
      Connection connection, String type, Collection<T> rows, Function<T, @Nullable Object> value)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(value).toArray());
  }

  /// One column of byte strings of a batch, which the driver takes only as what they are.
  static <T> Array byteColumn(
      Connection connection, Collection<T> rows, Function<T, byte @Nullable []> value)
      throws SQLException {
    return connection.createArrayOf("bytea", rows.stream().map(value).toArray(byte[][]::new));
  }

  static Array numbers(Connection connection, Collection<Long> numbers) throws SQLException {
    return column(connection, "bigint", numbers, number -> number);
  }

  static <T> List<T> list(PreparedStatement statement, Reader<T> reader) throws SQLException {
    List<T> rows = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows.add(reader.read(row));
      }
    }
    return rows;
  }

  static Timestamp timestamp(Instant at) {
    return Timestamp.from(at);
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  /// Runs a change that must touch exactly that many rows.
  static void expect(PreparedStatement change, int rows) throws SQLException {
    int changed = change.executeUpdate();
    Invariant.check(changed == rows, "the record changed %s rows, not %s", changed, rows);
  }

  /// What must be in the map.
  static <K, V> V found(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new InvariantViolation("the record has no " + key);
    }
    return value;
  }

  /// A column that the schema never leaves empty.
  static String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    if (text == null) {
      throw new SQLException("the record has no " + column);
    }
    return text;
  }
}

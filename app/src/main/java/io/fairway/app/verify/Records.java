package io.fairway.app.verify;

import io.fairway.chain.Hash32;
import io.fairway.rails.MessageArchive;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Reads the questions from the journey's record, and the bank's messages as bytes.
final class Records {
  private static final int FETCH_SIZE = 2_000;

  private final DataSource database;

  Records(DataSource database) {
    this.database = database;
  }

  /// A window that was once intended.
  ///
  /// @param state what the journey takes it for: INTENDED, SETTLED or DEAD
  /// @param members orders by seq, in the order of their legs
  record WindowRecord(Hash32 id, String state, List<Long> members) {}

  /// What to do with a row.
  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  /// Every order, by seq.
  Map<Long, OrderRecord> orders() {
    Map<Long, List<OrderRecord.Payout>> payouts = payouts();
    Map<Long, OrderRecord> orders = new LinkedHashMap<>();
    read(
        """
        SELECT o.seq, o.order_id, o.digest, o.refund, o.outcome, o.reason, o.amount,
               i.window_id, i.leaf_hash, i.proof
        FROM payments.payment_order o LEFT JOIN payments.inclusion i USING (seq)
        ORDER BY o.seq
        """,
        row -> {
          long seq = row.getLong("seq");
          orders.put(seq, order(row, seq, payouts.getOrDefault(seq, List.of())));
        });
    return orders;
  }

  private static OrderRecord order(ResultSet row, long seq, List<OrderRecord.Payout> payouts)
      throws SQLException {
    return new OrderRecord(
        seq,
        row.getString("order_id"),
        row.getString("digest"),
        row.getBoolean("refund"),
        row.getString("outcome"),
        row.getString("reason"),
        row.getLong("amount"),
        hash(row.getBytes("window_id")),
        hash(row.getBytes("leaf_hash")),
        hashes(row.getBytes("proof")),
        payouts);
  }

  private Map<Long, List<OrderRecord.Payout>> payouts() {
    Map<Long, List<OrderRecord.Payout>> payouts = new HashMap<>();
    read(
        "SELECT seq, uetr, amount, state FROM payments.payout ORDER BY seq, attempt",
        row ->
            payouts
                .computeIfAbsent(row.getLong("seq"), seq -> new ArrayList<>())
                .add(
                    new OrderRecord.Payout(
                        row.getObject("uetr", UUID.class),
                        row.getLong("amount"),
                        row.getString("state"))));
    return payouts;
  }

  /// Every window that was ever intended.
  List<WindowRecord> windows() {
    Map<Hash32, WindowRecord> windows = new LinkedHashMap<>();
    read(
        """
        SELECT w.id, w.state, m.seq
        FROM payments.settlement_window w JOIN payments.window_member m ON m.window_id = w.id
        ORDER BY w.intended_at, w.id, m.position
        """,
        row -> {
          Hash32 id = Hash32.of(row.getBytes("id"));
          String state = row.getString("state");
          windows
              .computeIfAbsent(id, key -> new WindowRecord(key, state, new ArrayList<>()))
              .members()
              .add(row.getLong("seq"));
        });
    return List.copyOf(windows.values());
  }

  /// Every message that the bank sent.
  void bankMessages(BankBook book) {
    MessageArchive.received(database, book::take);
  }

  private void read(String sql, Row take) {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      connection.setAutoCommit(false); // a fetch size works in a transaction only
      select.setFetchSize(FETCH_SIZE);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          take.take(rows);
        }
      }
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException("the record cannot be read: " + e.getMessage(), e);
    }
  }

  private static @Nullable Hash32 hash(byte @Nullable [] bytes) {
    return bytes == null ? null : Hash32.of(bytes);
  }

  private static List<Hash32> hashes(byte @Nullable [] bytes) {
    List<Hash32> hashes = new ArrayList<>();
    for (int at = 0; bytes != null && at < bytes.length; at += Hash32.LENGTH) {
      hashes.add(Hash32.of(Arrays.copyOfRange(bytes, at, at + Hash32.LENGTH)));
    }
    return hashes;
  }
}

package io.fairway.payments;

import static io.fairway.payments.Database.byteColumn;
import static io.fairway.payments.Database.column;
import static io.fairway.payments.Database.list;
import static io.fairway.payments.Database.numbers;

import io.fairway.chain.Hash32;
import io.fairway.chain.Inclusion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of windows, their members, and the proofs of what was included.
final class WindowRecords {
  private WindowRecords() {}

  /// A window that is under way, as recorded.
  ///
  /// @param members the numbers of its orders, in their order
  record Intended(Hash32 id, int attempt, List<Long> members) {}

  /// Fixes the membership of windows, before anything is signed.
  static void intend(Connection connection, List<WindowPlan> windows, Instant now)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO payments.settlement_window (id, parent, attempt, orders, state, intended_at)
            SELECT n.id, n.parent, n.attempt, n.orders, 'INTENDED', ?
            FROM unnest(?::bytea[], ?::bytea[], ?::integer[], ?::integer[])
              AS n (id, parent, attempt, orders)
            """)) {
      insert.setTimestamp(1, Database.timestamp(now));
      insert.setArray(2, byteColumn(connection, windows, window -> window.id().bytes()));
      insert.setArray(3, byteColumn(connection, windows, window -> bytes(window.parent())));
      insert.setArray(4, column(connection, "integer", windows, WindowPlan::attempt));
      insert.setArray(5, column(connection, "integer", windows, one -> one.members().size()));
      Database.expect(insert, windows.size());
    }
    for (WindowPlan window : windows) {
      member(connection, window);
    }
  }

  private static void member(Connection connection, WindowPlan window) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO payments.window_member (window_id, position, seq, leaf)
            SELECT ?, n.position - 1, n.seq, n.leaf
            FROM unnest(?::bigint[], ?::integer[]) WITH ORDINALITY AS n (seq, leaf, position)
            """)) {
      insert.setBytes(1, window.id().bytes());
      insert.setArray(
          2, column(connection, "bigint", window.members(), member -> member.entry().seq()));
      insert.setArray(3, column(connection, "integer", window.leaves(), leaf -> leaf));
      Database.expect(insert, window.members().size());
    }
  }

  /// The windows under way that hold any of these orders.
  static List<Intended> under(Connection connection, Collection<Long> seqs) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT w.id, w.attempt, array_agg(m.seq ORDER BY m.position) AS members
            FROM payments.settlement_window w JOIN payments.window_member m ON m.window_id = w.id
            WHERE w.state = 'INTENDED' AND w.id IN
              (SELECT window_id FROM payments.window_member WHERE seq = ANY (?))
            GROUP BY w.id, w.attempt, w.intended_at ORDER BY w.intended_at, w.id
            """)) {
      select.setArray(1, numbers(connection, seqs));
      return list(
          select,
          row ->
              new Intended(
                  Hash32.of(row.getBytes("id")),
                  row.getInt("attempt"),
                  List.of((Long[]) row.getArray("members").getArray())));
    }
  }

  /// The orders of each window that is under way, oldest window first.
  static List<List<Long>> underWay(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT array_agg(m.seq ORDER BY m.position) AS members
            FROM payments.settlement_window w JOIN payments.window_member m ON m.window_id = w.id
            WHERE w.state = 'INTENDED' GROUP BY w.id, w.intended_at ORDER BY w.intended_at, w.id
            """)) {
      return list(select, row -> List.of((Long[]) row.getArray("members").getArray()));
    }
  }

  /// A window is proven dead.
  static void die(Connection connection, WindowPlan window, String cause) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE payments.settlement_window SET state = 'DEAD', cause = ?
            WHERE id = ? AND state = 'INTENDED'
            """)) {
      update.setString(1, cause);
      update.setBytes(2, window.id().bytes());
      Database.expect(update, 1);
    }
  }

  /// A window is settled: the facts of its transaction, and the proof of each order.
  static void settle(Connection connection, WindowPlan window, Inclusion inclusion)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE payments.settlement_window
            SET state = 'SETTLED', transaction_hash = ?, block_number = ?, block_time = ?,
                gas_used = ?, gas_price_wei = ?, merkle_root = ?
            WHERE id = ? AND state = 'INTENDED'
            """)) {
      update.setBytes(1, inclusion.transactionHash().bytes());
      update.setLong(2, inclusion.blockNumber());
      update.setLong(3, inclusion.blockTimeSeconds());
      update.setLong(4, inclusion.gasUsed());
      update.setLong(5, inclusion.gasPriceWei());
      update.setBytes(6, inclusion.merkleRoot().bytes());
      update.setBytes(7, window.id().bytes());
      Database.expect(update, 1);
    }
    include(connection, window, inclusion);
  }

  private static void include(Connection connection, WindowPlan window, Inclusion inclusion)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO payments.inclusion (seq, window_id, leaf, leaf_hash, proof)
            SELECT n.seq, ?, n.leaf, n.leaf_hash, n.proof
            FROM unnest(?::bigint[], ?::integer[], ?::bytea[], ?::bytea[])
              AS n (seq, leaf, leaf_hash, proof)
            """)) {
      List<Integer> leaves = window.leaves();
      insert.setBytes(1, window.id().bytes());
      insert.setArray(
          2, column(connection, "bigint", window.members(), member -> member.entry().seq()));
      insert.setArray(3, column(connection, "integer", leaves, leaf -> leaf));
      insert.setArray(
          4, byteColumn(connection, leaves, leaf -> inclusion.leaves().get(leaf).bytes()));
      insert.setArray(
          5, byteColumn(connection, leaves, leaf -> joined(inclusion.proofs().get(leaf))));
      Database.expect(insert, window.members().size());
    }
  }

  /// Sibling hashes one after the other.
  static byte[] joined(List<Hash32> proof) {
    byte[] joined = new byte[proof.size() * Hash32.LENGTH];
    for (int i = 0; i < proof.size(); i++) {
      System.arraycopy(proof.get(i).bytes(), 0, joined, i * Hash32.LENGTH, Hash32.LENGTH);
    }
    return joined;
  }

  /// The inverse of [#joined].
  static List<Hash32> parted(byte[] joined) {
    List<Hash32> proof = new ArrayList<>(joined.length / Hash32.LENGTH);
    for (int at = 0; at < joined.length; at += Hash32.LENGTH) {
      proof.add(Hash32.of(Arrays.copyOfRange(joined, at, at + Hash32.LENGTH)));
    }
    return proof;
  }

  private static byte @Nullable [] bytes(@Nullable Hash32 hash) {
    return hash == null ? null : hash.bytes();
  }
}

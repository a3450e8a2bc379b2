package io.fairway.payments;

import static io.fairway.payments.Database.column;
import static io.fairway.payments.Database.list;
import static io.fairway.payments.Database.text;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The claims that refunds have on their sellers' balances.
///
/// A claim is open from the refund's acceptance until the ledger holds the money (`HELD`) and then
/// takes it (`COLLECTED`), or the refund is refused (`CLOSED`). It counts against payouts from the
/// moment that its original is settled: before that, the seller has nothing of it.
final class RefundClaims {
  private RefundClaims() {}

  /// The order that a refund names, as far as the refund must know it.
  ///
  /// @param fee that was taken from it, null before it was priced
  /// @param claimedIn what accepted refunds give back of it already
  record Original(
      long seq,
      String orderId,
      @Nullable String buyerId,
      String sellerId,
      Money amountIn,
      Asset payOut,
      boolean refund,
      boolean settled,
      @Nullable Money fee,
      Money claimedIn) {

    /// With one more refund claimed.
    Original claiming(Money amount) {
      return new Original(
          seq,
          orderId,
          buyerId,
          sellerId,
          amountIn,
          payOut,
          refund,
          settled,
          fee,
          claimedIn.plus(amount));
    }

    /// The fee that was taken, nothing before it was priced.
    Money feeTaken() {
      return fee == null ? Money.zero(amountIn.asset()) : fee;
    }
  }

  /// A claim to open.
  record Claim(Entry refund, Original original, Money amountOut) {}

  /// The recorded orders of those ids, with what is already claimed of each.
  static Map<String, Original> originals(Connection connection, Collection<String> orderIds)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT o.seq, o.order_id, o.buyer_id, o.seller_id, o.asset, o.amount, o.pay_out, o.refund, q.fee,
                   o.state >= 5 AS settled,
                   (SELECT coalesce(sum(c.amount_in), 0) FROM payments.refund_claim c
                    WHERE c.original_seq = o.seq AND c.state <> 'CLOSED')::bigint AS claimed
            FROM payments.payment_order o
            LEFT JOIN payments.quote q ON q.seq = o.seq AND q.attempt = o.attempt
            WHERE o.order_id = ANY (?)
            """)) {
      select.setArray(1, column(connection, "text", orderIds, id -> id));
      Map<String, Original> found = new HashMap<>();
      list(select, RefundClaims::original)
          .forEach(original -> found.put(original.orderId(), original));
      return found;
    }
  }

  private static Original original(ResultSet row) throws SQLException {
    Asset payIn = Asset.of(text(row, "asset"));
    long fee = row.getLong("fee");
    Money feeTaken = row.wasNull() ? null : new Money(payIn, fee);
    return new Original(
        row.getLong("seq"),
        text(row, "order_id"),
        row.getString("buyer_id"),
        text(row, "seller_id"),
        new Money(payIn, row.getLong("amount")),
        Asset.of(text(row, "pay_out")),
        row.getBoolean("refund"),
        row.getBoolean("settled"),
        feeTaken,
        new Money(payIn, row.getLong("claimed")));
  }

  /// The refunds among these that have a claim.
  static Set<Long> claimed(Connection connection, List<Entry> refunds) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT seq FROM payments.refund_claim WHERE seq = ANY (?)")) {
      select.setArray(1, column(connection, "bigint", refunds, Entry::seq));
      return Set.copyOf(list(select, row -> row.getLong("seq")));
    }
  }

  /// Opens claims; one that is there already stays as it is.
  static void open(Connection connection, List<Claim> claims) throws SQLException {
    if (claims.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO payments.refund_claim
              (seq, original_seq, seller_id, pay_out, amount_in, amount_out, state)
            SELECT n.*, 'OPEN' FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[],
              ?::bigint[], ?::bigint[]) AS n
            ON CONFLICT (seq) DO NOTHING
            """)) {
      insert.setArray(1, column(connection, "bigint", claims, claim -> claim.refund().seq()));
      insert.setArray(2, column(connection, "bigint", claims, claim -> claim.original().seq()));
      insert.setArray(3, column(connection, "text", claims, claim -> claim.original().sellerId()));
      insert.setArray(
          4, column(connection, "text", claims, claim -> claim.amountOut().asset().code()));
      insert.setArray(
          5,
          column(connection, "bigint", claims, claim -> claim.refund().order().amount().units()));
      insert.setArray(6, column(connection, "bigint", claims, claim -> claim.amountOut().units()));
      insert.executeUpdate();
    }
  }

  /// A new quote of a refund is a new size of its claim.
  static void requote(Connection connection, List<QuoteRecords.Row> rows) throws SQLException {
    List<QuoteRecords.Row> refunds = rows.stream().filter(row -> row.quote().refund()).toList();
    if (refunds.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE payments.refund_claim c SET amount_out = n.amount, state = 'OPEN'
            FROM unnest(?::bigint[], ?::bigint[]) AS n (seq, amount) WHERE c.seq = n.seq
            """)) {
      update.setArray(1, column(connection, "bigint", refunds, row -> row.entry().seq()));
      update.setArray(
          2, column(connection, "bigint", refunds, row -> row.quote().amountOut().units()));
      Database.expect(update, refunds.size());
    }
  }

  /// The ledger holds the money: what is held no longer counts as claimed.
  static void hold(Connection connection, List<Entry> entries) throws SQLException {
    turn(connection, "HELD", entries.stream().filter(entry -> entry.order().refund()).toList());
  }

  /// A refused refund claims nothing any more.
  static void close(Connection connection, List<Stopped> stops) throws SQLException {
    turn(
        connection,
        "CLOSED",
        stops.stream()
            .filter(stop -> stop.outcome() == Outcome.REFUSED)
            .map(Stopped::entry)
            .filter(entry -> entry.order().refund())
            .toList());
  }

  private static void turn(Connection connection, String state, List<Entry> refunds)
      throws SQLException {
    if (refunds.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE payments.refund_claim SET state = ? WHERE seq = ANY (?)")) {
      update.setString(1, state);
      update.setArray(2, column(connection, "bigint", refunds, Entry::seq));
      update.executeUpdate();
    }
  }

  /// The refunds are posted: their claims are collected, and what the seller is still owed of
  /// earlier orders shrinks by as much, of the refunded order first, then of the oldest.
  static void collect(Connection connection, List<Entry> entries) throws SQLException {
    List<Entry> refunds = entries.stream().filter(entry -> entry.order().refund()).toList();
    if (refunds.isEmpty()) {
      return;
    }
    turn(connection, "COLLECTED", refunds);
    // One after the other: each takes from what the one before left.
    try (PreparedStatement lock =
        connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtext('payments.due'))")) {
      lock.execute();
    }
    for (Entry refund : refunds) {
      try (PreparedStatement update =
          connection.prepareStatement(
              """
              WITH claim AS (
                SELECT original_seq, seller_id, pay_out, amount_out
                FROM payments.refund_claim WHERE seq = ?),
              owed AS (
                SELECT o.seq, o.due,
                       sum(o.due) OVER (ORDER BY o.seq <> c.original_seq, o.seq) - o.due AS before
                FROM payments.payment_order o
                JOIN claim c ON c.seller_id = o.seller_id AND c.pay_out = o.pay_out
                WHERE o.due > 0)
              UPDATE payments.payment_order o
              SET due = owed.due - least(owed.due, c.amount_out - owed.before)
              FROM owed, claim c WHERE o.seq = owed.seq AND owed.before < c.amount_out
              """)) {
        update.setLong(1, refund.seq());
        update.executeUpdate();
      }
    }
  }

  /// What sellers owe to open refunds of settled orders, by seller and asset.
  static Map<Seller, Money> open(Connection connection, Collection<Seller> sellers)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT c.seller_id, c.pay_out, sum(c.amount_out)::bigint AS claimed
            FROM payments.refund_claim c JOIN payments.payment_order o ON o.seq = c.original_seq
            WHERE c.state = 'OPEN' AND o.state >= 5 AND c.seller_id = ANY (?)
            GROUP BY c.seller_id, c.pay_out
            """)) {
      select.setArray(1, column(connection, "text", sellers, Seller::id));
      Map<Seller, Money> claims = new HashMap<>();
      list(
              select,
              row -> {
                Asset payOut = Asset.of(text(row, "pay_out"));
                return Map.entry(
                    new Seller(text(row, "seller_id"), payOut),
                    new Money(payOut, row.getLong("claimed")));
              })
          .forEach(claim -> claims.put(claim.getKey(), claim.getValue()));
      return claims;
    }
  }

  /// A seller's balance: one an asset.
  record Seller(String id, Asset payOut) {}
}

package io.fairway.payments;

import static io.fairway.payments.Database.column;
import static io.fairway.payments.Database.list;
import static io.fairway.payments.Database.numbers;
import static io.fairway.payments.Database.text;
import static io.fairway.payments.Database.timestamp;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.PaymentOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of orders: what came in, how far it is, what became of it. One statement a batch.
final class OrderRecords {
  private static final String ENTRY =
      """
      SELECT o.seq, o.order_id, o.digest, o.line, o.order_time, o.order_day, o.buyer_id,
             o.buyer_country, o.seller_id, o.asset, o.amount, o.refund, o.original_order_id,
             o.pay_out, o.state, o.outcome, o.reason, o.open, o.attempt,
      """
          + QuoteRecords.COLUMNS
          + """
          FROM payments.payment_order o
          LEFT JOIN payments.quote q ON q.seq = o.seq AND q.attempt = o.attempt
          """;

  private OrderRecords() {}

  /// Inserts the orders that are not there yet, in their order, and answers those. A refund is in
  /// the asset in which its original was paid out.
  static List<Entry> insert(
      Connection connection, List<PaymentOrder> orders, Asset payOut, Instant now)
      throws SQLException {
    Map<String, PaymentOrder> byId = new HashMap<>();
    orders.forEach(order -> byId.put(order.orderId(), order));
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO payments.payment_order
              (order_id, digest, line, order_time, order_day, buyer_id, buyer_country, seller_id,
               asset, amount, refund, original_order_id, pay_out, state, open, accepted_at)
            SELECT n.order_id, n.digest, n.line, n.order_time, n.order_day, n.buyer_id,
                   n.buyer_country, n.seller_id, n.asset, n.amount, n.refund, n.original,
                   coalesce((SELECT o.pay_out FROM payments.payment_order o
                             WHERE o.order_id = n.original), ?),
                   1, true, ?
            FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::date[], ?::text[],
                        ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[], ?::text[])
              WITH ORDINALITY AS n (order_id, digest, line, order_time, order_day, buyer_id,
                   buyer_country, seller_id, asset, amount, refund, original, position)
            ORDER BY n.position
            ON CONFLICT (order_id) DO NOTHING
            RETURNING seq, order_id, digest, pay_out
            """)) {
      insert.setString(1, payOut.code());
      insert.setTimestamp(2, timestamp(now));
      setContent(connection, insert, orders);
      return list(
          insert,
          row ->
              new Entry(
                  row.getLong("seq"),
                  Database.found(byId, text(row, "order_id")),
                  text(row, "digest"),
                  Asset.of(text(row, "pay_out")),
                  Step.ACCEPTED,
                  true,
                  null,
                  null,
                  0,
                  null,
                  false,
                  true));
    }
  }

  private static void setContent(
      Connection connection, PreparedStatement insert, List<PaymentOrder> orders)
      throws SQLException {
    insert.setArray(3, column(connection, "text", orders, PaymentOrder::orderId));
    insert.setArray(4, column(connection, "text", orders, PaymentOrder::digest));
    insert.setArray(5, column(connection, "bigint", orders, PaymentOrder::line));
    insert.setArray(6, column(connection, "text", orders, order -> order.orderTime().toString()));
    insert.setArray(7, column(connection, "text", orders, order -> order.day().toString()));
    insert.setArray(8, column(connection, "text", orders, PaymentOrder::buyerId));
    insert.setArray(9, column(connection, "text", orders, PaymentOrder::buyerCountry));
    insert.setArray(10, column(connection, "text", orders, PaymentOrder::sellerId));
    insert.setArray(11, column(connection, "text", orders, order -> order.amount().asset().code()));
    insert.setArray(12, column(connection, "bigint", orders, order -> order.amount().units()));
    insert.setArray(13, column(connection, "boolean", orders, PaymentOrder::refund));
    insert.setArray(14, column(connection, "text", orders, PaymentOrder::originalOrderId));
  }

  /// The entries of those orders that are recorded, by order id.
  static Map<String, Entry> find(Connection connection, Collection<String> orderIds)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(ENTRY + "WHERE o.order_id = ANY (?)")) {
      select.setArray(1, column(connection, "text", orderIds, id -> id));
      Map<String, Entry> found = new HashMap<>();
      list(select, OrderRecords::entry).forEach(entry -> found.put(entry.orderId(), entry));
      return found;
    }
  }

  /// Entries by their numbers, in the order of the record.
  static List<Entry> numbered(Connection connection, Collection<Long> seqs) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(ENTRY + "WHERE o.seq = ANY (?) ORDER BY o.seq")) {
      select.setArray(1, numbers(connection, seqs));
      return list(select, OrderRecords::entry);
    }
  }

  /// The numbers of the orders that are to be driven on, in the order of the record.
  static List<Long> open(Connection connection, boolean refunds, long after, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT seq FROM payments.payment_order
            WHERE open AND refund = ? AND seq > ? ORDER BY seq LIMIT ?
            """)) {
      select.setBoolean(1, refunds);
      select.setLong(2, after);
      select.setInt(3, limit);
      return list(select, row -> row.getLong("seq"));
    }
  }

  /// Records that these orders are past a step.
  ///
  /// @param at null for a step that has no moment for them
  static void advance(Connection connection, Step step, List<Entry> entries, @Nullable Instant at)
      throws SQLException {
    if (entries.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE payments.payment_order
            SET state = ?, outcome = NULL, reason = NULL, detail = NULL, %s = coalesce(%s, ?)
            WHERE seq = ANY (?)
            """
                .formatted(step.timeColumn(), step.timeColumn()))) {
      update.setInt(1, step.number());
      update.setTimestamp(2, at == null ? null : timestamp(at));
      update.setArray(3, column(connection, "bigint", entries, Entry::seq));
      Database.expect(update, entries.size());
    }
  }

  /// What compliance said of an order.
  record Screened(Entry entry, boolean clear, String listVersion, String policyVersion) {}

  /// Records by which lists and policy orders were decided; the clear ones are past step 2.
  static void screened(Connection connection, List<Screened> rows, Instant at) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE payments.payment_order o
            SET state = CASE WHEN n.clear THEN 2 ELSE o.state END, screened_at = ?,
                list_version = n.list_version, policy_version = n.policy_version
            FROM unnest(?::bigint[], ?::boolean[], ?::text[], ?::text[])
              AS n (seq, clear, list_version, policy_version)
            WHERE o.seq = n.seq
            """)) {
      update.setTimestamp(1, timestamp(at));
      update.setArray(2, column(connection, "bigint", rows, row -> row.entry().seq()));
      update.setArray(3, column(connection, "boolean", rows, Screened::clear));
      update.setArray(4, column(connection, "text", rows, Screened::listVersion));
      update.setArray(5, column(connection, "text", rows, Screened::policyVersion));
      Database.expect(update, rows.size());
    }
  }

  /// Records that these orders are at the end of the journey.
  static void finish(Connection connection, List<Entry> entries, Instant at) throws SQLException {
    if (entries.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE payments.payment_order
            SET state = 7, reason = NULL, detail = NULL, open = false,
                outcome = CASE WHEN refund THEN 'REFUNDED' ELSE 'SETTLED' END,
                reported_at = coalesce(reported_at, ?)
            WHERE seq = ANY (?)
            """)) {
      update.setTimestamp(1, timestamp(at));
      update.setArray(2, column(connection, "bigint", entries, Entry::seq));
      Database.expect(update, entries.size());
    }
  }

  /// Records orders that leave the stream.
  static void stop(Connection connection, List<Stopped> stops) throws SQLException {
    if (stops.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE payments.payment_order o
            SET outcome = n.outcome, reason = n.reason, detail = n.detail, open = n.open,
                state = coalesce(n.state, o.state)
            FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::smallint[])
              AS n (seq, outcome, reason, detail, open, state)
            WHERE o.seq = n.seq
            """)) {
      update.setArray(1, column(connection, "bigint", stops, stop -> stop.entry().seq()));
      update.setArray(2, column(connection, "text", stops, stop -> stop.outcome().name()));
      update.setArray(3, column(connection, "text", stops, Stopped::reason));
      update.setArray(4, column(connection, "text", stops, Stopped::detail));
      update.setArray(5, column(connection, "boolean", stops, Stopped::open));
      update.setArray(6, column(connection, "smallint", stops, OrderRecords::stateAfter));
      Database.expect(update, stops.size());
    }
    RefundClaims.close(connection, stops);
  }

  private static @Nullable Object stateAfter(Stopped stop) {
    Step back = stop.back();
    return back == null ? null : back.number();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    PaymentOrder order = order(row);
    Asset payOut = Asset.of(text(row, "pay_out"));
    int attempt = row.getInt("attempt");
    String outcome = row.getString("outcome");
    boolean quoted = row.getString("coin") != null;
    return new Entry(
        row.getLong("seq"),
        order,
        text(row, "digest"),
        payOut,
        Step.of(row.getInt("state")),
        row.getBoolean("open"),
        outcome == null ? null : Outcome.valueOf(outcome),
        row.getString("reason"),
        attempt,
        quoted ? QuoteRecords.quote(row, order, payOut) : null,
        quoted && row.getBoolean("requote"),
        false);
  }

  /// Reads the content of an order.
  static PaymentOrder order(ResultSet row) throws SQLException {
    return new PaymentOrder(
        text(row, "order_id"),
        row.getLong("line"),
        Instant.parse(text(row, "order_time")),
        row.getObject("order_day", LocalDate.class),
        row.getString("buyer_id"),
        row.getString("buyer_country"),
        text(row, "seller_id"),
        new Money(Asset.of(text(row, "asset")), row.getLong("amount")),
        row.getBoolean("refund"),
        row.getString("original_order_id"));
  }
}

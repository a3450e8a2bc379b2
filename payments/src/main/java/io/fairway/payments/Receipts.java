package io.fairway.payments;

import static io.fairway.payments.Database.column;
import static io.fairway.payments.Database.list;
import static io.fairway.payments.Database.text;

import io.fairway.chain.Hash32;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.LineBook.Line;
import io.fairway.payments.pricing.Quote;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Receipts, read from the record alone: what it does not hold is not on a receipt.
final class Receipts {
  /// Orders read at once.
  private static final int PAGE = 1_000;

  /// Pages read beside each other: one is made into receipts while the database reads the next.
  private static final int PAGES_AT_ONCE = 4;

  /// Decimals of a gas share in wei: small enough that the shares of a window sum to its gas.
  private static final int GAS_SHARE_DECIMALS = 6;

  private static final String SELECT =
      """
      SELECT o.*,
      """
          + QuoteRecords.COLUMNS
          + """
          , i.window_id, i.leaf, i.leaf_hash, i.proof,
            w.transaction_hash, w.block_number, w.merkle_root, w.gas_used, w.gas_price_wei, w.orders,
            p.uetr, p.amount AS paid, p.charges, p.bank_reason
          FROM payments.payment_order o
          LEFT JOIN payments.quote q ON q.seq = o.seq AND q.attempt = o.attempt
          LEFT JOIN payments.inclusion i ON i.seq = o.seq
          LEFT JOIN payments.settlement_window w ON w.id = i.window_id
          LEFT JOIN LATERAL (
            SELECT * FROM payments.payout p
            WHERE p.seq = o.seq AND p.state <> 'VOID' ORDER BY p.attempt DESC LIMIT 1) p ON true
          WHERE o.order_id = ANY (?)
          """;

  private final Database database;

  Receipts(Database database) {
    this.database = database;
  }

  /// One receipt a line, in the order of the lines.
  List<Receipt> of(List<Line> lines) {
    List<Receipt> receipts = new ArrayList<>(lines.size());
    for (List<List<Line>> pages : parted(parted(lines, PAGE), PAGES_AT_ONCE)) {
      Together.all(pages, this::page).forEach(receipts::addAll);
    }
    return receipts;
  }

  private List<Receipt> page(List<Line> page) {
    List<String> ids =
        page.stream()
            .filter(line -> line.outcome() == null)
            .flatMap(line -> Stream.ofNullable(line.orderId()))
            .toList();
    Map<String, Receipt> found = database.ask(connection -> read(connection, ids));
    return page.stream().map(line -> receipt(line, found)).toList();
  }

  private static <T> List<List<T>> parted(List<T> all, int size) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += size) {
      parts.add(all.subList(from, Math.min(all.size(), from + size)));
    }
    return parts;
  }

  private static Map<String, Receipt> read(Connection connection, List<String> orderIds)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setArray(1, column(connection, "text", orderIds, id -> id));
      Map<String, Receipt> receipts = new HashMap<>();
      list(select, Receipts::receipt).forEach(one -> receipts.put(one.orderId(), one));
      return receipts;
    }
  }

  private static Receipt receipt(Line line, Map<String, Receipt> found) {
    String id = line.orderId();
    Outcome outcome = line.outcome();
    if (outcome == null && id != null) {
      return Database.found(found, id).onLine(line.number());
    }
    return Receipt.ofLine(
        id == null ? "" : id,
        line.number(),
        Objects.requireNonNull(outcome),
        line.reason(),
        line.detail());
  }

  private static Receipt receipt(ResultSet row) throws SQLException {
    Asset payOut = Asset.of(text(row, "pay_out"));
    Quote quote =
        row.getString("coin") == null
            ? null
            : QuoteRecords.quote(row, OrderRecords.order(row), payOut);
    boolean settled = row.getInt("state") >= Step.SETTLED.number();
    String outcome = row.getString("outcome");
    return new Receipt(
        text(row, "order_id"),
        row.getLong("line"),
        outcome == null ? Outcome.PENDING : Outcome.valueOf(outcome),
        row.getString("reason"),
        detail(row, payOut),
        row.getBoolean("refund"),
        row.getString("original_order_id"),
        row.getString("buyer_id"),
        row.getString("buyer_country"),
        row.getString("seller_id"),
        new Money(Asset.of(text(row, "asset")), row.getLong("amount")),
        quote != null && settled ? quote.amountOut() : null,
        quote == null ? null : priced(quote),
        times(row),
        settlement(row),
        payout(row, payOut),
        row.getString("list_version"),
        row.getString("policy_version"));
  }

  private static @Nullable String detail(ResultSet row, Asset payOut) throws SQLException {
    long due = row.getLong("due");
    String detail = row.getString("detail");
    return detail == null && due > 0
        ? new Money(payOut, due) + " of the proceeds is withheld for the seller's open refunds"
        : detail;
  }

  private static Receipt.Priced priced(Quote quote) {
    return new Receipt.Priced(
        quote.rate(),
        quote.mid().value(),
        quote.rateDay(),
        quote.fee(),
        quote.fxCost(),
        quote.midOut(),
        quote.bridge(),
        quote.rounding());
  }

  private static Receipt.Times times(ResultSet row) throws SQLException {
    return new Receipt.Times(
        Database.instant(row, "accepted_at"),
        Database.instant(row, "screened_at"),
        Database.instant(row, "priced_at"),
        Database.instant(row, "reserved_at"),
        Database.instant(row, "spendable_at"),
        Database.instant(row, "paid_out_at"),
        Database.instant(row, "reported_at"));
  }

  private static Receipt.@Nullable Settlement settlement(ResultSet row) throws SQLException {
    byte[] window = row.getBytes("window_id");
    if (window == null) {
      return null;
    }
    long gas = row.getLong("gas_used");
    int orders = row.getInt("orders");
    BigDecimal share =
        BigDecimal.valueOf(gas)
            .multiply(BigDecimal.valueOf(row.getLong("gas_price_wei")))
            .divide(BigDecimal.valueOf(orders), GAS_SHARE_DECIMALS, RoundingMode.HALF_EVEN);
    return new Receipt.Settlement(
        Hash32.of(window),
        Hash32.of(row.getBytes("transaction_hash")),
        row.getLong("block_number"),
        Hash32.of(row.getBytes("merkle_root")),
        row.getInt("leaf"),
        Hash32.of(row.getBytes("leaf_hash")),
        WindowRecords.parted(row.getBytes("proof")),
        gas,
        orders,
        share);
  }

  private static Receipt.@Nullable Payout payout(ResultSet row, Asset payOut) throws SQLException {
    String uetr = row.getString("uetr");
    return uetr == null
        ? null
        : new Receipt.Payout(
            UUID.fromString(uetr),
            new Money(payOut, row.getLong("paid")),
            new Money(payOut, row.getLong("charges")),
            new Money(payOut, row.getLong("due")),
            row.getString("bank_reason"));
  }
}

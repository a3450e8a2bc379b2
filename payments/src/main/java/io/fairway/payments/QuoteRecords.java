package io.fairway.payments;

import static io.fairway.payments.Database.column;
import static io.fairway.payments.Database.text;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.money.Rate;
import io.fairway.payments.order.PaymentOrder;
import io.fairway.payments.pricing.Quote;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/// The rows of quotes. A quote's row is the intent of the reservation that is tried with it.
final class QuoteRecords {
  /// What [#quote] reads, as columns of `q`.
  static final String COLUMNS =
      """
      q.requote, q.fee, q.net_in, q.provider_rate, q.coin, q.bridge, q.bridge_net, q.rounding,
      q.payout_rate, q.amount_out, q.rate, q.mid, q.rate_day, q.mid_out, q.fx_cost, q.expires_at
      """;

  private QuoteRecords() {}

  /// A quote to record.
  record Row(Entry entry, int attempt, boolean requote, Quote quote) {}

  /// Records quotes as the next attempts of their orders, which are past step 3 by that.
  static void insert(Connection connection, List<Row> rows, Instant now) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO payments.quote
              (seq, attempt, requote, fee, net_in, provider_rate, coin, bridge, bridge_net,
               rounding, payout_rate, amount_out, rate, mid, rate_day, mid_out, fx_cost, expires_at)
            SELECT * FROM unnest(?::bigint[], ?::integer[], ?::boolean[], ?::bigint[], ?::bigint[],
              ?::numeric[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::numeric[],
              ?::bigint[], ?::numeric[], ?::numeric[], ?::date[], ?::bigint[], ?::bigint[],
              ?::timestamptz[])
            """)) {
      setAmounts(connection, insert, rows);
      setRates(connection, insert, rows);
      Database.expect(insert, rows.size());
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE payments.payment_order o
            SET attempt = n.attempt, state = 3, priced_at = ?
            FROM unnest(?::bigint[], ?::integer[]) AS n (seq, attempt) WHERE o.seq = n.seq
            """)) {
      update.setTimestamp(1, Database.timestamp(now));
      update.setArray(2, column(connection, "bigint", rows, row -> row.entry().seq()));
      update.setArray(3, column(connection, "integer", rows, Row::attempt));
      Database.expect(update, rows.size());
    }
    RefundClaims.requote(connection, rows);
  }

  private static void setAmounts(Connection connection, PreparedStatement insert, List<Row> rows)
      throws SQLException {
    insert.setArray(1, column(connection, "bigint", rows, row -> row.entry().seq()));
    insert.setArray(2, column(connection, "integer", rows, Row::attempt));
    insert.setArray(3, column(connection, "boolean", rows, Row::requote));
    insert.setArray(4, column(connection, "bigint", rows, row -> row.quote().fee().units()));
    insert.setArray(5, column(connection, "bigint", rows, row -> row.quote().netIn().units()));
    insert.setArray(
        7, column(connection, "text", rows, row -> row.quote().bridge().asset().code()));
    insert.setArray(8, column(connection, "bigint", rows, row -> row.quote().bridge().units()));
    insert.setArray(9, column(connection, "bigint", rows, row -> row.quote().bridgeNet().units()));
    insert.setArray(10, column(connection, "bigint", rows, row -> row.quote().rounding().units()));
    insert.setArray(12, column(connection, "bigint", rows, row -> row.quote().amountOut().units()));
    insert.setArray(16, column(connection, "bigint", rows, row -> row.quote().midOut().units()));
    insert.setArray(17, column(connection, "bigint", rows, row -> row.quote().fxCost().units()));
  }

  private static void setRates(Connection connection, PreparedStatement insert, List<Row> rows)
      throws SQLException {
    insert.setArray(
        6, column(connection, "numeric", rows, row -> row.quote().providerRate().value()));
    insert.setArray(
        11, column(connection, "numeric", rows, row -> row.quote().payoutRate().value()));
    insert.setArray(13, column(connection, "numeric", rows, row -> row.quote().rate()));
    insert.setArray(14, column(connection, "numeric", rows, row -> row.quote().mid().value()));
    insert.setArray(15, column(connection, "text", rows, row -> row.quote().rateDay().toString()));
    insert.setArray(
        18, column(connection, "text", rows, row -> row.quote().expiresAt().toString()));
  }

  /// Reads the quote columns of a row.
  static Quote quote(ResultSet row, PaymentOrder order, Asset payOut) throws SQLException {
    Asset payIn = order.amount().asset();
    Asset coin = Asset.of(text(row, "coin"));
    Instant expiresAt = Objects.requireNonNull(Database.instant(row, "expires_at"));
    return new Quote(
        order.refund(),
        order.amount(),
        new Money(payIn, row.getLong("fee")),
        new Money(payIn, row.getLong("net_in")),
        new Rate(payIn, coin, number(row, "provider_rate")),
        new Money(coin, row.getLong("bridge")),
        new Money(coin, row.getLong("bridge_net")),
        new Money(coin, row.getLong("rounding")),
        new Rate(coin, payOut, number(row, "payout_rate")),
        new Money(payOut, row.getLong("amount_out")),
        number(row, "rate"),
        new Rate(payIn, payOut, number(row, "mid")),
        row.getObject("rate_day", LocalDate.class),
        new Money(payOut, row.getLong("mid_out")),
        new Money(payOut, row.getLong("fx_cost")),
        expiresAt);
  }

  private static BigDecimal number(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getBigDecimal(column), column);
  }
}

package io.fairway.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.money.Rate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What compliance tests share: a database server, a policy, movements.
final class Desk {
  static final LocalDate DAY = LocalDate.of(2010, 12, 1);

  /// 10 HKD for a pound, 8 for a dollar, 1 for its own.
  static final Valuation VALUATION =
      (asset, day) ->
          new Rate(
              asset,
              Asset.of("HKD"),
              switch (asset.code()) {
                case "GBP" -> BigDecimal.TEN;
                case "USD" -> BigDecimal.valueOf(8);
                case "HKD" -> BigDecimal.ONE;
                case "JPY" -> new BigDecimal("0.0512345");
                default -> throw new IllegalArgumentException("no rate for " + asset);
              });

  static final String POLICY =
      """
      {"version": "test", "valuationCurrency": "HKD",
       "deniedCountries": {"KP": "test: denied"},
       "corridors": [{"from": ["*"], "payIn": ["GBP", "USD", "HKD", "JPY"], "payOut": ["CNH", "HKD"]},
                     {"from": ["GB"], "payIn": ["GBP"], "payOut": ["CNY"]}],
       "limits": {"orderMax": "5000.00", "customerDayMax": "12000.00"},
       "pilots": [{"name": "first twenty", "payOut": "CNY", "beneficiaries": ["S001"], "orderMax": "1000.00"}],
       "screening": {"threshold": "0.90"},
       "pricing": {"feeBps": "2"},
       "reserveBufferBps": "100"}
      """;

  private Desk() {}

  static Policy policy() {
    try {
      return PolicyReader.read(POLICY.getBytes(StandardCharsets.UTF_8), "test policy");
    } catch (PolicyException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A new database on the server.
  static DataSource database(EmbeddedPostgres server, String name) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return server.getDatabase("postgres", name);
  }

  static EmbeddedPostgres server() throws IOException {
    return EmbeddedPostgres.builder().start();
  }

  static long count(DataSource database, String sql) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The invariant: a day's total is the sum of its clear decisions, and no limit is passed.
  static void assertTotals(DataSource database) {
    long wrong =
        count(
            database,
            """
            SELECT count(*) FROM
              (SELECT customer, day, value_currency, sum(value_units) AS units FROM compliance.decision
               WHERE outcome = 'CLEAR' AND value_units > 0 GROUP BY 1, 2, 3) d
              FULL JOIN compliance.day_total t
              ON (t.customer, t.day, t.currency) = (d.customer, d.day, d.value_currency)
            WHERE d.units IS DISTINCT FROM t.units\
            """);
    assertThat(wrong).as("days whose total is not the sum of their clear decisions").isZero();
    assertThat(
            count(
                database,
                "SELECT count(*) FROM compliance.decision"
                    + " WHERE outcome <> 'CLEAR' AND value_units > 0"))
        .isZero();
  }

  static Money money(String text) {
    return Money.of(Asset.of(text.substring(0, 3)), new BigDecimal(text.substring(4)));
  }

  static Movement movement(String reference, String amount) {
    return movement(
        reference,
        "B1",
        "Grace Nakamura",
        "GB",
        "S001",
        "Ningbo Haiyun Trading",
        "HK",
        amount,
        "CNH");
  }

  static Movement movement(
      String reference,
      String buyer,
      String buyerName,
      @Nullable String buyerCountry,
      String seller,
      String sellerName,
      @Nullable String sellerCountry,
      String amount,
      String payOut) {
    return new Movement(
        reference,
        new Movement.Person(buyer, buyerName, buyerCountry),
        new Movement.Person(seller, sellerName, sellerCountry),
        money(amount),
        payOut,
        DAY);
  }

  /// `CLEAR`, or the outcome and its reason.
  static String answer(Decision decision) {
    return switch (decision) {
      case Decision.Clear clear -> "CLEAR";
      case Decision.Held held -> "HELD " + held.reason();
      case Decision.Refused refused -> "REFUSED " + refused.reason();
    };
  }

  static String detail(Decision decision) {
    return switch (decision) {
      case Decision.Clear clear -> "";
      case Decision.Held held -> held.detail();
      case Decision.Refused refused -> refused.detail();
    };
  }
}

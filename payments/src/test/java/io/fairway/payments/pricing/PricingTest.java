package io.fairway.payments.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.PaymentOrder;
import io.fairway.payments.pricing.PriceOutcome.NoRoute;
import io.fairway.payments.pricing.PriceOutcome.Quoted;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricingTest {

  private static final Instant NOW = Instant.parse("2026-01-09T12:00:00Z");
  private static final LocalDate DAY = LocalDate.of(2026, 1, 9);

  @TempDir Path directory;

  /// Golden quotes, computed apart from the code. On the day, GBP 1 = HKD 11.7 = USD 1.5 = CNY
  /// 10.5, and HKD 1 = CNY 0.897435..., EUR 0.106837..., USD 0.128205...
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GBP 139.12 | CNH | fee 0.02 net 139.10 bridge 1627.144506 out 1459.96 net 1627.138000 rounding 0.006506 mid 1460.76 cost 0.59
          GBP 139.12 | HKD | fee 0.02 net 139.10 bridge 1627.144506 out 1627.14 net 1627.140000 rounding 0.004506 mid 1627.70 cost 0.33
          HKD 100.00 | CNH | fee 0.02 net 99.98 bridge 99.980000 out 89.70 net 99.971423 rounding 0.008577 mid 89.74 cost 0.03
          HKD 100.00 | HKD | fee 0.02 net 99.98 bridge 99.980000 out 99.98 net 99.980000 rounding 0.000000 mid 100.00 cost 0.00
          EUR 100.00 | USD | fee 0.02 net 99.98 bridge 935.625637 out 119.92 net 935.563113 rounding 0.062524 mid 120.00 cost 0.06
          USD 0.01 | JPY | fee 0.00 net 0.01 bridge 0.077984 out 1 net 0.058512 rounding 0.019472 mid 1 cost 0
          JPY 10000 | CNH | fee 2 net 9998 bridge 584.766023 out 524.68 net 584.760381 rounding 0.005642 mid 525.00 cost 0.22
          """)
  void aSale(String amount, String payOut, String answer) {
    Quote quote = quoted(pricing(AsOf.ORDER).quote(order(amount), Asset.of(payOut), NOW));
    assertThat(shown(quote)).isEqualTo(answer);
    assertThat(quote.expiresAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(quote.rateDay()).isEqualTo(DAY);
    assertThat(quote.rate())
        .isEqualByComparingTo(quote.providerRate().value().multiply(quote.payoutRate().value()));
  }

  /// The fee's share is of an order of GBP 1000.00 with a fee of 0.20.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GBP 139.12 | CNH | false | fee 0.00 net 139.12 bridge 1628.035821 out 1461.35 net 1628.029541 rounding 0.006280 mid 1460.76 cost 0.59
          GBP 139.12 | CNH | true | fee 0.02 net 139.10 bridge 1627.801868 out 1461.14 net 1627.795494 rounding 0.006374 mid 1460.76 cost 0.59
          GBP 139.12 | HKD | false | fee 0.00 net 139.12 bridge 1628.030000 out 1628.03 net 1628.029541 rounding 0.000459 mid 1627.70 cost 0.33
          GBP 0.01 | CNH | true | fee 0.00 net 0.01 bridge 0.122546 out 0.11 net 0.117024 rounding 0.005522 mid 0.10 cost 0.01
          """)
  void aRefund(String amount, String payOut, boolean returnsFee, String answer) {
    PricingPolicy policy = policy("2", "2", "2", returnsFee);
    PriceOutcome outcome =
        new Pricing(rates(), policy, AsOf.ORDER)
            .quoteRefund(
                refund(amount), money("GBP 1000.00"), money("GBP 0.20"), Asset.of(payOut), NOW);
    Quote quote = quoted(outcome);
    assertThat(quote.refund()).isTrue();
    assertThat(shown(quote)).isEqualTo(answer);
  }

  /// Amount, pay-out, order's day, the rates' choice, and the answer with the clock at 2026-01-14.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GBP 1.00 | CNH  | 2026-01-12 | ORDER  | 2026-01-09
          GBP 1.00 | CNH  | 2026-01-13 | ORDER  | 2026-01-09
          GBP 1.00 | CNH  | 2026-01-14 | ORDER  | RATE_STALE: the last rates of GBP and CNH are of 2026-01-09, 5 days before 2026-01-14; at most 4
          GBP 1.00 | CNH  | 2026-01-09 | LATEST | RATE_STALE: the last rates of GBP and CNH are of 2026-01-09, 5 days before 2026-01-14; at most 4
          GBP 1.00 | CNH  | 2026-01-06 | ORDER  | 2026-01-02
          GBP 1.00 | CNH  | 2025-12-30 | ORDER  | NO_ROUTE: no reference rate of GBP and CNH on or before 2025-12-30; the rates begin on 2025-12-31
          RUB 99.0 | CNH  | 2026-01-09 | ORDER  | RATE_STALE: the last rates of RUB and CNH are of 2025-12-31, 9 days before 2026-01-09; at most 4
          AED 1.00 | CNH  | 2026-01-09 | ORDER  | NO_ROUTE: no reference rate of AED and CNH on or before 2026-01-09; the rates begin on 2025-12-31
          GBP 1.00 | FHKD | 2026-01-09 | ORDER  | NO_ROUTE: a coin is neither paid in nor paid out
          JPY 1    | GBP  | 2026-01-09 | ORDER  | NO_ROUTE: JPY 1 is too small: it buys less than the smallest unit of GBP
          GBP 99999999999.99 | JPY | 2026-01-09 | ORDER | NO_ROUTE: GBP 99999999999.99 is too large: more than 7000000000000 of an asset would move
          HKD 1.00 | HKD  | 1999-01-01 | ORDER  | 1999-01-01
          """)
  void aDayHasItsRatesOrNone(
      String amount, String payOut, LocalDate day, AsOf asOf, String answer) {
    PaymentOrder order = order(amount, day, false);
    Instant late = Instant.parse("2026-01-14T00:00:00Z");
    String shown =
        switch (pricing(asOf).quote(order, Asset.of(payOut), late)) {
          case Quoted(Quote quote) -> quote.rateDay().toString();
          case NoRoute(String reason, String detail) -> reason + ": " + detail;
        };
    assertThat(shown).isEqualTo(answer);
    boolean routeless =
        pricing(asOf)
            .noRoute(order.amount().asset(), Asset.of(payOut), order.day(), late)
            .isPresent();
    assertThat(routeless).isEqualTo(answer.contains("rate") || answer.contains("coin"));
  }

  @Test
  void theLatestRatesAreNeverOfTomorrow() {
    Instant early = Instant.parse("2026-01-08T23:59:59Z");
    Quote quote = quoted(pricing(AsOf.LATEST).quote(order("GBP 1.00"), Asset.CNH, early));
    assertThat(quote.rateDay()).isEqualTo(LocalDate.of(2026, 1, 8));
  }

  @Test
  void aRefundInAnotherCurrencyHasNoRoute() {
    PriceOutcome outcome =
        pricing(AsOf.ORDER)
            .quoteRefund(refund("USD 1.00"), money("GBP 5.00"), money("GBP 0.00"), Asset.CNH, NOW);
    assertThat(outcome)
        .isEqualTo(new NoRoute(NoRoute.NO_ROUTE, "a refund in USD of an order in GBP"));
  }

  @Test
  void partialRefundsReturnNoMoreThanTheFee() {
    Pricing pricing = new Pricing(rates(), policy("7", "2", "2", true), AsOf.ORDER);
    Money fee = quoted(pricing.quote(order("GBP 1391.30"), Asset.CNH, NOW)).fee();
    long returned = 0;
    for (int part = 0; part < 10; part++) {
      returned +=
          quoted(
                  pricing.quoteRefund(
                      refund("GBP 139.13"), money("GBP 1391.30"), fee, Asset.CNH, NOW))
              .fee()
              .units();
    }
    assertThat(returned).isPositive().isLessThanOrEqualTo(fee.units());
  }

  @Test
  void theBasisIsVisibleInTheMid() {
    PricingPolicy policy =
        new PricingPolicy(
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            new BigDecimal("100"),
            4,
            60,
            false,
            BigDecimal.ONE,
            BigDecimal.ONE);
    Pricing pricing = new Pricing(rates(), policy, AsOf.ORDER);
    Quote offshore = quoted(pricing.quote(order("GBP 1000.00"), Asset.CNH, NOW));
    Quote onshore = quoted(pricing.quote(order("GBP 1000.00"), Asset.of("CNY"), NOW));
    assertThat(onshore.mid().value()).isEqualByComparingTo("10.5");
    assertThat(offshore.mid().value()).isEqualByComparingTo("10.605");
    assertThat(offshore.fxCost().units()).isLessThanOrEqualTo(1);
  }

  private Pricing pricing(AsOf asOf) {
    return new Pricing(rates(), policy("2", "2", "2", false), asOf);
  }

  private ReferenceRates rates() {
    return Rates.read(directory, Rates.HISTORY);
  }

  private static PricingPolicy policy(
      String fee, String provider, String payout, boolean returnsFee) {
    return new PricingPolicy(
        new BigDecimal(fee),
        new BigDecimal(provider),
        new BigDecimal(payout),
        BigDecimal.ZERO,
        4,
        60,
        returnsFee,
        new BigDecimal("0.05"),
        new BigDecimal("3000"));
  }

  private static Quote quoted(PriceOutcome outcome) {
    return switch (outcome) {
      case Quoted(Quote quote) -> quote;
      case NoRoute none -> throw new AssertionError(none);
    };
  }

  private static String shown(Quote quote) {
    return "fee %s net %s bridge %s out %s net %s rounding %s mid %s cost %s"
        .formatted(
            quote.fee().decimal(),
            quote.netIn().decimal(),
            quote.bridge().decimal(),
            quote.amountOut().decimal(),
            quote.bridgeNet().decimal(),
            quote.rounding().decimal(),
            quote.midOut().decimal(),
            quote.fxCost().decimal());
  }

  private static PaymentOrder order(String amount) {
    return order(amount, DAY, false);
  }

  private static PaymentOrder refund(String amount) {
    return order(amount, DAY, true);
  }

  private static PaymentOrder order(String amount, LocalDate day, boolean refund) {
    return new PaymentOrder(
        "A1", 2, NOW, day, "B1", "GB", "S1", money(amount), refund, refund ? "A0" : null);
  }

  private static Money money(String text) {
    return Money.of(Asset.of(text.substring(0, 3)), new BigDecimal(text.substring(4)));
  }
}

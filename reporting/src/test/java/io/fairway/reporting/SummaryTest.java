package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairway.money.Asset;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void jsonAsKept() throws Exception {
    JsonMapper mapper = JsonMapper.builder().build();
    JsonNode json = mapper.readTree(summary(Fixed.facts()).json());
    Golden.assertSame(
        "summary.json", mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
  }

  @Test
  void textAsKept() throws Exception {
    String text = summary(Fixed.facts()).text();
    Golden.assertSame("summary.txt", text);
    assertThat(text.chars()).as("any terminal shows it").allMatch(c -> c < 128);
  }

  @Test
  void jsonIsOneLine() {
    assertThat(summary(Fixed.facts()).json()).doesNotContain("\n");
  }

  /// Three settled payments count: of this run and A-2 of an earlier one, each with mid
  /// CNH 1,000, spread 0.40, fee 0.20, bank 0.10 and 2,000 gas: 2,000 × 0.05 gwei × USD 3,000 = USD
  /// 0.0003 on USD 150.
  @Test
  void costIsMidLessReceivedPlusBankAndGas() {
    Cost cost = Cost.of(Fixed.receipts(), Fixed.facts().prices());
    assertThat(cost.orders()).isEqualTo(3);
    assertThat(cost.midUsd()).isEqualByComparingTo("450");
    assertThat(cost.fx()).isEqualByComparingTo("4");
    assertThat(cost.fee()).isEqualByComparingTo("2");
    assertThat(cost.bank()).isEqualByComparingTo("1");
    assertThat(cost.gas()).isEqualByComparingTo("0.02");
    assertThat(cost.bps()).isEqualByComparingTo("7.02");
    // USD 41.50 flat on 150 = 2,766.67 bp, 0.5 % = 50, one day at 5 % a year = 1.37
    assertThat(cost.wireBps()).isEqualByComparingTo("2818.0365");
    // 0.6 % + 0.2 % + two days
    assertThat(cost.collectorBps()).isEqualByComparingTo("82.7397");
  }

  @Test
  void nothingSettledIsNullAndNotNought() throws Exception {
    RunFacts facts = Fixed.facts(List.of(Fixed.malformed()));
    JsonNode json = JsonMapper.builder().build().readTree(summary(facts).json());
    assertThat(json.at("/cost/bps").isNull()).isTrue();
    assertThat(json.at("/cost/components/gas").isNull()).isTrue();
    assertThat(json.at("/seconds/final/p99").isNull()).isTrue();
    assertThat(json.at("/volume/in").isEmpty()).isTrue();
    assertThat(json.at("/chain/gasPerOrder").asLong()).isZero();
    assertThat(summary(facts).text()).contains("nothing settled");
  }

  /// A-2 was settled an hour before the run and is left out; so is the refund.
  @Test
  void secondsAreThoseOfThisRun() {
    Summary summary = summary(Fixed.facts());
    assertThat(summary.spendable().millis()).containsExactly(1200, 1400, 1600, 1800);
    assertThat(summary.finality().millis()).containsExactly(2500, 3000);
  }

  @Test
  void aRepeatedRunHasNoSeconds() {
    Summary summary = summary(Fixed.facts(List.of(Fixed.repeated())));
    assertThat(summary.spendable().isEmpty()).isTrue();
    assertThat(summary.driven()).isZero();
  }

  @Test
  void saysWhichAssetHasNoRate() {
    RunFacts facts = Fixed.facts();
    var prices = new RunFacts.Prices(BigDecimal.ONE, BigDecimal.ONE, Map.of());
    assertThatThrownBy(() -> Cost.of(facts.receipts(), prices))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CNH");
    assertThat(prices.usd(Asset.of("USD"), BigDecimal.TEN)).isEqualTo(BigDecimal.TEN);
  }

  @Test
  void receiptsThatDoNotSumAreAFinding() {
    Receipt r = Fixed.settled();
    Receipt.Priced p = Objects.requireNonNull(r.priced());
    Receipt.Priced odd =
        new Receipt.Priced(
            p.rate(),
            p.midRate(),
            p.rateDay(),
            p.fee(),
            Sample.money("CNH", "0.43"),
            p.midOut(),
            p.bridge(),
            p.rounding());
    Receipt tampered =
        new Receipt(
            r.orderId(),
            r.line(),
            r.outcome(),
            r.reason(),
            r.detail(),
            r.refund(),
            r.originalOrderId(),
            r.buyerId(),
            r.buyerCountry(),
            r.sellerId(),
            r.amountIn(),
            r.amountOut(),
            odd,
            r.times(),
            r.settlement(),
            r.payout(),
            r.listVersion(),
            r.policyVersion());
    assertThat(summary(Fixed.facts(List.of(tampered))).findings())
        .anyMatch(finding -> finding.contains("do not sum") && finding.contains("line 2"));
    assertThat(summary(Fixed.facts()).findings()).isEmpty();
  }

  @Test
  void aSellerWithLessThanItsReceiptsExplainIsAFinding() {
    RunFacts facts = Fixed.facts(List.of(Fixed.pending()));
    RunFacts robbed = withSellers(facts, Map.of());
    assertThat(summary(facts).findings()).isEmpty();
    assertThat(summary(robbed).findings())
        .containsExactly("seller S002 has 999.40 CNH less on the ledger than its receipts explain");
  }

  static RunFacts withSellers(RunFacts f, Map<String, RunFacts.Seller> sellers) {
    return new RunFacts(
        f.orderFile(),
        f.linesRead(),
        f.receipts(),
        f.moved(),
        f.clock(),
        f.versions(),
        f.opening(),
        f.chain(),
        f.prices(),
        f.bankTwin(),
        sellers);
  }

  private static Summary summary(RunFacts facts) {
    return Summary.of(facts, Sample.checks(facts));
  }
}

package io.fairway.reporting;

import static io.fairway.reporting.Sample.hash;
import static io.fairway.reporting.Sample.money;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.Outcome;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Eight lines whose every figure was worked out by hand: the mid rate is 10, the spread 4 bp, the
/// fee 2 bp, a window of 100 orders costs 200,000 gas, one CNH is USD 0.15.
final class Fixed {
  static final Instant STARTED = Instant.parse("2026-11-22T10:00:00Z");
  static final String HOSTILE = "=cmd|'/c calc'!A1<script>alert(1)</script>";

  private static final Receipt.Times NO_TIMES =
      new Receipt.Times(null, null, null, null, null, null, null);

  private Fixed() {}

  /// GBP 100.00 → mid CNH 1,000.00; fee GBP 0.02; GBP 99.98 at 9.996 = 999.40008, paid 999.40; the
  /// spread took 999.80 − 999.40 = 0.40, the fee 0.20. 1.2 s and 2.5 s.
  static Receipt settled() {
    return order("A-1", 2, Outcome.SETTLED, "S001", at(0), 1200, 2500);
  }

  /// The same order again, settled an hour before this run.
  static Receipt repeated() {
    return order("A-2", 3, Outcome.SETTLED, "S002", at(-3_600_000), 900, 1500);
  }

  /// Settled on the chain and rejected by the bank.
  static Receipt rejected() {
    Receipt order = order("A-3", 4, Outcome.HELD, "S001", at(100), 1400, 2000);
    Receipt.Payout payout =
        new Receipt.Payout(
            uetr(4), money("CNH", "999.40"), money("CNH", "0.00"), money("CNH", "999.40"), "AC04");
    Receipt.Times t = order.times();
    return with(
        order,
        "PAYOUT_REJECTED:AC04",
        "The bank says that the account is closed.",
        new Receipt.Times(
            t.accepted(), t.screened(), t.priced(), t.reserved(), t.spendable(), null, at(2100)),
        payout);
  }

  /// A refund of A-1: the buyer gets GBP 40.00 back, CNH 400.16 at 10.004 leave the seller.
  static Receipt refund() {
    Receipt.Priced priced =
        new Receipt.Priced(
            new BigDecimal("10.004"),
            new BigDecimal("10"),
            LocalDate.of(2026, 11, 20),
            money("GBP", "0.00"),
            money("CNH", "0.16"),
            money("CNH", "400.00"),
            money("FHKD", "466.000000"),
            money("FHKD", "0.000000"));
    return new Receipt(
        "R-1",
        5,
        Outcome.REFUNDED,
        null,
        null,
        true,
        "A-1",
        "B9",
        "GB",
        "S001",
        money("GBP", "40.00"),
        money("CNH", "400.16"),
        priced,
        new Receipt.Times(at(200), at(210), at(220), at(230), at(2400), at(2400), at(2410)),
        settlement(5),
        null,
        "lists-1",
        "policy-1");
  }

  /// A held line whose texts try to become a formula and a script.
  static Receipt hostile() {
    return new Receipt(
        HOSTILE,
        6,
        Outcome.HELD,
        "SCREENING_HIT",
        "Buyer \"<img src=x onerror=alert(1)>\"\nis close to an entry.",
        false,
        null,
        "@SUM(A1)",
        "GB",
        "S\"003'><b>",
        money("GBP", "12.00"),
        null,
        null,
        new Receipt.Times(at(300), at(310), null, null, null, null, at(320)),
        null,
        null,
        "lists-1",
        "policy-1");
  }

  static Receipt malformed() {
    return new Receipt(
        "A-6",
        7,
        Outcome.MALFORMED,
        "AMOUNT_ZERO",
        "Line 7: the amount is 0.00; more was expected.",
        false,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        NO_TIMES,
        null,
        null,
        null,
        null);
  }

  /// Settled, with CNH 100.00 kept back for an open refund.
  static Receipt withheld() {
    Receipt order = order("A-7", 8, Outcome.SETTLED, "S001", at(400), 1600, 3000);
    Receipt.Payout payout =
        new Receipt.Payout(
            uetr(8), money("CNH", "899.40"), money("CNH", "0.10"), money("CNH", "100.00"), null);
    return with(order, null, null, order.times(), payout);
  }

  static Receipt pending() {
    Receipt order = order("A-8", 9, Outcome.PENDING, "S002", at(500), 1800, 0);
    Receipt.Times t = order.times();
    return with(
        order,
        "BANK_SILENT",
        "No answer within 30 s.",
        new Receipt.Times(
            t.accepted(), t.screened(), t.priced(), t.reserved(), t.spendable(), null, at(30_000)),
        null);
  }

  static List<Receipt> receipts() {
    return List.of(
        settled(), repeated(), rejected(), refund(), hostile(), malformed(), withheld(), pending());
  }

  static RunFacts facts() {
    return facts(receipts());
  }

  static RunFacts facts(List<Receipt> receipts) {
    Map<String, Duration> steps = new LinkedHashMap<>();
    steps.put("screened", Duration.ofMillis(12));
    steps.put("settled on chain", Duration.ofMillis(2100));
    return new RunFacts(
        "orders.csv",
        receipts.size(),
        receipts,
        5,
        new RunFacts.Clock(STARTED.minusSeconds(6), STARTED, STARTED.plusSeconds(4), steps),
        new RunFacts.Versions("policy-1", "lists-1", List.of("Own list: 3 entries.")),
        new RunFacts.Opening(
            true, List.of(new RunFacts.Funding("platform:P", money("GBP", "612.00")))),
        new RunFacts.ChainUse("Anvil, chain id 31337", Duration.ofSeconds(1), 3, List.of(200_000L)),
        new RunFacts.Prices(
            new BigDecimal("0.05"),
            new BigDecimal("3000"),
            Map.of(Asset.CNH, new BigDecimal("0.15"), Asset.of("GBP"), new BigDecimal("1.5"))),
        "It answers after 10 ms.",
        // S001: rejected 999.40 and withheld 100.00, less the refund 400.16, and 50.00 from before.
        Map.of(
            "S001", new RunFacts.Seller("Shop <One> & Co", List.of(money("CNH", "749.24"))),
            "S002", new RunFacts.Seller("Shop Two", List.of(money("CNH", "999.40")))));
  }

  static Instant at(long millis) {
    return STARTED.plusMillis(millis);
  }

  static UUID uetr(int line) {
    return UUID.fromString("00000000-0000-4000-8000-%012d".formatted(line));
  }

  private static Receipt order(
      String id,
      long line,
      Outcome outcome,
      String seller,
      Instant accepted,
      long spendableMillis,
      long paidMillis) {
    Receipt.Priced priced =
        new Receipt.Priced(
            new BigDecimal("9.996"),
            new BigDecimal("10"),
            LocalDate.of(2026, 11, 20),
            money("GBP", "0.02"),
            money("CNH", "0.40"),
            money("CNH", "1000.00"),
            money("FHKD", "1165.767000"),
            money("FHKD", "0.000321"));
    return new Receipt(
        id,
        line,
        outcome,
        null,
        null,
        false,
        null,
        "B9",
        "GB",
        seller,
        money("GBP", "100.00"),
        money("CNH", "999.40"),
        priced,
        new Receipt.Times(
            accepted,
            accepted.plusMillis(10),
            accepted.plusMillis(20),
            accepted.plusMillis(30),
            accepted.plusMillis(spendableMillis),
            accepted.plusMillis(paidMillis),
            accepted.plusMillis(paidMillis + 10)),
        settlement((int) line),
        new Receipt.Payout(
            uetr((int) line),
            money("CNH", "999.40"),
            money("CNH", "0.10"),
            Money.zero(Asset.CNH),
            null),
        "lists-1",
        "policy-1");
  }

  private static Receipt.Settlement settlement(int line) {
    return new Receipt.Settlement(
        hash("window", 1),
        hash("transaction", 1),
        12,
        hash("root", 1),
        line - 2,
        hash("leaf", line),
        List.of(hash("left", line), hash("right", line)),
        200_000,
        100,
        new BigDecimal("2000000000000"));
  }

  /// A settled order on that line with that place on the chain.
  static Receipt settledWith(long line, Receipt.Settlement settlement) {
    Receipt r = settled();
    return new Receipt(
        r.orderId(),
        line,
        r.outcome(),
        null,
        null,
        false,
        null,
        r.buyerId(),
        r.buyerCountry(),
        r.sellerId(),
        r.amountIn(),
        r.amountOut(),
        r.priced(),
        r.times(),
        settlement,
        r.payout(),
        r.listVersion(),
        r.policyVersion());
  }

  /// The same order at other times.
  static Receipt timed(Receipt receipt, Receipt.Times times) {
    return with(receipt, receipt.reason(), receipt.detail(), times, receipt.payout());
  }

  /// The same order with another payout.
  static Receipt paidWith(Receipt receipt, Receipt.Payout payout) {
    return with(receipt, receipt.reason(), receipt.detail(), receipt.times(), payout);
  }

  private static Receipt with(
      Receipt r,
      @Nullable String reason,
      @Nullable String detail,
      Receipt.Times times,
      Receipt.@Nullable Payout payout) {
    return new Receipt(
        r.orderId(),
        r.line(),
        r.outcome(),
        reason,
        detail,
        r.refund(),
        r.originalOrderId(),
        r.buyerId(),
        r.buyerCountry(),
        r.sellerId(),
        r.amountIn(),
        r.amountOut(),
        r.priced(),
        times,
        r.settlement(),
        payout,
        r.listVersion(),
        r.policyVersion());
  }
}

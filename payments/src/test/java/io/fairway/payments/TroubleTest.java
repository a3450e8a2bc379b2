package io.fairway.payments;

import static io.fairway.payments.Town.money;
import static io.fairway.payments.Town.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fairway.chain.Leg;
import io.fairway.chain.Window;
import io.fairway.chain.WindowOutcome;
import io.fairway.ledger.Chart;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.PaymentOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Short, silent, slow and lying peers: what the journey does, and how the next run goes on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubleTest {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Asset EUR = Asset.of("EUR");

  private Town town;
  private RunLimits limits = RunLimits.standard();

  @BeforeAll
  void open(@TempDir Path folder) {
    town = Town.open(folder).funded();
    limits = town.limits;
  }

  @AfterEach
  void invariants() {
    town.limits = limits;
    town.clock = InstantSource.system();
    town.assertAtRest();
  }

  @AfterAll
  void close() {
    town.close();
  }

  @Test
  void shortLiquidityIsHeldUntilThereIsMore() {
    PaymentOrder order = order("Q-1", "S01", "EUR 100.00");
    RunResult run = town.settle(order);
    assertThat(run.receipts().getFirst())
        .extracting(Receipt::outcome, Receipt::reason)
        .containsExactly(Outcome.HELD, "LIQUIDITY_SHORT:platform:P001");
    assertThat(run.moved()).isZero();

    town.fundBank(Chart.platform("P001", EUR), "60.00");
    assertThat(town.settle(order).receipts().getFirst().outcome()).isEqualTo(Outcome.HELD);
    town.fundBank(Chart.platform("P001", EUR), "60.00");
    RunResult paid = town.settle(order);
    assertThat(paid.receipts().getFirst().outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(paid.moved()).isEqualTo(1);
    assertThat(town.sum("SELECT attempt FROM payments.payment_order WHERE order_id = 'Q-1'"))
        .as("each try has its own number, because the ledger burns ids")
        .isEqualTo(3);
  }

  @Test
  void rejectedPayoutIsTheSellersMoneyUntilItsAccountIsCorrected() {
    PaymentOrder order = order("J-1", Town.REJECTED, "GBP 10.00");
    Receipt held = town.settle(order).receipts().getFirst();
    assertThat(held)
        .extracting(Receipt::outcome, Receipt::reason)
        .containsExactly(Outcome.HELD, "PAYOUT_REJECTED:AC04");
    Money out = Objects.requireNonNull(held.amountOut());
    assertThat(town.balance(Chart.seller(Town.REJECTED, Asset.CNH))).isEqualTo(out);
    assertThat(town.settle(order).moved()).as("the same account is not tried again").isZero();

    town.parties = town.parties(Town.REJECTED + "=7000001");
    Receipt paid = town.settle(order).receipts().getFirst();
    town.parties = town.parties("");
    assertThat(paid.outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(Objects.requireNonNull(paid.payout()).uetr())
        .as("a new payout")
        .isNotEqualTo(Objects.requireNonNull(held.payout()).uetr());
    assertThat(town.balance(Chart.seller(Town.REJECTED, Asset.CNH)).isZero()).isTrue();
  }

  @Test
  void silentBankLeavesThePayoutPendingUnderTheSameUetr() {
    town.limits = waits(Duration.ofSeconds(20), Duration.ofMillis(400));
    PaymentOrder order = order("K-1", Town.SILENT, "GBP 10.00");
    Receipt silent = town.settle(order).receipts().getFirst();
    assertThat(silent)
        .extracting(Receipt::outcome, Receipt::reason)
        .containsExactly(Outcome.PENDING, "BANK_SILENT");
    assertThat(town.account(Chart.seller(Town.SILENT, Asset.CNH)).debitsPending()).isPositive();
    town.assertInvariants();

    town.bank(town.bankSettings().withSilent(Set.of()));
    town.limits = limits;
    RunResult answered = town.settle(order);
    assertThat(answered.receipts().getFirst().outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(answered.drivenOn()).isEqualTo(1);
    assertThat(Objects.requireNonNull(answered.receipts().getFirst().payout()).uetr())
        .isEqualTo(Objects.requireNonNull(silent.payout()).uetr());
  }

  @Test
  void silentChainKeepsTheHolds() {
    town.limits = waits(Duration.ofMillis(1), Duration.ofSeconds(20));
    PaymentOrder order = order("I-1", "S02", "GBP 10.00");
    Receipt silent = town.settle(order).receipts().getFirst();
    assertThat(silent)
        .extracting(Receipt::outcome, Receipt::reason)
        .containsExactly(Outcome.PENDING, "CHAIN_SILENT");
    assertThat(silent.amountOut()).isNull();

    town.limits = limits;
    Receipt settled = town.settle(order).receipts().getFirst();
    assertThat(settled.outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(
            town.count(
                "payments.settlement_window w JOIN payments.window_member m"
                    + " ON m.window_id = w.id JOIN payments.payment_order o ON o.seq = m.seq"
                    + " WHERE o.order_id = 'I-1'"))
        .as("the same window")
        .isEqualTo(1);
  }

  @Test
  void pausedSettlementStopsForAllAndGoesOnLater() {
    town.chain.controls(WAIT).pauseSettlement(Town.id("pause"));
    PaymentOrder[] file = {order("P-1", "S03", "GBP 10.00"), order("P-2", "S04", "GBP 10.00")};
    RunResult stopped = town.settle(file);
    assertThat(stopped.receipts())
        .allSatisfy(receipt -> {
          assertThat(receipt.outcome()).isEqualTo(Outcome.HELD);
          assertThat(receipt.reason()).startsWith("SETTLEMENT_STOPPED:");
        });

    town.chain.controls(WAIT).resumeSettlement(Town.id("resume"));
    assertThat(town.settle(file).receipts())
        .extracting(Receipt::outcome)
        .containsOnly(Outcome.SETTLED);
  }

  /// L's address has fewer coins than its wallet on the ledger: the window reverts, is split, and
  /// what the coins cover settles.
  @Test
  void revertedWindowIsSplitUntilTheFailingOrdersStandAlone() {
    Money all = town.balance(Chart.wallet("L001", Asset.FHKD));
    Money kept = money("FHKD 3000");
    move("drain", town.chain.address("L001"), town.chain.address("issuer"), all.minus(kept));

    RunResult run =
        town.settle(
            order("V-1", "S05", "GBP 100.00"),
            order("V-2", "S06", "GBP 900.00"),
            order("V-3", "S07", "GBP 50.00"),
            order("V-4", "S08", "GBP 800.00"));
    assertThat(run.receipts())
        .extracting(Receipt::outcome, Receipt::reason)
        .containsExactly(
            tuple(Outcome.SETTLED, null),
            tuple(Outcome.REFUSED, "SETTLEMENT_REVERTED"),
            tuple(Outcome.SETTLED, null),
            tuple(Outcome.REFUSED, "SETTLEMENT_REVERTED"));
    assertThat(town.count("payments.settlement_window WHERE state = 'DEAD'"))
        .as("four, two halves, and each failing order alone as often as allowed")
        .isGreaterThanOrEqualTo(5);
    move("restore", town.chain.address("issuer"), town.chain.address("L001"), all.minus(kept));
  }

  @Test
  void quoteThatExpiredBeforeTheHoldIsMadeAnewOnce() {
    Instant slow = Instant.now().minusSeconds(120);
    AtomicInteger asked = new AtomicInteger();
    // Acceptance, screening and the first quote take place on a clock that is two minutes behind.
    town.clock = () -> asked.incrementAndGet() <= 4 ? slow : Instant.now();
    RunResult run = town.settle(order("X-1", "S09", "GBP 10.00"));
    assertThat(run.receipts().getFirst().outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(
            town.count(
                "payments.quote q JOIN payments.payment_order o ON o.seq = q.seq"
                    + " WHERE o.order_id = 'X-1' AND (q.attempt = 1) <> q.requote"))
        .isEqualTo(2);
  }

  @Test
  void quoteThatExpiresTwiceIsRefused() {
    Instant slow = Instant.now().minusSeconds(120);
    town.clock = () -> slow;
    RunResult run = town.settle(order("X-2", "S10", "GBP 10.00"));
    assertThat(run.receipts().getFirst())
        .extracting(Receipt::outcome, Receipt::reason)
        .containsExactly(Outcome.REFUSED, "QUOTE_EXPIRED");
  }

  private void move(String name, String from, String to, Money amount) {
    Window window = new Window(Town.id(name), List.of(new Leg(Town.id(name), from, to, amount)));
    assertThat(town.chain.settle(window, WAIT)).isInstanceOf(WindowOutcome.Settled.class);
  }

  private RunLimits waits(Duration chain, Duration bank) {
    return new RunLimits(
        chain,
        bank,
        limits.batchOrdersMax(),
        limits.windowOrdersMax(),
        limits.windowAttemptsMax(),
        limits.batchesInFlightMax());
  }
}

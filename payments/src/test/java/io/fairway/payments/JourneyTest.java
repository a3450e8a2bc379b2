package io.fairway.payments;

import static io.fairway.payments.Town.lines;
import static io.fairway.payments.Town.money;
import static io.fairway.payments.Town.order;
import static io.fairway.payments.Town.refund;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fairway.chain.MerkleTree;
import io.fairway.ledger.Chart;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.OrderLine;
import io.fairway.payments.order.PaymentOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The story of one order through all engines, and of the orders that stop on the way.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JourneyTest {
  private Town town;

  @BeforeAll
  void open(@TempDir Path folder) {
    town = Town.open(folder).funded();
  }

  @AfterEach
  void invariants() {
    town.assertAtRest();
  }

  @AfterAll
  void close() {
    town.close();
  }

  /// GBP 139.12 at mid 10.5 CNH (8.4 / 0.8) is CNH 1,460.76; fee and spreads are 2 bp each, the fee
  /// rounded down to GBP 0.02: 139.10 at 10.5 less 2 bp less 2 bp.
  @Test
  void sellerIsPaidForAnOrder() {
    Money platform = town.balance(Chart.platform("P001", Town.GBP));
    RunResult run = town.settle(order("A-1", "S01", "GBP 139.12"));

    Receipt receipt = run.receipts().getFirst();
    assertThat(receipt.outcome()).as("%s", receipt).isEqualTo(Outcome.SETTLED);
    assertThat(receipt.amountOut()).isEqualTo(money("CNH 1459.96"));
    Receipt.Priced priced = Objects.requireNonNull(receipt.priced());
    assertThat(priced.fee()).isEqualTo(money("GBP 0.02"));
    assertThat(priced.midOut()).isEqualTo(money("CNH 1460.76"));
    Receipt.Settlement settlement = Objects.requireNonNull(receipt.settlement());
    assertThat(
            MerkleTree.verify(settlement.merkleRoot(), settlement.leafHash(), settlement.proof()))
        .isTrue();
    Receipt.Payout payout = Objects.requireNonNull(receipt.payout());
    assertThat(payout.amount()).isEqualTo(money("CNH 1459.96"));
    assertThat(payout.charges()).isEqualTo(money("CNH 0.50"));
    assertThat(times(receipt)).doesNotContainNull().isSorted();

    assertThat(run.moved()).isEqualTo(1);
    assertThat(town.balance(Chart.platform("P001", Town.GBP)))
        .isEqualTo(platform.minus(money("GBP 139.12")));
    assertThat(town.balance(Chart.seller("S01", Asset.CNH))).isEqualTo(money("CNH 0.00"));
    assertThat(town.count("rails.payment WHERE uetr = '" + payout.uetr() + "'")).isEqualTo(1);
  }

  private static List<@Nullable Instant> times(Receipt receipt) {
    Receipt.Times times = receipt.times();
    List<@Nullable Instant> all = new ArrayList<>();
    all.add(times.accepted());
    all.add(times.screened());
    all.add(times.priced());
    all.add(times.reserved());
    all.add(times.spendable());
    all.add(times.paidOut());
    all.add(times.reported());
    return all;
  }

  @Test
  void finalOutcomesAreRepeatedAndNothingMoves() {
    PaymentOrder[] file = {
      order("R-1", "S02", "GBP 10.00"),
      order("R-2", "BHIT", "S02", "GBP 20.00"),
      order("R-3", "S02", "GBP 60000.00"),
    };
    RunResult first = town.settle(file);
    RunResult second = town.settle(file);

    assertThat(second.moved()).isZero();
    assertThat(second.receipts()).isEqualTo(first.receipts());
    assertThat(second.counts()).isEqualTo(first.counts());
  }

  @Test
  void everyLineHasOneOutcome() {
    PaymentOrder first = order("L-1", "S03", "GBP 30.00");
    OrderLine[] orders =
        lines(
            first,
            first,
            order("L-1", "S03", "GBP 31.00"),
            order("L-2", "NOBODY", "S03", "GBP 1.00"),
            order("L-3", "S99", "GBP 1.00"),
            order("L-4", "BHIT", "S03", "GBP 40.00"),
            order("L-5", "S03", "GBP 60000.00"),
            order("L-6", "S03", "TND 1.000"));
    OrderLine[] file = Arrays.copyOf(orders, orders.length + 1);
    file[orders.length] = new OrderLine.Malformed(10, "L-9", "AMOUNT_ZERO", "0.00");
    Money platform = town.balance(Chart.platform("P001", Town.GBP));
    RunResult run = town.settle(file);

    assertThat(run.receipts())
        .extracting(Receipt::line, Receipt::orderId, Receipt::outcome, Receipt::reason)
        .containsExactly(
            tuple(2L, "L-1", Outcome.SETTLED, null),
            tuple(3L, "L-1", Outcome.DUPLICATE, null),
            tuple(4L, "L-1", Outcome.MALFORMED, "ID_CONFLICT"),
            tuple(5L, "L-2", Outcome.HELD, "BUYER_UNKNOWN"),
            tuple(6L, "L-3", Outcome.HELD, "SELLER_UNKNOWN"),
            tuple(7L, "L-4", Outcome.HELD, "SCREENING_HIT"),
            tuple(8L, "L-5", Outcome.REFUSED, "ORDER_LIMIT"),
            tuple(9L, "L-6", Outcome.REFUSED, "NO_CORRIDOR"),
            tuple(10L, "L-9", Outcome.MALFORMED, "AMOUNT_ZERO"));
    assertThat(run.counts().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(9);
    assertThat(run.moved()).as("the settled one and the blocked one").isEqualTo(2);
    assertThat(town.balance(Chart.platform("P001", Town.GBP)))
        .isEqualTo(platform.minus(money("GBP 70.00")));
  }

  @Test
  void legalBlockTakesTheMoneyOutOfThePlatformsReach() {
    Money blocked = town.balance(Chart.blocked(Town.GBP));
    RunResult run = town.settle(order("B-1", "BHIT", "S04", "GBP 77.00"));

    assertThat(run.receipts().getFirst().reason()).isEqualTo("SCREENING_HIT");
    assertThat(run.receipts().getFirst().listVersion()).startsWith("fictional:");
    assertThat(town.balance(Chart.blocked(Town.GBP))).isEqualTo(blocked.plus(money("GBP 77.00")));
  }

  @Test
  void idOfAnEarlierFileWithOtherContentIsAConflict() {
    RunResult first = town.settle(order("C-1", "S05", "GBP 10.00"));
    RunResult second = town.settle(order("C-1", "S05", "GBP 11.00"));

    assertThat(first.receipts().getFirst().outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(second.receipts().getFirst())
        .extracting(Receipt::outcome, Receipt::reason, Receipt::amountIn)
        .containsExactly(Outcome.MALFORMED, "ID_CONFLICT", null);
    assertThat(second.counts().get(Outcome.MALFORMED)).isEqualTo(1);
    assertThat(second.moved()).isZero();
  }

  @Test
  void refundWithoutOriginalGoesBeforeAnUnknownBuyer() {
    PaymentOrder nameless =
        new PaymentOrder(
            "N-1",
            2,
            Instant.parse("2026-01-09T11:00:00Z"),
            Town.DAY,
            null,
            null,
            "S06",
            money("GBP 5.00"),
            true,
            null);
    RunResult run = town.settle(nameless, refund("N-2", "N-0", "S06", "GBP 5.00"));

    assertThat(run.receipts())
        .extracting(Receipt::outcome, Receipt::reason)
        .containsExactly(
            tuple(Outcome.HELD, "REFUND_WITHOUT_ORIGINAL"),
            tuple(Outcome.HELD, "REFUND_ORIGINAL_UNKNOWN"));
    assertThat(run.moved()).isZero();
  }

  /// Several batches wait for chain and bank at the same time, and share sellers.
  @Test
  void manyBatchesSettleTogether() {
    PaymentOrder[] file = new PaymentOrder[730];
    for (int i = 0; i < file.length; i++) {
      file[i] =
          order(
              "M-" + i,
              "S%02d".formatted(10 + i % 7),
              "GBP %d.%02d".formatted(1 + i % 50, i % 100));
    }
    RunResult run = town.settle(file);

    assertThat(run.counts().get(Outcome.SETTLED)).isEqualTo(730);
    assertThat(run.receipts())
        .allSatisfy(receipt ->
            assertThat(Objects.requireNonNull(receipt.payout()).amount())
                .isEqualTo(receipt.amountOut()));
    assertThat(run.receipts()).extracting(Receipt::line).isSorted();
  }
}

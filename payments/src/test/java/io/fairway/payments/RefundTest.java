package io.fairway.payments;

import static io.fairway.payments.Town.money;
import static io.fairway.payments.Town.order;
import static io.fairway.payments.Town.refund;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fairway.ledger.Chart;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Refunds: forward orders that walk the same journey with the legs reversed, and the claims that
/// they have on their sellers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefundTest {
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

  /// The claim is opened with the file, so the original's proceeds are kept back for it.
  @Test
  void refundInTheSameFileIsTakenFromTheProceeds() {
    Money platform = town.balance(Chart.platform("P001", Town.GBP));
    RunResult run =
        town.settle(order("A-1", "S01", "GBP 100.00"), refund("A-1R", "A-1", "S01", "GBP 40.00"));

    assertThat(run.receipts())
        .extracting(Receipt::outcome)
        .containsExactly(Outcome.SETTLED, Outcome.REFUNDED);
    Receipt sale = run.receipts().getFirst();
    Receipt back = run.receipts().getLast();
    Money given = Objects.requireNonNull(back.amountOut());
    assertThat(Objects.requireNonNull(sale.payout()).amount())
        .isEqualTo(Objects.requireNonNull(sale.amountOut()).minus(given));
    assertThat(Objects.requireNonNull(sale.payout()).withheld()).isEqualTo(money("CNH 0.00"));
    assertThat(town.balance(Chart.platform("P001", Town.GBP)))
        .as("the fee is not returned, and the buyer's money is with the platform")
        .isEqualTo(platform.minus(money("GBP 60.00")));
    assertThat(town.balance(Chart.seller("S01", Asset.CNH))).isEqualTo(money("CNH 0.00"));
    assertThat(back.settlement()).isNotNull();
    assertThat(back.payout()).isNull();
  }

  /// Money goes back to who paid it: a third party's name on a refund does not make it a payee.
  @Test
  void refundToAnotherBuyerIsHeld() {
    town.settle(order("T-1", "B1", "S09", "GBP 100.00"));
    assertThat(town.settle(refund("T-1X", "T-1", "B2", "S09", "GBP 40.00")).receipts())
        .extracting(Receipt::outcome, Receipt::reason, Receipt::detail)
        .containsExactly(
            tuple(
                Outcome.HELD,
                "REFUND_ORIGINAL_UNKNOWN",
                "no order T-1 of buyer B2 and seller S09, paid out in CNH, is recorded"));
  }

  @Test
  void wholeRefundLeavesAZeroPayout() {
    RunResult run =
        town.settle(order("W-1", "S02", "GBP 50.00"), refund("W-1R", "W-1", "S02", "GBP 50.00"));

    // The seller gives up more CNH than it received: the spread goes both ways.
    assertThat(run.receipts())
        .extracting(Receipt::outcome, Receipt::reason)
        .containsExactly(tuple(Outcome.SETTLED, null), tuple(Outcome.HELD, "SELLER_BALANCE_SHORT"));
    assertThat(run.receipts().getFirst().payout()).isNull();
    assertThat(run.receipts().getFirst().detail()).contains("withheld");

    RunResult later = town.settle(order("W-2", "S02", "GBP 10.00"));
    assertThat(later.receipts().getFirst().outcome()).isEqualTo(Outcome.SETTLED);
    RunResult again = town.settle(refund("W-1R", "W-1", "S02", "GBP 50.00"));
    assertThat(again.receipts().getFirst().outcome())
        .as("collected from the proceeds of a later order")
        .isEqualTo(Outcome.REFUNDED);
    assertThat(town.balance(Chart.seller("S02", Asset.CNH))).isEqualTo(money("CNH 0.00"));
  }

  @Test
  void refundAfterThePayoutIsCollectedFromTheNextProceeds() {
    RunResult sale = town.settle(order("N-1", "S03", "GBP 80.00"));
    assertThat(sale.receipts().getFirst().outcome()).isEqualTo(Outcome.SETTLED);
    RunResult refund = town.settle(refund("N-1R", "N-1", "S03", "GBP 80.00"));
    assertThat(refund.receipts().getFirst())
        .extracting(Receipt::outcome, Receipt::reason)
        .containsExactly(Outcome.HELD, "SELLER_BALANCE_SHORT");
    assertThat(refund.moved()).isZero();

    RunResult partly = town.settle(order("N-2", "S03", "GBP 30.00"));
    assertThat(partly.receipts().getFirst().payout())
        .as("all of it is kept for the claim")
        .isNull();

    RunResult enough =
        town.settle(order("N-3", "S03", "GBP 70.00"), refund("N-1R", "N-1", "S03", "GBP 80.00"));
    assertThat(enough.receipts())
        .extracting(Receipt::outcome)
        .containsExactly(Outcome.SETTLED, Outcome.REFUNDED);
    Money out = Objects.requireNonNull(enough.receipts().getFirst().amountOut());
    Money first = Objects.requireNonNull(partly.receipts().getFirst().amountOut());
    Money given = Objects.requireNonNull(enough.receipts().getLast().amountOut());
    assertThat(Objects.requireNonNull(enough.receipts().getFirst().payout()).amount())
        .isEqualTo(out.plus(first).minus(given));
  }

  @Test
  void whatIsWithheldForARefundThatIsRefusedIsReleased() {
    RunResult run =
        town.settle(
            order("H-1", "S04", "GBP 100.00"),
            refund("H-1R", "H-1", "S04", "GBP 10.00"),
            refund("H-1S", "H-1", "S04", "GBP 91.00"));

    assertThat(run.receipts())
        .extracting(Receipt::outcome, Receipt::reason)
        .containsExactly(
            tuple(Outcome.SETTLED, null),
            tuple(Outcome.REFUNDED, null),
            tuple(Outcome.HELD, "REFUND_EXCEEDS_ORIGINAL"));
    assertThat(town.balance(Chart.seller("S04", Asset.CNH))).isEqualTo(money("CNH 0.00"));
  }

  @Test
  void refundBeforeItsOriginalInTheFileIsWalkedAfterIt() {
    RunResult run =
        town.settle(refund("E-1R", "E-1", "S05", "GBP 5.00"), order("E-1", "S05", "GBP 20.00"));

    assertThat(run.receipts())
        .extracting(Receipt::outcome)
        .containsExactly(Outcome.REFUNDED, Outcome.SETTLED);
  }

  @Test
  void refundInAFileBeforeItsOriginalsWaitsForIt() {
    RunResult early = town.settle(refund("F-1R", "F-1", "S07", "GBP 5.00"));
    assertThat(early.receipts().getFirst().reason()).isEqualTo("REFUND_ORIGINAL_UNKNOWN");

    RunResult sale = town.settle(order("F-1", "S07", "GBP 20.00"), order("F-2", "S07", "GBP 6.00"));
    assertThat(sale.counts().get(Outcome.SETTLED)).isEqualTo(2);
    RunResult late =
        town.settle(order("F-3", "S07", "GBP 6.00"), refund("F-1R", "F-1", "S07", "GBP 5.00"));
    assertThat(late.receipts())
        .as("its claim came after the payouts, and took the next proceeds")
        .extracting(Receipt::outcome)
        .containsExactly(Outcome.SETTLED, Outcome.REFUNDED);
  }

  @Test
  void refundOfAnOrderThatIsNotSettledWaits() {
    RunResult run =
        town.settle(
            order("U-1", "BHIT", "S06", "GBP 20.00"),
            refund("U-1R", "U-1", "BHIT", "S06", "GBP 5.00"));

    assertThat(run.receipts())
        .extracting(Receipt::outcome, Receipt::reason)
        .containsExactly(
            tuple(Outcome.HELD, "SCREENING_HIT"), tuple(Outcome.HELD, "REFUND_ORIGINAL_UNSETTLED"));
    RunResult other = town.settle(order("U-2", "S06", "GBP 20.00"));
    assertThat(Objects.requireNonNull(other.receipts().getFirst().payout()).amount())
        .as("a claim on what never came keeps nothing back")
        .isEqualTo(other.receipts().getFirst().amountOut());
  }
}

package io.fairway.payments;

import static io.fairway.payments.Town.order;
import static io.fairway.payments.Town.refund;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.Chart;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.PaymentOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The process dies at every place between an intent, the act and its record. The next run on the
/// same record settles the order exactly once: on the ledger, on the chain, in the bank's books.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashTest {
  private Town town;

  /// The process is gone.
  private static final class Died extends Error {
    private static final long serialVersionUID = 1L;

    Died(CrashPoint place) {
      super(place.name());
    }
  }

  @BeforeAll
  void open(@TempDir Path folder) {
    town = Town.open(folder).funded();
  }

  @AfterAll
  void close() {
    town.close();
  }

  @ParameterizedTest
  @EnumSource(CrashPoint.class)
  void paymentIsSettledOnceWhateverTheCrash(CrashPoint place) {
    String seller = "S%02d".formatted(1 + List.of(CrashPoint.values()).indexOf(place));
    PaymentOrder order = order("C-" + place, seller, "GBP 139.12");
    Money before = town.balance(Chart.payoutInstitution("O001", Asset.CNH));
    Instant slow = Instant.now().minusSeconds(120);
    if (place == CrashPoint.RESERVATION_VOIDED) {
      town.clock = () -> slow;
    }
    boolean died = dies(place, new AtomicBoolean(true), order);
    town.clock = InstantSource.system();
    assertThat(died).as("the place is passed").isTrue();

    RunResult run = town.settle(order);
    assertThat(run.receipts().getFirst().outcome())
        .as("%s", run.receipts())
        .isEqualTo(Outcome.SETTLED);
    Money out = run.receipts().getFirst().amountOut();
    assertThat(town.balance(Chart.payoutInstitution("O001", Asset.CNH)))
        .isEqualTo(before.minus(Objects.requireNonNull(out)));
    assertThat(
            town.count(
                "rails.payment p JOIN payments.payout o ON o.uetr = p.uetr"
                    + " JOIN payments.payment_order x ON x.seq = o.seq WHERE x.order_id = '"
                    + order.orderId()
                    + "'"))
        .as("bank messages")
        .isEqualTo(1);
    assertThat(posted(order)).as("posted transfers").isEqualTo(8);
    assertThat(town.settle(order).moved()).isZero();
    town.assertAtRest();
  }

  /// The refund is walked after the payments of its run, so it dies after the first report.
  @ParameterizedTest
  @EnumSource(
      value = CrashPoint.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PAYOUT_INTENDED", "PAYOUT_HELD", "PAYOUT_ANSWERED", "PAYOUT_POSTED"})
  void refundIsPaidBackOnceWhateverTheCrash(CrashPoint place) {
    String seller = "S%02d".formatted(30 + List.of(CrashPoint.values()).indexOf(place));
    PaymentOrder sale = order("R-" + place, seller, "GBP 100.00");
    PaymentOrder next = order("RN-" + place, seller, "GBP 60.00");
    PaymentOrder back = refund("RR-" + place, sale.orderId(), seller, "GBP 40.00");
    ChartAccount platform = Chart.platform("P001", Town.GBP);
    Money before = town.balance(platform);
    assertThat(town.settle(sale).counts().get(Outcome.SETTLED)).isEqualTo(1);
    AtomicBoolean armed = new AtomicBoolean();
    Instant slow = Instant.now().minusSeconds(120);
    if (place == CrashPoint.RESERVATION_VOIDED) {
      town.clock = () -> armed.get() ? slow : Instant.now();
    }
    boolean died = dies(place, armed, next, back);
    town.clock = InstantSource.system();
    assertThat(died).as("the place is passed").isTrue();

    RunResult run = town.settle(sale, next, back);
    assertThat(run.receipts())
        .extracting(Receipt::outcome)
        .containsExactly(Outcome.SETTLED, Outcome.SETTLED, Outcome.REFUNDED);
    assertThat(town.balance(platform)).isEqualTo(before.minus(Town.money("GBP 120.00")));
    assertThat(posted(back)).as("posted transfers").isEqualTo(4);
    assertThat(town.settle(sale, next, back).moved()).isZero();
    town.assertAtRest();
  }

  /// Runs until the process dies at a place, the first time that it is passed when armed.
  private boolean dies(CrashPoint place, AtomicBoolean armed, PaymentOrder... orders) {
    AtomicBoolean died = new AtomicBoolean();
    town.probe =
        passed -> {
          if (died.get() || (passed == place && armed.get())) {
            died.set(true);
            throw new Died(place);
          }
          if (passed == CrashPoint.REPORT_RECORDED) {
            armed.set(true);
          }
        };
    try {
      RunResult run = town.settle(orders);
      throw new AssertionError("nobody died: " + run.counts());
    } catch (Died expected) {
      return died.get();
    } finally {
      town.probe = CrashPoint.Probe.NONE;
    }
  }

  /// Transfers of the order that moved money: posts of holds, and what was posted at once.
  private long posted(PaymentOrder order) {
    QueryFilter filter =
        new QueryFilter(
            Chart.reference(order.orderId()), 0, 0, 0, 0, 0, 0, QueryFilter.LIMIT_MAX, false);
    Stream<Transfer> transfers = town.ledger.queryTransfers(filter).stream();
    int notMoving = TransferFlags.PENDING | TransferFlags.VOID_PENDING_TRANSFER;
    return transfers.filter(transfer -> (transfer.flags() & notMoving) == 0).count();
  }
}

package io.fairway.payments;

import static io.fairway.payments.Town.refund;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.payments.order.PaymentOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A file of many kinds of orders, whose run dies at random places again and again until it comes
/// through. Then more proceeds come in, because a refund whose claim a crash delayed past a payout
/// needs them. The outcomes, and what each seller got in all, are those of a run that never died.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashStoryTest {
  private static final long SEED = Long.getLong("fairway.seed", 20_260_109L);
  private static final int RUNS_MAX = 60;

  private Town town;

  private static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  /// What one file came to: its outcomes and reasons, and what was paid to whom in all.
  private record Story(List<String> outcomes, List<Long> paid) {}

  @BeforeAll
  void open(@TempDir Path folder) {
    town = Town.open(folder).funded();
    RunLimits limits = town.limits;
    town.limits = new RunLimits(limits.chainWaitMax(), limits.bankWaitMax(), 3, 2, 2, 3);
  }

  @AfterAll
  void close() {
    town.close();
  }

  @Test
  void runThatDiesAgainAndAgainTellsTheSameStory() {
    tell(4);
  }

  @Test
  @Tag("long")
  void runsThatDieAgainAndAgainTellTheSameStory() {
    tell(60);
  }

  private void tell(int rounds) {
    Random random = new Random(SEED);
    String first = "calm" + rounds;
    RunResult _ = town.settle(file(first));
    Story calm = story(first, town.settle(closed(first)));
    for (int round = 1; round <= rounds; round++) {
      String name = "r" + rounds + "." + round;
      int deaths = untilItComesThrough(name, random);
      Story told = story(name, town.settle(closed(name)));
      assertThat(told).as("seed %s, round %s, %s deaths", SEED, round, deaths).isEqualTo(calm);
      assertThat(town.settle(closed(name)).moved()).isZero();
      town.assertAtRest();
    }
  }

  private int untilItComesThrough(String name, Random random) {
    for (int run = 1; run <= RUNS_MAX; run++) {
      AtomicInteger left = new AtomicInteger(random.nextInt(30 + 5 * run));
      town.probe =
          passed -> {
            if (left.decrementAndGet() < 0) {
              throw new Died();
            }
          };
      try {
        RunResult _ = town.settle(file(name));
        return run - 1;
      } catch (Died expected) {
        // The next run finds what this one left.
      } finally {
        town.probe = CrashPoint.Probe.NONE;
      }
    }
    throw new AssertionError("seed " + SEED + ": did not come through in " + RUNS_MAX + " runs");
  }

  private Story story(String name, RunResult run) {
    List<String> outcomes =
        run.receipts().stream()
            .map(receipt -> receipt.outcome() + " " + receipt.reason() + " " + receipt.amountOut())
            .toList();
    List<Long> paid = new ArrayList<>();
    for (String seller : List.of("S01", "S02", "S03")) {
      paid.add(
          town.sum(
              "SELECT coalesce(sum(p.amount), 0) FROM payments.payout p JOIN payments.payment_order"
                  + " o ON o.seq = p.seq WHERE p.state = 'DEBITED' AND o.order_id LIKE '"
                  + name
                  + "-%' AND o.seller_id = '"
                  + seller
                  + "'"));
    }
    return new Story(outcomes, paid);
  }

  /// Names hash to buyers, because each buyer has a limit a day.
  private static PaymentOrder order(String id, String seller, String amount) {
    String name = id.substring(0, id.indexOf('-'));
    String buyer = "C%02d".formatted(Math.floorMod(name.hashCode(), Town.BUYERS));
    return Town.order(id, buyer, seller, amount);
  }

  /// The same file with more orders of each seller at its end.
  private static PaymentOrder[] closed(String name) {
    List<PaymentOrder> all = new ArrayList<>(List.of(file(name)));
    for (String seller : List.of("S01", "S02", "S03")) {
      all.add(order(name + "-" + seller, seller, "GBP 400.00"));
    }
    return all.toArray(PaymentOrder[]::new);
  }

  /// Sellers with payments, refunds in time, a refund too many, a hit, an unknown buyer.
  private static PaymentOrder[] file(String name) {
    String id = name + "-";
    return new PaymentOrder[] {
      order(id + 1, "S01", "GBP 100.00"),
      order(id + 2, "S02", "GBP 200.00"),
      refund(id + 3, id + 1, "S01", "GBP 30.00"),
      Town.order(id + 4, "BHIT", "S02", "GBP 50.00"),
      order(id + 5, "S03", "GBP 300.00"),
      Town.order(id + 6, "NOBODY", "S03", "GBP 60.00"),
      refund(id + 7, id + 2, "S02", "GBP 201.00"),
      order(id + 8, "S01", "GBP 80.00"),
      refund(id + 9, id + 5, "S03", "GBP 120.00"),
      order(id + 10, "S02", "GBP 15.00"),
      refund(id + 11, id + 4, "S02", "GBP 1.00"),
      order(id + 12, "S03", "GBP 7.77"),
      order(id + 13, "S01", "GBP 60000.00"),
    };
  }
}

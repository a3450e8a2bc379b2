package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A hundred thousand payments through rails and twin, both on one PostgreSQL with fsync on; prints
/// the rate, and the CPU time that the JVM and PostgreSQL took: what a quiet machine would need.
@Tag("long")
class RailsBenchTest {
  private static final int PAYMENTS = 100_000;
  private static final int ROUNDS = 3;
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void aHundredThousandPayments() throws Exception {
    try (Database database = Database.fresh();
        BankTwin twin = BankTwin.open(database.pool(), BankTwin.Settings.defaults());
        IsoRails rails = IsoRails.open(database.pool(), twin, Samples.BATCH);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(database.count("pg_settings WHERE name = 'fsync' AND setting = 'on'")).isOne();
      for (int round = 0; round < ROUNDS; round++) {
        List<CreditTransfer> transfers = new Transfers(round).list(PAYMENTS);
        measure(
            database,
            "one call",
            () ->
                assertThat(rails.pay(transfers, LONG))
                    .hasSize(PAYMENTS)
                    .allSatisfy((uetr, answers) -> assertThat(answers).hasSize(2)));
      }
      List<CreditTransfer> transfers = new Transfers(ROUNDS).list(PAYMENTS);
      measure(database, "a virtual thread a payment", () -> payOneByOne(rails, threads, transfers));
      assertThat(rails.findings(10)).isEmpty();
      assertThat(database.count("bank_twin.payment WHERE reason = ''"))
          .isEqualTo((ROUNDS + 1L) * PAYMENTS);
    }
  }

  private static void payOneByOne(
      IsoRails rails, ExecutorService threads, List<CreditTransfer> transfers) throws Exception {
    List<Future<Map<UUID, List<BankAnswer>>>> calls = new ArrayList<>();
    for (CreditTransfer transfer : transfers) {
      calls.add(threads.submit(() -> rails.pay(List.of(transfer), LONG)));
    }
    for (Future<Map<UUID, List<BankAnswer>>> call : calls) {
      assertThat(call.get()).hasSize(1);
    }
  }

  /// What is measured.
  private interface Work {
    void run() throws Exception;
  }

  private static void measure(Database database, String name, Work work) throws Exception {
    Duration jvmBefore = cpu();
    Duration serverBefore = database.cpu();
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    Duration jvm = cpu().minus(jvmBefore);
    Duration server = database.cpu().minus(serverBefore);
    System.out.printf(
        "%s: %d payments in %.2f s, %.0f a second; CPU seconds: JVM %.1f, PostgreSQL %.1f%n",
        name, PAYMENTS, seconds, PAYMENTS / seconds, jvm.toMillis() / 1e3, server.toMillis() / 1e3);
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}

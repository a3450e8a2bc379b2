package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.cluster.network.Members;
import io.fairway.ledger.Account;
import io.fairway.ledger.DefiniteLedger;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Outcome;
import io.fairway.ledger.Transfer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One process or three are a ledger; their leader is killed with -9 under load and started again,
/// over and over. Every acknowledged transfer is there once, and every unknown outcome is settled.
class LeaderKillTest {
  /// Nothing here takes longer, however busy the machine.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration BOUND = Duration.ofMillis(500);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  @TempDir Path directory;
  private MemberProcess.Running[] running = {};

  @AfterEach
  void killAll() {
    CloseHelper.quietCloseAll(running);
  }

  @Test
  @Timeout(value = 180, unit = TimeUnit.SECONDS)
  void leaderOfThreeKilledOnce() throws IOException {
    kill(3, 1, Long.getLong("fairway.seed", 1));
  }

  @Test
  @Tag("long")
  void leaderOfThreeKilledOften() throws IOException {
    kill(3, Integer.getInteger("fairway.rounds", 20), Long.getLong("fairway.seed", 1));
  }

  @Test
  @Timeout(value = 180, unit = TimeUnit.SECONDS)
  void oneAloneKilledTwice() throws IOException {
    kill(1, 2, Long.getLong("fairway.seed", 1));
  }

  @Test
  @Tag("long")
  void oneAloneKilledOften() throws IOException {
    kill(1, Integer.getInteger("fairway.rounds", 100), Long.getLong("fairway.seed", 1));
  }

  private void kill(int size, int rounds, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Members members = Loopback.members(size);
    running = new MemberProcess.Running[size];
    for (int id = 0; id < size; id++) {
      start(members, id);
    }
    List<Long> outages = new ArrayList<>();
    try (LedgerConnection connection = LedgerConnection.connect(members)) {
      DefiniteLedger ledger = connection.ledger();
      await(() -> open(ledger), "the cluster begins to serve");
      Load load = new Load(ledger, BOUND);
      post(load, 500); // warms the three up
      load.latencies();
      for (int round = 1; round <= rounds; round++) {
        post(load, 100 + random.nextInt(400));
        String allUp = load.latencies();
        int leader = leader();
        running[leader].close();
        long killed = System.nanoTime();
        if (size == 1) {
          start(members, leader); // at once
        }
        await(() -> load.step() instanceof Outcome.Answered, "it serves again");
        outages.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed));
        load.latencies();
        post(load, 100 + random.nextInt(400));
        System.out.printf(
            "seed %d, round %d: member %d of %d killed, served again after %,d ms;"
                + " before: %s; after%s: %s%n",
            seed,
            round,
            leader,
            size,
            outages.getLast(),
            allUp,
            size > 1 ? ", one down" : "",
            load.latencies());
        if (size > 1) {
          start(members, leader);
        }
        await(load::resolveAll, "what is unknown is settled");
        await(() -> running[leader].state() != NodeState.ELECTING, "the killed member is back");
      }
      await(load::resolveAll, "what is unknown is settled");
      load.check(ledger);
      report(outages, load);
    }
  }

  private static void report(List<Long> outages, Load load) {
    long[] sorted = outages.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%d leaders killed: served again after %,d ms at the median, %,d ms at most;"
            + " %,d transfers posted, %d outcomes were unknown, %d of their transfers never posted%n",
        sorted.length,
        sorted[sorted.length / 2],
        sorted[sorted.length - 1],
        load.postedCount(),
        load.unknowns(),
        load.refusedCount());
    assertThat(Arrays.stream(sorted).max().orElseThrow()).isPositive();
  }

  private void start(Members members, int id) throws IOException {
    running[id] = MemberProcess.Running.start(directory.resolve("member-" + id), members, id);
  }

  private static boolean open(DefiniteLedger ledger) {
    Id128 probe = new Id128(9, 9);
    Transfer none = Transfer.of(probe, Load.DEBIT, Load.CREDIT, 1, 1, 1, 0);
    if (!(ledger.submit(List.of(none), BOUND) instanceof Outcome.Answered)) {
      return false; // it burns an id that nobody uses
    }
    ledger.createAccounts(
        List.of(Account.open(Load.DEBIT, 1, 1, 0), Account.open(Load.CREDIT, 1, 1, 0)));
    return true;
  }

  private static void post(Load load, int batches) {
    for (int i = 0; i < batches; i++) {
      await(() -> load.step() instanceof Outcome.Answered, "a batch is answered");
    }
  }

  private int leader() {
    int[] leader = {-1};
    await(
        () -> {
          for (int id = 0; id < running.length; id++) {
            leader[0] = running[id].state() == NodeState.LEADER ? id : leader[0];
          }
          return leader[0] >= 0;
        },
        "a leader says so");
    return leader[0];
  }

  private static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waited too long: %s", what).isNegative();
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}

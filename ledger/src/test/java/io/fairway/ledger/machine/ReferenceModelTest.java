package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.Account;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The state machine and the naive ledger answer the same to every event of seeded random runs, and
/// hold the same state after every batch. A failure names the seed and the step: run it again with
/// `-Dfairway.seed=…`.
class ReferenceModelTest {
  private static final int SEEDS = 10;
  private static final int EVENTS_A_SEED = 20_000;
  private static final List<Id128> ALL_ACCOUNTS =
      LongStream.rangeClosed(1, RandomEvents.ACCOUNTS).mapToObj(i -> new Id128(0, i)).toList();

  private final Set<Enum<?>> seen = new HashSet<>();

  @Test
  void agreesEventByEvent() {
    long events = 0;
    long first = Long.getLong("fairway.seed", 1);
    for (long seed = first; seed < first + SEEDS; seed++) {
      events += run(seed, EVENTS_A_SEED);
    }
    assertThat(events).isGreaterThanOrEqualTo((long) SEEDS * EVENTS_A_SEED);
    assertThat(unseen()).isEmpty();
  }

  @Test
  @Tag("long")
  void agreesForVeryLong() {
    long wanted = Long.getLong("fairway.events", 10_000_000);
    long seed = Long.getLong("fairway.seed", System.nanoTime());
    for (long events = 0; events < wanted; seed++) {
      events += run(seed, EVENTS_A_SEED);
    }
  }

  /// Codes that the random runs never gave. `OVERFLOWS_TIMEOUT` needs a clock past the year 2157.
  private List<String> unseen() {
    List<String> missing = new ArrayList<>();
    EnumSet.allOf(CreateTransferStatus.class).stream()
        .filter(status -> !seen.contains(status))
        .filter(status -> !status.name().equals("OVERFLOWS_TIMEOUT"))
        .forEach(status -> missing.add("transfer " + status));
    EnumSet.allOf(CreateAccountStatus.class).stream()
        .filter(status -> !seen.contains(status))
        .filter(status -> !status.name().equals("RESERVED_FIELD"))
        .forEach(status -> missing.add("account " + status));
    return missing;
  }

  private long run(long seed, int eventsMin) {
    RandomEvents events = new RandomEvents(seed);
    ReferenceLedger model = new ReferenceLedger();
    LocalLedger ledger = new LocalLedger();
    long count = 0;
    for (int step = 0; count < eventsMin; step++) {
      String where = "-Dfairway.seed=" + seed + " at step " + step;
      if (events.below(50) == 0) {
        long hash = ledger.machine().hash();
        ledger = LocalLedger.restore(ledger.snapshot());
        assertThat(ledger.machine().hash()).as(where).isEqualTo(hash);
      }
      count += step(events, model, ledger, where);
      long time = events.logTime();
      List<Account> expected =
          ALL_ACCOUNTS.stream().map(model::account).filter(Objects::nonNull).toList();
      model.read(time);
      assertThat(ledger.at(time).machine().nextExpiryNanos()).isPositive();
      // the model read after the machine answers: what expires on the read shows on the next step
      assertThat(ledger.lookupAccounts(ALL_ACCOUNTS)).as(where).isEqualTo(expected);
      assertThat(ledger.machine().clockNanos()).as(where).isEqualTo(model.clock());
    }
    compareTransfers(model, ledger, "-Dfairway.seed=" + seed + " at its end");
    return count;
  }

  private int step(RandomEvents events, ReferenceLedger model, LocalLedger ledger, String where) {
    long time = events.logTime();
    ledger.at(time);
    if (events.below(5) == 0) {
      List<Account> batch = events.accounts(Math.max(model.clock() + 1, time));
      var expected = model.createAccounts(batch, time);
      assertThat(ledger.createAccounts(batch)).as(where).isEqualTo(expected);
      expected.forEach(result -> seen.add(result.status()));
      return batch.size();
    }
    if (events.below(12) == 0) {
      List<Id128> ids = events.ids();
      var expected = model.resolve(ids, time);
      assertThat(ledger.resolveTransfers(ids)).as(where).isEqualTo(expected);
      return ids.size();
    }
    List<Transfer> batch = events.transfers(Math.max(model.clock() + 1, time));
    var expected = model.createTransfers(batch, time);
    assertThat(ledger.createTransfers(batch)).as(where).isEqualTo(expected);
    expected.forEach(result -> seen.add(result.status()));
    return batch.size();
  }

  private static void compareTransfers(ReferenceLedger model, LocalLedger ledger, String where) {
    List<Transfer> expected = model.transfers();
    List<Transfer> actual = new ArrayList<>();
    QueryFilter next = QueryFilter.from(0);
    for (List<Transfer> page = ledger.queryTransfers(next);
        !page.isEmpty();
        page = ledger.queryTransfers(next)) {
      actual.addAll(page);
      next = QueryFilter.from(page.getLast().timestamp() + 1);
    }
    assertThat(actual).as(where).isEqualTo(expected);
  }
}

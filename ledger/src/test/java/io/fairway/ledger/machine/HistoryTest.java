package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountBalance;
import io.fairway.ledger.AccountFilter;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.ChangeEvent;
import io.fairway.ledger.ChangeKind;
import io.fairway.ledger.Id128;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The index answers every question as a walk over all events does, over seeded random runs. A
/// failure names its seed: run it again with `-Dfairway.seed=…`.
class HistoryTest {
  private static final int SEEDS = 6;
  private static final int STEPS = 1_200;
  private static final int QUESTIONS = 120;
  private static final List<Id128> IDS =
      LongStream.rangeClosed(0, 40).mapToObj(i -> new Id128(0, i)).toList();

  private final Set<ChangeKind> seen = EnumSet.noneOf(ChangeKind.class);

  @Test
  void answersAsAScanDoes() {
    long first = Long.getLong("fairway.seed", 1);
    for (long seed = first; seed < first + SEEDS; seed++) {
      run(seed, STEPS);
    }
    assertThat(seen).containsExactlyInAnyOrder(ChangeKind.values());
  }

  @Test
  @Tag("long")
  void answersAsAScanDoesForVeryLong() {
    long first = Long.getLong("fairway.seed", System.nanoTime());
    for (long seed = first; seed < first + 400; seed++) {
      run(seed, STEPS * 2);
    }
  }

  private void run(long seed, int steps) {
    String where = "-Dfairway.seed=" + seed;
    RandomEvents events = new RandomEvents(seed);
    LocalLedger ledger = new LocalLedger();
    for (int i = 0; i < steps; i++) {
      long time = events.logTime();
      ledger.at(time);
      if (events.below(5) == 0) {
        ledger.createAccounts(events.accounts(time));
      } else {
        ledger.createTransfers(events.transfers(time));
      }
      if (i % 11 == 0) {
        // what it holds now, from the state machine's own balances
        List<Account> now = ledger.lookupAccounts(IDS);
        assertThat(ledger.accountsAt(IDS, Long.MAX_VALUE)).as(where).isEqualTo(now);
      }
      if (i == steps / 2) {
        ledger = LocalLedger.restore(ledger.snapshot());
      }
    }
    compare(new ScannedHistory(ledger.machine().committed()), ledger, seed, where);
  }

  private void compare(ScannedHistory scanned, LocalLedger ledger, long seed, String where) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < QUESTIONS; i++) {
      AccountFilter f = accountFilter(random, scanned);
      assertThat(ledger.accountTransfers(f))
          .as("%s %s", where, f)
          .isEqualTo(scanned.accountTransfers(f));
      assertThat(ledger.accountBalances(f))
          .as("%s %s", where, f)
          .isEqualTo(scanned.accountBalances(f));
      QueryFilter q = queryFilter(random, scanned);
      assertThat(ledger.queryTransfers(q)).as("%s %s", where, q).isEqualTo(scanned.transfers(q));
      assertThat(ledger.queryAccounts(q)).as("%s %s", where, q).isEqualTo(scanned.accounts(q));
      long min = random.nextBoolean() ? 0 : timestamp(random, scanned);
      long max = random.nextBoolean() ? 0 : timestamp(random, scanned);
      int limit = 1 + random.nextInt(40);
      assertThat(ledger.changes(min, max, limit))
          .as("%s %s %s", where, min, max)
          .isEqualTo(scanned.changes(min, max, limit));
      long time = timestamp(random, scanned);
      assertThat(ledger.accountsAt(IDS, time))
          .as("%s at %s", where, time)
          .isEqualTo(scanned.accountsAt(IDS, time));
    }
    ledger.changes(0, 0, QueryFilter.LIMIT_MAX).forEach(change -> seen.add(change.kind()));
  }

  /// Every event's very timestamp, and the moments before and after.
  @Test
  void anyMomentOfThePastIsKnown() {
    RandomEvents events = new RandomEvents(77);
    LocalLedger ledger = new LocalLedger();
    for (int i = 0; i < 900; i++) {
      long time = events.logTime();
      ledger.at(time);
      if (i % 5 == 0) {
        ledger.createAccounts(events.accounts(time));
      } else {
        ledger.createTransfers(events.transfers(time));
      }
    }
    ScannedHistory scanned = new ScannedHistory(ledger.machine().committed());
    assertThat(scanned.events).hasSizeGreaterThan(100);
    for (ScannedHistory.Event event : scanned.events) {
      for (long time = event.timestamp() - 1; time <= event.timestamp() + 1; time++) {
        assertThat(ledger.accountsAt(IDS, time))
            .as("at %s", time)
            .isEqualTo(scanned.accountsAt(IDS, time));
      }
    }
  }

  /// Long lists cross many blocks: one account with thousands of entries, both ways.
  @Test
  void longHistoriesCrossBlocks() {
    Id128 a = new Id128(0, 1);
    LocalLedger ledger = new LocalLedger().at(1000);
    ledger.createAccounts(
        List.of(
            Account.open(a, 1, 1, AccountFlags.HISTORY),
            Account.open(new Id128(0, 2), 1, 1, AccountFlags.HISTORY)));
    int count = 6_000;
    for (int i = 0; i < count; i += 100) {
      List<Transfer> batch = new ArrayList<>();
      for (int j = i; j < i + 100; j++) {
        batch.add(Transfer.of(new Id128(7, j + 1), a, new Id128(0, 2), 1, 1, 1, 0));
      }
      ledger.at(2000 + 1000L * i).createTransfers(batch);
    }
    AccountFilter all = AccountFilter.of(a);
    assertThat(ledger.accountTransfers(all)).hasSize(count);
    List<AccountBalance> balances = ledger.accountBalances(all);
    for (int i = 0; i < count; i++) {
      assertThat(balances.get(i).debitsPosted()).isEqualTo(i + 1);
    }
    for (int i = 0; i < count; i += 37) {
      long time = balances.get(i).timestamp();
      assertThat(ledger.accountsAt(List.of(a), time).getFirst().debitsPosted()).isEqualTo(i + 1);
      AccountFilter from = all.from(time);
      assertThat(ledger.accountTransfers(from)).hasSize(count - i);
    }
    QueryFilter code = new QueryFilter(Id128.ZERO, 0, 0, 0, 1, 0, 0, 10, true);
    assertThat(ledger.queryTransfers(code))
        .extracting(Transfer::id)
        .startsWith(new Id128(7, count));
  }

  @Test
  void anExpiryIsAChange() {
    LocalLedger ledger =
        Script.run(
            """
            A id=1                             -> CREATED
            A id=2                             -> CREATED
            time=1000000000
            T id=1 pending amount=5 timeout=1  -> CREATED
            """);
    ledger.at(3_000_000_000L).pulse();
    List<ChangeEvent> changes = ledger.changes(0, 0, 10);
    assertThat(changes)
        .extracting(ChangeEvent::kind)
        .containsExactly(ChangeKind.TWO_PHASE_PENDING, ChangeKind.TWO_PHASE_EXPIRED);
    assertThat(changes.getFirst().debitAccount().debitsPending()).isEqualTo(5);
    assertThat(changes.getLast().debitAccount().debitsPending()).isZero();
    assertThat(changes.getLast().timestamp()).isEqualTo(3_000_000_002L);
    assertThat(changes.getLast().transfer().flags() & TransferFlags.PENDING).isNotZero();
  }

  private static AccountFilter accountFilter(SplittableRandom random, ScannedHistory scanned) {
    return new AccountFilter(
        IDS.get(random.nextInt(IDS.size())),
        random.nextInt(5) == 0 ? new Id128(random.nextInt(2), random.nextInt(2)) : Id128.ZERO,
        random.nextInt(4) == 0 ? 1 : 0,
        random.nextInt(4) == 0 ? 1 : 0,
        random.nextInt(4) == 0 ? 1 : 0,
        random.nextInt(3) == 0 ? timestamp(random, scanned) : 0,
        random.nextInt(3) == 0 ? timestamp(random, scanned) : 0,
        1 + random.nextInt(random.nextBoolean() ? 5 : 5000),
        random.nextInt(4) > 0,
        random.nextInt(4) > 0,
        random.nextBoolean());
  }

  private static QueryFilter queryFilter(SplittableRandom random, ScannedHistory scanned) {
    return new QueryFilter(
        random.nextInt(4) == 0 ? new Id128(random.nextInt(2), random.nextInt(3)) : Id128.ZERO,
        random.nextInt(4) == 0 ? 1 : 0,
        random.nextInt(4) == 0 ? 1 : 0,
        random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0,
        random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0,
        random.nextInt(3) == 0 ? timestamp(random, scanned) : 0,
        random.nextInt(3) == 0 ? timestamp(random, scanned) : 0,
        1 + random.nextInt(random.nextBoolean() ? 5 : 5000),
        random.nextBoolean());
  }

  private static long timestamp(SplittableRandom random, ScannedHistory scanned) {
    if (scanned.events.isEmpty()) {
      return 1;
    }
    long at = scanned.events.get(random.nextInt(scanned.events.size())).timestamp();
    return at + random.nextInt(3) - 1;
  }
}

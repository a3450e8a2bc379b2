package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.DefiniteLedger;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.Outcome;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Posts batches of transfers one after another, remembers what it was told of each, and checks in
/// the end that all of it is true.
final class Load {
  static final Id128 DEBIT = new Id128(0, 1);
  static final Id128 CREDIT = new Id128(0, 2);
  static final int BATCH = 7;

  private final DefiniteLedger ledger;
  private final Duration bound;
  private final List<Outcome.Unknown> unknown = new ArrayList<>();
  private final Set<Id128> posted = new HashSet<>();
  private final Set<Id128> refusedForGood = new HashSet<>();
  private long[] nanos = new long[1 << 10];
  private int answers;
  private int unknowns;
  private long next = 1;

  Load(DefiniteLedger ledger, Duration bound) {
    this.ledger = ledger;
    this.bound = bound;
  }

  /// Posts one new batch. What was not sent is forgotten: its ids were never used.
  Outcome step() {
    List<Transfer> batch = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      batch.add(Transfer.of(new Id128(7, next++), DEBIT, CREDIT, 1, 1, 1, 0));
    }
    long start = System.nanoTime();
    Outcome outcome = ledger.submit(batch, bound);
    switch (outcome) {
      case Outcome.Answered answered -> {
        note(System.nanoTime() - start);
        for (int i = 0; i < BATCH; i++) {
          assertPosted(answered.results().get(i));
          posted.add(batch.get(i).id());
        }
      }
      case Outcome.Unknown doubtful -> {
        unknowns++;
        unknown.add(doubtful);
      }
      case Outcome.BackPressured _ -> {}
    }
    return outcome;
  }

  /// Settles what is unknown; true when nothing is left.
  boolean resolveAll() {
    unknown.removeIf(doubtful -> {
      Outcome outcome = ledger.resolve(doubtful, bound);
      if (!(outcome instanceof Outcome.Answered answered)) {
        return false;
      }
      for (int i = 0; i < doubtful.ids().size(); i++) {
        CreateTransferStatus status = answered.results().get(i).status();
        assertThat(status)
            .isIn(CreateTransferStatus.EXISTS, CreateTransferStatus.ID_ALREADY_FAILED);
        (status == CreateTransferStatus.EXISTS ? posted : refusedForGood)
            .add(doubtful.ids().get(i));
      }
      return true;
    });
    return unknown.isEmpty();
  }

  int unknowns() {
    return unknowns;
  }

  int postedCount() {
    return posted.size();
  }

  int refusedCount() {
    return refusedForGood.size();
  }

  /// The answers' latencies since the last call, as p50 and p99 in milliseconds.
  String latencies() {
    long[] sorted = Arrays.copyOf(nanos, answers);
    Arrays.sort(sorted);
    int count = answers;
    answers = 0;
    return count == 0
        ? "no answer"
        : "%,d batches, p50 %.1f ms, p99 %.1f ms"
            .formatted(count, sorted[count / 2] / 1e6, sorted[(int) (count * 0.99)] / 1e6);
  }

  /// Every acknowledged transfer is there once, and what was said never to come is not.
  void check(Ledger from) {
    List<Id128> found = new ArrayList<>();
    QueryFilter page = QueryFilter.from(0);
    for (List<Transfer> part = from.queryTransfers(page);
        !part.isEmpty();
        part = from.queryTransfers(page)) {
      part.forEach(transfer -> found.add(transfer.id()));
      page = QueryFilter.from(part.getLast().timestamp() + 1);
    }
    assertThat(found).doesNotHaveDuplicates();
    assertThat(new HashSet<>(found)).isEqualTo(posted).doesNotContainAnyElementsOf(refusedForGood);
    assertThat(from.lookupAccounts(List.of(DEBIT, CREDIT)))
        .extracting(account -> account.debitsPosted() + account.creditsPosted())
        .containsOnly((long) found.size());
  }

  private void note(long latency) {
    if (answers == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * answers);
    }
    nanos[answers++] = latency;
  }

  private static void assertPosted(CreateTransferResult result) {
    assertThat(result.status()).isIn(CreateTransferStatus.CREATED, CreateTransferStatus.EXISTS);
  }
}

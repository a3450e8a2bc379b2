package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  private static final int STEPS = 60;

  /// One command at one log time; the same list is fed to every ledger.
  private record Step(long time, List<Account> accounts, List<Transfer> transfers) {
    String applyTo(LocalLedger ledger) {
      ledger.at(time);
      return accounts.isEmpty()
          ? ledger.createTransfers(transfers).toString()
          : ledger.createAccounts(accounts).toString();
    }
  }

  @Test
  void restoredAtAnyStepItAnswersAndHashesTheSame() {
    List<Step> log = log(42);
    LocalLedger straight = new LocalLedger();
    List<String> answers = new ArrayList<>();
    List<Long> hashes = new ArrayList<>();
    List<List<byte[]>> snapshots = new ArrayList<>();
    for (Step step : log) {
      snapshots.add(straight.snapshot());
      answers.add(step.applyTo(straight));
      hashes.add(straight.machine().hash());
    }
    for (int from = 0; from < log.size(); from++) {
      LocalLedger restored = LocalLedger.restore(snapshots.get(from));
      for (int i = from; i < log.size(); i++) {
        assertThat(log.get(i).applyTo(restored))
            .as("from %s, step %s", from, i)
            .isEqualTo(answers.get(i));
        assertThat(restored.machine().hash())
            .as("from %s, step %s", from, i)
            .isEqualTo(hashes.get(i));
      }
      assertThat(restored.snapshot()).containsExactlyElementsOf(straight.snapshot());
    }
  }

  @Test
  void theHashTellsHistoriesApart() {
    LocalLedger one = new LocalLedger();
    LocalLedger other = new LocalLedger();
    log(42).forEach(step -> step.applyTo(one));
    log(43).forEach(step -> step.applyTo(other));
    assertThat(one.machine().hash()).isNotEqualTo(other.machine().hash());
  }

  @Test
  void aFlippedBitAnywhereIsFound() {
    List<byte[]> chunks = ledger().snapshot();
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 300; round++) {
      int chunk = random.nextInt(chunks.size());
      int bit = random.nextInt(chunks.get(chunk).length * 8);
      List<byte[]> damaged = copy(chunks);
      damaged.get(chunk)[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> LocalLedger.restore(damaged))
          .as("chunk %s, bit %s", chunk, bit)
          .isInstanceOf(DamagedSnapshot.class);
    }
  }

  @Test
  void missingSwappedCutAndExtraChunksAreFound() {
    List<byte[]> chunks = ledger().snapshot();
    for (int missing = 0; missing < chunks.size(); missing++) {
      List<byte[]> damaged = copy(chunks);
      damaged.remove(missing);
      assertThatThrownBy(() -> LocalLedger.restore(damaged)).isInstanceOf(DamagedSnapshot.class);
    }
    List<byte[]> twice = copy(chunks);
    twice.add(1, chunks.get(1));
    assertThatThrownBy(() -> LocalLedger.restore(twice)).isInstanceOf(DamagedSnapshot.class);
    List<byte[]> longer = copy(chunks);
    longer.add(chunks.getLast());
    assertThatThrownBy(() -> LocalLedger.restore(longer)).isInstanceOf(DamagedSnapshot.class);
    List<byte[]> cut = copy(chunks);
    cut.set(1, Arrays.copyOf(chunks.get(1), chunks.get(1).length - 1));
    assertThatThrownBy(() -> LocalLedger.restore(cut)).isInstanceOf(DamagedSnapshot.class);
  }

  @Test
  void holdsStillExpireAfterARestore() {
    LocalLedger before =
        Script.run(
            """
            A id=1                             -> CREATED
            A id=2                             -> CREATED
            time=1000000000
            T id=1 pending amount=5 timeout=1  -> CREATED
            """);
    LocalLedger after = LocalLedger.restore(before.snapshot());
    assertThat(after.machine().nextExpiryNanos()).isEqualTo(2_000_000_001L);
    after.at(2_000_000_001L).pulse();
    assertThat(after.lookupAccounts(List.of(new Id128(0, 1))).getFirst().debitsPending()).isZero();
  }

  @Test
  void queriesAnswerTheSameAfterARestore() {
    LocalLedger before = ledger();
    LocalLedger after = LocalLedger.restore(before.snapshot());
    QueryFilter filter = QueryFilter.from(0);
    assertThat(after.queryTransfers(filter)).isEqualTo(before.queryTransfers(filter)).isNotEmpty();
    assertThat(after.queryAccounts(filter)).isEqualTo(before.queryAccounts(filter)).isNotEmpty();
  }

  private static LocalLedger ledger() {
    LocalLedger ledger = new LocalLedger();
    log(11).forEach(step -> step.applyTo(ledger));
    List<Id128> ids = LongStream.rangeClosed(1, 8).mapToObj(i -> new Id128(0, i)).toList();
    assertThat(ledger.lookupAccounts(ids)).isNotEmpty();
    return ledger;
  }

  private static List<Step> log(long seed) {
    RandomEvents events = new RandomEvents(seed);
    List<Step> log = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      long time = events.logTime();
      log.add(
          i % 4 == 0
              ? new Step(time, events.accounts(time), List.of())
              : new Step(time, List.of(), events.transfers(time)));
    }
    return log;
  }

  private static List<byte[]> copy(List<byte[]> chunks) {
    List<byte[]> copy = new ArrayList<>();
    chunks.forEach(chunk -> copy.add(chunk.clone()));
    return copy;
  }
}

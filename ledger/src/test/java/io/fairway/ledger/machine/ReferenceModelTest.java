package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Transfer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The state machine and the naive ledger answer the same to every event of seeded random runs, and
/// hold the same state after every batch. A failure names its seed, which `-Dfairway.seed=…`
/// repeats, and is made small: what it prints is a table for [Script].
class ReferenceModelTest {
  private static final int SEEDS = 10;
  private static final int EVENTS_A_SEED = 20_000;

  private final Set<Enum<?>> seen = new HashSet<>();

  /// Events of the last run.
  private long events;

  /// A run that ended because the two did not agree.
  private record Failure(List<Step> steps, String what) {}

  @Test
  void agreesEventByEvent() {
    long events = 0;
    long first = Long.getLong("fairway.seed", 1);
    for (long seed = first; seed < first + SEEDS; seed++) {
      events += agrees(seed);
    }
    assertThat(events).isGreaterThanOrEqualTo((long) SEEDS * EVENTS_A_SEED);
    assertThat(unseen()).isEmpty();
  }

  @Test
  @Tag("long")
  void agreesForVeryLong() {
    long wanted = Long.getLong("fairway.events", 10_000_000);
    long first = Long.getLong("fairway.seed", System.nanoTime());
    long events = 0;
    long seed = first;
    for (; events < wanted; seed++) {
      events += agrees(seed);
    }
    System.out.printf(
        "Reference model: %,d random events agree, seeds %d to %d. Again:%n"
            + "./fairway test -Plong -pl ledger -am -Dtest=ReferenceModelTest#agreesForVeryLong"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfairway.seed=%d -Dfairway.events=%d%n",
        events, first, seed - 1, first, wanted);
  }

  @Test
  void aPlantedFaultIsFoundAndMadeSmall() {
    Supplier<LocalLedger> faulty = () -> new ReversesTwice(new StateMachine(storage()));
    String script = plantedAndShrunk(faulty, "ORIGINAL_TRANSFER_ALREADY_REVERSED");
    assertThat(events(script)).as(script).isLessThanOrEqualTo(5);
    assertThat(script).contains(" rev").doesNotContain("restore");
  }

  @Test
  void aFaultThatShowsAfterARestoreIsMadeSmallToo() {
    Supplier<LocalLedger> faulty = () -> new ForgetsBurnedIds(new StateMachine(storage()), false);
    String script = plantedAndShrunk(faulty, "ID_ALREADY_FAILED");
    assertThat(events(script)).as(script).isLessThanOrEqualTo(2);
    assertThat(script).contains("restore");
  }

  /// The script that a planted fault is shrunk to: it fails with the fault and passes without.
  private String plantedAndShrunk(Supplier<LocalLedger> faulty, String expected) {
    Failure failure = null;
    for (long seed = 1; failure == null && seed <= SEEDS; seed++) {
      failure = run(seed, faulty);
    }
    Objects.requireNonNull(failure, "the planted fault was not found");
    String script = shrink(failure, faulty);
    assertThat(script).contains(expected);
    assertThatThrownBy(() -> Script.run(faulty.get(), script)).isInstanceOf(AssertionError.class);
    Script.run(script);
    return script;
  }

  private static long events(String script) {
    return script.lines().filter(line -> line.matches("[ATR] .*")).count();
  }

  /// Runs one seed; answers its events.
  private long agrees(long seed) {
    Failure failure = run(seed, LocalLedger::new);
    if (failure != null) {
      fail(
          "-Dfairway.seed=%d: %s%nMade small:%n%s",
          seed, failure.what(), shrink(failure, LocalLedger::new));
    }
    return events;
  }

  private static String shrink(Failure failure, Supplier<LocalLedger> ledgers) {
    return ScriptWriter.write(
        Shrinker.shrink(failure.steps(), steps -> Agreement.difference(steps, ledgers) != null));
  }

  private @Nullable Failure run(long seed, Supplier<LocalLedger> ledgers) {
    RandomEvents random = new RandomEvents(seed);
    Agreement agreement = new Agreement(ledgers.get());
    List<Step> steps = new ArrayList<>();
    for (events = 0; events < EVENTS_A_SEED; ) {
      if (random.below(50) == 0) {
        steps.add(new Step.Restore());
      } else {
        steps.add(next(random, agreement.model()));
        events += steps.getLast().events();
      }
      String difference = agreement.difference(steps.getLast());
      if (difference != null) {
        return new Failure(steps, difference);
      }
      steps.add(new Step.Read(random.logTime()));
      difference = agreement.difference(steps.getLast());
      if (difference != null) {
        return new Failure(steps, difference);
      }
    }
    String difference = agreement.differenceOfTransfers();
    seen.addAll(agreement.model().answered());
    return difference == null ? null : new Failure(steps, difference);
  }

  private static Step next(RandomEvents random, ReferenceLedger model) {
    long time = random.logTime();
    long clock = Math.max(model.clock() + 1, time);
    if (random.below(5) == 0) {
      return new Step.Accounts(time, random.accounts(clock));
    }
    return random.below(12) == 0
        ? new Step.Resolve(time, random.ids())
        : new Step.Transfers(time, random.transfers(clock));
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

  private static Storage storage() {
    return LocalLedger.storage();
  }

  /// Answers that a second reversal was created.
  private static final class ReversesTwice extends LocalLedger {
    ReversesTwice(StateMachine machine) {
      super(machine);
    }

    @Override
    LocalLedger restored() {
      return new ReversesTwice(super.restored().machine());
    }

    @Override
    public List<CreateTransferResult> createTransfers(List<Transfer> transfers) {
      return replaced(
          super.createTransfers(transfers),
          CreateTransferStatus.ORIGINAL_TRANSFER_ALREADY_REVERSED,
          CreateTransferStatus.CREATED);
    }
  }

  /// Does not know burned ids any more once it was restored.
  private static final class ForgetsBurnedIds extends LocalLedger {
    private final boolean restored;

    ForgetsBurnedIds(StateMachine machine, boolean restored) {
      super(machine);
      this.restored = restored;
    }

    @Override
    LocalLedger restored() {
      return new ForgetsBurnedIds(super.restored().machine(), true);
    }

    @Override
    public List<CreateTransferResult> createTransfers(List<Transfer> transfers) {
      List<CreateTransferResult> results = super.createTransfers(transfers);
      return restored
          ? replaced(
              results,
              CreateTransferStatus.ID_ALREADY_FAILED,
              CreateTransferStatus.DEBIT_ACCOUNT_NOT_FOUND)
          : results;
    }
  }

  private static List<CreateTransferResult> replaced(
      List<CreateTransferResult> results, CreateTransferStatus from, CreateTransferStatus to) {
    return results.stream()
        .map(r -> r.status() == from ? new CreateTransferResult(to, r.timestamp()) : r)
        .toList();
  }
}

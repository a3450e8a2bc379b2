package io.fairway.bench;

import io.fairway.cluster.Durability;
import io.fairway.cluster.Recorded;
import io.fairway.ledger.Account;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.History;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.LedgerUnavailable;
import io.fairway.ledger.wire.Wire;
import io.fairway.money.Invariant;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Measures a ledger and the bare cluster beside it, so that both meet the same machine.
final class LedgerMeasurement {
  private static final long SEED = 20_261_123;
  private static final int ROUNDS = 4;
  private static final long CATCH_UP_NANOS_MAX = TimeUnit.MINUTES.toNanos(5);

  /// The bare cluster writes several times as much in the same time.
  private static final int BARE_SHARE = 3;

  private static final int WARM_UP_SHARE = 2;
  private static final int LATENCY_SHARE = 2;
  private static final int ALONE_SHARE = 4;
  private static final int ALONE_AT_ONCE = 10;
  private static final int DISK_PER_ALONE = 2;

  /// What is measured.
  ///
  /// @param batch transfers in a batch
  /// @param inFlight batches under way
  /// @param bareMtuBytes the length of the bare cluster's fragments
  /// @param nanos how long throughput is measured
  record Plan(
      int batch,
      int accounts,
      boolean history,
      boolean randomIds,
      int inFlight,
      int bareMtuBytes,
      long nanos) {}

  private record Round(Instant from, Instant to) {}

  /// One site's rounds.
  private final class Rounds {
    final Site site;
    final Workload workload = new Workload(SEED, plan.accounts, plan.randomIds);
    final Drive drive;
    private final long nanos;
    private final List<Round> times = new ArrayList<>();
    private final List<Throughput> done = new ArrayList<>();

    Rounds(Site site, long nanos) {
      this.site = site;
      this.nanos = nanos;
      drive = new Drive(site.batches(), workload, plan.batch);
    }

    void warmUp() {
      drive.closedLoop(plan.inFlight, nanos / WARM_UP_SHARE);
    }

    void run() {
      long transfers = drive.transfers();
      long bytes = drive.bytes();
      Recorded recorded = site.recorded();
      Map<String, Long> nodes = site.processors();
      Processors before = Processors.now();
      Instant from = Instant.now();
      long took = drive.closedLoop(plan.inFlight, nanos / ROUNDS);
      times.add(new Round(from, Instant.now()));
      Processors taken = Processors.now().since(before).plus(since(site.processors(), nodes));
      done.add(
          new Throughput(
              drive.transfers() - transfers,
              took,
              drive.bytes() - bytes,
              site.recorded().since(recorded),
              0,
              taken));
    }

    Throughput reached(Syncs syncs, String files) {
      Path folder = directory.resolve(files);
      long counted =
          times.stream().mapToLong(round -> syncs.count(folder, round.from, round.to)).sum();
      return Throughput.sum(done).withSyncs(counted);
    }
  }

  private final Plan plan;
  private final Path directory;
  private final PrintWriter progress;

  /// @param directory where the sites have their files: `ledger` and `bare` in it
  LedgerMeasurement(Plan plan, Path directory, PrintWriter progress) {
    this.plan = plan;
    this.directory = directory;
    this.progress = progress;
  }

  /// Both sites in turns, round by round.
  LedgerFigures inTurns(Site ledger, Site bare) throws Exception {
    Rounds ours = new Rounds(ledger, plan.nanos);
    Rounds others = new Rounds(bare, plan.nanos / BARE_SHARE);
    return ledger(ours, others);
  }

  /// The ledger by itself, where two sites at the same time would take each other's processors.
  LedgerFigures alone(Site ledger) throws Exception {
    return ledger(new Rounds(ledger, plan.nanos), null);
  }

  /// The bare cluster by itself.
  Throughput bareAlone(Site bare) {
    Rounds rounds = new Rounds(bare, plan.nanos / BARE_SHARE);
    progress.println("bare cluster: warm-up and " + ROUNDS + " rounds");
    rounds.warmUp();
    for (int i = 0; i < ROUNDS; i++) {
      rounds.run();
    }
    return Throughput.sum(rounds.done);
  }

  private LedgerFigures ledger(Rounds ours, @Nullable Rounds others) throws Exception {
    Memory empty = Memory.now();
    openAccounts(ours);
    Memory withAccounts = Memory.now();
    progress.println("warm-up: " + seconds(plan.nanos / WARM_UP_SHARE) + " s");
    ours.warmUp();
    if (others != null) {
      others.warmUp();
    }
    progress.println("throughput: " + ROUNDS + " rounds");
    Throughput reached;
    Throughput bare = null;
    try (Syncs syncs = new Syncs()) {
      for (int i = 0; i < ROUNDS; i++) {
        ours.run();
        if (others != null) {
          others.run();
        }
      }
      syncs.stop();
      reached = ours.reached(syncs, "ledger");
      if (others != null) {
        bare = others.reached(syncs, "bare");
      }
    }
    LedgerFigures.Behind behind = catchUp(ours.site);
    Histogram latency = latency(ours.drive, reached);
    Histogram alone = Drive.histogram();
    Histogram disk = Drive.histogram();
    alone(ours.drive, alone, disk);
    check(ours);
    List<Durability> durability = new ArrayList<>(ours.site.durability());
    if (others != null) {
      durability.addAll(others.site.durability());
    }
    return new LedgerFigures(
        plan,
        durability,
        reached,
        bare == null ? reached : bare,
        new LedgerFigures.Latencies(latency, alone, disk),
        behind,
        new LedgerFigures.Sizes(empty, withAccounts, Memory.now(), ours.workload.transfers()));
  }

  private void openAccounts(Rounds ours) {
    Ledger books = books(ours.site);
    Workload workload = ours.workload;
    for (int from = 0; from < plan.accounts; from += Wire.EVENTS_MAX) {
      int to = Math.min(plan.accounts, from + Wire.EVENTS_MAX);
      books
          .createAccounts(workload.accounts(from, to, plan.history))
          .forEach(result ->
              Invariant.check(
                  result.status() == CreateAccountStatus.CREATED,
                  "an account was not created: %s",
                  result.status()));
    }
  }

  private static Processors since(Map<String, Long> now, Map<String, Long> before) {
    Map<String, Long> taken = new HashMap<>();
    now.forEach((name, nanos) -> taken.put(name, nanos - before.getOrDefault(name, 0L)));
    long all = taken.values().stream().mapToLong(Long::longValue).sum();
    return new Processors(taken, all);
  }

  private Histogram latency(Drive drive, Throughput reached) {
    long half = Math.max(1, (long) (reached.perSecond() / 2));
    progress.println("latency: batches at fixed times, %,d transfers/s".formatted(half));
    drive.openLoop(half, plan.nanos / LATENCY_SHARE / ROUNDS);
    return drive.openLoop(half, plan.nanos / LATENCY_SHARE);
  }

  private void alone(Drive drive, Histogram alone, Histogram disk) throws Exception {
    progress.println("alone: one transfer at a time, and the disk's own write and sync in turns");
    try (Disk probe = new Disk(directory.resolve("probe"))) {
      long end = System.nanoTime() + plan.nanos / ALONE_SHARE;
      drive.alone(ALONE_AT_ONCE, Drive.histogram());
      do {
        drive.alone(ALONE_AT_ONCE, alone);
        probe.probe(ALONE_AT_ONCE * DISK_PER_ALONE, disk);
      } while (System.nanoTime() - end < 0);
    }
  }

  /// What was answered is there: every unit that was sent stands on both sides of the books.
  private void check(Rounds ours) {
    Ledger books = books(ours.site);
    Workload workload = ours.workload;
    long debits = 0;
    long credits = 0;
    for (int from = 0; from < plan.accounts; from += Wire.EVENTS_MAX) {
      int to = Math.min(plan.accounts, from + Wire.EVENTS_MAX);
      List<Account> found = books.lookupAccounts(workload.accountIds(from, to));
      Invariant.check(found.size() == to - from, "accounts are missing");
      debits += found.stream().mapToLong(Account::debitsPosted).sum();
      credits += found.stream().mapToLong(Account::creditsPosted).sum();
    }
    Invariant.check(debits == workload.amount(), "%s was debited", debits);
    Invariant.check(credits == workload.amount(), "%s was credited", credits);
    List<Id128> samples = workload.samples();
    Invariant.check(
        books.lookupTransfers(samples).size() == samples.size(), "transfers are missing");
  }

  /// How long the followers need, after the last round, to have seen all that was answered: a query
  /// waits for that.
  private static LedgerFigures.Behind catchUp(Site site) {
    @Nullable History history = site.history();
    if (history == null) {
      return new LedgerFigures.Behind(0, 0);
    }
    long start = System.nanoTime();
    long indexNanos = await(start, () -> history.changes(1, 1, 1));
    return new LedgerFigures.Behind(indexNanos, await(start, () -> history.roots(0, 1)));
  }

  private static long await(long start, Runnable query) {
    while (true) {
      try {
        query.run();
        return System.nanoTime() - start;
      } catch (LedgerUnavailable e) {
        if (System.nanoTime() - start > CATCH_UP_NANOS_MAX) {
          throw e;
        }
      }
    }
  }

  private static Ledger books(Site site) {
    @Nullable Ledger books = site.ledger();
    if (books == null) {
      throw new IllegalStateException("the bare cluster keeps no books");
    }
    return books;
  }

  /// True when every node synced data and metadata before it answered, with checksums.
  static boolean isDurable(List<Durability> nodes) {
    return !nodes.isEmpty()
        && nodes.stream()
            .allMatch(node ->
                node.archiveSyncLevel() == 2
                    && node.catalogueSyncLevel() == 2
                    && node.consensusSyncLevel() == 2
                    && !node.recordChecksum().equals("none")
                    && !node.replayChecksum().equals("none"));
  }

  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos);
  }
}

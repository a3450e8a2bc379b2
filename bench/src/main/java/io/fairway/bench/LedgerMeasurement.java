package io.fairway.bench;

import io.fairway.cluster.Durability;
import io.fairway.cluster.Recorded;
import io.fairway.ledger.Account;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
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

/// Measures a ledger and the bare cluster in turns, so that both meet the same machine.
final class LedgerMeasurement {
  private static final long SEED = 20_261_123;
  private static final int ROUNDS = 4;

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
  /// @param nanos how long throughput is measured
  record Plan(
      int batch, int accounts, boolean history, boolean randomIds, int inFlight, long nanos) {}

  private record Round(Instant from, Instant to) {}

  private final Plan plan;
  private final Site ledger;
  private final Site bare;
  private final Path directory;
  private final PrintWriter progress;
  private final Workload workload;
  private final Workload bareWorkload;
  private final Drive ledgerDrive;
  private final Drive bareDrive;
  private final List<Round> ledgerRounds = new ArrayList<>();
  private final List<Round> bareRounds = new ArrayList<>();

  /// @param directory where the sites have their files: `ledger` and `bare` in it
  LedgerMeasurement(Plan plan, Site ledger, Site bare, Path directory, PrintWriter progress) {
    this.plan = plan;
    this.ledger = ledger;
    this.bare = bare;
    this.directory = directory;
    this.progress = progress;
    workload = new Workload(SEED, plan.accounts, plan.randomIds);
    bareWorkload = new Workload(SEED, plan.accounts, plan.randomIds);
    ledgerDrive = new Drive(ledger.batches(), workload, plan.batch);
    bareDrive = new Drive(bare.batches(), bareWorkload, plan.batch);
  }

  LedgerFigures measure() throws Exception {
    Memory empty = Memory.now();
    openAccounts();
    Memory withAccounts = Memory.now();
    progress.println("warm-up: " + seconds(plan.nanos / WARM_UP_SHARE) + " s");
    ledgerDrive.closedLoop(plan.inFlight, plan.nanos / WARM_UP_SHARE);
    bareDrive.closedLoop(plan.inFlight, plan.nanos / WARM_UP_SHARE / BARE_SHARE);
    progress.println("throughput: " + ROUNDS + " rounds, ledger and bare cluster in turns");
    List<Throughput> ofLedger = new ArrayList<>();
    List<Throughput> ofBare = new ArrayList<>();
    long ledgerSyncs;
    long bareSyncs;
    try (Syncs syncs = new Syncs()) {
      for (int i = 0; i < ROUNDS; i++) {
        ofLedger.add(round(ledger, ledgerDrive, ledgerRounds, plan.nanos / ROUNDS));
        ofBare.add(round(bare, bareDrive, bareRounds, plan.nanos / ROUNDS / BARE_SHARE));
      }
      syncs.stop();
      ledgerSyncs = count(syncs, "ledger", ledgerRounds);
      bareSyncs = count(syncs, "bare", bareRounds);
    }
    Throughput reached = Throughput.sum(ofLedger).withSyncs(ledgerSyncs);
    Histogram latency = latency(reached);
    Histogram alone = Drive.histogram();
    Histogram disk = Drive.histogram();
    alone(alone, disk);
    check();
    Memory full = Memory.now();
    return new LedgerFigures(
        plan,
        List.of(ledger.durability(), bare.durability()).stream().flatMap(List::stream).toList(),
        reached,
        Throughput.sum(ofBare).withSyncs(bareSyncs),
        new LedgerFigures.Latencies(latency, alone, disk),
        new LedgerFigures.Sizes(empty, withAccounts, full, workload.transfers()));
  }

  private void openAccounts() {
    Ledger books = books();
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

  private Throughput round(Site site, Drive drive, List<Round> rounds, long nanos) {
    long transfers = drive.transfers();
    long bytes = drive.bytes();
    Recorded recorded = site.recorded();
    Map<String, Long> nodes = site.processors();
    Processors before = Processors.now();
    Instant from = Instant.now();
    long took = drive.closedLoop(plan.inFlight, nanos);
    rounds.add(new Round(from, Instant.now()));
    Processors taken = Processors.now().since(before).plus(since(site.processors(), nodes));
    return new Throughput(
        drive.transfers() - transfers,
        took,
        drive.bytes() - bytes,
        site.recorded().since(recorded),
        0,
        taken);
  }

  private static Processors since(Map<String, Long> now, Map<String, Long> before) {
    Map<String, Long> taken = new HashMap<>();
    now.forEach((name, nanos) -> taken.put(name, nanos - before.getOrDefault(name, 0L)));
    long all = taken.values().stream().mapToLong(Long::longValue).sum();
    return new Processors(taken, all);
  }

  private long count(Syncs syncs, String site, List<Round> rounds) {
    Path files = directory.resolve(site);
    return rounds.stream().mapToLong(r -> syncs.count(files, r.from, r.to)).sum();
  }

  private Histogram latency(Throughput reached) {
    long half = Math.max(1, (long) (reached.perSecond() / 2));
    progress.println("latency: batches at fixed times, %,d transfers/s".formatted(half));
    ledgerDrive.openLoop(half, plan.nanos / LATENCY_SHARE / ROUNDS);
    return ledgerDrive.openLoop(half, plan.nanos / LATENCY_SHARE);
  }

  private void alone(Histogram alone, Histogram disk) throws Exception {
    progress.println("alone: one transfer at a time, and the disk's own write and sync in turns");
    try (Disk probe = new Disk(directory.resolve("probe"))) {
      long end = System.nanoTime() + plan.nanos / ALONE_SHARE;
      ledgerDrive.alone(ALONE_AT_ONCE, Drive.histogram());
      do {
        ledgerDrive.alone(ALONE_AT_ONCE, alone);
        probe.probe(ALONE_AT_ONCE * DISK_PER_ALONE, disk);
      } while (System.nanoTime() - end < 0);
    }
  }

  /// What was answered is there: every unit that was sent stands on both sides of the books.
  private void check() {
    Ledger books = books();
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

  private Ledger books() {
    @Nullable Ledger books = ledger.ledger();
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

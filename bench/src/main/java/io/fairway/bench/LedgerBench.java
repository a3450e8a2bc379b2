package io.fairway.bench;

import io.fairway.cluster.BareCluster;
import io.fairway.cluster.EmbeddedLedger;
import io.fairway.cluster.network.Members;
import io.fairway.ledger.wire.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fairway bench ledger`: transfers a second through the durable ledger, beside a bare cluster
/// that carries the same bytes.
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = {
      "Posts transfers between uniformly random accounts, as TigerBeetle's own benchmark does, and prints"
          + " transfers a second, in turns with a bare Aeron Cluster that carries the same bytes.",
      "Every answer is checked, and the books at the end."
    })
final class LedgerBench implements Callable<Integer> {
  /// What the ledger can be compared with.
  enum Peer {
    /// The embedded PostgreSQL.
    postgres
  }

  private static final int ACCOUNTS = 10_000;
  private static final int ACCOUNTS_MAX = 100_000_000;
  private static final int SECONDS = 10;
  private static final int SECONDS_MAX = 600;
  private static final int IN_FLIGHT = 8;
  private static final int IN_FLIGHT_MAX = 64;
  private static final int CHECK_FAILED = 4;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call
  private CommandSpec spec;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Transfers in a batch (default: ${DEFAULT-VALUE}).")
  private int batch = Wire.EVENTS_MAX;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      description = "Accounts, each as likely as any other (default: ${DEFAULT-VALUE}).")
  private int accounts = ACCOUNTS;

  @Option(names = "--history", description = "Keep the accounts' balance history.")
  private boolean history;

  @Option(names = "--random-ids", description = "Random 128-bit ids instead of sequential ones.")
  private boolean randomIds;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "Batches under way at the same time (default: ${DEFAULT-VALUE}).")
  private int inFlight = IN_FLIGHT;

  @Option(
      names = "--nodes",
      paramLabel = "1|3",
      description =
          "One node in this process, or three in processes of their own on this machine"
              + " (default: ${DEFAULT-VALUE}).")
  private int nodes = 1;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "How long throughput is measured; warm-up and latency take as long again, twice"
              + " (default: ${DEFAULT-VALUE}).")
  private int seconds = SECONDS;

  @Option(
      names = "--peer",
      paramLabel = "NAME",
      description = "Also run the same workload as SQL, on the embedded PostgreSQL: postgres.")
  private @Nullable Peer peer;

  @Option(
      names = "--bare-mtu",
      paramLabel = "BYTES",
      description =
          "Fragments of the bare cluster on one node: as long as the ledger's, or 1408 as Aeron"
              + " comes (default: ${DEFAULT-VALUE}).")
  private int bareMtu = Members.MTU_BYTES_MAX;

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Make the temporary folder here (default: the system's).")
  private @Nullable Path data;

  @Override
  public Integer call() throws Exception {
    within("--batch", batch, 1, Wire.EVENTS_MAX);
    within("--accounts", accounts, 2, ACCOUNTS_MAX);
    within("--seconds", seconds, 1, SECONDS_MAX);
    if (nodes != 1 && nodes != MemberProcesses.COUNT) {
      throw new ParameterException(
          spec.commandLine(), "--nodes is " + nodes + "; expected 1 or " + MemberProcesses.COUNT);
    }
    within("--in-flight", inFlight, 1, IN_FLIGHT_MAX);
    Path work = folder();
    try {
      LedgerFigures figures = measure(work);
      PostgresPeer.Reached reached = peer == null ? null : measurePeer(work);
      PrintWriter out = spec.commandLine().getOut();
      LedgerReport report = new LedgerReport(figures, reached);
      out.println(json ? report.json() : report.text());
      out.flush();
      return figures.isDurable() ? 0 : CHECK_FAILED;
    } finally {
      SettleBench.delete(work);
    }
  }

  private PostgresPeer.Reached measurePeer(Path work) throws Exception {
    return PostgresPeer.measure(plan(), work.resolve("peer"), spec.commandLine().getErr());
  }

  private LedgerMeasurement.Plan plan() {
    return new LedgerMeasurement.Plan(
        batch, accounts, history, randomIds, inFlight, bareMtu, TimeUnit.SECONDS.toNanos(seconds));
  }

  private LedgerFigures measure(Path work) throws Exception {
    LedgerMeasurement.Plan plan = plan();
    PrintWriter err = spec.commandLine().getErr();
    var measurement = new LedgerMeasurement(plan, work, err);
    if (nodes == 1) {
      try (Site bare = Site.of(BareCluster.start(work.resolve("bare"), bareMtu));
          Site ledger = Site.of(EmbeddedLedger.start(work.resolve("ledger")))) {
        return measurement.inTurns(ledger, bare);
      }
    }
    LedgerFigures figures;
    try (Site ledger = MemberProcesses.start(MemberProcesses.LEDGER, work.resolve("ledger"))) {
      figures = measurement.alone(ledger);
    }
    try (Site bare = MemberProcesses.start(MemberProcesses.BARE, work.resolve("bare"))) {
      return figures.withBare(measurement.bareAlone(bare), bare.durability());
    }
  }

  private Path folder() throws IOException {
    if (data == null) {
      return Files.createTempDirectory("fairway-bench-").toRealPath();
    }
    Files.createDirectories(data);
    return Files.createTempDirectory(data, "fairway-bench-").toRealPath();
  }

  private void within(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(), "%s is %,d; expected %,d to %,d".formatted(option, value, min, max));
    }
  }
}

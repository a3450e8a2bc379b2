package io.fairway.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.cluster.LedgerVerify;
import io.fairway.cluster.directory.DirectoryInUse;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fairway ledger verify`: proves a stopped ledger's files again.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Reads the log and the snapshots of a stopped ledger, replays the log from the older snapshot,"
          + " compares every balance and the hash with the newer one, goes on to the end and checks"
          + " the books. Starts nothing and changes nothing. Names the first bad byte.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway ledger verify",
      "  ./fairway ledger verify --data /srv/fairway --json",
      "",
      "Exit codes:",
      "  0  everything agrees",
      "  1  a bug, or a file that cannot be read",
      "  2  bad usage, the ledger is running, or there is none",
      "  4  a file is damaged, or log and snapshot do not agree"
    })
final class LedgerVerifyCommand implements Callable<Integer> {
  private static final long SHOW_NANOS = Duration.ofSeconds(3).toNanos();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The data directory of Fairway, or of one ledger node (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".fairway");

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  private long shownNanos = System.nanoTime();

  @Override
  public Integer call() {
    Path ledger = Files.isDirectory(data.resolve("ledger")) ? data.resolve("ledger") : data;
    if (Stream.of("archive", "cluster", "segments")
        .noneMatch(part -> Files.isDirectory(ledger.resolve(part)))) {
      throw new InputProblem(data + " holds no ledger: nothing to verify");
    }
    long started = System.nanoTime();
    LedgerVerify.Verdict verdict;
    try {
      verdict = LedgerVerify.verify(ledger, this::show);
    } catch (DirectoryInUse e) {
      throw new InputProblem(e.getMessage() + "; stop it first", e);
    }
    long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? toJson(verdict, millis).toString() : text(verdict, millis));
    out.flush();
    return verdict instanceof LedgerVerify.Sound ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private void show(long bytesDone, long bytesTotal) {
    long now = System.nanoTime();
    if (now - shownNanos > SHOW_NANOS) {
      shownNanos = now;
      PrintWriter err = spec.commandLine().getErr();
      err.printf("replayed %,d of %,d MiB of log%n", bytesDone >> 20, bytesTotal >> 20);
      err.flush();
    }
  }

  private static String text(LedgerVerify.Verdict verdict, long millis) {
    return switch (verdict) {
      case LedgerVerify.Sound s ->
          """
          ok       %,d accounts, %,d transfers, %,d commands; state hash %016x
          ok       the Merkle roots of %,d batches chain to %s
          ok       replayed %,d commands from log position %,d to %,d in %,d ms
          %s
          %s\
          """
              .formatted(
                  s.accounts(),
                  s.transfers(),
                  s.commands(),
                  s.hash(),
                  s.batches(),
                  s.chain(),
                  s.replayed(),
                  s.fromPosition(),
                  s.endPosition(),
                  millis,
                  s.comparedPosition() < 0
                      ? "ok       no newer snapshot to compare with"
                      : "ok       every balance and the hash are those of the snapshot at %,d"
                          .formatted(s.comparedPosition()),
                  s.tornBytes() == 0
                      ? "ok       the books balance, and the log ends cleanly"
                      : "ok       the books balance; %,d bytes at the log's end were never acknowledged"
                          .formatted(s.tornBytes()));
      case LedgerVerify.Damaged d ->
          "DAMAGED  %s%n         byte %,d: expected %s"
              .formatted(d.file(), d.offset(), d.expected());
      case LedgerVerify.Wrong w ->
          "WRONG    at log position %,d: %s".formatted(w.position(), w.what());
    };
  }

  private static ObjectNode toJson(LedgerVerify.Verdict verdict, long millis) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("ok", verdict instanceof LedgerVerify.Sound).put("millis", millis);
    switch (verdict) {
      case LedgerVerify.Sound s ->
          root.put("accounts", s.accounts())
              .put("transfers", s.transfers())
              .put("commands", s.commands())
              .put("hash", "%016x".formatted(s.hash()))
              .put("fromPosition", s.fromPosition())
              .put("comparedPosition", s.comparedPosition())
              .put("endPosition", s.endPosition())
              .put("replayed", s.replayed())
              .put("batches", s.batches())
              .put("chain", s.chain())
              .put("tornBytes", s.tornBytes());
      case LedgerVerify.Damaged d ->
          root.put("file", d.file().toString())
              .put("byte", d.offset())
              .put("expected", d.expected());
      case LedgerVerify.Wrong w -> root.put("position", w.position()).put("wrong", w.what());
    }
    return root;
  }
}

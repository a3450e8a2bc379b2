package io.fairway.app;

import io.fairway.chain.Incident;
import io.fairway.payments.Outcome;
import io.fairway.reporting.Check;
import io.fairway.reporting.Reporting;
import io.fairway.reporting.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;

/// One run of `settle`: reads the inputs, opens the house, settles, shows.
final class SettleRunner {
  private final SettleOptions options;
  private final boolean json;
  private final PrintWriter out;
  private final PrintWriter err;

  /// @param out for the summary
  /// @param err for everything else
  SettleRunner(SettleOptions options, boolean json, PrintWriter out, PrintWriter err) {
    this.options = options;
    this.json = json;
    this.out = out;
    this.err = err;
  }

  /// Returns the exit code.
  int run() {
    Inputs inputs = Inputs.read(options);
    checkOut();
    say("starting PostgreSQL, the ledger and the chain in " + options.data());
    try (Shutdown<House> guarded = Shutdown.guard(() -> House.open(options.data(), inputs))) {
      House house = guarded.running();
      say("signing with keys in " + house.keysDescription());
      say("settling " + inputs.orders().orders() + " orders of " + options.orders());
      Summary summary = new FileRun(house, options, inputs, err).settle(commandStarted()).summary();
      print(summary);
      List<Incident> incidents = house.incidents();
      incidents.forEach(this::print);
      return incidents.isEmpty() ? exitCode(summary) : ExitCode.CHECK_FAILED;
    }
  }

  /// Before money moves: a report that cannot be written is found out now, not after.
  private void checkOut() {
    try {
      Files.createDirectories(options.out());
      Files.delete(Files.createTempFile(options.out(), "writable", ".part"));
    } catch (IOException e) {
      throw new InputProblem(
          "--out is " + options.out() + "; expected a directory that can be written", e);
    }
  }

  /// When the JVM was started: what a user waits for begins there. Not when the process was: the
  /// launcher becomes this process, and may have built the checkout first.
  private static Instant commandStarted() {
    return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
  }

  private void print(Summary summary) {
    out.println(json ? summary.json() : summary.text());
    out.flush();
    summary.findings().forEach(finding -> say("finding: " + finding));
    for (Check check : summary.checks().all()) {
      if (!check.holds()) {
        say("check " + check.name() + " does not hold:");
        check.figures().forEach(figure -> say("  " + figure));
      }
    }
    long pending = summary.count(Outcome.PENDING);
    if (pending > 0) {
      say(
          "%d orders are pending: the chain or the bank was silent for --wait %d seconds. The same"
                  .formatted(pending, options.waitMax().toSeconds())
              + " command goes on with them.");
    }
    say("the report: " + options.out().resolve(Reporting.REPORT));
  }

  private void print(Incident incident) {
    say(incident.toString());
    say(
        "look, then: ./fairway chain release %d --data %s --reason \"...\""
            .formatted(incident.id(), options.data()));
  }

  private static int exitCode(Summary summary) {
    if (!summary.checks().allHold()) {
      return ExitCode.CHECK_FAILED;
    }
    return summary.count(Outcome.PENDING) > 0 ? ExitCode.PENDING : ExitCode.OK;
  }

  private void say(String text) {
    err.println("fairway: " + text);
    err.flush();
  }
}

package io.fairway.bench;

import io.fairway.app.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fairway bench`: how fast it is on this machine, and what limits it.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures Fairway on this machine and says what limits it.",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway bench settle                 100,000 orders through all seven steps, warm",
      "  ./fairway bench settle --orders 10000 --json",
      "  ./fairway bench ledger --history       transfers a second, beside a bare cluster",
      "",
      "Exit codes:",
      "  0  measured",
      "  1  a bug, or an engine failed",
      "  2  bad usage",
      "  4  a check failed: the figures are worth nothing"
    },
    subcommands = {SettleBench.class, LedgerBench.class})
public final class BenchCommand implements Subcommand, Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run
  private CommandSpec spec;

  @Override
  public Object command() {
    return this;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to measure: settle or ledger");
  }
}

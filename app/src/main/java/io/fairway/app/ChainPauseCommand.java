package io.fairway.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `fairway chain pause`: stops at once.
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = {
      "Stops settling, a coin or its minting at once, by the pauser's key. No incident halts this.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway chain pause settlement --case 2026-117",
      "",
      "Exit codes:",
      "  0  it is done, and final",
      "  1  the chain refuses it, does not answer in time, or a bug",
      "  2  bad usage"
    })
final class ChainPauseCommand implements Callable<Integer> {
  @Mixin private final ChainActs acts = new ChainActs();

  @Parameters(
      paramLabel = "WHAT",
      description = "settlement, a coin such as FHKD, or what mints it, FHKD.gate.")
  private String what = "";

  @Override
  public Integer call() {
    return acts.stopOrResume(what, true);
  }
}

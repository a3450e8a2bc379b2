package io.fairway.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `fairway chain resume`: lets go on what was paused.
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = {
      "Lets go on what was paused, by another key than the one that stopped it. Not while an incident is"
          + " open.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway chain resume settlement --case 2026-117",
      "",
      "Exit codes:",
      "  0  it is done, and final",
      "  1  the chain refuses it, does not answer in time, or a bug",
      "  2  bad usage"
    })
final class ChainResumeCommand implements Callable<Integer> {
  @Mixin private final ChainActs acts = new ChainActs();

  @Parameters(
      paramLabel = "WHAT",
      description = "settlement, a coin such as FHKD, or what mints it, FHKD.gate.")
  private String what = "";

  @Override
  public Integer call() {
    return acts.stopOrResume(what, false);
  }
}

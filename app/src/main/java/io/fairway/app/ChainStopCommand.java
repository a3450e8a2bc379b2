package io.fairway.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Stops something on the chain, or lets it go on.
@Command(mixinStandardHelpOptions = true, footerHeading = "%n")
abstract sealed class ChainStopCommand implements Callable<Integer> {
  private final boolean stop;

  @Mixin private final ChainActs acts = new ChainActs();

  @Parameters(
      paramLabel = "WHAT",
      description = "settlement, escrow, a coin such as FHKD, or what mints it, FHKD.gate.")
  private String what = "";

  private ChainStopCommand(boolean stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    return acts.stopOrResume(what, stop);
  }

  /// `fairway chain pause`.
  @Command(
      name = "pause",
      description = {
        "Stops settling, the escrow, a coin or its minting at once, by the pauser's key. No incident halts this.",
        ""
      },
      footer = {
        "Examples:",
        "  ./fairway chain pause settlement --case 2026-117",
        ChainActs.EXIT_CODES
      })
  static final class Pause extends ChainStopCommand {
    Pause() {
      super(true);
    }
  }

  /// `fairway chain resume`.
  @Command(
      name = "resume",
      description = {
        "Lets go on what was paused, by another key than the one that stopped it. Not while an incident is"
            + " open.",
        ""
      },
      footer = {
        "Examples:",
        "  ./fairway chain resume settlement --case 2026-117",
        ChainActs.EXIT_CODES
      })
  static final class Resume extends ChainStopCommand {
    Resume() {
      super(false);
    }
  }
}

package io.fairway.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Freezes an account on the chain, or lets it go.
@Command(mixinStandardHelpOptions = true, footerHeading = "%n")
abstract sealed class ChainFreezeCommand implements Callable<Integer> {
  private final boolean freeze;

  @Mixin private final ChainActs acts = new ChainActs();

  @Parameters(index = "0", paramLabel = "COIN", description = "The coin's code, such as FHKD.")
  private String coin = "";

  @Parameters(
      index = "1",
      paramLabel = "ACCOUNT",
      description = "An address, or a participant's id as chain status shows it.")
  private String account = "";

  private ChainFreezeCommand(boolean freeze) {
    this.freeze = freeze;
  }

  @Override
  public Integer call() {
    return acts.freeze(coin, account, freeze);
  }

  /// `fairway chain freeze`.
  @Command(
      name = "freeze",
      description = {
        "Freezes an account's balance of a coin at once, by the freezer's key: from then on it neither"
            + " sends, spends nor receives. The coins stay in the supply.",
        ""
      },
      footer = {
        "Examples:",
        "  ./fairway chain freeze FHKD 0x00112233445566778899aabbccddeeff00112233 --case 2026-118",
        ChainActs.EXIT_CODES
      })
  static final class Freeze extends ChainFreezeCommand {
    Freeze() {
      super(true);
    }
  }

  /// `fairway chain unfreeze`.
  @Command(
      name = "unfreeze",
      description = {"Lets a frozen account's balance of a coin move again.", ""},
      footer = {
        "Examples:",
        "  ./fairway chain unfreeze FHKD 0x00112233445566778899aabbccddeeff00112233 --case 2026-118",
        ChainActs.EXIT_CODES
      })
  static final class Unfreeze extends ChainFreezeCommand {
    Unfreeze() {
      super(false);
    }
  }
}

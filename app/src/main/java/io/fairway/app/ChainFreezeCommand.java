package io.fairway.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `fairway chain freeze`: freezes an account.
@Command(
    name = "freeze",
    mixinStandardHelpOptions = true,
    description = {
      "Freezes an account's balance of a coin at once, by the freezer's key: from then on it neither"
          + " sends, spends nor receives. The coins stay in the supply.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway chain freeze FHKD 0x00112233445566778899aabbccddeeff00112233 --case 2026-118",
      "",
      "Exit codes:",
      "  0  it is done, and final",
      "  1  the chain refuses it, does not answer in time, or a bug",
      "  2  bad usage"
    })
final class ChainFreezeCommand implements Callable<Integer> {
  @Mixin private final ChainActs acts = new ChainActs();

  @Parameters(index = "0", paramLabel = "COIN", description = "The coin's code, such as FHKD.")
  private String coin = "";

  @Parameters(
      index = "1",
      paramLabel = "ACCOUNT",
      description = "An address, or a participant's id as chain status shows it.")
  private String account = "";

  @Override
  public Integer call() {
    return acts.freeze(coin, account, true);
  }
}

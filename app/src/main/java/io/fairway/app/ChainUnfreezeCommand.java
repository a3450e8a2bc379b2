package io.fairway.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `fairway chain unfreeze`: lets a frozen account go.
@Command(
    name = "unfreeze",
    mixinStandardHelpOptions = true,
    description = {"Lets a frozen account's balance of a coin move again.", ""},
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway chain unfreeze FHKD 0x00112233445566778899aabbccddeeff00112233 --case 2026-118",
      "",
      "Exit codes:",
      "  0  it is done, and final",
      "  1  the chain refuses it, does not answer in time, or a bug",
      "  2  bad usage"
    })
final class ChainUnfreezeCommand implements Callable<Integer> {
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
    return acts.freeze(coin, account, false);
  }
}

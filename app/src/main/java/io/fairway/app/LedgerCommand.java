package io.fairway.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fairway ledger`: the ledger on its own, without the rest of the house.
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "The ledger on its own: its nodes, and its files.",
    subcommands = {LedgerNodeCommand.class, LedgerVerifyCommand.class})
final class LedgerCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "name what to do with the ledger: "
            + String.join(", ", spec.subcommands().keySet().stream().sorted().toList()));
  }
}

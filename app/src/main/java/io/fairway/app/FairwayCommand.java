package io.fairway.app;

import io.fairway.app.keys.KeysCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fairway`: the root of the command line.
@Command(
    name = "fairway",
    version = "fairway 0.1.0-SNAPSHOT",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Pays sellers for cross-border e-commerce orders through a ledger, a blockchain and bank"
            + " messages, in seconds.",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway settle examples/orders.csv     settle a file of orders; report in out/report.html",
      "  ./fairway verify --data .fairway         prove it again from what is on disk",
      "  ./fairway chain status                   coins, watcher, incidents; chain --help for more",
      "  ./fairway keys --help                    signing keys: inventory, offline signing, audit log",
      "  ./fairway ledger node --help             the ledger on three or five machines",
      "  ./fairway doctor                         what this machine lacks",
      "  ./fairway test                           the tests",
      "",
      ExitCode.HELP
    },
    subcommands = {
      SettleCommand.class,
      VerifyCommand.class,
      LedgerCommand.class,
      ChainCommand.class,
      KeysCommand.class,
      DoctorCommand.class
    })
final class FairwayCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "name a command: settle, verify, chain, keys, ledger, doctor, bench or test");
  }
}

package io.fairway.app.keys;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fairway keys`: everything that is done with keys by people.
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "The signing keys: what there is, who holds it, and what several people must sign on machines without a"
          + " network. Keys are made in a PKCS#11 module (SoftHSM2 for development) and never leave it.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "A significant key (deploy, upgrade, roles, large supply) signs no other way than this:",
      "  ./fairway keys bundle draft.json --as alice --out b.json    alice makes it, and does not sign",
      "  ./fairway keys sign b.json --as bob --data /media/offline   bob reads and signs, offline",
      "  ./fairway keys import b.json b.bob.json b.carol.json        all of it is checked again",
      "  ./fairway keys send b.json --rpc http://127.0.0.1:8545      tried, sent once, waited for",
      "",
      "PINs are read from a file that only its owner may read, from FAIRWAY_MODULE_PIN, or from the console;",
      "never from an argument.",
      "",
      KeysCommand.EXIT_CODES
    },
    subcommands = {
      KeysListCommand.class,
      KeysLifeCommands.Create.class,
      KeysLifeCommands.Rotate.class,
      KeysLifeCommands.Activate.class,
      KeysLifeCommands.Destroy.class,
      KeysLifeCommands.RegisterPerson.class,
      KeysLifeCommands.RequireQuorum.class,
      KeysLimitCommand.class,
      KeysBundleCommands.Make.class,
      KeysBundleCommands.Sign.class,
      KeysBundleCommands.Import.class,
      KeysSendCommand.class,
      KeysCeremonyCommand.class,
      KeysCompromiseCommands.Drill.class,
      KeysCompromiseCommands.Compromised.class,
      KeysCheckCommands.Shares.class,
      KeysCheckCommands.Audit.class,
      KeysMeasureCommand.class
    })
public final class KeysCommand implements Runnable {
  static final String EXIT_CODES =
      """
      Exit codes:
        0  done, or everything agrees
        1  a bug
        2  bad usage, or a rule of the keys says no; nothing was signed or sent
        3  a bundle still lacks signatures, or what was sent is in no block yet: run it again
        4  a check failed: a broken audit log, a share map that is not safe; or a transaction is in a
           block and was reverted
      """;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "name what to do with the keys: "
            + String.join(", ", spec.subcommands().keySet().stream().sorted().toList()));
  }
}

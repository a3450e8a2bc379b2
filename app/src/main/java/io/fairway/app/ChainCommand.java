package io.fairway.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fairway chain`: the chain as the watcher sees it, and what halts it.
@Command(
    name = "chain",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "The coins on the chain: what the watcher sees and halts, who holds them, and how to stop them.",
    subcommands = {
      ChainStatusCommand.class,
      ChainInspectCommand.class,
      ChainStopCommand.Pause.class,
      ChainStopCommand.Resume.class,
      ChainFreezeCommand.Freeze.class,
      ChainFreezeCommand.Unfreeze.class,
      ChainReleaseCommand.class,
      ChainHoldersCommand.class
    })
final class ChainCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "name what to do with the chain: "
            + String.join(", ", spec.subcommands().keySet().stream().sorted().toList()));
  }
}

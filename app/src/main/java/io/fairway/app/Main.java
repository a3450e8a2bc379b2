package io.fairway.app;

import io.fairway.app.engine.EngineFailure;
import java.io.PrintWriter;
import java.util.ServiceLoader;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Where Fairway's command line starts.
public final class Main {
  private static final boolean DEBUG = "1".equals(System.getenv("FAIRWAY_DEBUG"));
  private static final int HELP_WIDTH = 110;

  private Main() {}

  /// Runs one command and ends the JVM with its exit code.
  public static void main(String[] args) {
    quietLibraries();
    System.exit(commandLine().execute(args));
  }

  /// The command line with every command that is on the class path.
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new FairwayCommand());
    for (Subcommand added : ServiceLoader.load(Subcommand.class)) {
      line.addSubcommand(added.command());
    }
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setParameterExceptionHandler((e, args) -> usage(e));
    line.setExecutionExceptionHandler((e, failed, parsed) -> failure(failed.getErr(), e));
    return line;
  }

  private static int usage(ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("fairway: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("See " + e.getCommandLine().getCommandSpec().qualifiedName(" ") + " --help");
    }
    err.flush();
    return ExitCode.USAGE;
  }

  private static int failure(PrintWriter err, Exception e) {
    int code =
        switch (e) {
          case InputProblem input -> say(err, input.getMessage(), ExitCode.USAGE);
          case EngineFailure engine -> say(err, engine.getMessage(), ExitCode.FAILED);
          default -> say(err, "This is a bug in Fairway: " + e, ExitCode.FAILED);
        };
    if (DEBUG) {
      e.printStackTrace(err);
    } else if (code == ExitCode.FAILED) {
      err.println("FAIRWAY_DEBUG=1 shows where.");
    }
    err.flush();
    return code;
  }

  private static int say(
      PrintWriter err, @org.jspecify.annotations.Nullable String text, int code) {
    err.println("fairway: " + text);
    return code;
  }

  /// Libraries log through java.util.logging; a person at a terminal does not want to read it.
  private static void quietLibraries() {
    Logger.getLogger("").setLevel(DEBUG ? Level.INFO : Level.OFF);
  }
}

package io.fairway.app;

import io.fairway.app.engine.EngineFailure;
import io.fairway.chain.ChainRefusal;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.keys.KeyProblem;
import io.fairway.chain.keys.VaultUnavailable;
import io.fairway.control.PlainText;
import io.fairway.ledger.LedgerUnavailable;
import io.fairway.rails.BankUnavailable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// Where Fairway's command line starts.
public final class Main {
  private static final boolean DEBUG = "1".equals(System.getenv("FAIRWAY_DEBUG"));
  private static final int HELP_WIDTH = 110;
  private static final int MESSAGE_CHARS_MAX = 600;

  private Main() {}

  /// Runs one command and ends the JVM with its exit code.
  public static void main(String[] args) {
    quietLibraries();
    CommandLine line = commandLine();
    int code;
    try {
      code = line.execute(args);
    } catch (Throwable bug) { // picocli hands on what is no Exception
      code = failure(line.getErr(), bug);
    }
    System.exit(code);
  }

  /// The command line with every command that is on the class path.
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new FairwayCommand());
    for (Subcommand added : ServiceLoader.load(Subcommand.class)) {
      line.addSubcommand(added.command());
    }
    line.registerConverter(Path.class, Main::path);
    line.registerConverter(Integer.class, text -> whole(text, Integer::parseInt));
    line.registerConverter(int.class, text -> whole(text, Integer::parseInt));
    line.registerConverter(Long.class, text -> whole(text, Long::parseLong));
    line.registerConverter(long.class, text -> whole(text, Long::parseLong));
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setParameterExceptionHandler((e, args) -> usage(e));
    line.setExecutionExceptionHandler((e, failed, parsed) -> failure(failed.getErr(), e));
    return line;
  }

  /// An empty path would be the working directory: nobody means that by an unset variable.
  private static Path path(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("a path is empty");
    }
    return Path.of(text);
  }

  private static <T> T whole(String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'%s' is no whole number, or too large; expected digits only, such as 2".formatted(text));
    }
  }

  private static int usage(ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("fairway: " + PlainText.escapedLines(String.valueOf(e.getMessage())));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("See " + e.getCommandLine().getCommandSpec().qualifiedName(" ") + " --help");
    }
    err.flush();
    return ExitCode.USAGE;
  }

  private static int failure(PrintWriter err, Throwable e) {
    if (Shutdown.requested()) {
      return ExitCode.FAILED; // what stopped engines make the work complain of says nothing
    }
    int code =
        switch (e) {
          case KeyProblem key -> say(err, key.getMessage(), ExitCode.USAGE);
          case VaultUnavailable vault -> say(err, vault.getMessage(), ExitCode.FAILED);
          case InputProblem input -> say(err, input.getMessage(), ExitCode.USAGE);
          case EngineFailure engine -> say(err, engine.getMessage(), ExitCode.FAILED);
          case StillPending pending -> say(err, pending.getMessage(), ExitCode.PENDING);
          case ChainRefusal refusal -> say(err, refusal.getMessage(), ExitCode.FAILED);
          case ChainUnavailable chain -> say(err, unavailable("chain", chain), ExitCode.FAILED);
          case LedgerUnavailable ledger -> say(err, unavailable("ledger", ledger), ExitCode.FAILED);
          case BankUnavailable bank -> say(err, unavailable("bank", bank), ExitCode.FAILED);
          default -> say(err, unexpected(e), ExitCode.FAILED);
        };
    if (DEBUG) {
      e.printStackTrace(err);
    } else if (code == ExitCode.FAILED && !(e instanceof ChainRefusal)) {
      err.println("FAIRWAY_DEBUG=1 shows where.");
    }
    err.flush();
    return code;
  }

  /// A database that went away shows as an exception of whichever library spoke to it last.
  static String unexpected(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && isGone(sql)) {
        return "The database does not answer: "
            + shortened(String.valueOf(sql.getMessage()).lines().findFirst().orElse(""))
            + " The same command goes on from here.";
      }
    }
    return "This failed: " + shortened(e.toString());
  }

  /// SQLSTATE class 08 is a connection's failure, 57P an operator's intervention (PostgreSQL 18,
  /// appendix A).
  private static boolean isGone(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P"));
  }

  private static int say(PrintWriter err, @Nullable String text, int code) {
    err.println("fairway: " + PlainText.escapedLines(String.valueOf(text)));
    return code;
  }

  private static String unavailable(String engine, Exception e) {
    return "The "
        + engine
        + " does not answer: "
        + e.getMessage()
        + ". The same command goes on from here.";
  }

  private static String shortened(String text) {
    return text.length() <= MESSAGE_CHARS_MAX
        ? text
        : text.substring(0, MESSAGE_CHARS_MAX) + " ...";
  }

  /// Libraries log through java.util.logging; a person at a terminal does not want to read it.
  private static void quietLibraries() {
    Logger.getLogger("").setLevel(DEBUG ? Level.INFO : Level.OFF);
  }
}

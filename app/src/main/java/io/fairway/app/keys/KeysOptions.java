package io.fairway.app.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.app.InputProblem;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.keys.KeyProblem;
import io.fairway.chain.keys.KeyProfile;
import io.fairway.chain.keys.KeyRoom;
import io.fairway.chain.keys.Person;
import io.fairway.chain.keys.VaultUnavailable;
import io.fairway.control.AuditBroken;
import io.fairway.control.PlainText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What every command about keys takes.
final class KeysOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before a command runs
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The data directory; the keys are in its folder keys (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".fairway");

  @Option(
      names = "--as",
      paramLabel = "PERSON",
      description = "Who you are, for the audit log (default: FAIRWAY_PERSON, else your account).")
  private @Nullable String person;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "development or production; production refuses keys in files (default: ${DEFAULT-VALUE}).")
  private String profile = "development";

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  /// Work with open keys.
  interface Work {
    int run(KeyRoom room);
  }

  Path folder() {
    return data.resolve("keys");
  }

  boolean json() {
    return json;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  Person person() {
    try {
      return person == null ? Person.running() : Person.here(person);
    } catch (KeyProblem problem) {
      throw new InputProblem(
          "--as: " + PlainText.escaped(String.valueOf(problem.getMessage())), problem);
    }
  }

  /// Opens the keys, works, closes them. What the rules refuse is the user's to put right.
  int with(Work work) {
    try (KeyRoom room =
        KeyRoom.open(
            profile(), folder(), data.resolve("chain"), person(), InstantSource.system())) {
      return work.run(room);
    } catch (KeyProblem
        | VaultUnavailable
        | ChainUnavailable
        | AuditBroken
        | UncheckedIOException problem) {
      throw new InputProblem(PlainText.escaped(String.valueOf(problem.getMessage())), problem);
    }
  }

  /// Work that needs no keys.
  static int without(java.util.function.IntSupplier work) {
    try {
      return work.getAsInt();
    } catch (KeyProblem | UncheckedIOException problem) {
      throw new InputProblem(PlainText.escaped(String.valueOf(problem.getMessage())), problem);
    }
  }

  private KeyProfile profile() {
    return switch (profile.toLowerCase(Locale.ROOT)) {
      case "development" -> KeyProfile.DEVELOPMENT;
      case "production" -> KeyProfile.PRODUCTION;
      default ->
          throw new InputProblem(
              "--profile is '" + profile + "'; expected development or production");
    };
  }

  /// Prints one of the two. Whatever others wrote into it, the screen shows; JSON has the same
  /// escapes, and means by them what it meant.
  void print(JsonNode machine, String person) {
    out().println(json ? PlainText.escaped(machine.toString()) : PlainText.escapedLines(person));
    out().flush();
  }

  private static void mustBeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (java.nio.file.FileAlreadyExistsException file) {
      throw new InputProblem(folder + " is no folder; expected one to write in", file);
    }
  }

  /// Before anything is done that cannot be done twice.
  static void mustBeNew(Path file) {
    if (Files.exists(file)) {
      throw new InputProblem(file + " is there already; expected a new file");
    }
  }

  /// A new file that has its name already and waits for its content. Closed without one, it is gone
  /// again.
  static final class NewFile implements AutoCloseable {
    private final Path file;
    private boolean written;

    private NewFile(Path file) {
      this.file = file;
    }

    /// Makes it before anything is done that cannot be done twice: what cannot be written later
    /// mostly cannot be made now.
    static NewFile make(Path file) {
      KeysOptions.write(file, "");
      return new NewFile(file);
    }

    /// Writes it whole.
    ///
    /// @param copy where the same can be found when this fails
    void write(String content, Path copy) {
      try {
        Files.writeString(file, content);
        written = true;
      } catch (IOException problem) {
        throw new InputProblem(
            "%s: cannot be written (%s); the same is in %s"
                .formatted(file, problem.getMessage(), copy),
            problem);
      }
    }

    @Override
    public void close() {
      try {
        if (!written) {
          Files.deleteIfExists(file);
        }
      } catch (IOException problem) {
        throw new InputProblem(file + " is empty, and cannot be removed", problem);
      }
    }
  }

  /// Writes a file that is to be carried; never over another.
  static void write(Path file, String content) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        mustBeFolder(parent);
      }
      Files.writeString(file, content, java.nio.file.StandardOpenOption.CREATE_NEW);
    } catch (java.nio.file.FileAlreadyExistsException there) {
      throw new InputProblem(file + " is there already; expected a new file", there);
    } catch (IOException problem) {
      throw new InputProblem(file + ": cannot be written (" + problem.getMessage() + ")", problem);
    }
  }
}

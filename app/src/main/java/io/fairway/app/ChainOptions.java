package io.fairway.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.app.engine.Engines;
import io.fairway.chain.keys.KeyProblem;
import io.fairway.chain.keys.Person;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What every command about the chain takes.
final class ChainOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before a command runs
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".fairway");

  @Option(
      names = "--as",
      paramLabel = "PERSON",
      description = "Who you are, for the audit log (default: FAIRWAY_PERSON, else your account).")
  private @Nullable String person;

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  /// Starts the engines, works, stops them.
  int with(ToIntFunction<Engines> work) {
    if (!Files.isDirectory(data.resolve("chain"))) {
      throw new InputProblem(
          data + " is no data directory of Fairway; expected one that ./fairway settle has made");
    }
    Person asking = person();
    try (Shutdown<Engines> guarded = Shutdown.guard(() -> Engines.start(data, asking))) {
      return work.applyAsInt(guarded.running());
    }
  }

  Person person() {
    try {
      return person == null ? Person.running() : Person.here(person);
    } catch (KeyProblem problem) {
      throw new InputProblem("--as: " + problem.getMessage(), problem);
    }
  }

  /// Prints one of the two.
  void print(JsonNode machine, String person) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? machine.toString() : person);
    out.flush();
  }
}

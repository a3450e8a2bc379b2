package io.fairway.app.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.app.InputProblem;
import io.fairway.chain.keys.Ceremony;
import java.io.Console;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairway keys ceremony`: makes keys before witnesses, by a script.
@Command(
    name = "ceremony",
    mixinStandardHelpOptions = true,
    description = {
      "Holds a key ceremony: asks for every step of a script in turn, makes the keys, and writes a record with"
          + " steps, times, witnesses and addresses, signed by every key that was made and by the key of the"
          + " audit log. A step that is not confirmed ends it."
    },
    footer = {
      "",
      "Examples:",
      "  ./fairway keys ceremony script.json --out record.json --data /media/offline --as alice",
      "  ./fairway keys ceremony --verify record.json",
      "",
      KeysCommand.EXIT_CODES
    })
final class KeysCeremonyCommand implements Callable<Integer> {
  @Mixin private final KeysOptions options = new KeysOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "SCRIPT",
      description = "Title, place, leader, witnesses and steps, as JSON.")
  private @Nullable Path script;

  @Option(names = "--out", paramLabel = "FILE", description = "The record; a new file.")
  private @Nullable Path out;

  @Option(names = "--verify", paramLabel = "RECORD", description = "Checks a record.")
  private @Nullable Path verify;

  @Option(
      names = "--rehearse",
      description = "Confirms every step without asking, and says so in the record.")
  private boolean rehearse;

  @Override
  public Integer call() {
    Path record = verify;
    if (record != null) {
      return KeysOptions.without(() -> {
        int good = Ceremony.verify(record);
        options.print(
            JsonNodeFactory.instance.objectNode().put("ok", true).put("signatures", good),
            "ok, " + good + " signatures fit the record");
        return 0;
      });
    }
    Path steps = script;
    Path target = out;
    if (steps == null || target == null) {
      throw new InputProblem("a ceremony needs SCRIPT and --out FILE, or --verify RECORD");
    }
    return options.with(room -> {
      Ceremony.Held held = Ceremony.hold(steps, room, this::confirm);
      KeysOptions.write(target, held.file());
      ObjectNode json = JsonNodeFactory.instance.objectNode().put("record", held.hash().toString());
      ObjectNode keys = json.putObject("keys");
      held.keys().forEach(keys::put);
      options.print(json, "record " + held.hash() + " in " + target);
      return 0;
    });
  }

  @SuppressWarnings("SystemConsoleNull") // null is still its documented answer
  private @Nullable String confirm(int number, int of, Ceremony.Step step) {
    if (rehearse) {
      return "rehearsal, not asked";
    }
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new InputProblem("a ceremony needs people at a console; expected one, or --rehearse");
    }
    String said =
        console.readLine(
            "%d of %d: %s%nDone? Say what you saw, or nothing to end the ceremony: ",
            number, of, step.text());
    return said == null || said.isBlank() ? null : said.strip();
  }
}

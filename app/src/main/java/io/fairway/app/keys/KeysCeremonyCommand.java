package io.fairway.app.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.app.InputProblem;
import io.fairway.chain.keys.Ceremony;
import io.fairway.chain.keys.KeyRecord;
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
          + " audit log. A step that is not confirmed ends it; the keys that were made until then stay."
    },
    footer = {
      "",
      "Examples:",
      "  ./fairway keys ceremony script.json --out record.json --data /media/offline --as alice",
      "  ./fairway keys ceremony --verify record.json --audit-address 0x5aae...",
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
      names = "--audit-address",
      paramLabel = "ADDRESS",
      description =
          "The address of the log's key that must have signed the record (default: that of the inventory"
              + " of --data, when there is one).")
  private @Nullable String auditAddress;

  @Option(
      names = "--rehearse",
      description = {
        "Confirms every step without asking, and says so in the record. Its keys are called"
            + " rehearsal:NAME-NUMBER and are destroyed at its end; the ceremony itself can be held after it."
      })
  private boolean rehearse;

  @Override
  public Integer call() {
    Path record = verify;
    if (record != null) {
      return KeysOptions.without(() -> {
        Ceremony.Checked checked = Ceremony.verify(record, auditAddress, options.folder());
        options.print(
            JsonNodeFactory.instance
                .objectNode()
                .put("ok", true)
                .put("signatures", checked.signatures())
                .put("auditAddress", checked.auditAddress())
                .put("auditAddressCompared", checked.compared()),
            "ok, %d signatures fit the record; the log's key is %s, %s"
                .formatted(
                    checked.signatures(),
                    checked.auditAddress(),
                    checked.compared()
                        ? "as expected"
                        : "NOT COMPARED: anybody's would fit; compare it with the one on paper"));
        return 0;
      });
    }
    Path steps = script;
    Path target = out;
    if (steps == null || target == null) {
      throw new InputProblem("a ceremony needs SCRIPT and --out FILE, or --verify RECORD");
    }
    try (KeysOptions.NewFile file = KeysOptions.NewFile.make(target)) {
      return hold(steps, file, target);
    }
  }

  private int hold(Path steps, KeysOptions.NewFile file, Path target) {
    return options.with(room -> {
      Ceremony.Held held = Ceremony.hold(steps, room, rehearse ? new Nobody() : new People());
      Path copy = held.keep(options.folder());
      file.write(held.file(), copy);
      String log = room.inventory().auditAddress();
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("record", held.hash().toString())
              .put("auditAddress", log)
              .put("copy", copy.toString());
      ObjectNode keys = json.putObject("keys");
      held.keys().forEach(keys::put);
      if (rehearse) {
        json.put("rehearsal", true);
      }
      options.print(
          json,
          """
          the record is in %s, signed by %d new keys and the log's key; a copy is in %s%s
          write down, on paper: record %s, the log's key %s
          check it any time:    ./fairway keys ceremony --verify %s --audit-address %s\
          """
              .formatted(
                  target,
                  held.keys().size(),
                  copy,
                  rehearse
                      ? System.lineSeparator()
                          + "this was a rehearsal: those keys are destroyed, and nothing is to be granted to them"
                      : "",
                  held.hash(),
                  log,
                  target,
                  log));
      return 0;
    });
  }

  @SuppressWarnings("SystemConsoleNull") // null is still its documented answer
  private static Console mustHaveConsole() {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new InputProblem("a ceremony needs people at a console; expected one, or --rehearse");
    }
    return console;
  }

  /// Asks nobody.
  private static final class Nobody implements Ceremony.Confirm {
    @Override
    public boolean isRehearsal() {
      return true;
    }

    @Override
    public String done(int number, int of, Ceremony.Step step, @Nullable KeyRecord made) {
      return "rehearsal, not asked";
    }
  }

  /// Asks at the console. An empty line is a slip of the hand and asks again.
  private static final class People implements Ceremony.Confirm {
    private static final String STOP = "stop";

    @Override
    public void begins(String heading) {
      mustHaveConsole().printf("%s%n", heading);
    }

    @Override
    public boolean isReady(int number, int of, Ceremony.Step step) {
      mustHaveConsole()
          .printf(
              "%nStep %d of %d: %s%n  makes the key %s, held by %s%n",
              number, of, step.text(), step.key(), String.join(", ", step.holders()));
      return answer("  make it now? (yes, or stop to end the ceremony): ", "yes") != null;
    }

    @Override
    public @Nullable String done(int number, int of, Ceremony.Step step, @Nullable KeyRecord made) {
      Console console = mustHaveConsole();
      if (made == null) {
        console.printf("%nStep %d of %d: %s%n", number, of, step.text());
      } else {
        console.printf("  made: %s, address %s%n", made.alias(), made.address());
      }
      return answer(
          made == null
              ? "  when it is done, say who saw what (or stop to end the ceremony): "
              : "  read the address aloud; say who saw it (or stop to end the ceremony): ",
          "");
    }

    /// @param wanted the only answer but stop; empty when any is good
    private static @Nullable String answer(String question, String wanted) {
      while (true) {
        String said = mustHaveConsole().readLine("%s", question);
        if (said == null || said.strip().equalsIgnoreCase(STOP)) {
          return null;
        }
        if (!said.isBlank() && (wanted.isEmpty() || said.strip().equalsIgnoreCase(wanted))) {
          return said.strip();
        }
      }
    }
  }
}

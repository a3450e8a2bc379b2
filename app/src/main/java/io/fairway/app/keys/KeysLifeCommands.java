package io.fairway.app.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fairway.chain.keys.KeyRecord;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that make, replace and end keys, and those about the people.
final class KeysLifeCommands {
  private KeysLifeCommands() {}

  private static int print(KeysOptions options, KeyRecord key, String next) {
    options.print(
        KeysListCommand.json(key),
        key.alias()
            + "  "
            + key.keyClass().name().toLowerCase(Locale.ROOT)
            + "  "
            + key.status().name().toLowerCase(Locale.ROOT)
            + "  "
            + key.address()
            + "  "
            + key.limits()
            + next);
    return 0;
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a key inside the module. Its name says its function, and its function its class: daily work within"
            + " limits of contracts (settler, minter, ...), participant:ID and person:ID are operational, all"
            + " else is significant. The limits are those of the class unless you name others; later they"
            + " change by keys limit only."
      },
      footer = {
        "",
        "Examples:",
        "  ./fairway keys create upgrader --holder bob --holder carol --data /media/offline",
        "  ./fairway keys create person:bob --holder bob --data /media/offline",
        "  ./fairway keys create settler --holder bob --max-days 90 --max-uses 1000000"
      })
  static final class Create implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(paramLabel = "NAME", description = "What the key is called.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private String name;

    @Option(
        names = "--holder",
        paramLabel = "PERSON",
        required = true,
        description = "Who answers for it; may be repeated.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private List<String> holders;

    @Mixin private final Limits limits = new Limits();

    @Override
    public Integer call() {
      return options.with(room -> {
        KeyRecord.Limits usual = KeyRecord.Limits.of(KeyRecord.KeyClass.of(name));
        return print(options, room.create(name, holders, limits.orElse(usual)), "");
      });
    }
  }

  /// How long and how often a key may sign.
  static final class Limits {
    @Option(
        names = "--max-days",
        paramLabel = "N",
        description = "Days after which it signs no more.")
    private @Nullable Long days;

    @Option(
        names = "--max-uses",
        paramLabel = "N",
        description = "Signatures after which it signs no more.")
    private @Nullable Long uses;

    boolean areNone() {
      return days == null && uses == null;
    }

    KeyRecord.Limits orElse(KeyRecord.Limits usual) {
      return KeyRecord.Limits.of(
          days == null ? usual.ageMax().toDays() : days, uses == null ? usual.usesMax() : uses);
    }
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = {
        "Makes the next version of a key. It signs nothing yet: grant its address the role on the chain first,"
            + " then activate it."
      },
      footer = {"", "Examples:", "  ./fairway keys rotate settler"})
  static final class Rotate implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(paramLabel = "NAME", description = "The key.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private String name;

    @Override
    public Integer call() {
      return options.with(room ->
          print(
              options,
              room.rotate(name),
              System.lineSeparator()
                  + "on the chain: grant this address the role; then: ./fairway keys activate "
                  + name));
    }
  }

  @Command(
      name = "activate",
      mixinStandardHelpOptions = true,
      description =
          "Puts the prepared version of a key to use; the one before it never signs again.",
      footer = {"", "Examples:", "  ./fairway keys activate settler"})
  static final class Activate implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(paramLabel = "NAME", description = "The key.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private String name;

    @Override
    public Integer call() {
      return options.with(room ->
          print(
              options,
              room.activate(name),
              System.lineSeparator()
                  + "on the chain: revoke the roles of the version before; then: ./fairway keys destroy"));
    }
  }

  @Command(
      name = "destroy",
      mixinStandardHelpOptions = true,
      description = {
        "Deletes a rotated or compromised version from its device, for ever, and looks whether it is gone."
            + " Backups are yours to destroy: see keys shares."
      },
      footer = {"", "Examples:", "  ./fairway keys destroy settler~2"})
  static final class Destroy implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(paramLabel = "VERSION", description = "Such as settler, settler~2.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private String alias;

    @Override
    public Integer call() {
      return options.with(room -> print(options, room.destroy(alias), ""));
    }
  }

  @Command(
      name = "person",
      mixinStandardHelpOptions = true,
      description =
          "Registers the address of a person's own key, which was made on the person's machine.",
      footer = {
        "",
        "Examples:",
        "  ./fairway keys person bob 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
      })
  static final class RegisterPerson implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(index = "0", paramLabel = "PERSON", description = "The person's id.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private String person;

    @Parameters(index = "1", paramLabel = "ADDRESS", description = "Of the person's own key.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private String address;

    @Override
    public Integer call() {
      return options.with(room -> {
        room.register(person, address);
        options.print(
            JsonNodeFactory.instance.objectNode().put("person", person).put("address", address),
            person + " signs with " + address);
        return 0;
      });
    }
  }

  @Command(
      name = "quorum",
      mixinStandardHelpOptions = true,
      description = "Says how many of whom must sign for a function; never fewer than two.",
      footer = {"", "Examples:", "  ./fairway keys quorum upgrade 2 bob carol dave"})
  static final class RequireQuorum implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(index = "0", paramLabel = "FUNCTION", description = "Such as upgrade, roles.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private String function;

    @Parameters(index = "1", paramLabel = "M", description = "So many of them.")
    private int required;

    @Parameters(index = "2..*", arity = "1..*", paramLabel = "PERSON", description = "The holders.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private List<String> holders;

    @Override
    public Integer call() {
      return options.with(room -> {
        room.require(function, required, holders);
        options.print(
            JsonNodeFactory.instance
                .objectNode()
                .put("function", function)
                .put("required", required),
            function + " needs " + required + " of " + String.join(", ", holders));
        return 0;
      });
    }
  }
}

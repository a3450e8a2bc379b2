package io.fairway.app.keys;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.keys.Bundle;
import io.fairway.chain.keys.BundleSignature;
import io.fairway.chain.keys.Bundles;
import java.io.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands of offline signing.
final class KeysBundleCommands {
  private static final int PENDING = 3;
  static final int LIFE_HOURS = 48;

  private KeysBundleCommands() {}

  private static ArrayNode array(List<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  @Command(
      name = "bundle",
      mixinStandardHelpOptions = true,
      description = {
        "Makes the file that several people read and sign on machines of their own. DRAFT names the purpose, a"
            + " function that has a quorum, and the payload: a transaction, with the key that the chain wants; or"
            + " a Safe's transaction or other typed data (EIP-712), which each holder signs with the holder's own"
            + " key. See docs/keys.md."
      },
      footer = {
        "",
        "Examples:",
        "  ./fairway keys bundle draft.json --as alice --out bundle.json",
        "",
        KeysCommand.EXIT_CODES
      })
  static final class Make implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(paramLabel = "DRAFT", description = "What is to be signed, as JSON.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private Path draft;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        required = true,
        description = "The bundle; a new file.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private Path out;

    @Option(
        names = "--hours",
        paramLabel = "N",
        description = "How long it can be signed and imported (default: ${DEFAULT-VALUE}).")
    private int hours = LIFE_HOURS;

    @Override
    public Integer call() {
      KeysOptions.mustBeNew(out);
      return options.with(room -> {
        Bundle bundle =
            new Bundles(room, options.folder())
                .make(draft, options.person(), Duration.ofHours(hours));
        KeysOptions.write(out, bundle.file());
        options.print(
            JsonNodeFactory.instance
                .objectNode()
                .put("bundle", bundle.hash().toString())
                .put("file", out.toString()),
            bundle.text() + System.lineSeparator() + System.lineSeparator() + "carry: " + out);
        return 0;
      });
    }
  }

  @Command(
      name = "sign",
      mixinStandardHelpOptions = true,
      description = {
        "Shows what a bundle does, computed here from its payload and this machine's own contracts, and signs it"
            + " when you type the first eight digits of its hash. Needs no network and no other part of"
            + " Fairway's data."
      },
      footer = {
        "",
        "Examples:",
        "  ./fairway keys sign bundle.json --as bob --data /media/offline",
        "  ./fairway keys sign bundle.json --as bob --confirm 1f0c55aa --out bob.json",
        "",
        KeysCommand.EXIT_CODES
      })
  static final class Sign implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(paramLabel = "BUNDLE", description = "The bundle.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private Path file;

    @Option(
        names = "--confirm",
        paramLabel = "DIGITS",
        description = "The first eight digits of the hash of the bundle that you read.")
    private @Nullable String confirm;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Where the signature goes; a new file (default: BUNDLE.PERSON.json).")
    private @Nullable Path out;

    @Override
    public Integer call() {
      String stem = file.toString().replaceAll("\\.json$", "");
      Path target = out == null ? Path.of(stem + "." + options.person().id() + ".json") : out;
      KeysOptions.mustBeNew(target);
      return options.with(room -> {
        BundleSignature signature =
            new Bundles(room, options.folder()).sign(file, options.person(), this::show);
        KeysOptions.write(target, signature.file());
        options.print(
            JsonNodeFactory.instance
                .objectNode()
                .put("bundle", signature.bundle().toString())
                .put("person", signature.person())
                .put("payloadSigned", !signature.payload().isEmpty())
                .put("file", target.toString()),
            "signed; carry back: " + target);
        return 0;
      });
    }

    @SuppressWarnings("SystemConsoleNull") // null is still its documented answer
    private @Nullable String show(Bundle bundle) {
      if (!options.json()) {
        options.out().println(bundle.text());
        options.out().println();
        options.out().flush();
      }
      if (confirm != null) {
        return confirm;
      }
      Console console = System.console();
      String line =
          console == null || !console.isTerminal()
              ? null
              : console.readLine("type the first 8 digits of the bundle hash, after 0x: ");
      return line == null ? null : line.strip();
    }
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Takes signatures back and checks everything again: that the bundle is the one that was made here, not"
            + " changed, not expired, not completed before; that each signature is by the named holder's own key"
            + " over this very bundle; that holders and quorum still are what they were. Complete when enough"
            + " have signed; prints the signed transaction, the wallet's signatures side by side, or the limits that changed."
      },
      footer = {
        "",
        "Examples:",
        "  ./fairway keys import bundle.json bundle.bob.json bundle.carol.json --json",
        "",
        KeysCommand.EXIT_CODES
      })
  static final class Import implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(index = "0", paramLabel = "BUNDLE", description = "The bundle.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private Path bundle;

    @Parameters(
        index = "1..*",
        arity = "0..*",
        paramLabel = "SIGNATURE",
        description = "What holders brought back; earlier ones are remembered.")
    private List<Path> signatures = List.of();

    @Override
    public Integer call() {
      return options.with(room ->
          switch (new Bundles(room, options.folder()).take(bundle, signatures)) {
            case Bundles.Imported.Complete(List<String> signers, String result, String changed) -> {
              ObjectNode json =
                  JsonNodeFactory.instance.objectNode().put("complete", true).put("result", result);
              if (!changed.isEmpty()) {
                json.put("changed", changed);
              }
              json.set("signers", array(signers));
              options.print(
                  json,
                  "complete, signed by "
                      + String.join(", ", signers)
                      + System.lineSeparator()
                      + (changed.isEmpty() ? result : "changed: " + changed));
              yield 0;
            }
            case Bundles.Imported.Waiting(List<String> signers, int required, boolean payload) -> {
              ObjectNode json =
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("complete", false)
                      .put("required", required)
                      .put("payloadSigned", payload);
              json.set("signers", array(signers));
              options.print(
                  json,
                  "waiting: %d of %d have signed (%s)%s"
                      .formatted(
                          signers.size(),
                          required,
                          String.join(", ", signers),
                          payload ? "" : "; the key that the chain wants has not"));
              yield PENDING;
            }
          });
    }
  }
}

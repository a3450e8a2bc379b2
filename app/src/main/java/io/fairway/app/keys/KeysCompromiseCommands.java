package io.fairway.app.keys;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.keys.Compromise;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is done when a key is known to others, and its rehearsal.
final class KeysCompromiseCommands {
  private static final String REHEARSAL =
      "this was a rehearsal, with keys made for it: no key in use was touched, nothing is to be done\n";

  private KeysCompromiseCommands() {}

  private static int print(KeysOptions options, Compromise.Report report, boolean drill) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("drill", drill)
            .put("compromised", report.compromised().address())
            .put("successor", report.successor().address())
            .put("refused", report.refused())
            .put("stoppedMs", report.toStop().toMillis())
            .put("successorMs", report.toSuccessor().toMillis());
    ArrayNode onChain = json.putArray("onChain");
    report.onChain().forEach(onChain::add);
    options.print(
        json,
        """
        %sstopped    %s after %,d ms; asked to sign, it answers: %s
        successor  %s after %,d ms, %s
        %s:
          %s\
        """
            .formatted(
                drill ? REHEARSAL : "",
                report.compromised().address(),
                report.toStop().toMillis(),
                report.refused(),
                report.successor().address(),
                report.toSuccessor().toMillis(),
                drill ? "prepared, and destroyed after the drill" : "prepared",
                drill
                    ? "in a real loss, on the chain, with the real key's addresses"
                    : "on the chain",
                String.join("\n  ", report.onChain())));
    return 0;
  }

  @Command(
      name = "drill",
      mixinStandardHelpOptions = true,
      description = {
        "Rehearses the loss of a key with one that is made for it: stops it, sees that it signs no more, makes"
            + " its successor, says what the chain would need in a real loss, and how long it took. Touches no key"
            + " in use; the keys of the drill are destroyed at its end."
      },
      footer = {"", "Examples:", "  ./fairway keys drill settler --as alice --json"})
  static final class Drill implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(paramLabel = "FUNCTION", description = "Such as settler, minter, upgrader.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private String function;

    @Override
    public Integer call() {
      return options.with(room -> print(options, Compromise.drill(room, function), true));
    }
  }

  @Command(
      name = "compromised",
      mixinStandardHelpOptions = true,
      description = {
        "A key is known, or feared to be known, to others: stops it at once, makes its successor, and says what"
            + " must be done on the chain. Not to be undone."
      },
      footer = {
        "",
        "Examples:",
        "  ./fairway keys compromised settler --why 'laptop stolen' --as alice",
        "  ./fairway keys compromised settler~2 --why 'the backup was open' --as alice"
      })
  static final class Compromised implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(
        paramLabel = "NAME",
        description = "The key, for its version in use; or one version of it, such as settler~2.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private String name;

    @Option(
        names = "--why",
        paramLabel = "TEXT",
        required = true,
        description = "For the audit log.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private String why;

    @Override
    public Integer call() {
      return options.with(room -> print(options, Compromise.answer(room, name, why), false));
    }
  }
}

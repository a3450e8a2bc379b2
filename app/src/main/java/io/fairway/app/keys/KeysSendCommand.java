package io.fairway.app.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.app.InputProblem;
import io.fairway.chain.keys.Dispatch;
import io.fairway.chain.rpc.NodeName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairway keys send`: brings a complete bundle to the chain.
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Sends a bundle that keys import found complete: a signed transaction, or a Safe's with its owners'"
          + " signatures. Checks the chain, the nonce, the code at the target, for a Safe its owners,"
          + " threshold and own hash, and tries the call, before anything leaves. It is sent once: run it"
          + " again, and it looks for what it sent, and never makes another transaction."
    },
    footer = {
      "",
      "Examples:",
      "  ./fairway keys send bundle.json --rpc http://127.0.0.1:8545 --as alice",
      "  ./fairway keys send safe.json --rpc https://node.example --by person:alice --json",
      "",
      KeysCommand.EXIT_CODES
    })
final class KeysSendCommand implements Callable<Integer> {
  private static final int PENDING = 3;
  private static final int REVERTED = 4;
  private static final int WAIT_SECONDS = 120;
  private static final int TIMEOUT_SECONDS = 15;

  @Mixin private final KeysOptions options = new KeysOptions();

  @Parameters(paramLabel = "BUNDLE", description = "The bundle.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it
  private Path bundle;

  @Option(
      names = "--rpc",
      paramLabel = "URL",
      required = true,
      description = "A node of the chain; it is believed, so name one of yours.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it
  private URI node;

  @Option(
      names = "--by",
      paramLabel = "KEY",
      description = "An operational key with ether that carries a Safe's transaction.")
  private String carrier = "";

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait for a block (default: ${DEFAULT-VALUE}).")
  private int wait = WAIT_SECONDS;

  @Override
  public Integer call() {
    if (node.getHost() == null || !String.valueOf(node.getScheme()).matches("https?")) {
      throw new InputProblem(
          "--rpc is '" + NodeName.of(node) + "'; expected http:// or https:// and a host");
    }
    Dispatch.Route route =
        new Dispatch.Route(
            node, Duration.ofSeconds(TIMEOUT_SECONDS), Duration.ofSeconds(wait), carrier);
    return options.with(room -> print(new Dispatch(room, options.folder()).send(bundle, route)));
  }

  private int print(Dispatch.Sent sent) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("hash", sent.hash());
    return switch (sent) {
      case Dispatch.Sent.Included(String hash, long block, long gas) -> {
        options.print(
            json.put("outcome", "included").put("block", block).put("gasUsed", gas),
            "done: %s is in block %d, gas %,d".formatted(hash, block, gas));
        yield 0;
      }
      case Dispatch.Sent.Reverted(String hash, long block) -> {
        options.print(
            json.put("outcome", "reverted").put("block", block),
            "REVERTED: %s is in block %d and changed nothing".formatted(hash, block));
        yield REVERTED;
      }
      case Dispatch.Sent.Waiting(String hash) -> {
        options.print(
            json.put("outcome", "waiting"),
            "waiting: %s was sent and is in no block yet; run the same again".formatted(hash));
        yield PENDING;
      }
    };
  }
}

package io.fairway.app.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fairway.chain.keys.SigningSpeed;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fairway keys measure`: what a signature costs here.
@Command(
    name = "measure",
    mixinStandardHelpOptions = true,
    description = {
      "Measures what a signature costs, alone and in parallel sessions, with a key that is made for it and"
          + " destroyed afterwards."
    },
    footer = {"", "Examples:", "  ./fairway keys measure --json"})
final class KeysMeasureCommand implements Callable<Integer> {
  @Mixin private final KeysOptions options = new KeysOptions();

  @Option(
      names = "--sessions",
      paramLabel = "N",
      description = "Threads that sign side by side (default: ${DEFAULT-VALUE}).")
  private int sessions = 4;

  @Override
  public Integer call() {
    return options.with(room -> {
      SigningSpeed speed = SigningSpeed.measure(room, sessions);
      options.print(
          JsonNodeFactory.instance
              .objectNode()
              .put("microsecondsEach", speed.aloneMicros())
              .put("microsecondsEachParallel", speed.parallelMicros())
              .put("sessions", sessions),
          "one signature takes %,d us alone; with %d sessions one comes every %,d us%nin %s"
              .formatted(
                  speed.aloneMicros(), sessions, speed.parallelMicros(), room.description()));
      return 0;
    });
  }
}

package io.fairway.bench;

import io.fairway.app.WarmHouse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fairway bench settle`: orders a second through the seven steps, on the real engines, after a
/// warm-up that is not counted.
@Command(
    name = "settle",
    mixinStandardHelpOptions = true,
    description = {
      "Settles generated orders in a fresh data directory, after a warm-up with others, and prints orders a"
          + " second from the first line to the last receipt.",
      "Seconds of a step are summed over batches that run at the same time. Processor seconds are counted by"
          + " process, and say what limits."
    })
final class SettleBench implements Callable<Integer> {
  private static final int ORDERS = 100_000;
  private static final int WARM_UP_ORDERS_MAX = 20_000;
  private static final long SEED = 20_261_122;
  private static final int CHECK_FAILED = 4;
  private static final int MILLIS_DECIMALS = 3;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call
  private CommandSpec spec;

  @Option(
      names = "--orders",
      paramLabel = "N",
      description = "How many orders are measured (default: ${DEFAULT-VALUE}).")
  private int orders = ORDERS;

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Work here and keep it, for verify (default: a temporary folder, deleted).")
  private @Nullable Path keep;

  @Override
  public Integer call() throws IOException {
    if (orders < 1) {
      throw new ParameterException(
          spec.commandLine(), "--orders is " + orders + "; expected 1 or more");
    }
    Path work = keep == null ? Files.createTempDirectory("fairway-bench-") : keep;
    try {
      return measure(work);
    } finally {
      if (keep == null) {
        delete(work);
      }
    }
  }

  private int measure(Path work) {
    int warmUpOrders = Math.min(orders, WARM_UP_ORDERS_MAX);
    Path warmUp = write(work.resolve("warm-up"), "WARM-", warmUpOrders, SEED);
    Path measured = write(work.resolve("measured"), "SYN-", orders, SEED + 1);
    PrintWriter err = spec.commandLine().getErr();
    try (WarmHouse house = WarmHouse.open(work.resolve("data"), measured, err)) {
      err.println("warm-up: " + warmUpOrders + " orders");
      WarmHouse.Settled cold = house.settle(warmUp, work.resolve("warm-up/out"));
      err.println("measured: " + orders + " orders");
      WarmHouse.Settled warm = house.settle(measured, work.resolve("measured/out"));
      print(warm);
      boolean sound = cold.summary().checks().allHold() && warm.summary().checks().allHold();
      return sound ? 0 : CHECK_FAILED;
    }
  }

  private static Path write(Path folder, String prefix, int count, long seed) {
    return SyntheticOrders.write(folder, prefix, count, seed).orders();
  }

  private void print(WarmHouse.Settled run) {
    PrintWriter out = spec.commandLine().getOut();
    BigDecimal rate = ordersPerSecond(run.elapsed());
    if (json) {
      out.println(json(run, rate));
    } else {
      out.printf(
          Locale.ROOT,
          "%,d orders in %s s: %,.0f orders/s%n",
          orders,
          seconds(run.elapsed()),
          rate);
      run.steps().forEach((step, took) -> out.printf("  %-10s %9s s%n", step, seconds(took)));
      out.println(new Limit(run, orders).text());
      out.println(run.summary().text());
    }
    out.flush();
  }

  private String json(WarmHouse.Settled run, BigDecimal rate) {
    Limit limit = new Limit(run, orders);
    SequencedMap<String, BigDecimal> steps = new LinkedHashMap<>();
    run.steps().forEach((step, took) -> steps.put(step, seconds(took)));
    return """
    {"orders": %d, "seconds": %s, "ordersPerSecond": %s, "stepSeconds": %s,\
     "processors": %d, "processorSecondsPer1000": %s, "ordersPerSecondCeiling": %s,\
     "limit": "%s", "summary": %s}\
    """
        .formatted(
            orders,
            seconds(run.elapsed()),
            rate.toPlainString(),
            object(steps),
            run.effort().processors(),
            object(limit.secondsPerThousand()),
            limit.ceiling().toPlainString(),
            limit.words(),
            run.summary().json());
  }

  private static String object(SequencedMap<String, BigDecimal> members) {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\": " + member.getValue().toPlainString())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private BigDecimal ordersPerSecond(Duration elapsed) {
    return BigDecimal.valueOf(orders).divide(seconds(elapsed), 1, RoundingMode.HALF_EVEN);
  }

  private static BigDecimal seconds(Duration elapsed) {
    return BigDecimal.valueOf(Math.max(1, elapsed.toMillis()), MILLIS_DECIMALS);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(SettleBench::deleteOne);
    }
  }

  private static void deleteOne(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

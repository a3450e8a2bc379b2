package io.fairway.app;

import io.fairway.money.Asset;
import io.fairway.payments.RunLimits;
import io.fairway.payments.pricing.AsOf;
import io.fairway.reporting.Summary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SequencedMap;

/// A house that stays open while file after file is settled in it: what benchmarks measure, because
/// the first file pays for a cold machine. Parties and rates lie beside each order file.
public final class WarmHouse implements AutoCloseable {
  private final Path data;
  private final Shutdown<House> guarded;
  private final PrintWriter err;

  private WarmHouse(Path data, Shutdown<House> guarded, PrintWriter err) {
    this.data = data;
    this.guarded = guarded;
    this.err = err;
  }

  /// What a file came to.
  ///
  /// @param elapsed from the first line to the last receipt
  /// @param steps time spent in each step, summed over batches that ran at the same time
  /// @param effort what processors did meanwhile
  public record Settled(
      Summary summary, Duration elapsed, SequencedMap<String, Duration> steps, Effort effort) {}

  /// Starts the engines in `data`.
  ///
  /// @param orders whose parties take part
  /// @param err for progress
  public static WarmHouse open(Path data, Path orders, PrintWriter err) {
    Inputs inputs = Inputs.read(options(data, orders, data));
    return new WarmHouse(data, Shutdown.guard(() -> House.open(data, inputs)), err);
  }

  /// Settles a file and writes its reports.
  public Settled settle(Path orders, Path out) {
    SettleOptions options = options(data, orders, out);
    FileRun.Settled settled =
        new FileRun(guarded.running(), options, Inputs.read(options), err).settle(Instant.now());
    return new Settled(
        settled.summary(), settled.result().elapsed(), settled.result().steps(), settled.effort());
  }

  private static SettleOptions options(Path data, Path orders, Path out) {
    return new SettleOptions(
        orders,
        data,
        out,
        null,
        orders.resolveSibling("parties.csv"),
        null,
        null,
        orders.resolveSibling("rates.csv"),
        AsOf.ORDER,
        null,
        Asset.of("CNH"),
        null,
        RunLimits.standard().chainWaitMax());
  }

  @Override
  public void close() {
    guarded.close();
  }
}

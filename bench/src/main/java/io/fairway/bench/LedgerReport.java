package io.fairway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A run of the ledger's benchmark in words, or as JSON.
final class LedgerReport {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MEDIAN = 50;
  private static final double P99 = 99;
  private static final double P999 = 99.9;
  private static final double MIB = 1 << 20;
  private static final int SPENDERS_SHOWN = 10;

  private final LedgerFigures figures;

  private final PostgresPeer.@Nullable Reached peer;

  LedgerReport(LedgerFigures figures, PostgresPeer.@Nullable Reached peer) {
    this.figures = figures;
    this.peer = peer;
  }

  /// Some twenty lines for a screen.
  String text() {
    Throughput ledger = figures.ledger();
    Throughput bare = figures.bare();
    var latencies = figures.latencies();
    var sizes = figures.sizes();
    String head =
        """
        %,.0f transfers/s, durable: %s
          bare Aeron Cluster, same bytes  %,.0f transfers/s in fragments of %,d bytes; the ledger reached %.2f of it
          batch latency at half load      p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, from when each was due
          one transfer alone              p50 %.2f ms; write and sync of 4 KiB here: p50 %.2f ms; %.1f times
          bytes in the log                %.1f a transfer (%.1f with snapshots), %s
          followers                       index up to date %,.0f ms, Merkle roots %,.0f ms after the last answer
          memory                          %.0f bytes an account, %.0f a transfer; resident %,.0f MiB at %,d transfers
        """
            .formatted(
                ledger.perSecond(),
                figures.isDurable(),
                bare.perSecond(),
                figures.plan().bareMtuBytes(),
                figures.ofBare(),
                millis(latencies.batch(), MEDIAN),
                millis(latencies.batch(), P99),
                millis(latencies.batch(), P999),
                millis(latencies.alone(), MEDIAN),
                millis(latencies.disk(), MEDIAN),
                aloneOfDisk(),
                ledger.perTransfer(ledger.commandBytes()),
                ledger.perTransfer(ledger.recorded().bytes()),
                syncs(ledger),
                figures.behind().indexNanos() / NANOS_PER_MILLI,
                figures.behind().rootsNanos() / NANOS_PER_MILLI,
                figures.bytesPerAccount(),
                figures.bytesPerTransfer(),
                sizes.full().resident() / MIB,
                sizes.transfers());
    return head
        + peerText()
        + spent("ledger", ledger)
        + spent("bare", bare)
        + "machine: "
        + machine();
  }

  /// One object.
  String json() {
    Throughput ledger = figures.ledger();
    Throughput bare = figures.bare();
    var latencies = figures.latencies();
    var sizes = figures.sizes();
    return """
    {"transfersPerSecond": %.0f, "durable": %s, "latencyMs": %s, "bytesPerTransfer": %.2f,\
     "recordedBytesPerTransfer": %.2f, "fsyncsPerTransfer": %s, "batch": %d, "accounts": %d,\
     "history": %s, "inFlight": %d, "transfers": %d, "amountsAgree": true,\
     "bare": {"transfersPerSecond": %.0f, "mtuBytes": %d, "ratio": %.3f, "fsyncsPerTransfer": %s},\
     "aloneMs": %s, "writeSyncMs": %s, "aloneToWriteSync": %.2f,\
     "indexBehindMs": %.1f, "rootsBehindMs": %.1f, "memory": {"bytesPerAccount": %.1f, "bytesPerTransfer": %.1f, "heap": %d, "direct": %d,\
     "mapped": %d, "resident": %d},\
     "processorMicrosPerTransfer": %s, "bareProcessorMicrosPerTransfer": %s, "machine": "%s"%s}\
    """
        .formatted(
            ledger.perSecond(),
            figures.isDurable(),
            quantiles(latencies.batch()),
            ledger.perTransfer(ledger.commandBytes()),
            ledger.perTransfer(ledger.recorded().bytes()),
            syncsPerTransfer(ledger),
            figures.plan().batch(),
            figures.plan().accounts(),
            figures.plan().history(),
            figures.plan().inFlight(),
            sizes.transfers(),
            bare.perSecond(),
            figures.plan().bareMtuBytes(),
            figures.ofBare(),
            syncsPerTransfer(bare),
            quantiles(latencies.alone()),
            quantiles(latencies.disk()),
            aloneOfDisk(),
            figures.behind().indexNanos() / NANOS_PER_MILLI,
            figures.behind().rootsNanos() / NANOS_PER_MILLI,
            figures.bytesPerAccount(),
            figures.bytesPerTransfer(),
            sizes.full().heap(),
            sizes.full().direct(),
            sizes.full().mapped(),
            sizes.full().resident(),
            spenders(ledger),
            spenders(bare),
            machine(),
            peerJson());
  }

  private String peerText() {
    if (peer == null) {
      return "";
    }
    return "  PostgreSQL, same workload        %,.0f transfers/s, durable: %s; the ledger reached %.1f times that%n    with %s%n"
        .formatted(
            peer.perSecond(),
            peer.isDurable(),
            figures.ledger().perSecond() / peer.perSecond(),
            peer.settings());
  }

  private String peerJson() {
    if (peer == null) {
      return "";
    }
    return """
    , "peer": {"name": "postgres", "transfersPerSecond": %.0f, "ratio": %.2f, "durable": %s,\
     "settings": {%s}}\
    """
        .formatted(
            peer.perSecond(),
            figures.ledger().perSecond() / peer.perSecond(),
            peer.isDurable(),
            peer.settings().entrySet().stream()
                .map(e -> "\"%s\": \"%s\"".formatted(e.getKey(), e.getValue()))
                .collect(Collectors.joining(", ")));
  }

  /// Only this process's syncs are seen: three nodes run in others.
  private static String syncs(Throughput what) {
    return what.syncs() == 0
        ? "fsyncs of other processes not counted"
        : "in %.6f fsyncs (%,d transfers each)"
            .formatted(what.perTransfer(what.syncs()), what.transfers() / what.syncs());
  }

  private static String syncsPerTransfer(Throughput what) {
    return what.syncs() == 0 ? "null" : "%.8f".formatted(what.perTransfer(what.syncs()));
  }

  private double aloneOfDisk() {
    var latencies = figures.latencies();
    return millis(latencies.alone(), MEDIAN) / millis(latencies.disk(), MEDIAN);
  }

  private static String quantiles(Histogram latency) {
    return String.format(
        Locale.ROOT,
        "{\"p50\": %.3f, \"p99\": %.3f, \"p999\": %.3f}",
        millis(latency, MEDIAN),
        millis(latency, P99),
        millis(latency, P999));
  }

  private static double millis(Histogram latency, double percentile) {
    return latency.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }

  private static String spent(String who, Throughput what) {
    StringBuilder text =
        new StringBuilder(
            "processor time of the %s, %.3f us a transfer:%n"
                .formatted(who, micros(what, what.processors().process())));
    what.processors().threads().entrySet().stream()
        .limit(SPENDERS_SHOWN)
        .forEach(entry ->
            text.append(
                "  %-32s %.3f us%n".formatted(entry.getKey(), micros(what, entry.getValue()))));
    return text.toString();
  }

  private static String spenders(Throughput what) {
    return what.processors().threads().entrySet().stream()
        .limit(SPENDERS_SHOWN)
        .map(entry -> "\"%s\": %.4f".formatted(entry.getKey(), micros(what, entry.getValue())))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static double micros(Throughput what, long nanos) {
    return what.perTransfer(nanos) / NANOS_PER_MICRO;
  }

  private static String machine() {
    long memory =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getTotalMemorySize();
    return "%s, %d processors, %.0f GiB, %s %s, Java %s"
        .formatted(
            model(),
            Runtime.getRuntime().availableProcessors(),
            memory / MIB / 1024,
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.version"));
  }

  private static String model() {
    if (!Files.isReadable(CPU_INFO)) {
      return System.getProperty("os.arch");
    }
    try {
      return Files.readAllLines(CPU_INFO).stream()
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

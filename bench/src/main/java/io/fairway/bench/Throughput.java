package io.fairway.bench;

import io.fairway.cluster.Recorded;
import java.util.List;

/// What a site did in the rounds that count.
///
/// @param transfers answered, all created
/// @param nanos on the wall
/// @param commandBytes of the commands
/// @param recorded by the archives of its nodes
/// @param syncs of its files; zero where its nodes run in processes of their own
/// @param processors of this process and of its nodes
record Throughput(
    long transfers,
    long nanos,
    long commandBytes,
    Recorded recorded,
    long syncs,
    Processors processors) {
  private static final double NANOS_PER_SECOND = 1e9;

  double perSecond() {
    return transfers * NANOS_PER_SECOND / nanos;
  }

  double perTransfer(long amount) {
    return (double) amount / Math.max(1, transfers);
  }

  static Throughput sum(List<Throughput> rounds) {
    return rounds.stream().reduce(Throughput::plus).orElseThrow();
  }

  private Throughput plus(Throughput other) {
    return new Throughput(
        transfers + other.transfers,
        nanos + other.nanos,
        commandBytes + other.commandBytes,
        new Recorded(
            recorded.bytes() + other.recorded.bytes(),
            recorded.writeNanos() + other.recorded.writeNanos()),
        syncs + other.syncs,
        processors.plus(other.processors));
  }

  Throughput withSyncs(long counted) {
    return new Throughput(transfers, nanos, commandBytes, recorded, counted, processors);
  }
}

package io.fairway.bench;

import io.fairway.cluster.Durability;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// What a run of the ledger's benchmark came to.
///
/// @param durability of every node of the ledger and of the bare cluster, read back from it
/// @param latencies in nanoseconds
/// @param behind how far the followers were behind after the last round
record LedgerFigures(
    LedgerMeasurement.Plan plan,
    List<Durability> durability,
    Throughput ledger,
    Throughput bare,
    Latencies latencies,
    Behind behind,
    Sizes sizes) {

  /// @param batch from when a batch should have left, at half of the reached load
  /// @param alone of one transfer with nothing else under way
  /// @param disk of the machine's own write and sync
  record Latencies(Histogram batch, Histogram alone, Histogram disk) {}

  /// @param indexNanos until the index had seen all that was answered
  /// @param rootsNanos until the Merkle roots had
  record Behind(long indexNanos, long rootsNanos) {}

  /// @param transfers in the end
  record Sizes(Memory empty, Memory withAccounts, Memory full, long transfers) {}

  /// The same with the figures of a bare cluster that ran afterwards.
  LedgerFigures withBare(Throughput other, List<Durability> nodes) {
    List<Durability> all = new ArrayList<>(durability);
    all.addAll(nodes);
    return new LedgerFigures(plan, all, ledger, other, latencies, behind, sizes);
  }

  boolean isDurable() {
    return LedgerMeasurement.isDurable(durability);
  }

  double ofBare() {
    return ledger.perSecond() / bare.perSecond();
  }

  double bytesPerAccount() {
    return (double) (sizes.withAccounts.all() - sizes.empty.all()) / plan.accounts();
  }

  double bytesPerTransfer() {
    return (double) (sizes.full.all() - sizes.withAccounts.all()) / sizes.transfers;
  }
}

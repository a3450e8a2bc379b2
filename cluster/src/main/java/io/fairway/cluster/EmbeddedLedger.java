package io.fairway.cluster;

import io.fairway.cluster.client.BatchReply;
import io.fairway.cluster.client.Batches;
import io.fairway.cluster.client.TransferBatch;
import io.fairway.cluster.directory.DirectoryInUse;
import io.fairway.cluster.network.Members;
import io.fairway.cluster.storage.MappedStorage;
import io.fairway.ledger.DefiniteLedger;
import io.fairway.ledger.History;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;

/// A durable ledger in this process: a cluster of one node that syncs every command to disk before
/// it answers. Killed at any moment, the next start in the same directory goes on from everything
/// that was ever answered.
///
/// The JVM needs `--add-opens java.base/jdk.internal.misc=ALL-UNNAMED` and, for checksums,
/// `--add-opens java.base/java.util.zip=ALL-UNNAMED`.
public final class EmbeddedLedger implements Batches, AutoCloseable {
  private static final long START_NANOS_MAX = TimeUnit.MINUTES.toNanos(10);

  private final Host host;

  private EmbeddedLedger(Host host) {
    this.host = host;
  }

  /// Starts the ledger that lives in `directory`, or a new one.
  ///
  /// @throws DirectoryInUse when another live ledger has the directory
  /// @throws io.fairway.cluster.disk.DamagedLedger when its files are not what was written
  public static EmbeddedLedger start(Path directory) {
    return start(directory, Snapshots.LIMITS);
  }

  static EmbeddedLedger start(Path directory, Snapshots.Limits limits) {
    Host host = Host.start(new Host.Plan(directory, Members.alone(), 0, limits, _ -> {}));
    try {
      host.awaitServing(START_NANOS_MAX);
      return new EmbeddedLedger(host);
    } catch (RuntimeException | Error e) {
      CloseHelper.quietClose(host);
      throw e;
    }
  }

  /// The ledger, for any number of threads, until this object is closed.
  public DefiniteLedger ledger() {
    return host.ledger();
  }

  @Override
  public CompletableFuture<BatchReply> submit(TransferBatch batch) {
    return host.client().submit(batch);
  }

  /// What the node recorded since its start.
  public Recorded recorded() {
    return Recorded.of(host.node());
  }

  /// What happened on it and what it held at any time, for any number of threads.
  public History history() {
    return host.history();
  }

  /// What the running node does for durability, read back from its parts.
  public Durability durability() {
    return Durability.of(host.node());
  }

  /// What the records take in memory, in files and in the page cache.
  public MappedStorage.Usage usage() {
    return host.storage().usage();
  }

  /// How often the state machine was called since the last snapshot.
  long commandsSinceSnapshot() {
    return host.service().commandsSinceSnapshot();
  }

  /// Snapshots taken since the start.
  long snapshots() {
    return host.node().snapshots();
  }

  /// Asks for a snapshot; false when one is under way.
  boolean requestSnapshot() {
    return host.node().requestSnapshot();
  }

  /// What looks after the files, for tests.
  Upkeep upkeep() {
    return host.upkeep();
  }

  /// Takes a snapshot, so that the next start is quick, and stops. Calls under way end with
  /// `LedgerUnavailable`.
  @Override
  public void close() {
    host.close();
  }
}

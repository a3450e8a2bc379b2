package io.fairway.cluster;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides when the node takes a snapshot: what a restart has to replay is never much more than the
/// limits here.
final class Snapshots {
  /// What a restart may have to replay: 512 MiB hold some ten million transfers, about ten seconds.
  static final Limits LIMITS = new Limits(512L << 20, 200_000);

  /// With many accounts a snapshot is long itself, and so may be the log before the next one: as
  /// long as the last snapshot, so that no more is written than twice, but never longer than this.
  /// A restart reads one snapshot and replays at most that: 2 GiB hold some forty million
  /// transfers.
  static final long LOG_BYTES_MAX = 2L << 30;

  /// What applying a short command costs, in bytes of the log of long ones.
  private static final long COMMAND_BYTES = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// A snapshot is due when the log after the last one has more than either.
  record Limits(long logBytesMax, long commandsMax) {}

  private final Node node;
  private final LedgerService service;
  private final Limits limits;
  private long checkedNanos;

  Snapshots(Node node, LedgerService service, Limits limits) {
    this.node = node;
    this.service = service;
    this.limits = limits;
  }

  /// Asks for a snapshot when one is due.
  void check() {
    long now = System.nanoTime();
    if (now - checkedNanos < CHECK_NANOS) {
      return;
    }
    checkedNanos = now;
    if (!node.isLeader()) {
      return; // the leader asks for all: a snapshot is taken by every member at the same command
    }
    if (service.wholeWanted()) {
      node.requestSnapshot();
      return;
    }
    long longer = Math.min(service.snapshotBytes(), LOG_BYTES_MAX);
    if (service.commandsSinceSnapshot() - longer / COMMAND_BYTES > limits.commandsMax()
        || service.bytesSinceSnapshot() > Math.max(limits.logBytesMax(), longer)) {
      node.requestSnapshot();
    }
  }

  /// Takes a snapshot of what has none, and waits for it. Without one the log is replayed.
  void takeLast(long nanosMax) {
    long before = node.snapshots();
    long deadline = System.nanoTime() + nanosMax;
    if (service.commandsSinceSnapshot() == 0) {
      return;
    }
    boolean asked = false;
    while (node.snapshots() == before || service.commandsSinceSnapshot() != 0) {
      asked = asked || node.requestSnapshot();
      if (System.nanoTime() - deadline > 0) {
        LOG.warn(
            "no snapshot within {} s: the next start replays the log", nanosMax / 1_000_000_000L);
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}

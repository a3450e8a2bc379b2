package io.fairway.cluster;

import io.aeron.archive.Archive;

/// What a node's archive wrote since the node started: the log, and snapshots.
///
/// @param bytes with Aeron's headers and paddings
/// @param writeNanos spent on writing and syncing them
public record Recorded(long bytes, long writeNanos) {

  static Recorded of(Node node) {
    Archive.Context archive = node.archiveContext();
    return new Recorded(
        archive.totalWriteBytesCounter().get(), archive.totalWriteTimeCounter().get());
  }

  /// What was written since then.
  public Recorded since(Recorded before) {
    return new Recorded(bytes - before.bytes, writeNanos - before.writeNanos);
  }
}

package io.fairway.cluster;

import io.aeron.archive.checksum.Checksum;
import io.aeron.archive.checksum.Checksums;
import org.jspecify.annotations.Nullable;

/// What a running node does for durability: the values in effect, not the ones asked for.
///
/// @param archiveSyncLevel 2 when recordings are synced with their metadata before they count
/// @param catalogueSyncLevel the same for the archive's catalogue
/// @param consensusSyncLevel the same for the consensus module's recording log
/// @param recordChecksum the checksum written with every frame, or `none`
/// @param replayChecksum the checksum verified when frames are read, or `none`
public record Durability(
    int archiveSyncLevel,
    int catalogueSyncLevel,
    int consensusSyncLevel,
    String recordChecksum,
    String replayChecksum) {

  static Durability of(Node node) {
    var archive = node.archiveContext();
    return new Durability(
        archive.fileSyncLevel(),
        archive.catalogFileSyncLevel(),
        node.consensusContext().fileSyncLevel(),
        nameOf(archive.recordChecksum()),
        nameOf(archive.replayChecksum()));
  }

  private static String nameOf(@Nullable Checksum checksum) {
    if (checksum == null) {
      return "none";
    }
    return checksum.equals(Checksums.crc32c()) ? "CRC-32C" : "other";
  }
}

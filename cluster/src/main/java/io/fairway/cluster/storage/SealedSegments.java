package io.fairway.cluster.storage;

import io.fairway.ledger.machine.SegmentStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/// What another ledger sealed, to read only: everything else lives in memory, and no file changes.
public final class SealedSegments implements SegmentStorage {
  private final Path directory;
  private final HugePages memory = new HugePages(MappedStorage.CHUNK_BYTES);

  /// @param directory where they stand
  public SealedSegments(Path directory) {
    this.directory = directory;
  }

  /// True when there is such a file, whatever is in it.
  public boolean exists(String name, int index, int bytes) {
    return Files.exists(Segment.file(directory, name, index, bytes));
  }

  /// Reads one through, and keeps nothing of it.
  ///
  /// @throws io.fairway.cluster.disk.DamagedLedger when it is not what was sealed
  public static void check(Path directory, String name, int index, int bytes, int checksum) {
    Segment.open(Segment.file(directory, name, index, bytes), bytes, checksum);
  }

  @Override
  public int chunkBytes() {
    return MappedStorage.CHUNK_BYTES;
  }

  @Override
  public UnsafeBuffer chunk(String name, int index) {
    return chunk(name, index, chunkBytes());
  }

  @Override
  public UnsafeBuffer chunk(String name, int index, int bytes) {
    return memory.chunk(name, index, bytes);
  }

  @Override
  public long secret() {
    return memory.secret();
  }

  @Override
  public UnsafeBuffer table(int bytes) {
    return memory.table(bytes);
  }

  @Override
  public void free(UnsafeBuffer table) {
    memory.free(table);
  }

  @Override
  public boolean keeps(String name) {
    return false;
  }

  @Override
  public int seal(String name, int index) {
    throw new IllegalStateException("nothing is sealed here");
  }

  @Override
  public UnsafeBuffer sealed(String name, int index, int bytes, int checksum) {
    return Segment.open(Segment.file(directory, name, index, bytes), bytes, checksum).buffer();
  }
}

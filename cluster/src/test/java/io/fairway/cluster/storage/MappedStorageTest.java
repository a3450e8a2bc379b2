package io.fairway.cluster.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.cluster.disk.DamagedLedger;
import io.fairway.ledger.machine.DamagedSnapshot;
import io.fairway.ledger.machine.SnapshotReader;
import io.fairway.ledger.machine.SnapshotWriter;
import io.fairway.ledger.machine.StateMachine;
import io.fairway.ledger.machine.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedStorageTest {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int SEGMENT_TRANSFERS = 8192;
  private static final int ACCOUNTS = 1_000;
  private static final int TRANSFERS = 8 * SEGMENT_TRANSFERS;
  private static final long SEED = 5;

  @TempDir Path directory;

  @Test
  void aLedgerInFilesIsTheLedgerInMemory() {
    StateMachine memory = new StateMachine(Storage.direct(CHUNK_BYTES));
    post(memory, TRANSFERS);
    try (MappedStorage storage = storage()) {
      StateMachine mapped = new StateMachine(storage);
      post(mapped, TRANSFERS);
      assertThat(mapped.hash()).isEqualTo(memory.hash());
      List<byte[]> whole = new ArrayList<>();
      new SnapshotWriter((chunk, offset, length) -> whole.add(copy(chunk, offset, length)))
          .write(mapped);
      List<byte[]> ofMemory = new ArrayList<>();
      new SnapshotWriter((chunk, offset, length) -> ofMemory.add(copy(chunk, offset, length)))
          .write(memory);
      assertThat(size(whole)).isEqualTo(size(ofMemory));
      assertThat(restore(whole, Storage.direct(CHUNK_BYTES)).hash()).isEqualTo(memory.hash());
    }
  }

  @Test
  void aSnapshotNamesFullSegmentsAndGoesOnFromThem() {
    List<byte[]> chunks;
    long hash;
    try (MappedStorage storage = storage()) {
      StateMachine ledger = new StateMachine(storage);
      post(ledger, TRANSFERS);
      chunks = snapshot(ledger, storage);
      assertThat(size(chunks)).isLessThan(TRANSFERS * 80L / 4);
      new Posting(ledger, SEED + 1).post(2 * TRANSFERS);
      hash = ledger.hash();
    }
    try (MappedStorage storage = storage()) {
      StateMachine restored = restore(chunks, storage);
      new Posting(restored, SEED + 1).post(2 * TRANSFERS);
      assertThat(restored.hash()).isEqualTo(hash);
      List<byte[]> later = snapshot(restored, storage);
      try (MappedStorage third = storage()) {
        assertThat(restore(later, third).hash()).isEqualTo(hash);
      }
    }
  }

  @Test
  void aMissingCutOrChangedSegmentIsNamed() throws IOException {
    List<byte[]> chunks = snapshotOfNewLedger();
    Path segment = segments().get(3);
    byte[] bytes = Files.readAllBytes(segment);

    bytes[bytes.length / 2] ^= 1;
    Files.write(segment, bytes);
    assertDamaged(chunks, segment, "checksum");
    bytes[bytes.length / 2] ^= 1;
    Files.write(segment, Arrays.copyOf(bytes, bytes.length - 1));
    assertDamaged(chunks, segment, "bytes");
    Files.delete(segment);
    assertDamaged(chunks, segment, "missing");
    Files.write(segment, bytes);
    try (MappedStorage storage = storage()) {
      assertThat(restore(chunks, storage).transferCount()).isGreaterThanOrEqualTo(TRANSFERS);
    }
  }

  @Test
  void aSnapshotThatNamesSegmentsNeedsThem() {
    List<byte[]> chunks = snapshotOfNewLedger();
    assertThatThrownBy(() -> restore(chunks, Storage.direct(CHUNK_BYTES)))
        .isInstanceOf(DamagedSnapshot.class)
        .hasMessageContaining("segment files");
  }

  @Test
  void filesThatNoSnapshotNamesAreDeleted() throws IOException {
    List<byte[]> chunks = snapshotOfNewLedger();
    Path left = directory.resolve("transfers.%s.%010d".formatted(SEGMENT_TRANSFERS * 80, 999));
    Files.write(left, new byte[1]);
    try (MappedStorage storage = storage()) {
      StateMachine ledger = restore(chunks, storage);
      new Posting(ledger, SEED + 1).post(2 * TRANSFERS);
      assertThat(left).doesNotExist();
      assertThat(segments().size()).isGreaterThanOrEqualTo(2 * TRANSFERS / SEGMENT_TRANSFERS);
    }
  }

  @Test
  void oldSegmentsLeaveThePageCacheAndAreReadWhenAskedFor() {
    int cap = 4 * SEGMENT_TRANSFERS * 80;
    try (MappedStorage storage = new MappedStorage(directory, CHUNK_BYTES, cap)) {
      StateMachine ledger = new StateMachine(storage);
      post(ledger, 4 * TRANSFERS);
      long mapped = storage.usage().mappedBytes();
      assertThat(mapped).isGreaterThan(4L * TRANSFERS * 80);
      if (storage.usage().residentBytes() == PageCache.UNKNOWN) {
        return;
      }
      while (storage.usage().residentBytes() > mapped / 2) {
        Thread.onSpinWait();
      }
      List<byte[]> whole = new ArrayList<>();
      new SnapshotWriter((chunk, offset, length) -> whole.add(copy(chunk, offset, length)))
          .write(ledger);
      assertThat(restore(whole, Storage.direct(CHUNK_BYTES)).hash()).isEqualTo(ledger.hash());
    }
  }

  private List<byte[]> snapshotOfNewLedger() {
    try (MappedStorage storage = storage()) {
      StateMachine ledger = new StateMachine(storage);
      post(ledger, TRANSFERS);
      return snapshot(ledger, storage);
    }
  }

  private void assertDamaged(List<byte[]> chunks, Path segment, String what) {
    try (MappedStorage storage = storage()) {
      assertThatThrownBy(() -> restore(chunks, storage))
          .isInstanceOf(DamagedLedger.class)
          .hasMessageContaining(segment.toString())
          .hasMessageContaining(what);
    }
  }

  private MappedStorage storage() {
    return new MappedStorage(directory, CHUNK_BYTES, MappedStorage.PAGE_CACHE_BYTES_MAX);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static void post(StateMachine ledger, int transfers) {
    Posting posting = new Posting(ledger, SEED);
    posting.openAccounts(ACCOUNTS);
    posting.post(transfers);
  }

  private static List<byte[]> snapshot(StateMachine ledger, MappedStorage storage) {
    List<byte[]> chunks = new ArrayList<>();
    SnapshotWriter writer =
        new SnapshotWriter(
            (chunk, offset, length) -> chunks.add(copy(chunk, offset, length)), storage);
    writer.write(ledger);
    assertThat(writer.bytes()).isEqualTo(size(chunks));
    return chunks;
  }

  private static StateMachine restore(List<byte[]> chunks, Storage storage) {
    SnapshotReader reader = new SnapshotReader(storage);
    for (byte[] chunk : chunks) {
      reader.onChunk(new UnsafeBuffer(chunk), 0, chunk.length);
    }
    return reader.ledger();
  }

  private static byte[] copy(DirectBuffer chunk, int offset, int length) {
    byte[] bytes = new byte[length];
    chunk.getBytes(offset, bytes);
    return bytes;
  }

  private static long size(List<byte[]> chunks) {
    return chunks.stream().mapToLong(chunk -> chunk.length).sum();
  }
}

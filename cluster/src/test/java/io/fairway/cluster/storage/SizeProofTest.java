package io.fairway.cluster.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.index.Index;
import io.fairway.ledger.machine.SnapshotReader;
import io.fairway.ledger.machine.SnapshotWriter;
import io.fairway.ledger.machine.StateMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What many accounts and transfers take, the followers' index included; how fast state machine and
/// index still are with them; and that a snapshot of that size goes on. The full size needs
/// `-Xmx5g` and 12 GB of disk.
class SizeProofTest {
  private static final long SEED = 30;

  /// Heap and memory outside it of the full size.
  private static final long MEMORY_BYTES_MAX = 12L << 30;

  private static final int SAMPLE = 1_000_000;
  private static final int INDEX_CHUNK_BYTES = 2 << 20;

  @TempDir Path directory;

  @Test
  void aSmallLedgerTakesWhatItShould() throws IOException {
    assertThat(fill(100_000, 600_000, 200_000)).isLessThan(1L << 30);
  }

  @Test
  @Tag("long")
  void thirtyMillionAccountsAndAHundredMillionTransfersTakeAtMostTwelveGigabytes()
      throws IOException {
    int accounts = Integer.getInteger("fairway.accounts", 30_000_000);
    int transfers = Integer.getInteger("fairway.transfers", 100_000_000);
    assertThat(fill(accounts, transfers, SAMPLE)).isLessThan(MEMORY_BYTES_MAX);
  }

  /// Answers the heap and the memory outside it that were taken.
  private long fill(int accounts, int transfers, int sample) throws IOException {
    Path snapshot = directory.resolve("snapshot");
    long all;
    long hash;
    try (MappedStorage storage = new MappedStorage(directory)) {
      StateMachine ledger = new StateMachine(storage);
      Index index = new Index(ledger.committed(), new HugePages(INDEX_CHUNK_BYTES));
      Posting posting = new Posting(ledger, SEED, index);
      posting.openAccounts(10_000);
      posting.post(2 * sample); // compiles
      Cost fresh = cost(posting, ledger, sample);
      print("fresh: 10,000 accounts", fresh);
      posting.openAccounts(accounts);
      long opened = memory();
      System.out.printf(
          "%,d accounts: %,d MB, %,d bytes each%n", accounts, opened >> 20, opened / accounts);
      print("all accounts, few transfers", cost(posting, ledger, sample));
      for (int next = 1; next <= 10; next++) {
        posting.post((int) ((long) transfers * next / 10) - (next == 10 ? sample : 0));
        System.out.printf("%,d transfers: %s%n", ledger.transferCount(), storage.usage());
      }
      Cost full = cost(posting, ledger, sample);
      print("full", full);
      System.out.printf("full of fresh: %.2f%n", fresh.total() / (double) full.total());
      assertThat(ledger.transferCount()).isGreaterThanOrEqualTo(transfers);
      all = memory();
      print(ledger, index, storage, opened, all);
      hash = ledger.hash();
      write(ledger, storage, snapshot);
    }
    restore(snapshot, hash);
    return all;
  }

  private static void print(
      StateMachine ledger, Index index, MappedStorage storage, long opened, long all) {
    MappedStorage.Usage full = storage.usage();
    System.out.printf(
        "%,d accounts, %,d transfers: %,d MB of heap and memory, of which the index %,d MB;"
            + " mapped %,d MB, resident %,d MB, %,d files made inline; a transfer takes %,d bytes"
            + " in memory and %,d in files%n",
        ledger.accountCount(),
        ledger.transferCount(),
        all >> 20,
        index.bytes() >> 20,
        full.mappedBytes() >> 20,
        full.residentBytes() >> 20,
        full.madeInline(),
        (all - opened) / ledger.transferCount(),
        full.mappedBytes() / ledger.transferCount());
  }

  /// Each chunk behind its length.
  private static void write(StateMachine ledger, MappedStorage storage, Path file)
      throws IOException {
    long started = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
      SnapshotWriter writer =
          new SnapshotWriter(
              (chunk, offset, bytes) -> {
                put(channel, length.clear().putInt(bytes).flip());
                put(channel, chunk.byteBuffer().duplicate().position(offset).limit(offset + bytes));
              },
              storage);
      writer.write(ledger);
      System.out.printf("snapshot: %,d MB in %,d ms%n", writer.bytes() >> 20, millisSince(started));
    }
  }

  private void restore(Path file, long hash) throws IOException {
    long started = System.nanoTime();
    try (MappedStorage storage = new MappedStorage(directory);
        FileChannel channel = FileChannel.open(file)) {
      SnapshotReader reader = new SnapshotReader(storage);
      ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
      while (take(channel, chunk.clear().limit(Integer.BYTES))) {
        int length = chunk.getInt(0);
        assertThat(take(channel, chunk.clear().limit(length))).isTrue();
        reader.onChunk(new UnsafeBuffer(chunk), 0, length);
      }
      assertThat(reader.ledger().hash()).isEqualTo(hash);
      System.out.printf("restored in %,d ms%n", millisSince(started));
    }
  }

  private static void put(FileChannel channel, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean take(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        return false;
      }
    }
    return true;
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  /// Nanoseconds of processor time that a transfer takes.
  private record Cost(long machine, long index) {
    long total() {
      return Math.max(1, machine + index);
    }
  }

  /// Of the next `sample` transfers.
  private static Cost cost(Posting posting, StateMachine ledger, int sample) {
    int before = ledger.transferCount();
    long machine = posting.cpuNanos();
    long index = posting.indexNanos();
    posting.post(before + sample);
    int posted = ledger.transferCount() - before;
    return new Cost(
        (posting.cpuNanos() - machine) / posted, (posting.indexNanos() - index) / posted);
  }

  private static void print(String what, Cost cost) {
    System.out.printf(
        "%s: %,d ns of processor time a transfer in the state machine, %,d ns in the index%n",
        what, cost.machine(), cost.index());
  }

  private static long memory() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        + MappedStorage.memoryBytes();
  }
}

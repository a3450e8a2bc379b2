package io.fairway.cluster.storage;

import io.fairway.ledger.machine.SegmentStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the records that only grow in mapped files, so that history takes disk and page cache
/// instead of memory; everything else stays in memory. One thread makes files ahead, so that the
/// state machine neither creates nor faults; another syncs full ones and drops old ones from the
/// page cache.
public final class MappedStorage implements SegmentStorage, AutoCloseable {
  /// One segment, and what a snapshot carries of mapped records at most.
  public static final int CHUNK_BYTES = 4 << 20;

  /// Sealed segments younger than this stay in the page cache; older ones are read when asked for.
  public static final long PAGE_CACHE_BYTES_MAX = 2L << 30;

  /// The records that are mapped: those that never change.
  private static final Set<String> MAPPED = Set.of("transfers");

  private static final Logger LOG = LoggerFactory.getLogger(MappedStorage.class);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long JOIN_MILLIS_MAX = 10_000;

  /// What the storage takes.
  ///
  /// @param directBytes in memory, outside the heap
  /// @param mappedBytes in files
  /// @param residentBytes of those, in memory just now; -1 when the system does not say
  /// @param madeInline files that the state machine's thread had to make itself
  public record Usage(long directBytes, long mappedBytes, long residentBytes, long madeInline) {}

  private final Path directory;
  private final int chunkBytes;
  private final long pageCacheBytesMax;
  private final Map<String, SegmentLane> lanes = new ConcurrentHashMap<>();
  private final Thread ahead;
  private final Thread behind;
  private final HugePages memory;
  private volatile boolean closed;

  /// Storage in `directory`, which this process owns.
  public MappedStorage(Path directory) {
    this(directory, CHUNK_BYTES, PAGE_CACHE_BYTES_MAX);
  }

  /// @param chunkBytes at least 1 MiB, so that no command fills a chunk
  public MappedStorage(Path directory, int chunkBytes, long pageCacheBytesMax) {
    if (chunkBytes < 1 << 20) {
      throw new IllegalArgumentException("a chunk of " + chunkBytes + " bytes is too small");
    }
    this.directory = directory;
    this.chunkBytes = chunkBytes;
    this.pageCacheBytesMax = pageCacheBytesMax;
    this.memory = new HugePages(chunkBytes);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    }
    ahead = Thread.ofPlatform().daemon().name("ledger-segments-ahead").start(this::makeAhead);
    behind = Thread.ofPlatform().daemon().name("ledger-segments-behind").start(this::sealBehind);
  }

  /// Bytes outside the heap, in no file, that the ledgers of this process take, their indexes
  /// included.
  public static long memoryBytes() {
    return HugePages.takenByAll();
  }

  @Override
  public int chunkBytes() {
    return chunkBytes;
  }

  @Override
  public UnsafeBuffer chunk(String name, int index) {
    return chunk(name, index, chunkBytes);
  }

  @Override
  public UnsafeBuffer chunk(String name, int index, int bytes) {
    if (!keeps(name)) {
      return memory.chunk(name, index, bytes);
    }
    SegmentLane lane = lanes.get(name);
    if (lane == null || !lane.isWritable()) {
      lane = lane(name, bytes);
      lane.startAt(index);
    }
    UnsafeBuffer taken = lane.take(index);
    LockSupport.unpark(ahead);
    LockSupport.unpark(behind);
    return taken;
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
    return MAPPED.contains(name);
  }

  @Override
  public int seal(String name, int index) {
    SegmentLane lane = lanes.get(name);
    if (lane == null) {
      throw new IllegalStateException("no segments of " + name);
    }
    return lane.seal(index);
  }

  @Override
  public UnsafeBuffer sealed(String name, int index, int bytes, int checksum) {
    return lane(name, bytes).open(index, checksum);
  }

  /// What it takes now.
  public Usage usage() {
    long mapped = 0;
    long resident = 0;
    long madeInline = 0;
    for (SegmentLane lane : lanes.values()) {
      long in = lane.residentBytes();
      mapped += lane.mappedBytes();
      resident = in == PageCache.UNKNOWN || resident < 0 ? PageCache.UNKNOWN : resident + in;
      madeInline += lane.madeInline();
    }
    return new Usage(memory.taken(), mapped, resident, madeInline);
  }

  /// Stops the threads. The files stay, and so does what is mapped while somebody has it.
  @Override
  public void close() {
    closed = true;
    for (Thread thread : new Thread[] {ahead, behind}) {
      LockSupport.unpark(thread);
      try {
        thread.join(JOIN_MILLIS_MAX);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private SegmentLane lane(String name, int bytes) {
    int recent = Math.toIntExact(Math.max(2, pageCacheBytesMax / bytes));
    return lanes.computeIfAbsent(name, n -> new SegmentLane(directory, n, bytes, recent));
  }

  private void makeAhead() {
    while (!closed) {
      boolean made = false;
      try {
        for (SegmentLane lane : lanes.values()) {
          made |= lane.makeAhead();
        }
      } catch (RuntimeException e) {
        // The state machine's thread will try itself, and stop the node with the reason.
        LOG.warn("no segment made ahead", e);
      }
      if (!made) {
        LockSupport.parkNanos(IDLE_NANOS);
      }
    }
  }

  private void sealBehind() {
    Courtesy.beNice(Courtesy.BESIDE);
    while (!closed) {
      try {
        for (SegmentLane lane : lanes.values()) {
          lane.sealBehind();
          lane.sweep();
        }
      } catch (RuntimeException e) {
        // The next snapshot will try again, and stop the node with the reason.
        LOG.warn("no segment sealed", e);
      }
      LockSupport.parkNanos(IDLE_NANOS);
    }
  }
}

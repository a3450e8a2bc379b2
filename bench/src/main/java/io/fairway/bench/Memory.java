package io.fairway.bench;

import io.fairway.cluster.storage.MappedStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// Memory of this process, in bytes.
///
/// @param heap of live objects, after a collection
/// @param direct buffers outside the heap, and the ledger's pages
/// @param mapped files, of which the page cache holds what is touched
/// @param resident all that the machine gave the process, with touched pages of mapped files and
///   the driver's buffers; zero where the machine does not tell
record Memory(long heap, long direct, long mapped, long resident) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final int KIB = 1024;

  static Memory now() {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new Memory(
        heap, pool("direct") + MappedStorage.memoryBytes(), pool("mapped"), residentBytes());
  }

  /// Heap, direct buffers and mapped files.
  long all() {
    return heap + direct + mapped;
  }

  private static long pool(String name) {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals(name))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long residentBytes() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

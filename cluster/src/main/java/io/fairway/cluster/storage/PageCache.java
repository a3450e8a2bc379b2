package io.fairway.cluster.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// What the operating system keeps in memory of mapped files, asked and told through libc. Where
/// libc has not got these calls nothing is dropped and nothing is known.
@SuppressWarnings("restricted")
final class PageCache {
  /// No figure is to be had here.
  static final long UNKNOWN = -1;

  private static final long PAGE_BYTES = 4096;

  // linux/mman.h, linux/fadvise.h, fcntl.h
  private static final int MADV_DONTNEED = 4;
  private static final int POSIX_FADV_DONTNEED = 4;
  private static final int O_RDONLY = 0;

  private static final boolean LINUX = System.getProperty("os.name", "").startsWith("Linux");
  private static final ValueLayout POINTER = ValueLayout.ADDRESS;
  private static final ValueLayout LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout INT = ValueLayout.JAVA_INT;

  private static final @Nullable MethodHandle MADVISE =
      find("madvise", FunctionDescriptor.of(INT, POINTER, LONG, INT));
  private static final @Nullable MethodHandle MINCORE =
      find("mincore", FunctionDescriptor.of(INT, POINTER, LONG, POINTER));
  private static final @Nullable MethodHandle OPEN =
      find("open", FunctionDescriptor.of(INT, POINTER, INT), Linker.Option.firstVariadicArg(2));
  private static final @Nullable MethodHandle CLOSE =
      find("close", FunctionDescriptor.of(INT, INT));
  private static final @Nullable MethodHandle FADVISE =
      find("posix_fadvise", FunctionDescriptor.of(INT, INT, LONG, LONG, INT));

  private PageCache() {}

  /// Drops a synced file's pages. They are read again when somebody asks.
  static void drop(Path file, UnsafeBuffer mapped) {
    if (MADVISE == null || OPEN == null || CLOSE == null || FADVISE == null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      // Pages that a mapping shows are not dropped, so they leave the mapping first.
      int _ = (int) MADVISE.invokeExact(address(mapped), (long) mapped.capacity(), MADV_DONTNEED);
      int fd = (int) OPEN.invokeExact(arena.allocateFrom(file.toString()), O_RDONLY);
      if (fd >= 0) {
        int _ = (int) FADVISE.invokeExact(fd, 0L, 0L, POSIX_FADV_DONTNEED);
        int _ = (int) CLOSE.invokeExact(fd);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("cannot advise the system about " + file, e);
    }
  }

  /// Takes a mapping's pages out of the page table, all at once; what was written stays in the
  /// file's pages. A sync would else take each one out alone, and interrupt every processor for it.
  static void unmap(UnsafeBuffer mapped) {
    if (MADVISE == null) {
      return;
    }
    try {
      int _ = (int) MADVISE.invokeExact(address(mapped), (long) mapped.capacity(), MADV_DONTNEED);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot advise the system about a mapping", e);
    }
  }

  /// Bytes of a mapping that are in memory, or [#UNKNOWN].
  static long resident(UnsafeBuffer mapped) {
    if (MINCORE == null) {
      return UNKNOWN;
    }
    long pages = (mapped.capacity() + PAGE_BYTES - 1) / PAGE_BYTES;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocate(pages);
      int failed = (int) MINCORE.invokeExact(address(mapped), (long) mapped.capacity(), in);
      if (failed != 0) {
        return UNKNOWN;
      }
      long resident = 0;
      for (long page = 0; page < pages; page++) {
        resident += in.get(ValueLayout.JAVA_BYTE, page) & 1;
      }
      return resident * PAGE_BYTES;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot ask the system what is in memory", e);
    }
  }

  private static MemorySegment address(UnsafeBuffer mapped) {
    return MemorySegment.ofAddress(mapped.addressOffset());
  }

  private static @Nullable MethodHandle find(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    if (!LINUX) {
      return null;
    }
    SymbolLookup libc = Linker.nativeLinker().defaultLookup();
    return libc.find(name)
        .map(address -> Linker.nativeLinker().downcallHandle(address, descriptor, options))
        .orElse(null);
  }
}

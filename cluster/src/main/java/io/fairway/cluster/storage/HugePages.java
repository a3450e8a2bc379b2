package io.fairway.cluster.storage;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fairway.ledger.machine.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// Memory outside the Java heap in pages of 2 MiB, where the system is Linux and grants them. With
/// tens of millions of accounts every transfer touches lines all over gigabytes; through pages of 4
/// KiB the processor would wait for the page table as long as for the memory itself. The C
/// library's own allocator leaves every second page small, because its blocks begin 16 bytes late.
///
/// One thread, or its callers' lock. What is given out is valid as long as somebody has it.
public final class HugePages implements Storage {
  private static final int PAGE_BYTES = 2 << 20;

  /// Smaller tables share a page.
  private static final int SHARED_BYTES_MAX = PAGE_BYTES / 2;

  private static final Set<HugePages> ALL =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private static final @Nullable Native NATIVE = Native.find();

  private final int chunkBytes;
  private final long secret = new SecureRandom().nextLong();
  private volatile long taken;

  /// Given back, by size: zeroed, or handed back to the system, which comes to the same.
  private final Map<Integer, Deque<UnsafeBuffer>> free = new HashMap<>();

  /// The page that tables of a size share now.
  private final Map<Integer, ByteBuffer> shared = new HashMap<>();

  /// @param chunkBytes at least 4 KiB
  public HugePages(int chunkBytes) {
    this.chunkBytes = chunkBytes;
    ALL.add(this);
  }

  /// Bytes that all of this process's storages have taken.
  static long takenByAll() {
    synchronized (ALL) {
      return ALL.stream().mapToLong(HugePages::taken).sum();
    }
  }

  /// Bytes that the system has given this storage and not got back.
  long taken() {
    return taken;
  }

  @Override
  public int chunkBytes() {
    return chunkBytes;
  }

  @Override
  public long secret() {
    return secret;
  }

  @Override
  public UnsafeBuffer chunk(String name, int index) {
    return chunk(name, index, chunkBytes);
  }

  @Override
  public UnsafeBuffer chunk(String name, int index, int bytes) {
    return new UnsafeBuffer(pages(bytes));
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  public UnsafeBuffer table(int bytes) {
    Deque<UnsafeBuffer> returned = free.get(bytes);
    if (returned != null && !returned.isEmpty()) {
      UnsafeBuffer again = returned.removeLast();
      taken += again.capacity() > SHARED_BYTES_MAX ? again.capacity() : 0;
      return again;
    }
    return new UnsafeBuffer(bytes > SHARED_BYTES_MAX ? pages(bytes) : share(bytes));
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  public void free(UnsafeBuffer table) {
    boolean returned =
        table.capacity() > SHARED_BYTES_MAX
            && NATIVE != null
            && NATIVE.advise(table.addressOffset(), table.capacity(), Native.DONT_NEED);
    if (returned) {
      taken -= table.capacity();
    } else {
      table.setMemory(0, table.capacity(), (byte) 0);
    }
    free.computeIfAbsent(table.capacity(), bytes -> new ArrayDeque<>()).addLast(table);
  }

  private ByteBuffer share(int bytes) {
    ByteBuffer page = shared.get(bytes);
    if (page == null || page.remaining() < bytes) {
      page = pages(PAGE_BYTES);
      shared.put(bytes, page);
    }
    ByteBuffer taken = page.slice(page.position(), bytes);
    page.position(page.position() + bytes);
    return taken;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private ByteBuffer pages(int bytes) {
    int whole = Math.toIntExact(((long) bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES);
    taken += whole;
    if (NATIVE == null) {
      return ByteBuffer.allocateDirect(bytes);
    }
    ByteBuffer pages = NATIVE.map(whole).asByteBuffer();
    return pages.slice(0, bytes);
  }

  /// The C library's calls. Constants are those of Linux on every architecture that Java runs on.
  @SuppressWarnings("restricted") // mapping memory is what this class is for
  private record Native(MethodHandle mmap, MethodHandle munmap, MethodHandle madvise) {
    static final int DONT_NEED = 4;
    private static final int HUGE_PAGE = 14;
    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_AND_ANONYMOUS = 0x22;
    private static final long FAILED = -1;

    static @Nullable Native find() {
      if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
        return null;
      }
      Linker linker = Linker.nativeLinker();
      SymbolLookup library = linker.defaultLookup();
      return new Native(
          linker.downcallHandle(
              library.findOrThrow("mmap"),
              FunctionDescriptor.of(
                  ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG)),
          linker.downcallHandle(
              library.findOrThrow("munmap"), FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG)),
          linker.downcallHandle(
              library.findOrThrow("madvise"),
              FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)));
    }

    /// Maps that many bytes, a multiple of the page, at the start of a page. The system aligns to
    /// small pages only, so a page more is asked for; what is never touched takes no memory.
    MemorySegment map(int bytes) {
      long asked = (long) bytes + PAGE_BYTES;
      try {
        MemorySegment mapped =
            (MemorySegment)
                mmap.invokeExact(
                    MemorySegment.NULL, asked, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0L);
        if (mapped.address() == FAILED) {
          throw new OutOfMemoryError("the system has no " + asked + " bytes for the ledger");
        }
        long address = mapped.address();
        MemorySegment whole = mapped.reinterpret(asked, Arena.ofAuto(), _ -> unmap(address, asked));
        long start = -address & (PAGE_BYTES - 1);
        MemorySegment aligned = whole.asSlice(start, bytes);
        boolean _ = advise(aligned.address(), bytes, HUGE_PAGE);
        return aligned;
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("mmap cannot be called", e);
      }
    }

    /// True when the system took the advice.
    boolean advise(long address, long bytes, int advice) {
      try {
        return (int) madvise.invokeExact(MemorySegment.ofAddress(address), bytes, advice) == 0;
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("madvise cannot be called", e);
      }
    }

    private void unmap(long address, long bytes) {
      try {
        int _ = (int) munmap.invokeExact(MemorySegment.ofAddress(address), bytes);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("munmap cannot be called", e);
      }
    }
  }
}

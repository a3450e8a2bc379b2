package io.fairway.ledger.machine;

import io.fairway.money.Invariant;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/// Where records live. The state machine asks for memory in chunks and never gives one back: a host
/// may answer with memory, or with mapped files when the records outgrow it. What is stored is
/// derived from the log, so nothing here needs to be durable.
public interface Storage {

  /// Bytes of a chunk, the same for every call.
  int chunkBytes();

  /// A zeroed chunk that stays valid as long as the state machine.
  ///
  /// @param name which records, such as `transfers`
  /// @param index counted from zero within the name
  UnsafeBuffer chunk(String name, int index);

  /// Like the other, for records that fill a part of a chunk only.
  ///
  /// @param bytes at most [#chunkBytes], the same for every chunk of the name
  default UnsafeBuffer chunk(String name, int index, int bytes) {
    return chunk(name, index);
  }

  /// Zeroed memory for a table that moves when it grows.
  ///
  /// @param bytes a power of two
  default UnsafeBuffer table(int bytes) {
    return new UnsafeBuffer(new byte[bytes]);
  }

  /// By what tables spread their entries, the same for every call: a host answers a number that
  /// nobody outside can know, so that nobody can choose ids that crowd together.
  default long secret() {
    return 0;
  }

  /// Takes a table back; nobody may read it any more.
  default void free(UnsafeBuffer table) {}

  /// Chunks outside the Java heap.
  ///
  /// @param chunkBytes at least 4 KiB
  static Storage direct(int chunkBytes) {
    Invariant.check(chunkBytes >= 1 << 12, "a chunk of %s bytes is too small", chunkBytes);
    return new Storage() {
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
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(bytes, BitUtil.CACHE_LINE_LENGTH));
      }

      @Override
      public UnsafeBuffer table(int bytes) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
      }

      @Override
      public void free(UnsafeBuffer table) {
        BufferUtil.free(table.byteBuffer());
      }
    };
  }
}

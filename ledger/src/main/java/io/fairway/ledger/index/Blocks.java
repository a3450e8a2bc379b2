package io.fairway.ledger.index;

import io.fairway.ledger.machine.Storage;
import io.fairway.money.Invariant;
import java.util.Arrays;
import java.util.function.IntToLongFunction;
import org.agrona.concurrent.UnsafeBuffer;

/// Lists of blocks that grow by a factor of two up to [#BLOCK_BYTES_MAX], so that a short list is
/// small and a long one mostly entries. Every block names the one before, the one after, and one
/// far before (a skew-binary jump), so that a search from the end takes logarithmic steps.
///
/// An address counts units of [#UNIT] bytes; zero is none.
final class Blocks {
  /// Header fields of every block; its list's own follow.
  static final int PREVIOUS = 0;

  static final int NEXT = 4;
  private static final int JUMP = 8;
  private static final int ORDINAL = 12;
  static final int LINK_BYTES = 16;

  static final int BLOCK_BYTES_MAX = 1024;
  private static final int UNIT = 16;

  private final Storage storage;
  private final String name;
  private final int headerBytes;
  private final int firstBytes;
  private final int chunkShift;
  private UnsafeBuffer[] chunks = new UnsafeBuffer[0];
  private long end = UNIT;

  /// Blocks of `headerBytes`, links included; the first of a list has `firstBytes`.
  Blocks(Storage storage, String name, int headerBytes, int firstBytes) {
    this.storage = storage;
    this.name = name;
    this.headerBytes = headerBytes;
    this.firstBytes = firstBytes;
    this.chunkShift = 31 - Integer.numberOfLeadingZeros(storage.chunkBytes());
  }

  /// A new block after `tail`, which is zero for the first of a list.
  int append(int tail) {
    int ordinal = tail == 0 ? 0 : ordinal(tail) + 1;
    int block = allocate(bytes(ordinal));
    putInt(block, PREVIOUS, tail);
    putInt(block, NEXT, 0);
    putInt(block, ORDINAL, ordinal);
    putInt(block, JUMP, tail == 0 ? block : jumpAfter(tail));
    if (tail != 0) {
      putInt(tail, NEXT, block);
    }
    return block;
  }

  /// How many entries fit in that block.
  int capacity(int block) {
    return capacityOf(ordinal(block));
  }

  /// How many entries fit in a list's block of that number, counted from zero.
  int capacityOf(int ordinal) {
    return (bytes(ordinal) - headerBytes) >>> 2;
  }

  /// Where the block's first entry stands in its chunk.
  int entriesAt(int block) {
    return at(block) + headerBytes;
  }

  int entry(int block, int index) {
    return buffer(block).getInt(at(block) + headerBytes + (index << 2));
  }

  void entry(int block, int index, int value) {
    buffer(block).putInt(at(block) + headerBytes + (index << 2), value);
  }

  /// The first block of the list that ends in `tail`; zero when it has none.
  int first(int tail) {
    int block = tail;
    while (block != 0 && previous(block) != 0) {
      block = getInt(block, JUMP);
    }
    return block;
  }

  /// The last block, up to `tail`, whose key is at most `key`; zero when there is none. Keys
  /// ascend.
  int lastAtMost(int tail, long key, IntToLongFunction keyOf) {
    int block = tail;
    while (block != 0 && keyOf.applyAsLong(block) > key) {
      int jump = getInt(block, JUMP);
      block = jump != block && keyOf.applyAsLong(jump) > key ? jump : previous(block);
    }
    return block;
  }

  int previous(int block) {
    return getInt(block, PREVIOUS);
  }

  int next(int block) {
    return getInt(block, NEXT);
  }

  UnsafeBuffer buffer(int block) {
    return chunks[(int) (((long) block * UNIT) >>> chunkShift)];
  }

  /// Where the block starts in its chunk.
  int at(int block) {
    return (int) (((long) block * UNIT) & ((1L << chunkShift) - 1));
  }

  int getInt(int block, int field) {
    return buffer(block).getInt(at(block) + field);
  }

  void putInt(int block, int field, int value) {
    buffer(block).putInt(at(block) + field, value);
  }

  /// Bytes taken from the storage's chunks.
  long bytes() {
    return end;
  }

  /// Which block of its list it is, counted from zero.
  int ordinal(int block) {
    return getInt(block, ORDINAL);
  }

  private int bytes(int ordinal) {
    return ordinal > 10 ? BLOCK_BYTES_MAX : Math.min(firstBytes << ordinal, BLOCK_BYTES_MAX);
  }

  /// Twice as far as the jump before when that one and the one before it are of one length.
  private int jumpAfter(int tail) {
    int jump = getInt(tail, JUMP);
    int second = getInt(jump, JUMP);
    boolean even = ordinal(tail) - ordinal(jump) == ordinal(jump) - ordinal(second);
    return even ? second : tail;
  }

  private int allocate(int bytes) {
    long chunkBytes = 1L << chunkShift;
    if ((end & (chunkBytes - 1)) + bytes > chunkBytes) {
      end = (end | (chunkBytes - 1)) + 1;
    }
    long start = end;
    Invariant.check(start / UNIT < Integer.MAX_VALUE, "no room for more blocks in %s", name);
    int chunk = (int) (start >>> chunkShift);
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk + 1);
      chunks[chunk] = storage.chunk(name, chunk);
    }
    end = start + bytes;
    return (int) (start / UNIT);
  }
}

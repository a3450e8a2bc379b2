package io.fairway.ledger.index;

import io.fairway.ledger.machine.Storage;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/// Records of one width, a power of two, in chunks so that growing copies nothing.
public final class Table {
  private final Storage storage;
  private final String name;
  private final int widthShift;
  private final int chunkShift;
  private final int mask;
  private UnsafeBuffer[] chunks = new UnsafeBuffer[0];

  /// An empty table in chunks of that name.
  public Table(Storage storage, String name, int width) {
    this.storage = storage;
    this.name = name;
    this.widthShift = Integer.numberOfTrailingZeros(width);
    this.chunkShift =
        31 - Integer.numberOfLeadingZeros(Integer.highestOneBit(storage.chunkBytes()) / width);
    this.mask = (1 << chunkShift) - 1;
  }

  /// Makes room, zeroed at first, for that record and all before it.
  public void ensure(int index) {
    while (index >>> chunkShift >= chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length + 1);
      chunks[chunks.length - 1] = storage.chunk(name, chunks.length - 1);
    }
  }

  /// The chunk that holds the record.
  public UnsafeBuffer buffer(int index) {
    return chunks[index >>> chunkShift];
  }

  /// Where the record starts in its chunk.
  public int at(int index) {
    return (index & mask) << widthShift;
  }

  int getInt(int index, int field) {
    return buffer(index).getInt(at(index) + field);
  }

  void putInt(int index, int field, int value) {
    buffer(index).putInt(at(index) + field, value);
  }

  long getLong(int index, int field) {
    return buffer(index).getLong(at(index) + field);
  }

  void putLong(int index, int field, long value) {
    buffer(index).putLong(at(index) + field, value);
  }
}

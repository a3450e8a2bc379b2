package io.fairway.ledger.machine;

import io.fairway.money.Invariant;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// Fixed-width records in append order, in chunks so that growing copies nothing.
final class Records {
  private final Storage storage;
  private final String name;
  private final int width;
  private final int shift;
  private final int mask;
  private UnsafeBuffer[] chunks = new UnsafeBuffer[0];
  private int count;

  Records(Storage storage, String name, int width) {
    this.storage = storage;
    this.name = name;
    this.width = width;
    this.shift = 31 - Integer.numberOfLeadingZeros(storage.chunkBytes() / width);
    this.mask = (1 << shift) - 1;
  }

  int count() {
    return count;
  }

  int width() {
    return width;
  }

  /// The index of a new record, whose bytes are whatever a truncated one left.
  int append() {
    int index = count;
    Invariant.check(index < Integer.MAX_VALUE - 1, "no room for more records");
    if (index >>> shift == chunks.length) {
      addChunk(storage.chunk(name, chunks.length, width << shift));
    }
    count = index + 1;
    return index;
  }

  private void addChunk(UnsafeBuffer chunk) {
    UnsafeBuffer[] longer = Arrays.copyOf(chunks, chunks.length + 1);
    longer[chunks.length] = chunk;
    // followers read the array without a lock: never one with a hole
    VarHandle.releaseFence();
    chunks = longer;
  }

  String name() {
    return name;
  }

  /// Records in a full chunk.
  int chunkCount() {
    return mask + 1;
  }

  /// Chunks that are full. Between two commands nothing in them is taken back any more.
  int fullChunks() {
    return count >>> shift;
  }

  /// Appends a full chunk as it stands; what is there must end with a full chunk.
  void appendChunk(UnsafeBuffer chunk) {
    Invariant.check((count & mask) == 0 && count >>> shift == chunks.length, "no chunk fits here");
    addChunk(chunk);
    count += mask + 1;
  }

  /// Forgets the records from `newCount` on.
  void truncate(int newCount) {
    Invariant.check(newCount >= 0 && newCount <= count, "truncated to more than there is");
    count = newCount;
  }

  /// The chunk that holds a record, for those who touch many of its fields.
  UnsafeBuffer chunkOf(int index) {
    return chunks[index >>> shift];
  }

  /// Where the record starts in its chunk.
  int offsetOf(int index) {
    return (index & mask) * width;
  }

  long getLong(int index, int field) {
    return chunks[index >>> shift].getLong((index & mask) * width + field);
  }

  void putLong(int index, int field, long value) {
    chunks[index >>> shift].putLong((index & mask) * width + field, value);
  }

  int getInt(int index, int field) {
    return chunks[index >>> shift].getInt((index & mask) * width + field);
  }

  void putInt(int index, int field, int value) {
    chunks[index >>> shift].putInt((index & mask) * width + field, value);
  }

  int getShort(int index, int field) {
    return chunks[index >>> shift].getShort((index & mask) * width + field) & 0xffff;
  }

  void putShort(int index, int field, int value) {
    chunks[index >>> shift].putShort((index & mask) * width + field, (short) value);
  }

  int getByte(int index, int field) {
    return chunks[index >>> shift].getByte((index & mask) * width + field);
  }

  void putByte(int index, int field, int value) {
    chunks[index >>> shift].putByte((index & mask) * width + field, (byte) value);
  }

  /// Copies records from `index` on into a buffer, at most `length` bytes and to the end of a
  /// chunk; answers the records copied.
  int copyTo(int index, MutableDirectBuffer to, int offset, int length) {
    int inChunk = mask + 1 - (index & mask);
    int copied = Math.min(Math.min(inChunk, count - index), length / width);
    to.putBytes(offset, chunks[index >>> shift], (index & mask) * width, copied * width);
    return copied;
  }

  /// Appends as many records as `length` bytes hold.
  void appendFrom(DirectBuffer from, int offset, int length) {
    int end = offset + length;
    for (int at = offset; at < end; ) {
      int index = append();
      int inChunk = mask + 1 - (index & mask);
      int copied = Math.min(inChunk, (end - at) / width);
      chunks[index >>> shift].putBytes((index & mask) * width, from, at, copied * width);
      count = index + copied;
      at += copied * width;
    }
  }

  /// Appends records of zeros to ones that were never truncated: the storage gives zeroed chunks.
  void appendZeros(int records) {
    for (int end = count + records; count < end; ) {
      int index = append();
      count = Math.min(end, (index | mask) + 1);
    }
  }

  /// The first index whose `timestamp` field is at least that; the count when there is none. The
  /// records must be ascending in it.
  int firstAtLeast(int field, long timestamp) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (getLong(middle, field) < timestamp) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

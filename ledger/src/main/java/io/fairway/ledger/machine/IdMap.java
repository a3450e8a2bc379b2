package io.fairway.ledger.machine;

import io.fairway.money.Invariant;
import org.agrona.concurrent.UnsafeBuffer;

/// Finds records by their 128-bit id, which every record starts with (low half first). Entries are
/// half a hash and a record's number, so a miss reads no record; the ids stand in the records only.
///
/// Open addressing, at most five eighths full, in 256 parts that grow one by one, so that no single
/// growth is long. A value is the record's index plus one; negative values point into a second kind
/// of record. Parts of any size are the storage's, outside the heap: a collector that copied them
/// would stop the ledger for tenths of a second.
final class IdMap {
  static final int ABSENT = 0;

  private static final int PARTS = 256;
  private static final int PART_ENTRIES_MIN = 16;
  private static final int NOWHERE = -1;
  private static final int ENTRIES_MAX = 1 << 27;
  private static final int ENTRY_SHIFT = 3;
  private static final int HEAP_BYTES_MAX = 1 << 12;
  private static final int ADDED_TOGETHER = 128;

  private final Storage storage;
  private final long secret;
  private final Records records;
  private final Records negatives;
  private final UnsafeBuffer[] parts = new UnsafeBuffer[PARTS];
  private final int[] masks = new int[PARTS];
  private final int[] sizes = new int[PARTS];

  /// Where [#find] last found an id to be absent, because that is where it is often added next.
  private long missedHash;

  private int missedSlot = NOWHERE;

  IdMap(Storage storage, Records records, Records negatives) {
    this.storage = storage;
    this.secret = storage.secret();
    this.records = records;
    this.negatives = negatives;
    for (int number = 0; number < PARTS; number++) {
      parts[number] = empty(PART_ENTRIES_MIN);
      masks[number] = PART_ENTRIES_MIN - 1;
    }
  }

  /// The value of that id, or [#ABSENT].
  int find(long high, long low) {
    return find(hash(high, low), high, low);
  }

  /// Like the other, for one who has the id's hash.
  int find(long hash, long high, long low) {
    int number = (int) hash & (PARTS - 1);
    UnsafeBuffer part = parts[number];
    int mask = masks[number];
    int print = (int) (hash >>> 32);
    for (int slot = print & mask; ; slot = (slot + 1) & mask) {
      long entry = part.getLong(slot << ENTRY_SHIFT);
      if (entry == 0) {
        missedHash = hash;
        missedSlot = slot;
        return ABSENT;
      }
      if ((int) (entry >>> 32) == print && isOf((int) entry, high, low)) {
        return (int) entry;
      }
    }
  }

  /// Reads what [#find] will read first for each of these hashes, so that many such reads are under
  /// way at once: a single one waits for memory. The loop is short, because a processor looks only
  /// so many instructions ahead.
  void touch(long[] hashes, int count, long[] entries) {
    for (int i = 0; i < count; i++) {
      long hash = hashes[i];
      int number = (int) hash & (PARTS - 1);
      entries[i] = parts[number].getLong(((int) (hash >>> 32) & masks[number]) << ENTRY_SHIFT);
    }
  }

  /// The values that these hashes most likely have, zero for none: after [#touch], and before the
  /// records that tell for sure are read.
  void guess(long[] hashes, int count, int[] values) {
    for (int i = 0; i < count; i++) {
      long hash = hashes[i];
      int number = (int) hash & (PARTS - 1);
      UnsafeBuffer part = parts[number];
      int mask = masks[number];
      int print = (int) (hash >>> 32);
      int slot = print & mask;
      long entry = part.getLong(slot << ENTRY_SHIFT);
      while (entry != 0 && (int) (entry >>> 32) != print) {
        slot = (slot + 1) & mask;
        entry = part.getLong(slot << ENTRY_SHIFT);
      }
      values[i] = (int) entry;
    }
  }

  /// Adds an id that is absent.
  void add(long high, long low, int value) {
    add(hash(high, low), value);
  }

  private void add(long hash, int value) {
    int number = (int) hash & (PARTS - 1);
    if (sizes[number] >= sizeMax(number)) {
      grow(number);
    }
    long entry = (hash & 0xffffffff00000000L) | (value & 0xffffffffL);
    if (missedSlot != NOWHERE
        && missedHash == hash
        && parts[number].getLong(missedSlot << ENTRY_SHIFT) == 0) {
      parts[number].putLong(missedSlot << ENTRY_SHIFT, entry);
    } else {
      insert(parts[number], masks[number], entry);
    }
    sizes[number]++;
  }

  /// Adds the ids of `count` records from `first` on, all absent, with one wait for memory for many
  /// of them.
  void addAll(Records from, int first, int count) {
    long[] hashes = new long[ADDED_TOGETHER];
    long[] entries = new long[ADDED_TOGETHER];
    for (int start = first; start < first + count; start += ADDED_TOGETHER) {
      int together = Math.min(ADDED_TOGETHER, first + count - start);
      for (int i = 0; i < together; i++) {
        hashes[i] = hash(from.getLong(start + i, 8), from.getLong(start + i, 0));
      }
      touch(hashes, together, entries);
      for (int i = 0; i < together; i++) {
        add(hashes[i], start + i + 1);
      }
    }
  }

  /// Removes an id that is present.
  void remove(long high, long low) {
    long hash = hash(high, low);
    int number = (int) hash & (PARTS - 1);
    UnsafeBuffer part = parts[number];
    int mask = masks[number];
    int print = (int) (hash >>> 32);
    int slot = print & mask;
    while (true) {
      long entry = part.getLong(slot << ENTRY_SHIFT);
      Invariant.check(entry != 0, "removed an id that is absent");
      if ((int) (entry >>> 32) == print && isOf((int) entry, high, low)) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    closeGap(part, mask, slot);
    missedSlot = NOWHERE;
    sizes[number]--;
  }

  /// Parts fill evenly, so each has a limit of its own, from three to five eighths: they must not
  /// all grow within the same few commands.
  private int sizeMax(int number) {
    long length = masks[number] + 1L;
    return (int) (length * 3 / 8 + length * number / (4 * PARTS));
  }

  private boolean isOf(int value, long high, long low) {
    return value > 0
        ? records.getLong(value - 1, 0) == low && records.getLong(value - 1, 8) == high
        : negatives.getLong(-value - 1, 0) == low && negatives.getLong(-value - 1, 8) == high;
  }

  /// Moves later entries of the run back, so that none is cut off from its home slot.
  private static void closeGap(UnsafeBuffer part, int mask, int emptied) {
    int gap = emptied;
    int slot = gap;
    while (true) {
      slot = (slot + 1) & mask;
      long entry = part.getLong(slot << ENTRY_SHIFT);
      if (entry == 0) {
        part.putLong(gap << ENTRY_SHIFT, 0);
        return;
      }
      int home = (int) (entry >>> 32) & mask;
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        part.putLong(gap << ENTRY_SHIFT, entry);
        gap = slot;
      }
    }
  }

  private void grow(int number) {
    UnsafeBuffer old = parts[number];
    int entries = masks[number] + 1;
    Invariant.check(entries < ENTRIES_MAX, "no room for more ids");
    UnsafeBuffer grown = empty(entries * 2);
    for (int slot = 0; slot < entries; slot++) {
      long entry = old.getLong(slot << ENTRY_SHIFT);
      if (entry != 0) {
        insert(grown, entries * 2 - 1, entry);
      }
    }
    parts[number] = grown;
    masks[number] = entries * 2 - 1;
    missedSlot = NOWHERE;
    if (old.byteBuffer() != null) {
      storage.free(old);
    }
  }

  private UnsafeBuffer empty(int entries) {
    int bytes = entries << ENTRY_SHIFT;
    return bytes <= HEAP_BYTES_MAX ? new UnsafeBuffer(new byte[bytes]) : storage.table(bytes);
  }

  private static void insert(UnsafeBuffer part, int mask, long entry) {
    int slot = (int) (entry >>> 32) & mask;
    while (part.getLong(slot << ENTRY_SHIFT) != 0) {
      slot = (slot + 1) & mask;
    }
    part.putLong(slot << ENTRY_SHIFT, entry);
  }

  /// MurmurHash3's 64-bit finaliser over one half after the other, keyed by the storage's secret:
  /// who chooses ids must not be able to choose ones that collide. Nothing depends on the order of
  /// the entries.
  long hash(long high, long low) {
    return mix(mix(low ^ secret) + high ^ Long.reverse(secret));
  }

  private static long mix(long value) {
    long h = value;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}

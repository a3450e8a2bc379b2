package io.fairway.ledger.index;

import io.fairway.ledger.machine.Storage;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/// For every value of every field, which records carry it, in ascending order. A value that one
/// record carries costs one entry of the map; a list starts with the second.
///
/// A reference is a list's number from 1 on, or `-1 - n` for record `n` alone, or zero for none.
final class ValueLists {
  private final long secret;
  private static final int KIND = 0;
  private static final int TAIL = 4;
  private static final int USED = 8;
  private static final int COUNT = 12;
  private static final int VALUE_HIGH = 16;
  private static final int VALUE_LOW = 24;
  private static final int LIST_BYTES = 32;

  private static final int FIRST_BLOCK_BYTES = 32;
  private static final int KINDS = 5;

  /// Tells whether a record carries a value.
  interface Carrier {
    boolean carries(int index, int kind, long high, long low);
  }

  private final Carrier carrier;
  private final Buckets map;
  private final Table lists;
  private final Blocks blocks;
  private final Buckets.Match match = this::matches;
  private final Open[] open = new Open[KINDS];
  private int listCount;

  /// The end of the list that was last added to, of each field: most records carry the same ledger
  /// and code as the one before.
  private static final class Open {
    int list;
    long high;
    long low;
    UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    int at;
    int used;
    int usedBefore;
    int capacity;
  }

  private int wantedKind;
  private long wantedHigh;
  private long wantedLow;

  ValueLists(Storage storage, String name, Carrier carrier) {
    secret = storage.secret();
    this.carrier = carrier;
    map = new Buckets(storage, name + "-values");
    lists = new Table(storage, name + "-lists", LIST_BYTES);
    blocks = new Blocks(storage, name + "-postings", Blocks.LINK_BYTES, FIRST_BLOCK_BYTES);
    lists.ensure(0);
    Arrays.setAll(open, _ -> new Open());
  }

  /// Notes that record `index` carries that value; indexes come in ascending order. A value of zero
  /// is not noted: no query can ask for it.
  void add(int kind, long high, long low, int index) {
    if ((high | low) == 0) {
      return;
    }
    Open last = open[kind];
    if (last.high == high && last.low == low && last.used < last.capacity) {
      last.buffer.putInt(last.at + (last.used++ << 2), index);
      return;
    }
    close(last);
    int hash = hash(kind, high, low);
    int reference = find(hash, kind, high, low);
    if (reference == 0) {
      map.add(hash, -1 - index);
      return;
    }
    if (reference < 0) {
      int list = newList(kind, high, low);
      map.replace(list);
      append(list, -1 - reference);
      reference = list;
    }
    append(reference, index);
    reopen(last, reference, high, low);
  }

  /// The reference of that value, which is not zero.
  int find(int kind, long high, long low) {
    close(open[kind]);
    return find(hash(kind, high, low), kind, high, low);
  }

  /// How many records carry it.
  int count(int reference) {
    return reference > 0 ? lists.getInt(reference, COUNT) : reference < 0 ? 1 : 0;
  }

  /// Bytes of map, lists and blocks.
  long bytes() {
    return map.bytes() + (long) listCount * LIST_BYTES + blocks.bytes();
  }

  /// Walks the records of one value.
  final class Cursor {
    private int reference;
    private int low;
    private int high;
    private boolean reversed;
    private int block;
    private int position;

    /// Starts at the first record from `from` on, or with the last below `to`.
    void start(int listReference, int from, int to, boolean backwards) {
      reference = listReference;
      low = from;
      high = to;
      reversed = backwards;
      if (reference <= 0) {
        return;
      }
      int tail = lists.getInt(reference, TAIL);
      long key = backwards ? to - 1L : from;
      block = blocks.lastAtMost(tail, key, each -> blocks.entry(each, 0));
      if (block == 0 && !backwards) {
        block = blocks.first(tail);
      }
      position = block == 0 ? 0 : backwards ? used(block) - 1 : 0;
    }

    /// The next record, or -1 at the end.
    int next() {
      if (reference < 0) {
        int only = -1 - reference;
        reference = 0;
        return only >= low && only < high ? only : -1;
      }
      while (reference > 0 && block != 0) {
        if (position < 0 || position >= used(block)) {
          turn();
          continue;
        }
        int entry = blocks.entry(block, position);
        position += reversed ? -1 : 1;
        if (reversed ? entry < low : entry >= high) {
          return -1;
        }
        if (entry >= low && entry < high) {
          return entry;
        }
      }
      return -1;
    }

    private void turn() {
      block = reversed ? blocks.previous(block) : blocks.next(block);
      position = reversed && block != 0 ? used(block) - 1 : 0;
    }

    private int used(int which) {
      return which == lists.getInt(reference, TAIL)
          ? lists.getInt(reference, USED)
          : blocks.capacity(which);
    }
  }

  private int find(int hash, int kind, long high, long low) {
    wantedKind = kind;
    wantedHigh = high;
    wantedLow = low;
    return map.find(hash, match);
  }

  private boolean matches(int reference) {
    return reference > 0
        ? isValueOf(reference, wantedKind, wantedHigh, wantedLow)
        : carrier.carries(-1 - reference, wantedKind, wantedHigh, wantedLow);
  }

  private void reopen(Open last, int list, long high, long low) {
    int tail = lists.getInt(list, TAIL);
    last.list = list;
    last.high = high;
    last.low = low;
    last.buffer = blocks.buffer(tail);
    last.at = blocks.entriesAt(tail);
    last.used = lists.getInt(list, USED);
    last.usedBefore = last.used;
    last.capacity = blocks.capacity(tail);
  }

  /// Writes down how far the list has come.
  private void close(Open last) {
    if (last.list != 0) {
      lists.putInt(last.list, USED, last.used);
      lists.putInt(last.list, COUNT, lists.getInt(last.list, COUNT) + last.used - last.usedBefore);
      last.list = 0;
      last.capacity = 0;
    }
  }

  private boolean isValueOf(int list, int kind, long high, long low) {
    return lists.getLong(list, VALUE_LOW) == low
        && lists.getLong(list, VALUE_HIGH) == high
        && lists.getInt(list, KIND) == kind;
  }

  private int newList(int kind, long high, long low) {
    int list = ++listCount;
    lists.ensure(list);
    lists.putInt(list, KIND, kind);
    lists.putLong(list, VALUE_HIGH, high);
    lists.putLong(list, VALUE_LOW, low);
    return list;
  }

  private void append(int list, int index) {
    int tail = lists.getInt(list, TAIL);
    int used = lists.getInt(list, USED);
    if (tail == 0 || used == blocks.capacity(tail)) {
      tail = blocks.append(tail);
      lists.putInt(list, TAIL, tail);
      used = 0;
    }
    blocks.entry(tail, used, index);
    lists.putInt(list, USED, used + 1);
    lists.putInt(list, COUNT, lists.getInt(list, COUNT) + 1);
  }

  /// As the ids' in the state machine: nobody can choose values that collide.
  private int hash(int kind, long high, long low) {
    return (int) mix(mix(low ^ secret) + high ^ Long.reverse(secret) ^ (long) kind << 56);
  }

  private static long mix(long value) {
    long h = value;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}

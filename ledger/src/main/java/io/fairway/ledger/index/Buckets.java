package io.fairway.ledger.index;

import io.fairway.ledger.machine.Storage;

/// A map from 32 bits of a hash to references that grows one bucket at a time (linear hashing), so
/// that it needs neither one large array nor a pause to move to the next. Entries of equal bits
/// stand beside each other; who asks tells them apart.
final class Buckets {
  private static final int ENTRIES = 7;
  private static final int OVERFLOW = ENTRIES * 8;
  private static final int BUCKET_BYTES = 64;

  /// Entries a bucket on average; more make overflow buckets common.
  private static final int ENTRIES_MEAN_MAX = 5;

  /// Tells whether a reference is the one looked for.
  interface Match {
    boolean is(int reference);
  }

  private final Table buckets;
  private final Table overflows;
  private int count = 1;
  private int level;
  private long size;
  private int overflowCount;
  private int freeOverflow;
  private int foundTable;
  private int foundBucket;
  private int foundEntry;

  Buckets(Storage storage, String name) {
    buckets = new Table(storage, name, BUCKET_BYTES);
    overflows = new Table(storage, name + "-overflow", BUCKET_BYTES);
    buckets.ensure(0);
    overflows.ensure(0);
  }

  /// The reference with that hash that matches, or zero.
  int find(int hash, Match match) {
    Table table = buckets;
    int bucket = bucketOf(hash);
    while (true) {
      for (int i = 0; i < ENTRIES; i++) {
        long entry = table.getLong(bucket, i << 3);
        if ((int) (entry >>> 32) == hash && (int) entry != 0 && match.is((int) entry)) {
          foundTable = table == buckets ? 0 : 1;
          foundBucket = bucket;
          foundEntry = i;
          return (int) entry;
        }
      }
      bucket = table.getInt(bucket, OVERFLOW);
      if (bucket == 0) {
        return 0;
      }
      table = overflows;
    }
  }

  /// Replaces the reference that [#find] has just found.
  void replace(int reference) {
    Table table = foundTable == 0 ? buckets : overflows;
    table.putInt(foundBucket, foundEntry << 3, reference);
  }

  /// Adds a reference, which is not zero.
  void add(int hash, int reference) {
    if (size + 1 > (long) count * ENTRIES_MEAN_MAX) {
      split();
    }
    insert(bucketOf(hash), (long) hash << 32 | (reference & 0xffffffffL));
    size++;
  }

  /// Bytes of all buckets.
  long bytes() {
    return ((long) count + overflowCount) * BUCKET_BYTES;
  }

  private int bucketOf(int hash) {
    int wide = hash & ((2 << level) - 1);
    return wide < count ? wide : hash & ((1 << level) - 1);
  }

  private void insert(int home, long entry) {
    Table table = buckets;
    int bucket = home;
    while (true) {
      for (int i = 0; i < ENTRIES; i++) {
        if (table.getInt(bucket, i << 3) == 0) {
          table.putLong(bucket, i << 3, entry);
          return;
        }
      }
      int next = table.getInt(bucket, OVERFLOW);
      if (next == 0) {
        next = newOverflow();
        table.putInt(bucket, OVERFLOW, next);
      }
      bucket = next;
      table = overflows;
    }
  }

  /// Moves a part of the next bucket in turn to a new one.
  private void split() {
    int from = count - (1 << level);
    buckets.ensure(count);
    count++;
    int overflow = buckets.getInt(from, OVERFLOW);
    buckets.putInt(from, OVERFLOW, 0);
    if (count == 2 << level) {
      level++;
    }
    for (int i = 0; i < ENTRIES; i++) {
      long entry = buckets.getLong(from, i << 3);
      int home = bucketOf((int) (entry >>> 32));
      if ((int) entry != 0 && home != from) {
        buckets.putLong(from, i << 3, 0);
        insert(home, entry);
      }
    }
    while (overflow != 0) {
      for (int i = 0; i < ENTRIES; i++) {
        long entry = overflows.getLong(overflow, i << 3);
        overflows.putLong(overflow, i << 3, 0);
        if ((int) entry != 0) {
          insert(bucketOf((int) (entry >>> 32)), entry);
        }
      }
      int next = overflows.getInt(overflow, OVERFLOW);
      overflows.putInt(overflow, OVERFLOW, freeOverflow);
      freeOverflow = overflow;
      overflow = next;
    }
  }

  private int newOverflow() {
    if (freeOverflow != 0) {
      int reused = freeOverflow;
      freeOverflow = overflows.getInt(reused, OVERFLOW);
      overflows.putInt(reused, OVERFLOW, 0);
      return reused;
    }
    overflows.ensure(++overflowCount);
    return overflowCount;
  }
}

package io.fairway.ledger.machine;

import io.fairway.money.Invariant;
import java.util.Arrays;

/// Pending transfers with a timeout, by the time they expire and then by creation. A binary heap;
/// what was posted or voided stays in it until it reaches the top or until it is half of it. New
/// entries wait apart until their command is over, because a chain may take them back.
final class ExpiryQueue {
  /// No pending transfer expires.
  static final long NEVER = Long.MAX_VALUE;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int STALE_MIN = 1024;

  private final Transfers transfers;
  private long[] times = new long[64];
  private int[] indexes = new int[64];
  private int size;
  private int stale;
  private int[] staged = new int[64];
  private int stagedCount;

  ExpiryQueue(Transfers transfers) {
    this.transfers = transfers;
  }

  /// When that pending transfer expires, in nanoseconds.
  static long expiresAt(long timestamp, int timeoutSeconds) {
    return timestamp + Integer.toUnsignedLong(timeoutSeconds) * NANOS_PER_SECOND;
  }

  static boolean overflows(long timestamp, int timeoutSeconds) {
    return expiresAt(timestamp, timeoutSeconds) < 0;
  }

  void stage(int transfer) {
    if (stagedCount == staged.length) {
      staged = Arrays.copyOf(staged, staged.length * 2);
    }
    staged[stagedCount++] = transfer;
  }

  int stagedCount() {
    return stagedCount;
  }

  void unstage(int count) {
    stagedCount = count;
  }

  /// A transfer in the queue was posted or voided.
  void resolved() {
    stale++;
  }

  /// The command is over: what it added counts from now on.
  void commit() {
    for (int i = 0; i < stagedCount; i++) {
      add(staged[i]);
    }
    stagedCount = 0;
    if (stale > STALE_MIN && stale > size / 2) {
      dropStale();
    }
  }

  /// When the first pending transfer expires, or [#NEVER].
  long next() {
    while (size > 0 && transfers.state(indexes[0]) != Transfers.PENDING) {
      removeFirst();
    }
    return size == 0 ? NEVER : times[0];
  }

  /// Takes the first pending transfer, which [#next] has just named.
  int take() {
    Invariant.check(size > 0, "nothing expires");
    int index = indexes[0];
    removeFirst();
    return index;
  }

  private void add(int transfer) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      indexes = Arrays.copyOf(indexes, size * 2);
    }
    times[size] = expiresAt(transfers.timestamp(transfer), transfers.timeout(transfer));
    indexes[size] = transfer;
    up(size++);
  }

  private void removeFirst() {
    size--;
    times[0] = times[size];
    indexes[0] = indexes[size];
    down(0);
  }

  private void dropStale() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (transfers.state(indexes[i]) == Transfers.PENDING) {
        times[kept] = times[i];
        indexes[kept++] = indexes[i];
      }
    }
    size = kept;
    stale = 0;
    for (int i = size / 2 - 1; i >= 0; i--) {
      down(i);
    }
  }

  private boolean isBefore(int a, int b) {
    return times[a] != times[b] ? times[a] < times[b] : indexes[a] < indexes[b];
  }

  private void up(int start) {
    for (int child = start; child > 0; ) {
      int parent = (child - 1) >>> 1;
      if (!isBefore(child, parent)) {
        return;
      }
      swap(child, parent);
      child = parent;
    }
  }

  private void down(int start) {
    int parent = start;
    while (true) {
      int child = 2 * parent + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && isBefore(child + 1, child)) {
        child++;
      }
      if (!isBefore(child, parent)) {
        return;
      }
      swap(child, parent);
      parent = child;
    }
  }

  private void swap(int a, int b) {
    long time = times[a];
    times[a] = times[b];
    times[b] = time;
    int index = indexes[a];
    indexes[a] = indexes[b];
    indexes[b] = index;
  }
}

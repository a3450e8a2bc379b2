package io.fairway.ledger.index;

import io.fairway.ledger.machine.Committed;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Walks one account's entries in the order of their timestamps, either way, with the balances
/// after each. It takes one block at a time: entries and running balances side by side.
final class AccountHistory {
  private static final int BALANCES = 4;

  private final Committed committed;
  private final AccountLists lists;
  private final BalanceSheet running = new BalanceSheet();
  private int[] entries = new int[Blocks.BLOCK_BYTES_MAX / Integer.BYTES];
  private long[] balances = new long[entries.length * BALANCES];
  private int account;
  private long from;
  private long to;
  private boolean reversed;
  private boolean late;
  private int block;
  private int size;
  private int position;

  AccountHistory(Committed committed, AccountLists lists) {
    this.committed = committed;
    this.lists = lists;
  }

  /// Starts before the first entry from `fromNanos` to `toNanos`, both inclusive.
  void start(int accountIndex, long fromNanos, long toNanos, boolean backwards) {
    account = accountIndex;
    from = fromNanos;
    to = toNanos;
    reversed = backwards;
    late = lists.isLate(account);
    if (late) {
      loadAll();
    } else {
      load(lists.blockAt(account, backwards ? to : from));
    }
  }

  /// Steps to the next entry; false at the end.
  boolean next() {
    while (true) {
      position += reversed ? -1 : 1;
      if (position < 0 || position >= size) {
        int turned = late ? -1 : reversed ? lists.previous(block) : lists.next(account, block);
        if (turned < 0) {
          return false;
        }
        load(turned);
        continue;
      }
      long timestamp = timestamp();
      if (reversed ? timestamp < from : timestamp > to) {
        return false;
      }
      if (timestamp >= from && timestamp <= to) {
        return true;
      }
    }
  }

  /// A transfer's index, or `-1 - n` for expiration `n`.
  int entry() {
    return entries[position];
  }

  long timestamp() {
    return lists.timestamp(entry());
  }

  long debitsPending() {
    return balances[position * BALANCES];
  }

  long debitsPosted() {
    return balances[position * BALANCES + 1];
  }

  long creditsPending() {
    return balances[position * BALANCES + 2];
  }

  long creditsPosted() {
    return balances[position * BALANCES + 3];
  }

  private void load(int which) {
    block = which;
    size = lists.size(account, block);
    for (int i = 0; i < size; i++) {
      entries[i] = lists.entry(account, block, i);
    }
    lists.readBefore(account, block, running);
    fold();
  }

  /// Transfers and expirations ascend each on their own, but not together: sorts them.
  private void loadAll() {
    IntStream.Builder all = IntStream.builder();
    for (int each = 0; each >= 0; each = lists.next(account, each)) {
      for (int i = 0; i < lists.size(account, each); i++) {
        all.add(lists.entry(account, each, i));
      }
    }
    int[] sorted =
        all.build()
            .boxed()
            .sorted(Comparator.comparingLong(lists::timestamp))
            .mapToInt(entry -> entry)
            .toArray();
    if (sorted.length > entries.length) {
      entries = new int[sorted.length];
      balances = new long[sorted.length * BALANCES];
    }
    System.arraycopy(sorted, 0, entries, 0, sorted.length);
    size = sorted.length;
    lists.readBefore(account, 0, running);
    fold();
  }

  private void fold() {
    for (int i = 0; i < size; i++) {
      running.apply(committed, account, entries[i]);
      balances[i * BALANCES] = running.debitsPending;
      balances[i * BALANCES + 1] = running.debitsPosted;
      balances[i * BALANCES + 2] = running.creditsPending;
      balances[i * BALANCES + 3] = running.creditsPosted;
    }
    position = reversed ? size : -1;
  }
}

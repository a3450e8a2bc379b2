package io.fairway.ledger.machine;

import io.fairway.ledger.wire.TransferCodec;
import io.fairway.ledger.wire.TransferEvent;
import org.agrona.DirectBuffer;

/// The next few transfers of a command, decoded and with their accounts found: no transfer adds or
/// removes an account. With many accounts and transfers each lookup waits for memory; asked for
/// together, they wait once.
final class Lookahead {
  /// Events decoded at once: enough to overlap their reads, few enough to stay in the first cache.
  static final int EVENTS = 64;

  private final Accounts accounts;
  private final Transfers transfers;
  private final Books books;
  private final TransferCodec codec = new TransferCodec();
  private final TransferEvent[] events = new TransferEvent[EVENTS];

  /// Indexes of debit and credit accounts in turns.
  private final int[] indexes = new int[EVENTS * 2];

  private final long[] transferHashes = new long[EVENTS];
  private final long[] accountHashes = new long[EVENTS * 2];
  private final long[] accountIds = new long[EVENTS * 4];

  /// What was read ahead. Nobody needs it, but a read without a use would not be done.
  private final long[] entries = new long[EVENTS * 2];

  private int next;
  private int end;
  private int left;
  private int at;

  Lookahead(Accounts accounts, Transfers transfers, Books books) {
    this.accounts = accounts;
    this.transfers = transfers;
    this.books = books;
    for (int i = 0; i < EVENTS; i++) {
      events[i] = new TransferEvent();
    }
  }

  /// Starts a command whose `count` events stand from `offset` on.
  void begin(int offset, int count) {
    codec.reset();
    at = offset;
    left = count;
    next = 0;
    end = 0;
  }

  /// The next event; the object is used again after [#EVENTS] more.
  TransferEvent next(DirectBuffer from) {
    if (next == end) {
      fill(from);
    }
    return events[next++];
  }

  /// The index of the debit account of the event that [#next] has just answered, or -1.
  int debit() {
    return indexes[2 * next - 2];
  }

  /// Its credit account, or -1.
  int credit() {
    return indexes[2 * next - 1];
  }

  private void fill(DirectBuffer from) {
    end = Math.min(EVENTS, left);
    left -= end;
    next = 0;
    for (int i = 0; i < end; i++) {
      at += codec.decode(from, at, events[i]);
    }
    hash();
    transfers.touch(transferHashes, end, entries);
    accounts.find(accountHashes, accountIds, 2 * end, entries, indexes);
    for (int i = 0; i < 2 * end; i++) {
      entries[i] = indexes[i] < 0 ? 0 : books.touchAhead(indexes[i]);
    }
  }

  private void hash() {
    for (int i = 0; i < end; i++) {
      TransferEvent t = events[i];
      transferHashes[i] = transfers.hash(t.idHigh, t.idLow);
      accountHashes[2 * i] = accounts.hash(t.debitHigh, t.debitLow);
      accountHashes[2 * i + 1] = accounts.hash(t.creditHigh, t.creditLow);
      accountIds[4 * i] = t.debitLow;
      accountIds[4 * i + 1] = t.debitHigh;
      accountIds[4 * i + 2] = t.creditLow;
      accountIds[4 * i + 3] = t.creditHigh;
    }
  }
}

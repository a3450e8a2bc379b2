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
  private final int[] debits = new int[EVENTS];
  private final int[] credits = new int[EVENTS];
  private final long[] transferHashes = new long[EVENTS];
  private final long[] accountHashes = new long[EVENTS * 2];

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
    return debits[next - 1];
  }

  /// Its credit account, or -1.
  int credit() {
    return credits[next - 1];
  }

  private void fill(DirectBuffer from) {
    end = Math.min(EVENTS, left);
    left -= end;
    next = 0;
    for (int i = 0; i < end; i++) {
      at += codec.decode(from, at, events[i]);
    }
    touch();
    for (int i = 0; i < end; i++) {
      TransferEvent t = events[i];
      debits[i] = accounts.find(accountHashes[2 * i], t.debitHigh, t.debitLow);
      credits[i] = accounts.find(accountHashes[2 * i + 1], t.creditHigh, t.creditLow);
    }
    for (int i = 0; i < end; i++) {
      entries[i] = debits[i] < 0 ? 0 : books.touchAhead(debits[i]);
      entries[EVENTS + i] = credits[i] < 0 ? 0 : books.touchAhead(credits[i]);
    }
  }

  private void touch() {
    for (int i = 0; i < end; i++) {
      TransferEvent t = events[i];
      transferHashes[i] = IdMap.hash(t.idHigh, t.idLow);
      accountHashes[2 * i] = IdMap.hash(t.debitHigh, t.debitLow);
      accountHashes[2 * i + 1] = IdMap.hash(t.creditHigh, t.creditLow);
    }
    transfers.touch(transferHashes, end, entries);
    accounts.touch(accountHashes, 2 * end, entries);
  }
}

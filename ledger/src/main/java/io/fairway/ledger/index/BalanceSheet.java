package io.fairway.ledger.index;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.machine.Committed;
import io.fairway.ledger.wire.AccountEvent;

/// One account's balances at some point of its history. All changes are sums, so the same entries
/// give the same balances in any order.
final class BalanceSheet {
  long debitsPending;
  long debitsPosted;
  long creditsPending;
  long creditsPosted;

  /// Closings less reopenings: the account is closed while it is not zero.
  int closings;

  void clear() {
    debitsPending = 0;
    debitsPosted = 0;
    creditsPending = 0;
    creditsPosted = 0;
    closings = 0;
  }

  /// Fills an account as it was created with what it held.
  void fill(AccountEvent a) {
    a.debitsPending = debitsPending;
    a.debitsPosted = debitsPosted;
    a.creditsPending = creditsPending;
    a.creditsPosted = creditsPosted;
    a.flags = closings != 0 ? a.flags | AccountFlags.CLOSED : a.flags & ~AccountFlags.CLOSED;
  }

  /// Adds what an entry did to the account: a transfer's index, or `-1 - n` for expiration `n`.
  void apply(Committed committed, int account, int entry) {
    if (entry < 0) {
      int pending = committed.expiredTransfer(-1 - entry);
      release(committed, pending, committed.debit(pending) == account);
      reopen(committed.transferFlags(pending), committed.debit(pending) == account);
      return;
    }
    boolean debits = committed.debit(entry) == account;
    int flags = committed.transferFlags(entry);
    long amount = committed.amount(entry);
    if ((flags & TransferFlags.PENDING) != 0) {
      hold(flags, amount, debits);
    } else if ((flags & TransferFlags.POST_PENDING_TRANSFER) != 0) {
      release(committed, committed.pending(entry), debits);
      post(amount, debits);
    } else if ((flags & TransferFlags.VOID_PENDING_TRANSFER) != 0) {
      int pending = committed.pending(entry);
      release(committed, pending, debits);
      reopen(committed.transferFlags(pending), debits);
    } else {
      post(amount, debits);
    }
  }

  private void hold(int flags, long amount, boolean debits) {
    if (debits) {
      debitsPending += amount;
    } else {
      creditsPending += amount;
    }
    closings += closes(flags, debits) ? 1 : 0;
  }

  private void post(long amount, boolean debits) {
    if (debits) {
      debitsPosted += amount;
    } else {
      creditsPosted += amount;
    }
  }

  private void release(Committed committed, int pending, boolean debits) {
    if (debits) {
      debitsPending -= committed.amount(pending);
    } else {
      creditsPending -= committed.amount(pending);
    }
  }

  private void reopen(int pendingFlags, boolean debits) {
    closings -= closes(pendingFlags, debits) ? 1 : 0;
  }

  private static boolean closes(int flags, boolean debits) {
    return (flags & (debits ? TransferFlags.CLOSING_DEBIT : TransferFlags.CLOSING_CREDIT)) != 0;
  }
}

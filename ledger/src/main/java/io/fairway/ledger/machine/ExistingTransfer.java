package io.fairway.ledger.machine;

import static io.fairway.ledger.CreateTransferStatus.*;
import static io.fairway.ledger.TransferFlags.*;

import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.wire.TransferEvent;

/// Compares a request with the transfer that has its id already. The order of the checks is the
/// precedence of the codes. What a post, void or reversal left zero stands for the value of the
/// transfer that it names.
final class ExistingTransfer {
  private final Transfers transfers;
  private final TransferEvent e = new TransferEvent();
  private final TransferEvent pending = new TransferEvent();

  ExistingTransfer(Transfers transfers) {
    this.transfers = transfers;
  }

  /// The timestamp of the transfer last compared with.
  long timestamp() {
    return e.timestamp;
  }

  CreateTransferStatus compare(TransferEvent t, int index) {
    transfers.read(index, e);
    if (t.flags != e.flags) {
      return EXISTS_WITH_DIFFERENT_FLAGS;
    }
    if (t.pendingHigh != e.pendingHigh || t.pendingLow != e.pendingLow) {
      return EXISTS_WITH_DIFFERENT_PENDING_ID;
    }
    if (t.timeout != e.timeout) {
      return EXISTS_WITH_DIFFERENT_TIMEOUT;
    }
    if ((t.flags & (POST_PENDING_TRANSFER | VOID_PENDING_TRANSFER)) != 0) {
      transfers.read(transfers.pending(index), pending);
      fillIn(t);
    }
    if ((t.flags & REVERSAL) != 0) {
      transfers.read(transfers.pending(index), pending);
      ReversalRules.inherit(t, pending);
    }
    return compareRest(t);
  }

  /// A repeat of a post or void means what the first one meant.
  private void fillIn(TransferEvent t) {
    if ((t.debitHigh | t.debitLow) == 0) {
      t.debitHigh = pending.debitHigh;
      t.debitLow = pending.debitLow;
    }
    if ((t.creditHigh | t.creditLow) == 0) {
      t.creditHigh = pending.creditHigh;
      t.creditLow = pending.creditLow;
    }
    boolean posts = (t.flags & POST_PENDING_TRANSFER) != 0;
    if (t.amount == (posts ? Transfer.AMOUNT_ALL : 0)) {
      t.amount = pending.amount;
    }
    if ((t.userData128High | t.userData128Low) == 0) {
      t.userData128High = pending.userData128High;
      t.userData128Low = pending.userData128Low;
    }
    t.userData64 = t.userData64 == 0 ? pending.userData64 : t.userData64;
    t.userData32 = t.userData32 == 0 ? pending.userData32 : t.userData32;
    t.ledger = t.ledger == 0 ? pending.ledger : t.ledger;
    t.code = t.code == 0 ? pending.code : t.code;
  }

  private CreateTransferStatus compareRest(TransferEvent t) {
    if (t.debitHigh != e.debitHigh || t.debitLow != e.debitLow) {
      return EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID;
    }
    if (t.creditHigh != e.creditHigh || t.creditLow != e.creditLow) {
      return EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID;
    }
    if (isOtherAmount(t)) {
      return EXISTS_WITH_DIFFERENT_AMOUNT;
    }
    if (t.userData128High != e.userData128High || t.userData128Low != e.userData128Low) {
      return EXISTS_WITH_DIFFERENT_USER_DATA_128;
    }
    if (t.userData64 != e.userData64) {
      return EXISTS_WITH_DIFFERENT_USER_DATA_64;
    }
    if (t.userData32 != e.userData32) {
      return EXISTS_WITH_DIFFERENT_USER_DATA_32;
    }
    if (t.ledger != e.ledger) {
      return EXISTS_WITH_DIFFERENT_LEDGER;
    }
    return t.code != e.code ? EXISTS_WITH_DIFFERENT_CODE : EXISTS;
  }

  /// A balancing transfer's amount is the most that it may move, so a repeat may ask for more than
  /// was moved.
  private boolean isOtherAmount(TransferEvent t) {
    return (t.flags & (BALANCING_DEBIT | BALANCING_CREDIT)) != 0
        ? Long.compareUnsigned(t.amount, e.amount) < 0
        : t.amount != e.amount;
  }
}

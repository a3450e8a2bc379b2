package io.fairway.ledger.machine;

import static io.fairway.ledger.CreateTransferStatus.*;
import static io.fairway.ledger.TransferFlags.*;

import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.wire.TransferEvent;

/// What a reversal means: the original it names, with the accounts swapped. The order of the checks
/// is the precedence of the codes. What passes here is checked on as any transfer is.
final class ReversalRules {
  private static final int ALLOWED = REVERSAL | LINKED | IMPORTED;
  private static final int NOT_A_MOVEMENT = PENDING | VOID_PENDING_TRANSFER;

  private final Transfers transfers;
  private final Balances balances;
  private final TransferEvent original = new TransferEvent();

  /// The original that the last transfer named.
  private int index;

  ReversalRules(Transfers transfers, Balances balances) {
    this.transfers = transfers;
    this.balances = balances;
  }

  /// Fills in what `t` left to its original, or says why it may not reverse it.
  CreateTransferStatus resolve(TransferEvent t) {
    CreateTransferStatus fields = checkFields(t);
    if (fields != CREATED) {
      return fields;
    }
    index = transfers.find(t.pendingHigh, t.pendingLow);
    if (index < 0) {
      return ORIGINAL_TRANSFER_NOT_FOUND;
    }
    transfers.read(index, original);
    if ((original.flags & NOT_A_MOVEMENT) != 0) {
      return ORIGINAL_TRANSFER_NOT_POSTED;
    }
    if ((original.flags & REVERSAL) != 0) {
      return ORIGINAL_TRANSFER_IS_A_REVERSAL;
    }
    inherit(t, original);
    CreateTransferStatus same = checkSame(t);
    if (same != CREATED) {
      return same;
    }
    return transfers.state(index) == Transfers.REVERSED
        ? ORIGINAL_TRANSFER_ALREADY_REVERSED
        : CREATED;
  }

  /// The original that [#resolve] has just accepted is reversed from now on; answers its index.
  int reverse() {
    balances.beforeReversal(index);
    transfers.state(index, Transfers.REVERSED);
    return index;
  }

  /// Puts the original's values, accounts swapped, in place of what the reversal left out.
  static void inherit(TransferEvent t, TransferEvent original) {
    if ((t.debitHigh | t.debitLow) == 0) {
      t.debitHigh = original.creditHigh;
      t.debitLow = original.creditLow;
    }
    if ((t.creditHigh | t.creditLow) == 0) {
      t.creditHigh = original.debitHigh;
      t.creditLow = original.debitLow;
    }
    if (t.amount == Transfer.AMOUNT_ALL) {
      t.amount = original.amount;
    }
    if ((t.userData128High | t.userData128Low) == 0) {
      t.userData128High = original.userData128High;
      t.userData128Low = original.userData128Low;
    }
    t.userData64 = t.userData64 == 0 ? original.userData64 : t.userData64;
    t.userData32 = t.userData32 == 0 ? original.userData32 : t.userData32;
    t.ledger = t.ledger == 0 ? original.ledger : t.ledger;
    t.code = t.code == 0 ? original.code : t.code;
  }

  private static CreateTransferStatus checkFields(TransferEvent t) {
    if ((t.flags & ~ALLOWED) != 0) {
      return FLAGS_ARE_MUTUALLY_EXCLUSIVE;
    }
    if ((t.pendingHigh | t.pendingLow) == 0) {
      return PENDING_ID_MUST_NOT_BE_ZERO;
    }
    if ((t.pendingHigh & t.pendingLow) == -1L) {
      return PENDING_ID_MUST_NOT_BE_INT_MAX;
    }
    if (t.pendingHigh == t.idHigh && t.pendingLow == t.idLow) {
      return PENDING_ID_MUST_BE_DIFFERENT;
    }
    return t.timeout != 0 ? TIMEOUT_RESERVED_FOR_PENDING_TRANSFER : CREATED;
  }

  private CreateTransferStatus checkSame(TransferEvent t) {
    if (t.debitHigh != original.creditHigh || t.debitLow != original.creditLow) {
      return ORIGINAL_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID;
    }
    if (t.creditHigh != original.debitHigh || t.creditLow != original.debitLow) {
      return ORIGINAL_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID;
    }
    if (t.ledger != original.ledger) {
      return ORIGINAL_TRANSFER_HAS_DIFFERENT_LEDGER;
    }
    return t.amount != original.amount ? ORIGINAL_TRANSFER_HAS_DIFFERENT_AMOUNT : CREATED;
  }
}

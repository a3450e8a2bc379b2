package io.fairway.ledger.machine;

import static io.fairway.ledger.CreateTransferStatus.*;
import static io.fairway.ledger.TransferFlags.*;

import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.wire.TransferEvent;

/// Whether a transfer may post or void a pending one, and its effect. The order of the checks is
/// the precedence of the codes. What is zero in the transfer is taken from the pending one.
final class SecondPhaseRules {
  private static final int BOTH = POST_PENDING_TRANSFER | VOID_PENDING_TRANSFER;
  private static final int ALLOWED =
      POST_PENDING_TRANSFER | VOID_PENDING_TRANSFER | LINKED | IMPORTED;

  private final Accounts accounts;
  private final Transfers transfers;
  private final ExpiryQueue expiries;
  private final Balances balances;
  private final TransferEvent pending = new TransferEvent();

  SecondPhaseRules(
      Accounts accounts, Transfers transfers, ExpiryQueue expiries, Balances balances) {
    this.accounts = accounts;
    this.transfers = transfers;
    this.expiries = expiries;
    this.balances = balances;
  }

  CreateTransferStatus create(TransferEvent t, long timestamp) {
    CreateTransferStatus fields = checkFields(t);
    if (fields != CREATED) {
      return fields;
    }
    int index = transfers.find(t.pendingHigh, t.pendingLow);
    if (index < 0) {
      return PENDING_TRANSFER_NOT_FOUND;
    }
    if ((transfers.flags(index) & PENDING) == 0) {
      return PENDING_TRANSFER_NOT_PENDING;
    }
    transfers.read(index, pending);
    CreateTransferStatus same = checkSame(t);
    if (same != CREATED) {
      return same;
    }
    CreateTransferStatus open = checkOpen(t, index, timestamp);
    if (open == CREATED) {
      apply(t, index, (t.flags & IMPORTED) != 0 ? t.timestamp : timestamp);
    }
    return open;
  }

  private static CreateTransferStatus checkFields(TransferEvent t) {
    if ((t.flags & BOTH) == BOTH || (t.flags & ~ALLOWED) != 0) {
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

  /// Fills in the amount and compares with the pending transfer.
  private CreateTransferStatus checkSame(TransferEvent t) {
    if (isOther(t.debitHigh, t.debitLow, pending.debitHigh, pending.debitLow)) {
      return PENDING_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID;
    }
    if (isOther(t.creditHigh, t.creditLow, pending.creditHigh, pending.creditLow)) {
      return PENDING_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID;
    }
    if (t.ledger != 0 && t.ledger != pending.ledger) {
      return PENDING_TRANSFER_HAS_DIFFERENT_LEDGER;
    }
    if (t.code != 0 && t.code != pending.code) {
      return PENDING_TRANSFER_HAS_DIFFERENT_CODE;
    }
    boolean posts = (t.flags & POST_PENDING_TRANSFER) != 0;
    if (t.amount == (posts ? Transfer.AMOUNT_ALL : 0)) {
      t.amount = pending.amount;
    }
    if (Long.compareUnsigned(t.amount, pending.amount) > 0) {
      return EXCEEDS_PENDING_TRANSFER_AMOUNT;
    }
    return !posts && t.amount != pending.amount ? PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT : CREATED;
  }

  private CreateTransferStatus checkOpen(TransferEvent t, int index, long timestamp) {
    int state = transfers.state(index);
    if (state == Transfers.POSTED) {
      return PENDING_TRANSFER_ALREADY_POSTED;
    }
    if (state == Transfers.VOIDED) {
      return PENDING_TRANSFER_ALREADY_VOIDED;
    }
    if (state == Transfers.EXPIRED || isDue(timestamp)) {
      return PENDING_TRANSFER_EXPIRED;
    }
    if ((t.flags & IMPORTED) != 0
        && (t.timestamp <= transfers.lastTimestamp() || accounts.hasTimestamp(t.timestamp))) {
      return IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
    }
    if ((t.flags & POST_PENDING_TRANSFER) != 0) {
      if (accounts.isClosed(transfers.debit(index))) {
        return DEBIT_ACCOUNT_ALREADY_CLOSED;
      }
      if (accounts.isClosed(transfers.credit(index))) {
        return CREDIT_ACCOUNT_ALREADY_CLOSED;
      }
    }
    return CREATED;
  }

  private boolean isDue(long timestamp) {
    return pending.timeout != 0
        && ExpiryQueue.expiresAt(pending.timestamp, pending.timeout) <= timestamp;
  }

  private void apply(TransferEvent t, int index, long timestamp) {
    int debit = transfers.debit(index);
    int credit = transfers.credit(index);
    balances.beforeSecondPhase(index);
    balances.release(debit, credit, pending.amount);
    if ((t.flags & POST_PENDING_TRANSFER) != 0) {
      balances.post(debit, credit, t.amount);
      transfers.state(index, Transfers.POSTED);
    } else {
      balances.reopen(pending.flags, debit, credit);
      transfers.state(index, Transfers.VOIDED);
    }
    if (pending.timeout != 0) {
      expiries.resolved();
    }
    inherit(t);
    transfers.add(t, debit, credit, index, timestamp);
  }

  private void inherit(TransferEvent t) {
    if ((t.userData128High | t.userData128Low) == 0) {
      t.userData128High = pending.userData128High;
      t.userData128Low = pending.userData128Low;
    }
    t.userData64 = t.userData64 == 0 ? pending.userData64 : t.userData64;
    t.userData32 = t.userData32 == 0 ? pending.userData32 : t.userData32;
    t.ledger = pending.ledger;
    t.code = pending.code;
  }

  private static boolean isOther(long high, long low, long pendingHigh, long pendingLow) {
    return (high | low) != 0 && (high != pendingHigh || low != pendingLow);
  }
}

package io.fairway.ledger.machine;

import static io.fairway.ledger.CreateTransferStatus.*;
import static io.fairway.ledger.TransferFlags.*;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;

/// Whether a transfer may be created, and its effect. The order of the checks is the precedence of
/// the codes.
final class TransferRules {
  private static final int KNOWN_FLAGS = (REVERSAL << 1) - 1;
  private static final int KNOWN_FLAGS_OF_VERSION_1 = (IMPORTED << 1) - 1;
  private static final int SECOND_PHASE = POST_PENDING_TRANSFER | VOID_PENDING_TRANSFER;
  private static final int CLOSING = CLOSING_DEBIT | CLOSING_CREDIT;

  private final Accounts accounts;
  private final Transfers transfers;
  private final ExpiryQueue expiries;
  private final Balances balances;
  private final ExistingTransfer existing;
  private final SecondPhaseRules secondPhase;
  private final ReversalRules reversals;
  private int knownFlags = KNOWN_FLAGS;
  private int resolved;

  TransferRules(Accounts accounts, Transfers transfers, ExpiryQueue expiries, Balances balances) {
    this.accounts = accounts;
    this.transfers = transfers;
    this.expiries = expiries;
    this.balances = balances;
    this.existing = new ExistingTransfer(transfers);
    this.secondPhase = new SecondPhaseRules(accounts, transfers, expiries, balances);
    this.reversals = new ReversalRules(transfers, balances);
  }

  /// A command in that version of the wire comes: flags that it did not know stay reserved.
  void begin(short wireVersion) {
    knownFlags = wireVersion == Wire.VERSION_1 ? KNOWN_FLAGS_OF_VERSION_1 : KNOWN_FLAGS;
  }

  /// Creates the transfer, or says why not. May change `t`, which is then what was stored.
  ///
  /// @param debit the index of the debit account that `t` names, or -1
  /// @param credit the same of the credit account
  CreateTransferStatus create(TransferEvent t, int debit, int credit, long timestamp) {
    if ((t.flags & ~knownFlags) != 0) {
      return RESERVED_FLAG;
    }
    if ((t.idHigh | t.idLow) == 0) {
      return ID_MUST_NOT_BE_ZERO;
    }
    if ((t.idHigh & t.idLow) == -1L) {
      return ID_MUST_NOT_BE_INT_MAX;
    }
    int index = transfers.find(t.idHigh, t.idLow);
    if (index >= 0) {
      return existing.compare(t, index);
    }
    if (index == Transfers.BURNED) {
      return ID_ALREADY_FAILED;
    }
    if ((t.flags & SECOND_PHASE) != 0) {
      return secondPhase.create(t, timestamp);
    }
    if ((t.flags & REVERSAL) != 0) {
      return reverse(t, timestamp);
    }
    CreateTransferStatus fields = checkFields(t);
    return fields != CREATED ? fields : checkAccounts(t, debit, credit, timestamp);
  }

  /// A reversal may leave its accounts to its original, so they are looked up only then.
  private CreateTransferStatus reverse(TransferEvent t, long timestamp) {
    CreateTransferStatus resolves = reversals.resolve(t);
    if (resolves != CREATED) {
      return resolves;
    }
    int debit = accounts.find(t.debitHigh, t.debitLow);
    int credit = accounts.find(t.creditHigh, t.creditLow);
    return checkAccounts(t, debit, credit, timestamp);
  }

  /// Settles for ever whether that transfer exists: an id that is not there is burned.
  CreateTransferStatus resolve(long idHigh, long idLow) {
    if ((idHigh | idLow) == 0) {
      return ID_MUST_NOT_BE_ZERO;
    }
    if ((idHigh & idLow) == -1L) {
      return ID_MUST_NOT_BE_INT_MAX;
    }
    resolved = transfers.find(idHigh, idLow);
    if (resolved >= 0) {
      return EXISTS;
    }
    if (resolved == Transfers.ABSENT) {
      transfers.burn(idHigh, idLow);
    }
    return ID_ALREADY_FAILED;
  }

  /// The timestamp of the transfer that [#resolve] has just found.
  long resolvedTimestamp() {
    return transfers.timestamp(resolved);
  }

  /// The timestamp of the transfer that [#create] has just found to exist.
  long existingTimestamp() {
    return existing.timestamp();
  }

  private static CreateTransferStatus checkFields(TransferEvent t) {
    if ((t.debitHigh | t.debitLow) == 0) {
      return DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
    }
    if ((t.debitHigh & t.debitLow) == -1L) {
      return DEBIT_ACCOUNT_ID_MUST_NOT_BE_INT_MAX;
    }
    if ((t.creditHigh | t.creditLow) == 0) {
      return CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO;
    }
    if ((t.creditHigh & t.creditLow) == -1L) {
      return CREDIT_ACCOUNT_ID_MUST_NOT_BE_INT_MAX;
    }
    if (t.debitHigh == t.creditHigh && t.debitLow == t.creditLow) {
      return ACCOUNTS_MUST_BE_DIFFERENT;
    }
    if ((t.pendingHigh | t.pendingLow) != 0) {
      return PENDING_ID_MUST_BE_ZERO;
    }
    if ((t.flags & PENDING) == 0) {
      if (t.timeout != 0) {
        return TIMEOUT_RESERVED_FOR_PENDING_TRANSFER;
      }
      if ((t.flags & CLOSING) != 0) {
        return CLOSING_TRANSFER_MUST_BE_PENDING;
      }
    }
    if (t.ledger == 0) {
      return LEDGER_MUST_NOT_BE_ZERO;
    }
    return t.code == 0 ? CODE_MUST_NOT_BE_ZERO : CREATED;
  }

  private CreateTransferStatus checkAccounts(
      TransferEvent t, int debit, int credit, long timestamp) {
    if (debit < 0) {
      return DEBIT_ACCOUNT_NOT_FOUND;
    }
    if (credit < 0) {
      return CREDIT_ACCOUNT_NOT_FOUND;
    }
    if (accounts.ledger(debit) != accounts.ledger(credit)) {
      return ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER;
    }
    if (t.ledger != accounts.ledger(debit)) {
      return TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS;
    }
    if ((t.flags & IMPORTED) != 0) {
      CreateTransferStatus imported = checkImported(t, debit, credit);
      if (imported != CREATED) {
        return imported;
      }
    }
    if (accounts.isClosed(debit)) {
      return DEBIT_ACCOUNT_ALREADY_CLOSED;
    }
    if (accounts.isClosed(credit)) {
      return CREDIT_ACCOUNT_ALREADY_CLOSED;
    }
    t.amount = balanced(t, debit, credit);
    long created = (t.flags & IMPORTED) != 0 ? t.timestamp : timestamp;
    CreateTransferStatus amount = checkAmount(t, debit, credit, created);
    if (amount == CREATED) {
      apply(t, debit, credit, created);
    }
    return amount;
  }

  private CreateTransferStatus checkImported(TransferEvent t, int debit, int credit) {
    if (t.timestamp <= transfers.lastTimestamp() || accounts.hasTimestamp(t.timestamp)) {
      return IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
    }
    if (t.timestamp <= accounts.timestamp(debit)) {
      return IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_DEBIT_ACCOUNT;
    }
    if (t.timestamp <= accounts.timestamp(credit)) {
      return IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_CREDIT_ACCOUNT;
    }
    return t.timeout != 0 ? IMPORTED_EVENT_TIMEOUT_MUST_BE_ZERO : CREATED;
  }

  /// The amount that a balancing transfer may move, at most what was asked.
  private long balanced(TransferEvent t, int debit, int credit) {
    long amount = t.amount;
    if ((t.flags & BALANCING_DEBIT) != 0) {
      long used = accounts.debitsPosted(debit) + accounts.debitsPending(debit);
      amount = Amounts.min(amount, Amounts.minusOrZero(accounts.creditsPosted(debit), used));
    }
    if ((t.flags & BALANCING_CREDIT) != 0) {
      long used = accounts.creditsPosted(credit) + accounts.creditsPending(credit);
      amount = Amounts.min(amount, Amounts.minusOrZero(accounts.debitsPosted(credit), used));
    }
    return amount;
  }

  private CreateTransferStatus checkAmount(TransferEvent t, int debit, int credit, long timestamp) {
    CreateTransferStatus overflow = checkOverflow(t, debit, credit);
    if (overflow != CREATED) {
      return overflow;
    }
    if (ExpiryQueue.overflows(timestamp, t.timeout)) {
      return OVERFLOWS_TIMEOUT;
    }
    if ((accounts.flags(debit) & AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS) != 0) {
      long debits = accounts.debitsPending(debit) + accounts.debitsPosted(debit) + t.amount;
      if (Long.compareUnsigned(debits, accounts.creditsPosted(debit)) > 0) {
        return EXCEEDS_CREDITS;
      }
    }
    if ((accounts.flags(credit) & AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS) != 0) {
      long credits = accounts.creditsPending(credit) + accounts.creditsPosted(credit) + t.amount;
      if (Long.compareUnsigned(credits, accounts.debitsPosted(credit)) > 0) {
        return EXCEEDS_DEBITS;
      }
    }
    return CREATED;
  }

  private CreateTransferStatus checkOverflow(TransferEvent t, int debit, int credit) {
    long amount = t.amount;
    if ((t.flags & PENDING) != 0) {
      if (Amounts.overflows(amount, accounts.debitsPending(debit))) {
        return OVERFLOWS_DEBITS_PENDING;
      }
      if (Amounts.overflows(amount, accounts.creditsPending(credit))) {
        return OVERFLOWS_CREDITS_PENDING;
      }
    }
    if (Amounts.overflows(amount, accounts.debitsPosted(debit))) {
      return OVERFLOWS_DEBITS_POSTED;
    }
    if (Amounts.overflows(amount, accounts.creditsPosted(credit))) {
      return OVERFLOWS_CREDITS_POSTED;
    }
    if (Amounts.overflows(amount, accounts.debitsPending(debit) + accounts.debitsPosted(debit))) {
      return OVERFLOWS_DEBITS;
    }
    if (Amounts.overflows(
        amount, accounts.creditsPending(credit) + accounts.creditsPosted(credit))) {
      return OVERFLOWS_CREDITS;
    }
    return CREATED;
  }

  private void apply(TransferEvent t, int debit, int credit, long timestamp) {
    if ((t.flags & PENDING) != 0) {
      balances.hold(debit, credit, t.amount);
    } else {
      balances.post(debit, credit, t.amount);
    }
    if ((t.flags & CLOSING_DEBIT) != 0) {
      accounts.flags(debit, accounts.flags(debit) | AccountFlags.CLOSED);
    }
    if ((t.flags & CLOSING_CREDIT) != 0) {
      accounts.flags(credit, accounts.flags(credit) | AccountFlags.CLOSED);
    }
    int original = (t.flags & REVERSAL) != 0 ? reversals.reverse() : -1;
    int index = transfers.add(t, debit, credit, original, timestamp);
    if (t.timeout != 0) {
      expiries.stage(index);
    }
  }
}

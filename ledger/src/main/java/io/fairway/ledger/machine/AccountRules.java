package io.fairway.ledger.machine;

import static io.fairway.ledger.CreateAccountStatus.*;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.wire.AccountEvent;

/// Whether an account may be created. The order of the checks is the precedence of the codes.
final class AccountRules {
  private static final int KNOWN_FLAGS = (AccountFlags.CLOSED << 1) - 1;
  private static final int BOTH_LIMITS =
      AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS | AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS;

  private final Accounts accounts;
  private final Transfers transfers;
  private final AccountEvent existing = new AccountEvent();

  AccountRules(Accounts accounts, Transfers transfers) {
    this.accounts = accounts;
    this.transfers = transfers;
  }

  /// Creates the account, or says why not. An imported account keeps its own timestamp.
  CreateAccountStatus create(AccountEvent a, long timestamp) {
    if (a.reserved != 0) {
      return RESERVED_FIELD;
    }
    if ((a.flags & ~KNOWN_FLAGS) != 0) {
      return RESERVED_FLAG;
    }
    if ((a.idHigh | a.idLow) == 0) {
      return ID_MUST_NOT_BE_ZERO;
    }
    if ((a.idHigh & a.idLow) == -1L) {
      return ID_MUST_NOT_BE_INT_MAX;
    }
    int index = accounts.find(a.idHigh, a.idLow);
    if (index >= 0) {
      return exists(a, index);
    }
    CreateAccountStatus fields = checkFields(a);
    if (fields != CREATED) {
      return fields;
    }
    boolean imported = (a.flags & AccountFlags.IMPORTED) != 0;
    if (imported
        && (a.timestamp <= accounts.lastTimestamp() || transfers.hasTimestamp(a.timestamp))) {
      return IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS;
    }
    accounts.add(a, imported ? a.timestamp : timestamp);
    return CREATED;
  }

  /// The timestamp of the account that [#create] has just found to exist.
  long existingTimestamp() {
    return existing.timestamp;
  }

  private static CreateAccountStatus checkFields(AccountEvent a) {
    if ((a.flags & BOTH_LIMITS) == BOTH_LIMITS) {
      return FLAGS_ARE_MUTUALLY_EXCLUSIVE;
    }
    if (a.debitsPending != 0) {
      return DEBITS_PENDING_MUST_BE_ZERO;
    }
    if (a.debitsPosted != 0) {
      return DEBITS_POSTED_MUST_BE_ZERO;
    }
    if (a.creditsPending != 0) {
      return CREDITS_PENDING_MUST_BE_ZERO;
    }
    if (a.creditsPosted != 0) {
      return CREDITS_POSTED_MUST_BE_ZERO;
    }
    if (a.ledger == 0) {
      return LEDGER_MUST_NOT_BE_ZERO;
    }
    return a.code == 0 ? CODE_MUST_NOT_BE_ZERO : CREATED;
  }

  private CreateAccountStatus exists(AccountEvent a, int index) {
    accounts.read(index, existing);
    AccountEvent e = existing;
    if (a.flags != e.flags) {
      return EXISTS_WITH_DIFFERENT_FLAGS;
    }
    if (a.userData128High != e.userData128High || a.userData128Low != e.userData128Low) {
      return EXISTS_WITH_DIFFERENT_USER_DATA_128;
    }
    if (a.userData64 != e.userData64) {
      return EXISTS_WITH_DIFFERENT_USER_DATA_64;
    }
    if (a.userData32 != e.userData32) {
      return EXISTS_WITH_DIFFERENT_USER_DATA_32;
    }
    if (a.ledger != e.ledger) {
      return EXISTS_WITH_DIFFERENT_LEDGER;
    }
    return a.code != e.code ? EXISTS_WITH_DIFFERENT_CODE : EXISTS;
  }
}

package io.fairway.ledger.machine;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.Id128;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// The codes of creating an account, in order of precedence, each with its condition.
final class ReferenceAccountRules {
  private final ReferenceState state;

  ReferenceAccountRules(ReferenceState state) {
    this.state = state;
  }

  CreateAccountStatus judge(Account a, boolean imports, boolean imported, long p) {
    return ReferenceState.first(rules(a, imports, imported, p), CreateAccountStatus.CREATED);
  }

  /// The codes that such an account may be answered, in order of precedence, with their conditions.
  Map<CreateAccountStatus, BooleanSupplier> rules(
      Account a, boolean imports, boolean imported, long p) {
    Account e = state.account(a.id());
    int limits =
        AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS | AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS;
    Map<CreateAccountStatus, BooleanSupplier> rules = new LinkedHashMap<>();
    rules.put(CreateAccountStatus.IMPORTED_EVENT_EXPECTED, () -> imports && !imported);
    rules.put(CreateAccountStatus.IMPORTED_EVENT_NOT_EXPECTED, () -> !imports && imported);
    rules.put(CreateAccountStatus.TIMESTAMP_MUST_BE_ZERO, () -> !imported && a.timestamp() != 0);
    rules.put(
        CreateAccountStatus.IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE,
        () -> imported && a.timestamp() < 1);
    rules.put(
        CreateAccountStatus.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE,
        () -> imported && a.timestamp() >= p);
    rules.put(CreateAccountStatus.RESERVED_FLAG, () -> a.flags() > 63);
    rules.put(CreateAccountStatus.ID_MUST_NOT_BE_ZERO, () -> a.id().equals(Id128.ZERO));
    rules.put(CreateAccountStatus.ID_MUST_NOT_BE_INT_MAX, () -> a.id().equals(Id128.MAX));
    rules.put(
        CreateAccountStatus.EXISTS_WITH_DIFFERENT_FLAGS, () -> e != null && e.flags() != a.flags());
    rules.put(
        CreateAccountStatus.EXISTS_WITH_DIFFERENT_USER_DATA_128,
        () -> e != null && !e.userData128().equals(a.userData128()));
    rules.put(
        CreateAccountStatus.EXISTS_WITH_DIFFERENT_USER_DATA_64,
        () -> e != null && e.userData64() != a.userData64());
    rules.put(
        CreateAccountStatus.EXISTS_WITH_DIFFERENT_USER_DATA_32,
        () -> e != null && e.userData32() != a.userData32());
    rules.put(
        CreateAccountStatus.EXISTS_WITH_DIFFERENT_LEDGER,
        () -> e != null && e.ledger() != a.ledger());
    rules.put(
        CreateAccountStatus.EXISTS_WITH_DIFFERENT_CODE, () -> e != null && e.code() != a.code());
    rules.put(CreateAccountStatus.EXISTS, () -> e != null);
    rules.put(
        CreateAccountStatus.FLAGS_ARE_MUTUALLY_EXCLUSIVE, () -> (a.flags() & limits) == limits);
    rules.put(CreateAccountStatus.DEBITS_PENDING_MUST_BE_ZERO, () -> a.debitsPending() != 0);
    rules.put(CreateAccountStatus.DEBITS_POSTED_MUST_BE_ZERO, () -> a.debitsPosted() != 0);
    rules.put(CreateAccountStatus.CREDITS_PENDING_MUST_BE_ZERO, () -> a.creditsPending() != 0);
    rules.put(CreateAccountStatus.CREDITS_POSTED_MUST_BE_ZERO, () -> a.creditsPosted() != 0);
    rules.put(CreateAccountStatus.LEDGER_MUST_NOT_BE_ZERO, () -> a.ledger() == 0);
    rules.put(CreateAccountStatus.CODE_MUST_NOT_BE_ZERO, () -> a.code() == 0);
    rules.put(
        CreateAccountStatus.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS,
        () ->
            imported
                && (a.timestamp() <= state.youngestAccount
                    || state.transferTimes.contains(a.timestamp())));
    return rules;
  }
}

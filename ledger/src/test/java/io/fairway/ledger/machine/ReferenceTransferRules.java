package io.fairway.ledger.machine;

import static io.fairway.ledger.TransferFlags.*;
import static io.fairway.ledger.machine.ReferenceState.*;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.machine.ReferenceState.Fate;
import io.fairway.ledger.machine.ReferenceState.Sheet;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The codes of creating a transfer, in order of precedence, each with its condition.
final class ReferenceTransferRules {
  private final ReferenceState state;

  ReferenceTransferRules(ReferenceState state) {
    this.state = state;
  }

  CreateTransferStatus judge(Transfer t, boolean imports, long p, long would) {
    return first(rules(t, imports, p, would), CreateTransferStatus.CREATED);
  }

  /// The codes that such a transfer may be answered, in order of precedence, with their conditions.
  Map<CreateTransferStatus, BooleanSupplier> rules(
      Transfer t, boolean imports, long p, long would) {
    Map<CreateTransferStatus, BooleanSupplier> rules = new LinkedHashMap<>();
    addShapeRules(rules, t, imports, p);
    if (state.transfers.containsKey(t.id())) {
      addExistsRules(rules, t, state.transfer(t.id()));
    }
    rules.put(CreateTransferStatus.ID_ALREADY_FAILED, () -> state.burned.contains(t.id()));
    if (has(t, POST_PENDING_TRANSFER) || has(t, VOID_PENDING_TRANSFER)) {
      addSecondPhaseRules(rules, t, would);
    } else if (has(t, REVERSAL)) {
      ReferenceReversalRules.add(rules, t, state);
      @Nullable Transfer original = state.transfers.get(t.pendingId());
      if (original != null) {
        addAccountRules(rules, ReferenceReversalRules.whole(t, original), would);
      } else {
        rules.put(
            CreateTransferStatus.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS, () -> regresses(t));
      }
    } else {
      addFieldRules(rules, t);
      addAccountRules(rules, t, would);
    }
    return rules;
  }

  private static void addShapeRules(
      Map<CreateTransferStatus, BooleanSupplier> rules, Transfer t, boolean imports, long p) {
    boolean imported = has(t, IMPORTED);
    rules.put(CreateTransferStatus.IMPORTED_EVENT_EXPECTED, () -> imports && !imported);
    rules.put(CreateTransferStatus.IMPORTED_EVENT_NOT_EXPECTED, () -> !imports && imported);
    rules.put(CreateTransferStatus.TIMESTAMP_MUST_BE_ZERO, () -> !imported && t.timestamp() != 0);
    rules.put(
        CreateTransferStatus.IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE,
        () -> imported && t.timestamp() < 1);
    rules.put(
        CreateTransferStatus.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE,
        () -> imported && t.timestamp() >= p);
    rules.put(CreateTransferStatus.RESERVED_FLAG, () -> t.flags() > 1023);
    rules.put(CreateTransferStatus.ID_MUST_NOT_BE_ZERO, () -> t.id().equals(Id128.ZERO));
    rules.put(CreateTransferStatus.ID_MUST_NOT_BE_INT_MAX, () -> t.id().equals(Id128.MAX));
  }

  private void addExistsRules(
      Map<CreateTransferStatus, BooleanSupplier> rules, Transfer t, Transfer e) {
    rules.put(CreateTransferStatus.EXISTS_WITH_DIFFERENT_FLAGS, () -> t.flags() != e.flags());
    rules.put(
        CreateTransferStatus.EXISTS_WITH_DIFFERENT_PENDING_ID,
        () -> !t.pendingId().equals(e.pendingId()));
    rules.put(CreateTransferStatus.EXISTS_WITH_DIFFERENT_TIMEOUT, () -> t.timeout() != e.timeout());
    boolean leansOnAnother =
        has(e, POST_PENDING_TRANSFER) || has(e, VOID_PENDING_TRANSFER) || has(e, REVERSAL);
    @Nullable Transfer p = leansOnAnother ? state.transfer(e.pendingId()) : null;
    rules.put(
        CreateTransferStatus.EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID,
        () ->
            !(p != null && t.debitAccountId().equals(Id128.ZERO))
                && !t.debitAccountId().equals(e.debitAccountId()));
    rules.put(
        CreateTransferStatus.EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID,
        () ->
            !(p != null && t.creditAccountId().equals(Id128.ZERO))
                && !t.creditAccountId().equals(e.creditAccountId()));
    rules.put(
        CreateTransferStatus.EXISTS_WITH_DIFFERENT_AMOUNT,
        () -> {
          if (p != null) {
            return !meant(t, p).equals(unsigned(e.amount()));
          }
          int order = unsigned(t.amount()).compareTo(unsigned(e.amount()));
          boolean balancing = has(t, BALANCING_DEBIT) || has(t, BALANCING_CREDIT);
          return balancing ? order < 0 : order != 0;
        });
    rules.put(
        CreateTransferStatus.EXISTS_WITH_DIFFERENT_USER_DATA_128,
        () -> {
          Id128 meant =
              p != null && t.userData128().equals(Id128.ZERO) ? p.userData128() : t.userData128();
          return !meant.equals(e.userData128());
        });
    rules.put(
        CreateTransferStatus.EXISTS_WITH_DIFFERENT_USER_DATA_64,
        () ->
            (p != null && t.userData64() == 0 ? p.userData64() : t.userData64()) != e.userData64());
    rules.put(
        CreateTransferStatus.EXISTS_WITH_DIFFERENT_USER_DATA_32,
        () ->
            (p != null && t.userData32() == 0 ? p.userData32() : t.userData32()) != e.userData32());
    rules.put(
        CreateTransferStatus.EXISTS_WITH_DIFFERENT_LEDGER,
        () -> !(p != null && t.ledger() == 0) && t.ledger() != e.ledger());
    rules.put(
        CreateTransferStatus.EXISTS_WITH_DIFFERENT_CODE,
        () -> (p != null && t.code() == 0 ? p.code() : t.code()) != e.code());
    rules.put(CreateTransferStatus.EXISTS, () -> true);
  }

  private static void addFieldRules(Map<CreateTransferStatus, BooleanSupplier> rules, Transfer t) {
    rules.put(
        CreateTransferStatus.DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO,
        () -> t.debitAccountId().equals(Id128.ZERO));
    rules.put(
        CreateTransferStatus.DEBIT_ACCOUNT_ID_MUST_NOT_BE_INT_MAX,
        () -> t.debitAccountId().equals(Id128.MAX));
    rules.put(
        CreateTransferStatus.CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO,
        () -> t.creditAccountId().equals(Id128.ZERO));
    rules.put(
        CreateTransferStatus.CREDIT_ACCOUNT_ID_MUST_NOT_BE_INT_MAX,
        () -> t.creditAccountId().equals(Id128.MAX));
    rules.put(
        CreateTransferStatus.ACCOUNTS_MUST_BE_DIFFERENT,
        () -> t.debitAccountId().equals(t.creditAccountId()));
    rules.put(
        CreateTransferStatus.PENDING_ID_MUST_BE_ZERO, () -> !t.pendingId().equals(Id128.ZERO));
    rules.put(
        CreateTransferStatus.TIMEOUT_RESERVED_FOR_PENDING_TRANSFER,
        () -> !has(t, PENDING) && t.timeout() != 0);
    rules.put(
        CreateTransferStatus.CLOSING_TRANSFER_MUST_BE_PENDING,
        () -> !has(t, PENDING) && (has(t, CLOSING_DEBIT) || has(t, CLOSING_CREDIT)));
    rules.put(CreateTransferStatus.LEDGER_MUST_NOT_BE_ZERO, () -> t.ledger() == 0);
    rules.put(CreateTransferStatus.CODE_MUST_NOT_BE_ZERO, () -> t.code() == 0);
  }

  private void addAccountRules(
      Map<CreateTransferStatus, BooleanSupplier> rules, Transfer t, long would) {
    Account dr = state.accounts.get(t.debitAccountId());
    Account cr = state.accounts.get(t.creditAccountId());
    rules.put(CreateTransferStatus.DEBIT_ACCOUNT_NOT_FOUND, () -> dr == null);
    rules.put(CreateTransferStatus.CREDIT_ACCOUNT_NOT_FOUND, () -> cr == null);
    rules.put(
        CreateTransferStatus.ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER,
        () -> dr != null && cr != null && dr.ledger() != cr.ledger());
    rules.put(
        CreateTransferStatus.TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS,
        () -> dr != null && t.ledger() != dr.ledger());
    boolean imported = has(t, IMPORTED);
    rules.put(CreateTransferStatus.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS, () -> regresses(t));
    rules.put(
        CreateTransferStatus.IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_DEBIT_ACCOUNT,
        () -> dr != null && imported && t.timestamp() <= dr.timestamp());
    rules.put(
        CreateTransferStatus.IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_CREDIT_ACCOUNT,
        () -> cr != null && imported && t.timestamp() <= cr.timestamp());
    rules.put(
        CreateTransferStatus.IMPORTED_EVENT_TIMEOUT_MUST_BE_ZERO,
        () -> imported && t.timeout() != 0);
    rules.put(
        CreateTransferStatus.DEBIT_ACCOUNT_ALREADY_CLOSED,
        () -> dr != null && state.sheet(dr.id()).closed);
    rules.put(
        CreateTransferStatus.CREDIT_ACCOUNT_ALREADY_CLOSED,
        () -> cr != null && state.sheet(cr.id()).closed);
    if (dr != null && cr != null) {
      addAmountRules(rules, t, dr, cr, imported ? t.timestamp() : would);
    }
  }

  private void addAmountRules(
      Map<CreateTransferStatus, BooleanSupplier> rules,
      Transfer t,
      Account dr,
      Account cr,
      long time) {
    Sheet debit = state.sheet(dr.id());
    Sheet credit = state.sheet(cr.id());
    BigInteger amount = moved(t, debit, credit);
    boolean pending = has(t, PENDING);
    rules.put(
        CreateTransferStatus.OVERFLOWS_DEBITS_PENDING,
        () -> pending && tooMuch(debit.debitsPending, amount));
    rules.put(
        CreateTransferStatus.OVERFLOWS_CREDITS_PENDING,
        () -> pending && tooMuch(credit.creditsPending, amount));
    rules.put(
        CreateTransferStatus.OVERFLOWS_DEBITS_POSTED, () -> tooMuch(debit.debitsPosted, amount));
    rules.put(
        CreateTransferStatus.OVERFLOWS_CREDITS_POSTED, () -> tooMuch(credit.creditsPosted, amount));
    rules.put(
        CreateTransferStatus.OVERFLOWS_DEBITS,
        () -> tooMuch(debit.debitsPending.add(debit.debitsPosted), amount));
    rules.put(
        CreateTransferStatus.OVERFLOWS_CREDITS,
        () -> tooMuch(credit.creditsPending.add(credit.creditsPosted), amount));
    rules.put(
        CreateTransferStatus.OVERFLOWS_TIMEOUT,
        () ->
            BigInteger.valueOf(time)
                    .add(
                        BigInteger.valueOf(t.timeout() & 0xffffffffL)
                            .multiply(BigInteger.valueOf(NANOS)))
                    .bitLength()
                > 63);
    rules.put(
        CreateTransferStatus.EXCEEDS_CREDITS,
        () ->
            (dr.flags() & AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS) != 0
                && debit
                        .debitsPending
                        .add(debit.debitsPosted)
                        .add(amount)
                        .compareTo(debit.creditsPosted)
                    > 0);
    rules.put(
        CreateTransferStatus.EXCEEDS_DEBITS,
        () ->
            (cr.flags() & AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS) != 0
                && credit
                        .creditsPending
                        .add(credit.creditsPosted)
                        .add(amount)
                        .compareTo(credit.debitsPosted)
                    > 0);
  }

  private void addSecondPhaseRules(
      Map<CreateTransferStatus, BooleanSupplier> rules, Transfer t, long would) {
    boolean posts = has(t, POST_PENDING_TRANSFER);
    int others =
        PENDING | BALANCING_DEBIT | BALANCING_CREDIT | CLOSING_DEBIT | CLOSING_CREDIT | REVERSAL;
    rules.put(
        CreateTransferStatus.FLAGS_ARE_MUTUALLY_EXCLUSIVE,
        () -> (posts && has(t, VOID_PENDING_TRANSFER)) || (t.flags() & others) != 0);
    rules.put(
        CreateTransferStatus.PENDING_ID_MUST_NOT_BE_ZERO, () -> t.pendingId().equals(Id128.ZERO));
    rules.put(
        CreateTransferStatus.PENDING_ID_MUST_NOT_BE_INT_MAX, () -> t.pendingId().equals(Id128.MAX));
    rules.put(
        CreateTransferStatus.PENDING_ID_MUST_BE_DIFFERENT, () -> t.pendingId().equals(t.id()));
    rules.put(CreateTransferStatus.TIMEOUT_RESERVED_FOR_PENDING_TRANSFER, () -> t.timeout() != 0);
    Transfer p = state.transfers.get(t.pendingId());
    rules.put(CreateTransferStatus.PENDING_TRANSFER_NOT_FOUND, () -> p == null);
    if (p == null) {
      rules.put(CreateTransferStatus.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS, () -> regresses(t));
      return;
    }
    rules.put(CreateTransferStatus.PENDING_TRANSFER_NOT_PENDING, () -> !has(p, PENDING));
    rules.put(
        CreateTransferStatus.PENDING_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID,
        () -> given(t.debitAccountId()) && !t.debitAccountId().equals(p.debitAccountId()));
    rules.put(
        CreateTransferStatus.PENDING_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID,
        () -> given(t.creditAccountId()) && !t.creditAccountId().equals(p.creditAccountId()));
    rules.put(
        CreateTransferStatus.PENDING_TRANSFER_HAS_DIFFERENT_LEDGER,
        () -> t.ledger() != 0 && t.ledger() != p.ledger());
    rules.put(
        CreateTransferStatus.PENDING_TRANSFER_HAS_DIFFERENT_CODE,
        () -> t.code() != 0 && t.code() != p.code());
    int order = meant(t, p).compareTo(unsigned(p.amount()));
    rules.put(CreateTransferStatus.EXCEEDS_PENDING_TRANSFER_AMOUNT, () -> order > 0);
    rules.put(
        CreateTransferStatus.PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT, () -> !posts && order < 0);
    Fate fate = state.fates.get(p.id());
    rules.put(CreateTransferStatus.PENDING_TRANSFER_ALREADY_POSTED, () -> fate == Fate.POSTED);
    rules.put(CreateTransferStatus.PENDING_TRANSFER_ALREADY_VOIDED, () -> fate == Fate.VOIDED);
    rules.put(
        CreateTransferStatus.PENDING_TRANSFER_EXPIRED,
        () -> fate == Fate.EXPIRED || (p.timeout() != 0 && dueOf(p).at() <= would));
    rules.put(CreateTransferStatus.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS, () -> regresses(t));
    rules.put(
        CreateTransferStatus.DEBIT_ACCOUNT_ALREADY_CLOSED,
        () -> posts && state.sheet(p.debitAccountId()).closed);
    rules.put(
        CreateTransferStatus.CREDIT_ACCOUNT_ALREADY_CLOSED,
        () -> posts && state.sheet(p.creditAccountId()).closed);
  }

  private boolean regresses(Transfer t) {
    return has(t, IMPORTED)
        && (t.timestamp() <= state.youngestTransfer || state.accountTimes.contains(t.timestamp()));
  }
}

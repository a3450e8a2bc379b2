package io.fairway.ledger.machine;

import io.fairway.ledger.Id128;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.money.Invariant;
import io.fairway.money.InvariantViolation;
import org.jspecify.annotations.Nullable;

/// Looks at whole states, for those who prove them again: slow, and allocates.
public final class StateAudit {
  private StateAudit() {}

  /// Debits equal credits in every ledger, and no account is past its limits.
  ///
  /// @throws io.fairway.money.InvariantViolation when they are not
  public static void checkBooks(StateMachine ledger) {
    Imbalances imbalances = new Imbalances();
    Accounts all = ledger.accounts;
    Books books = new Books(all);
    for (int i = 0; i < all.count(); i++) {
      imbalances.add(
          all.ledger(i),
          all.debitsPending(i) - all.creditsPending(i),
          all.debitsPosted(i) - all.creditsPosted(i));
      books.checkLimits(
          i,
          all.debitsPending(i),
          all.debitsPosted(i),
          all.creditsPending(i),
          all.creditsPosted(i));
    }
    imbalances.check();
    Invariant.check(
        all.lastTimestamp() <= ledger.clockNanos()
            && ledger.transfers.lastTimestamp() <= ledger.clockNanos(),
        "a record is younger than the clock");
  }

  /// The first thing in which two states differ, in words; null when they are the same.
  public static @Nullable String difference(StateMachine one, StateMachine other) {
    String summary = summaryOf(one);
    if (!summary.equals(summaryOf(other))) {
      return summary + " against " + summaryOf(other);
    }
    String accounts = accountDifference(one, other);
    return accounts != null ? accounts : transferDifference(one, other);
  }

  private static String summaryOf(StateMachine ledger) {
    return "%d accounts, %d transfers, %d burned ids, %d commands, clock %d, hash %016x"
        .formatted(
            ledger.accountCount(),
            ledger.transferCount(),
            ledger.transfers.burned.count(),
            ledger.commands(),
            ledger.clockNanos(),
            ledger.hash());
  }

  private static @Nullable String accountDifference(StateMachine one, StateMachine other) {
    AccountEvent event = new AccountEvent();
    for (int i = 0; i < one.accountCount(); i++) {
      one.accounts.read(i, event);
      String own = event.toAccount().toString();
      other.accounts.read(i, event);
      String others = event.toAccount().toString();
      if (!own.equals(others)) {
        return own + " against " + others;
      }
    }
    return null;
  }

  private static @Nullable String transferDifference(StateMachine one, StateMachine other) {
    TransferEvent event = new TransferEvent();
    for (int i = 0; i < one.transferCount(); i++) {
      one.transfers.read(i, event);
      String own = event.toTransfer() + " in state " + one.transfers.state(i);
      other.transfers.read(i, event);
      String others = event.toTransfer() + " in state " + other.transfers.state(i);
      if (!own.equals(others)) {
        return own + " against " + others;
      }
    }
    for (int i = 0; i < one.transfers.burned.count(); i++) {
      Id128 own = burned(one, i);
      if (!own.equals(burned(other, i))) {
        return "burned id " + own + " against " + burned(other, i);
      }
    }
    return null;
  }

  private static Id128 burned(StateMachine ledger, int index) {
    Records burned = ledger.transfers.burned;
    return new Id128(burned.getLong(index, 8), burned.getLong(index, 0));
  }

  /// What must always hold and did not, from what the state machine threw; anything else is thrown
  /// again.
  public static String violation(IllegalStateException thrown) {
    if (thrown instanceof InvariantViolation) {
      return String.valueOf(thrown.getMessage());
    }
    throw thrown;
  }
}

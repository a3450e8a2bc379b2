package io.fairway.ledger.machine;

import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import java.util.List;

/// One step of a run that a test can repeat, shorten and print.
sealed interface Step {

  /// Nanoseconds of log time.
  record Accounts(long time, List<Account> batch) implements Step {}

  record Transfers(long time, List<Transfer> batch) implements Step {}

  record Resolve(long time, List<Id128> batch) implements Step {}

  /// Compares what all accounts hold.
  record Read(long time) implements Step {}

  /// Goes on from a snapshot.
  record Restore() implements Step {}

  /// How many events it asks for.
  default int events() {
    return switch (this) {
      case Accounts accounts -> accounts.batch().size();
      case Transfers transfers -> transfers.batch().size();
      case Resolve resolve -> resolve.batch().size();
      case Read _, Restore _ -> 0;
    };
  }
}

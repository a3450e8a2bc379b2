package io.fairway.ledger.machine;

import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// A ledger and the naive one, led through the same steps and compared at each.
final class Agreement {
  private static final List<Id128> ALL_ACCOUNTS =
      LongStream.rangeClosed(1, RandomEvents.ACCOUNTS).mapToObj(i -> new Id128(0, i)).toList();

  private final ReferenceLedger model = new ReferenceLedger();
  private LocalLedger ledger;

  Agreement(LocalLedger ledger) {
    this.ledger = ledger;
  }

  /// What these steps show to be different, or null.
  static @Nullable String difference(List<Step> steps, Supplier<LocalLedger> ledgers) {
    Agreement agreement = new Agreement(ledgers.get());
    for (int i = 0; i < steps.size(); i++) {
      String difference = agreement.difference(steps.get(i));
      if (difference != null) {
        return difference;
      }
    }
    return agreement.differenceOfTransfers();
  }

  ReferenceLedger model() {
    return model;
  }

  /// Takes both one step on; answers what is different afterwards, or null. A ledger that throws
  /// differs.
  @Nullable String difference(Step step) {
    try {
      return compare(step);
    } catch (RuntimeException e) {
      return "threw " + e;
    }
  }

  /// What is different in all that is stored, or null.
  @Nullable String differenceOfTransfers() {
    try {
      List<Transfer> actual = new ArrayList<>();
      QueryFilter next = QueryFilter.from(0);
      for (List<Transfer> page = ledger.queryTransfers(next);
          !page.isEmpty();
          page = ledger.queryTransfers(next)) {
        actual.addAll(page);
        next = QueryFilter.from(page.getLast().timestamp() + 1);
      }
      return differ(model.transfers(), actual);
    } catch (RuntimeException e) {
      return "threw " + e;
    }
  }

  private @Nullable String compare(Step step) {
    return switch (step) {
      case Step.Accounts accounts -> {
        ledger.at(accounts.time());
        yield differ(
            model.createAccounts(accounts.batch(), accounts.time()),
            ledger.createAccounts(accounts.batch()));
      }
      case Step.Transfers transfers -> {
        ledger.at(transfers.time());
        yield differ(
            model.createTransfers(transfers.batch(), transfers.time()),
            ledger.createTransfers(transfers.batch()));
      }
      case Step.Resolve resolve -> {
        ledger.at(resolve.time());
        yield differ(
            model.resolve(resolve.batch(), resolve.time()),
            ledger.resolveTransfers(resolve.batch()));
      }
      case Step.Read read -> read(read.time());
      case Step.Restore _ -> restore();
    };
  }

  private @Nullable String read(long time) {
    // what expires on the read shows on the next one: the machine answers first
    List<Account> expected = accounts();
    model.read(time);
    ledger.at(time);
    String accounts = differ(expected, ledger.lookupAccounts(ALL_ACCOUNTS));
    return accounts != null
        ? accounts
        : differ(List.of(model.clock()), List.of(ledger.machine().clockNanos()));
  }

  private @Nullable String restore() {
    long hash = ledger.machine().hash();
    ledger = ledger.restored();
    return differ(List.of(hash), List.of(ledger.machine().hash()));
  }

  private List<Account> accounts() {
    return ALL_ACCOUNTS.stream().map(model::account).filter(Objects::nonNull).toList();
  }

  private static @Nullable String differ(List<?> expected, List<?> actual) {
    if (expected.equals(actual)) {
      return null;
    }
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      if (!expected.get(i).equals(actual.get(i))) {
        return "number " + i + " is " + actual.get(i) + ", expected " + expected.get(i);
      }
    }
    return actual.size() + " instead of " + expected.size();
  }
}

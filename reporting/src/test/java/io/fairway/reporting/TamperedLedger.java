package io.fairway.reporting;

import io.fairway.ledger.Account;
import io.fairway.ledger.CreateAccountResult;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import java.util.List;
import java.util.function.UnaryOperator;

/// A ledger whose answers are changed on their way.
record TamperedLedger(Ledger ledger, UnaryOperator<Account> change) implements Ledger {

  /// One unit more was credited to that account than any other was debited.
  static TamperedLedger oneUnitMoreOn(Id128 id, Ledger ledger) {
    return new TamperedLedger(
        ledger,
        a ->
            a.id().equals(id)
                ? new Account(
                    a.id(),
                    a.debitsPending(),
                    a.debitsPosted(),
                    a.creditsPending(),
                    a.creditsPosted() + 1,
                    a.userData128(),
                    a.userData64(),
                    a.userData32(),
                    a.ledger(),
                    a.code(),
                    a.flags(),
                    a.timestamp())
                : a);
  }

  @Override
  public List<Account> lookupAccounts(List<Id128> ids) {
    return ledger.lookupAccounts(ids).stream().map(change).toList();
  }

  @Override
  public List<Account> queryAccounts(QueryFilter filter) {
    return ledger.queryAccounts(filter).stream().map(change).toList();
  }

  @Override
  public List<CreateAccountResult> createAccounts(List<Account> accounts) {
    return ledger.createAccounts(accounts);
  }

  @Override
  public List<CreateTransferResult> createTransfers(List<Transfer> transfers) {
    return ledger.createTransfers(transfers);
  }

  @Override
  public List<Transfer> lookupTransfers(List<Id128> ids) {
    return ledger.lookupTransfers(ids);
  }

  @Override
  public List<Transfer> queryTransfers(QueryFilter filter) {
    return ledger.queryTransfers(filter);
  }

  @Override
  public void close() {
    ledger.close();
  }
}

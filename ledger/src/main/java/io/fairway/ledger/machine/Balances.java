package io.fairway.ledger.machine;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.TransferFlags;
import io.fairway.money.Invariant;

/// The only writer of balances. Both sides of a transfer change together, after the chain and the
/// books have seen what they were.
final class Balances {
  private final Accounts accounts;
  private final Chain chain;
  private final Books books;

  Balances(Accounts accounts, Chain chain, Books books) {
    this.accounts = accounts;
    this.chain = chain;
    this.books = books;
  }

  void hold(int debit, int credit, long amount) {
    before(debit, credit);
    accounts.put(debit, Accounts.DEBITS_PENDING, accounts.debitsPending(debit) + amount);
    accounts.put(credit, Accounts.CREDITS_PENDING, accounts.creditsPending(credit) + amount);
  }

  void post(int debit, int credit, long amount) {
    before(debit, credit);
    accounts.put(debit, Accounts.DEBITS_POSTED, accounts.debitsPosted(debit) + amount);
    accounts.put(credit, Accounts.CREDITS_POSTED, accounts.creditsPosted(credit) + amount);
  }

  void release(int debit, int credit, long amount) {
    before(debit, credit);
    long debitsPending = accounts.debitsPending(debit);
    long creditsPending = accounts.creditsPending(credit);
    Invariant.check(
        Long.compareUnsigned(debitsPending, amount) >= 0
            && Long.compareUnsigned(creditsPending, amount) >= 0,
        "more released than was pending");
    accounts.put(debit, Accounts.DEBITS_PENDING, debitsPending - amount);
    accounts.put(credit, Accounts.CREDITS_PENDING, creditsPending - amount);
  }

  /// Opens what a pending transfer of those flags had closed. Follows a change of both accounts.
  void reopen(int pendingFlags, int debit, int credit) {
    if ((pendingFlags & TransferFlags.CLOSING_DEBIT) != 0) {
      Invariant.check(accounts.isClosed(debit), "the debit account is not closed");
      accounts.flags(debit, accounts.flags(debit) & ~AccountFlags.CLOSED);
    }
    if ((pendingFlags & TransferFlags.CLOSING_CREDIT) != 0) {
      Invariant.check(accounts.isClosed(credit), "the credit account is not closed");
      accounts.flags(credit, accounts.flags(credit) & ~AccountFlags.CLOSED);
    }
  }

  void beforeSecondPhase(int pending) {
    chain.beforeSecondPhase(pending);
  }

  void beforeReversal(int original) {
    chain.beforeReversal(original);
  }

  private void before(int debit, int credit) {
    chain.beforeChange(debit);
    chain.beforeChange(credit);
    books.touch(debit);
    books.touch(credit);
  }
}

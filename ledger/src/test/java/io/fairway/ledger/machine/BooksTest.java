package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.money.InvariantViolation;
import org.junit.jupiter.api.Test;

/// The check that follows every command stops the ledger when a command leaves the books wrong:
/// each wrong is planted behind the rules' back.
class BooksTest {
  private static final int PLAIN = 0;
  private static final int OTHER = 1;
  private static final int OTHER_LEDGER = 2;
  private static final int DEBITS_LIMITED = 3;
  private static final int CREDITS_LIMITED = 4;

  private final Accounts accounts = new Accounts(LocalLedger.storage());
  private final Books books = new Books(accounts);

  BooksTest() {
    add(1, 0);
    add(1, 0);
    add(2, 0);
    add(1, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS);
    add(1, AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS);
  }

  @Test
  void evenBooksPass() {
    change(PLAIN, Accounts.DEBITS_POSTED, 5);
    change(OTHER, Accounts.CREDITS_POSTED, 5);
    change(PLAIN, Accounts.DEBITS_PENDING, 7);
    change(OTHER, Accounts.CREDITS_PENDING, 7);
    assertThatCode(() -> books.close(0)).doesNotThrowAnyException();
    change(PLAIN, Accounts.DEBITS_PENDING, -7);
    change(OTHER, Accounts.CREDITS_PENDING, -7);
    assertThatCode(() -> books.close(0)).doesNotThrowAnyException();
  }

  @Test
  void postedDebitsThatAreNotCreditsStopIt() {
    change(PLAIN, Accounts.DEBITS_POSTED, 5);
    change(OTHER, Accounts.CREDITS_POSTED, 4);
    stops("debits do not equal credits in ledger 1");
  }

  @Test
  void pendingDebitsThatAreNotCreditsStopIt() {
    change(PLAIN, Accounts.DEBITS_PENDING, 5);
    stops("debits do not equal credits in ledger 1");
  }

  @Test
  void whatIsPostedDoesNotMakeUpForWhatIsPending() {
    change(PLAIN, Accounts.DEBITS_PENDING, 5);
    change(OTHER, Accounts.CREDITS_POSTED, 5);
    stops("debits do not equal credits in ledger 1");
  }

  @Test
  void moneyThatChangesLedgersStopsIt() {
    change(PLAIN, Accounts.DEBITS_POSTED, 5);
    change(OTHER_LEDGER, Accounts.CREDITS_POSTED, 5);
    stops("debits do not equal credits in ledger");
  }

  @Test
  void debitsPastTheLimitStopIt() {
    change(DEBITS_LIMITED, Accounts.DEBITS_PENDING, 5);
    change(PLAIN, Accounts.CREDITS_PENDING, 5);
    stops("debits exceed credits");
  }

  @Test
  void creditsPastTheLimitStopIt() {
    change(PLAIN, Accounts.DEBITS_POSTED, 5);
    change(CREDITS_LIMITED, Accounts.CREDITS_POSTED, 5);
    stops("credits exceed debits");
  }

  @Test
  void aSumThatRunsOverStopsIt() {
    change(PLAIN, Accounts.DEBITS_POSTED, -1);
    change(PLAIN, Accounts.DEBITS_PENDING, 1);
    change(OTHER, Accounts.CREDITS_POSTED, -1);
    change(OTHER, Accounts.CREDITS_PENDING, 1);
    stops("a balance overflowed");
  }

  @Test
  void pendingNeverFallsBelowNothing() {
    Transfers transfers = new Transfers(LocalLedger.storage(), accounts);
    Chain chain = new Chain(accounts, transfers, new ExpiryQueue(transfers));
    Balances balances = new Balances(accounts, chain, books);
    balances.hold(PLAIN, OTHER, 5);
    assertThatThrownBy(() -> balances.release(PLAIN, OTHER, 6))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("more released than was pending");
  }

  private void add(int ledger, int flags) {
    AccountEvent account = new AccountEvent();
    account.idLow = accounts.count() + 1L;
    account.ledger = ledger;
    account.code = 1;
    account.flags = flags;
    accounts.add(account, account.idLow);
  }

  private void change(int account, int balance, long by) {
    books.touch(account);
    long now =
        switch (balance) {
          case Accounts.DEBITS_PENDING -> accounts.debitsPending(account);
          case Accounts.DEBITS_POSTED -> accounts.debitsPosted(account);
          case Accounts.CREDITS_PENDING -> accounts.creditsPending(account);
          default -> accounts.creditsPosted(account);
        };
    accounts.put(account, balance, now + by);
  }

  private void stops(String why) {
    assertThatThrownBy(() -> books.close(0))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining(why);
  }
}

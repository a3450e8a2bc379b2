package io.fairway.ledger.machine;

import io.fairway.money.Invariant;
import java.util.Arrays;

/// Undoes a linked chain. While a chain is open it notes the balances and states that its events
/// are about to change; what they added is cut off the stores' ends.
final class Chain {
  private static final int BALANCE_WORDS = 6;

  private final Accounts accounts;
  private final Transfers transfers;
  private final ExpiryQueue expiries;

  private boolean open;
  private int accountsBefore;
  private int transfersBefore;
  private int expiriesBefore;
  private long[] balances = new long[BALANCE_WORDS * 64];
  private int balancesLength;
  private int[] pendings = new int[64];
  private int pendingsLength;
  private int[] originals = new int[64];
  private int originalsLength;

  Chain(Accounts accounts, Transfers transfers, ExpiryQueue expiries) {
    this.accounts = accounts;
    this.transfers = transfers;
    this.expiries = expiries;
  }

  void open() {
    Invariant.check(!open, "a chain is open already");
    open = true;
    accountsBefore = accounts.count();
    transfersBefore = transfers.count();
    expiriesBefore = expiries.stagedCount();
    balancesLength = 0;
    pendingsLength = 0;
    originalsLength = 0;
  }

  void keep() {
    open = false;
  }

  /// An account is about to change.
  void beforeChange(int account) {
    if (!open) {
      return;
    }
    if (balancesLength == balances.length) {
      balances = Arrays.copyOf(balances, balances.length * 2);
    }
    int at = balancesLength;
    balances[at] = account;
    balances[at + 1] = accounts.debitsPending(account);
    balances[at + 2] = accounts.debitsPosted(account);
    balances[at + 3] = accounts.creditsPending(account);
    balances[at + 4] = accounts.creditsPosted(account);
    balances[at + 5] = accounts.flags(account);
    balancesLength = at + BALANCE_WORDS;
  }

  /// A pending transfer is about to be posted or voided.
  void beforeSecondPhase(int pending) {
    if (!open) {
      return;
    }
    if (pendingsLength == pendings.length) {
      pendings = Arrays.copyOf(pendings, pendings.length * 2);
    }
    pendings[pendingsLength++] = pending;
  }

  /// A posted transfer is about to be reversed.
  void beforeReversal(int original) {
    if (!open) {
      return;
    }
    if (originalsLength == originals.length) {
      originals = Arrays.copyOf(originals, originals.length * 2);
    }
    originals[originalsLength++] = original;
  }

  /// Makes the stores what they were when the chain opened.
  void rollBack() {
    Invariant.check(open, "no chain is open");
    for (int at = balancesLength - BALANCE_WORDS; at >= 0; at -= BALANCE_WORDS) {
      int account = (int) balances[at];
      accounts.put(account, Accounts.DEBITS_PENDING, balances[at + 1]);
      accounts.put(account, Accounts.DEBITS_POSTED, balances[at + 2]);
      accounts.put(account, Accounts.CREDITS_PENDING, balances[at + 3]);
      accounts.put(account, Accounts.CREDITS_POSTED, balances[at + 4]);
      accounts.flags(account, (int) balances[at + 5]);
    }
    for (int i = pendingsLength - 1; i >= 0; i--) {
      transfers.state(pendings[i], Transfers.PENDING);
    }
    for (int i = originalsLength - 1; i >= 0; i--) {
      transfers.state(originals[i], Transfers.NONE);
    }
    expiries.unstage(expiriesBefore);
    transfers.truncate(transfersBefore);
    accounts.truncate(accountsBefore);
    open = false;
  }
}

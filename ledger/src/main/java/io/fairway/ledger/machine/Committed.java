package io.fairway.ledger.machine;

import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.TransferEvent;
import java.util.function.IntToLongFunction;

/// What other threads may read of a running state machine: the records of its batches, which never
/// change. A batch is a command that created or expired something; its transfers come before its
/// expirations. Any number of threads, none of which the commit thread ever waits for.
///
/// Indexes must lie below the ends of a batch below [#batchCount].
public final class Committed {
  private final Accounts accounts;
  private final Transfers transfers;
  private final Batches batches;

  Committed(Accounts accounts, Transfers transfers, Batches batches) {
    this.accounts = accounts;
    this.transfers = transfers;
    this.batches = batches;
  }

  /// How many batches there are. Everything that they hold may be read after this call.
  public int batchCount() {
    return batches.publishedCount();
  }

  /// The clock after the last command, in nanoseconds. Batches counted after this call hold all
  /// that was created until then.
  public long clockNanos() {
    return batches.publishedClock();
  }

  /// The clock after that batch, in nanoseconds.
  public long timestamp(int batch) {
    return batches.ends.getLong(batch, Batches.TIMESTAMP);
  }

  /// The number of transfers after that batch; zero for batch -1.
  public int transfersEnd(int batch) {
    return batch < 0 ? 0 : batches.ends.getInt(batch, Batches.TRANSFERS_END);
  }

  /// The number of accounts after that batch; zero for batch -1.
  public int accountsEnd(int batch) {
    return batch < 0 ? 0 : batches.ends.getInt(batch, Batches.ACCOUNTS_END);
  }

  /// The number of expirations after that batch; zero for batch -1.
  public int expirationsEnd(int batch) {
    return batch < 0 ? 0 : batches.ends.getInt(batch, Batches.EXPIRATIONS_END);
  }

  /// Fills `t` with a transfer as it was created.
  public void readTransfer(int index, TransferEvent t) {
    transfers.read(index, t);
  }

  /// Fills what stands in the transfer's own record: all but ids of others, timeout and ledger.
  public void readTransferBody(int index, TransferEvent t) {
    transfers.readBody(index, t);
  }

  /// The index of the transfer's debit account.
  public int debit(int transfer) {
    return transfers.debit(transfer);
  }

  /// The index of the transfer's credit account.
  public int credit(int transfer) {
    return transfers.credit(transfer);
  }

  public long amount(int transfer) {
    return transfers.amount(transfer);
  }

  /// A sum of [io.fairway.ledger.TransferFlags].
  public int transferFlags(int transfer) {
    return transfers.flags(transfer);
  }

  /// When the transfer was created, in nanoseconds.
  public long transferTimestamp(int transfer) {
    return transfers.timestamp(transfer);
  }

  /// The index of the pending transfer that this one posts or voids; it must do either.
  public int pending(int transfer) {
    return transfers.pending(transfer);
  }

  /// Fills `a` with an account as it was created: without balances, and closed only if it was
  /// created closed.
  public void readAccount(int index, AccountEvent a) {
    accounts.readAsCreated(index, a);
  }

  /// The first of the first `count` transfers with at least that timestamp, else `count`.
  public int firstTransferAt(long timestamp, int count) {
    return firstAt(timestamp, count, transfers::timestamp);
  }

  /// The first of the first `count` accounts with at least that timestamp, else `count`.
  public int firstAccountAt(long timestamp, int count) {
    return firstAt(timestamp, count, accounts::timestamp);
  }

  /// The first of the first `count` expirations with at least that timestamp, else `count`.
  public int firstExpirationAt(long timestamp, int count) {
    return firstAt(timestamp, count, this::expirationTimestamp);
  }

  /// When the account was created, in nanoseconds.
  public long accountTimestamp(int account) {
    return accounts.timestamp(account);
  }

  /// The index of the pending transfer that expired.
  public int expiredTransfer(int expiration) {
    return batches.expirations.getInt(expiration, Batches.EXPIRED_TRANSFER);
  }

  /// When it expired, in nanoseconds; no other event of this ledger has that timestamp unless it
  /// was imported.
  public long expirationTimestamp(int expiration) {
    return batches.expirations.getLong(expiration, Batches.TIMESTAMP);
  }

  private static int firstAt(long timestamp, int count, IntToLongFunction timestampOf) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (timestampOf.applyAsLong(middle) < timestamp) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

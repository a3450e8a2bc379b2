package io.fairway.ledger.machine;

import io.fairway.money.Invariant;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// How far the records reached after every command that added some, and what expired when. Its two
/// marks are the only thing that the commit thread tells other threads: what lies below them never
/// changes, whatever lies above must not be read.
final class Batches {
  static final int TIMESTAMP = 0;
  static final int TRANSFERS_END = 8;
  static final int ACCOUNTS_END = 12;
  static final int EXPIRATIONS_END = 16;
  private static final int BATCH_BYTES = 24;

  static final int EXPIRED_TRANSFER = 8;
  private static final int EXPIRATION_BYTES = 16;

  private static final VarHandle COUNT;
  private static final VarHandle CLOCK;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      COUNT = lookup.findVarHandle(Batches.class, "publishedCount", int.class);
      CLOCK = lookup.findVarHandle(Batches.class, "publishedClock", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Records ends;
  final Records expirations;
  private final Accounts accounts;
  private final Transfers transfers;
  private int transfersEnd;
  private int accountsEnd;
  private int expirationsEnd;

  @SuppressWarnings("UnusedVariable") // through its handle
  private int publishedCount;

  @SuppressWarnings("UnusedVariable") // through its handle
  private long publishedClock;

  Batches(Storage storage, Accounts accounts, Transfers transfers) {
    this.accounts = accounts;
    this.transfers = transfers;
    ends = new Records(storage, "batches", BATCH_BYTES);
    expirations = new Records(storage, "expirations", EXPIRATION_BYTES);
  }

  /// A pending transfer has expired.
  void expired(int transfer, long timestamp) {
    int index = expirations.append();
    expirations.putLong(index, TIMESTAMP, timestamp);
    expirations.putInt(index, EXPIRED_TRANSFER, transfer);
    expirations.putInt(index, EXPIRED_TRANSFER + 4, 0);
  }

  /// The command is over and its books are even: other threads may see what it did.
  void close(long clock) {
    if (transfers.count() != transfersEnd
        || accounts.count() != accountsEnd
        || expirations.count() != expirationsEnd) {
      append(clock);
    }
    publish(clock);
  }

  /// The last step of restoring: goes on from the last batch, which must end where the records do.
  void restored(long clock) {
    int last = ends.count() - 1;
    transfersEnd = last < 0 ? 0 : ends.getInt(last, TRANSFERS_END);
    accountsEnd = last < 0 ? 0 : ends.getInt(last, ACCOUNTS_END);
    expirationsEnd = last < 0 ? 0 : ends.getInt(last, EXPIRATIONS_END);
    Invariant.check(
        transfersEnd == transfers.count()
            && accountsEnd == accounts.count()
            && expirationsEnd == expirations.count(),
        "the last batch does not end where the records do");
    publish(clock);
  }

  /// For a state of a release that kept no batches: all of it is one.
  void restoredWithoutBatches(long clock) {
    append(clock);
    publish(clock);
  }

  /// How many batches other threads may read.
  int publishedCount() {
    return (int) COUNT.getAcquire(this);
  }

  /// The clock after the last command. Read before [#publishedCount], it names no batch that the
  /// count leaves out.
  long publishedClock() {
    return (long) CLOCK.getAcquire(this);
  }

  private void append(long clock) {
    transfersEnd = transfers.count();
    accountsEnd = accounts.count();
    expirationsEnd = expirations.count();
    int index = ends.append();
    ends.putLong(index, TIMESTAMP, clock);
    ends.putInt(index, TRANSFERS_END, transfersEnd);
    ends.putInt(index, ACCOUNTS_END, accountsEnd);
    ends.putInt(index, EXPIRATIONS_END, expirationsEnd);
    ends.putInt(index, EXPIRATIONS_END + 4, 0);
  }

  private void publish(long clock) {
    COUNT.setRelease(this, ends.count());
    CLOCK.setRelease(this, clock);
  }
}

package io.fairway.ledger.index;

import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.machine.Committed;
import io.fairway.ledger.machine.Storage;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.TransferEvent;
import org.agrona.MutableDirectBuffer;

/// A follower that indexes what is committed: every account's history with balances, and which
/// accounts and transfers carry which user data, code and ledger. One thread, which its host gives
/// it: [#doWork] goes on from where it stopped, [#answer] answers queries from what is indexed.
public final class Index {
  static final int USER_DATA_128 = 0;
  static final int USER_DATA_64 = 1;
  static final int USER_DATA_32 = 2;
  static final int LEDGER = 3;
  static final int CODE = 4;

  private static final int SECOND_PHASE =
      TransferFlags.POST_PENDING_TRANSFER | TransferFlags.VOID_PENDING_TRANSFER;

  /// Transfers whose accounts are asked for together.
  private static final int AHEAD = 32;

  final Committed committed;
  final AccountLists accounts;
  final ValueLists accountValues;
  final ValueLists transferValues;
  private final AccountEvent account = new AccountEvent();
  private final TransferEvent transfer = new TransferEvent();
  private final AccountEvent carriedAccount = new AccountEvent();
  private final TransferEvent carriedTransfer = new TransferEvent();
  private final Answers answers;

  @SuppressWarnings("UnusedVariable") // keeps the reads of [#touch]
  private int touched;

  private final int[] debits = new int[AHEAD];
  private final int[] credits = new int[AHEAD];
  private int batches;
  private int transfers;
  private int expirations;
  private long lastTransferNanos;
  private long lastExpirationNanos;

  /// An empty index over a state machine's records, in chunks of its own.
  public Index(Committed committed, Storage storage) {
    this.committed = committed;
    accounts = new AccountLists(committed, storage);
    accountValues = new ValueLists(storage, "index-account", this::accountCarries);
    transferValues = new ValueLists(storage, "index-transfer", this::transferCarries);
    answers = new Answers(this);
  }

  /// Indexes at most about `limit` records and ends of batches more; answers how many.
  public int doWork(int limit) {
    int published = committed.batchCount();
    int done = 0;
    while (batches < published && done < limit) {
      done += addAccounts(committed.accountsEnd(batches), limit - done);
      done += addTransfers(committed.transfersEnd(batches), limit - done);
      if (done < limit) {
        done += addExpirations(committed.expirationsEnd(batches)) + 1;
        batches++;
      }
    }
    return done;
  }

  /// How many batches are wholly indexed.
  public int batches() {
    return batches;
  }

  /// Writes the reply to a query whose batches are indexed; answers its length.
  ///
  /// @param reply at least [io.fairway.ledger.wire.Wire#MESSAGE_BYTES_MAX] bytes
  public int answer(Query query, MutableDirectBuffer reply) {
    return answers.answer(query, reply);
  }

  /// Bytes that the index fills in its storage.
  public long bytes() {
    return accounts.bytes() + accountValues.bytes() + transferValues.bytes();
  }

  /// Transfers that are indexed, of a batch under way too.
  int transfers() {
    return transfers;
  }

  int expirations() {
    return expirations;
  }

  private int addAccounts(int end, int limit) {
    int start = accounts.count();
    int stop = (int) Math.min(end, start + (long) limit);
    for (int i = start; i < stop; i++) {
      committed.readAccount(i, account);
      accounts.add(account);
      accountValues.add(USER_DATA_128, account.userData128High, account.userData128Low, i);
      accountValues.add(USER_DATA_64, 0, account.userData64, i);
      accountValues.add(USER_DATA_32, 0, account.userData32, i);
      accountValues.add(LEDGER, 0, account.ledger, i);
      accountValues.add(CODE, 0, account.code, i);
    }
    return stop - start;
  }

  private int addTransfers(int end, int limit) {
    int start = transfers;
    int stop = (int) Math.min(end, start + (long) limit);
    for (int i = start; i < stop; i++) {
      if ((i - start) % AHEAD == 0) {
        touch(i, Math.min(i + AHEAD, stop));
      }
      TransferEvent t = transfer;
      committed.readTransferBody(i, t);
      int debit = committed.debit(i);
      addToAccounts(i, debit, committed.credit(i));
      transferValues.add(USER_DATA_128, t.userData128High, t.userData128Low, i);
      transferValues.add(USER_DATA_64, 0, t.userData64, i);
      transferValues.add(USER_DATA_32, 0, t.userData32, i);
      transferValues.add(LEDGER, 0, accounts.ledger(debit), i);
      transferValues.add(CODE, 0, t.code, i);
      lastTransferNanos = t.timestamp;
    }
    transfers = Math.max(stop, start);
    return transfers - start;
  }

  private void addToAccounts(int i, int debit, int credit) {
    TransferEvent t = transfer;
    boolean late = t.timestamp < lastExpirationNanos;
    accounts.append(debit, i, t.timestamp, late);
    accounts.append(credit, i, t.timestamp, late);
    if ((t.flags & TransferFlags.PENDING) != 0) {
      accounts.hold(debit, credit, t.amount);
      accounts.close(debit, credit, t.flags, 1);
      return;
    }
    if ((t.flags & SECOND_PHASE) != 0) {
      int pending = committed.pending(i);
      accounts.hold(debit, credit, -committed.amount(pending));
      if ((t.flags & TransferFlags.VOID_PENDING_TRANSFER) != 0) {
        accounts.close(debit, credit, committed.transferFlags(pending), -1);
        return;
      }
    }
    accounts.post(debit, credit, t.amount);
  }

  /// Asks for the memory of the next transfers' accounts all at once: each on its own would be
  /// waited for.
  private void touch(int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      debits[i - from] = committed.debit(i);
      credits[i - from] = committed.credit(i);
    }
    for (int i = 0; i < to - from; i++) {
      sum += accounts.touch(debits[i]);
      sum += accounts.touch(credits[i]);
    }
    for (int i = 0; i < to - from; i++) {
      sum += accounts.touchTail(debits[i]);
      sum += accounts.touchTail(credits[i]);
    }
    touched = sum;
  }

  private int addExpirations(int end) {
    int start = expirations;
    for (int i = start; i < end; i++) {
      long timestamp = committed.expirationTimestamp(i);
      int pending = committed.expiredTransfer(i);
      boolean late = timestamp < lastTransferNanos;
      int debit = committed.debit(pending);
      int credit = committed.credit(pending);
      accounts.append(debit, -1 - i, timestamp, late);
      accounts.append(credit, -1 - i, timestamp, late);
      accounts.hold(debit, credit, -committed.amount(pending));
      accounts.close(debit, credit, committed.transferFlags(pending), -1);
      lastExpirationNanos = timestamp;
    }
    expirations = end;
    return end - start;
  }

  private boolean accountCarries(int index, int kind, long high, long low) {
    AccountEvent a = carriedAccount;
    committed.readAccount(index, a);
    return switch (kind) {
      case USER_DATA_128 -> a.userData128High == high && a.userData128Low == low;
      case USER_DATA_64 -> a.userData64 == low;
      case USER_DATA_32 -> a.userData32 == low;
      case LEDGER -> a.ledger == low;
      default -> a.code == low;
    };
  }

  private boolean transferCarries(int index, int kind, long high, long low) {
    TransferEvent t = carriedTransfer;
    committed.readTransferBody(index, t);
    return switch (kind) {
      case USER_DATA_128 -> t.userData128High == high && t.userData128Low == low;
      case USER_DATA_64 -> t.userData64 == low;
      case USER_DATA_32 -> t.userData32 == low;
      case LEDGER -> accounts.ledger(committed.debit(index)) == low;
      default -> t.code == low;
    };
  }
}

package io.fairway.bench;

import io.fairway.cluster.client.TransferBatch;
import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.Id128;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import io.fairway.money.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What TigerBeetle's own benchmark posts: transfers between two different accounts, both uniformly
/// random, of random small amounts and random codes, with sequential or random ids. Filling a batch
/// allocates nothing.
final class Workload {
  private static final int LEDGER = 2;
  private static final int ACCOUNT_CODE = 1;
  private static final int AMOUNT_MAX = 10_000;

  /// One id of this many is remembered, to be looked up at the end.
  private static final int SAMPLE_EVERY = 4_096;

  private static final int SAMPLES_MAX = 4_000;
  private static final int CODE_MAX = 65_535;

  private final SplittableRandom random;
  private final int accounts;
  private final boolean randomIds;
  private final TransferEvent transfer = new TransferEvent();
  private final long[] sampledIds = new long[2 * SAMPLES_MAX];
  private long nextId = 1;
  private long transfers;
  private long amount;

  /// @param accounts at least two
  /// @param randomIds random 128-bit ids instead of 1, 2, 3…
  Workload(long seed, int accounts, boolean randomIds) {
    Invariant.check(accounts >= 2, "a transfer needs two accounts");
    this.random = new SplittableRandom(seed);
    this.accounts = accounts;
    this.randomIds = randomIds;
    transfer.ledger = LEDGER;
  }

  /// Accounts `from` to `to`, the last not included, in lists of one command each.
  List<Account> accounts(int from, int to, boolean history) {
    List<Account> list = new ArrayList<>(to - from);
    int flags = history ? AccountFlags.HISTORY : 0;
    for (int i = from; i < to; i++) {
      list.add(Account.open(idOf(i), LEDGER, ACCOUNT_CODE, flags));
    }
    return list;
  }

  List<Id128> accountIds(int from, int to) {
    List<Id128> list = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      list.add(idOf(i));
    }
    return list;
  }

  int accountCount() {
    return accounts;
  }

  /// Fills the batch with new transfers.
  void fill(TransferBatch batch, int count) {
    Invariant.check(count > 0 && count <= Wire.EVENTS_MAX, "%s transfers in a batch", count);
    batch.clear();
    for (int i = 0; i < count; i++) {
      next();
      Invariant.check(batch.add(transfer), "an ordinary batch did not fit its buffer");
    }
  }

  /// The next transfer; its object is the same every time.
  TransferEvent next() {
    int debit = random.nextInt(accounts);
    int credit = random.nextInt(accounts - 1);
    if (credit >= debit) {
      credit++;
    }
    transfer.idHigh = randomIds ? random.nextLong() : 0;
    transfer.idLow = randomIds ? random.nextLong() : nextId++;
    transfer.debitLow = debit + 1L;
    transfer.creditLow = credit + 1L;
    transfer.amount = 1L + random.nextInt(AMOUNT_MAX);
    transfer.code = 1 + random.nextInt(CODE_MAX);
    if (transfers % SAMPLE_EVERY == 0) {
      int slot = (int) (transfers / SAMPLE_EVERY % SAMPLES_MAX) * 2;
      sampledIds[slot] = transfer.idHigh;
      sampledIds[slot + 1] = transfer.idLow;
    }
    transfers++;
    amount += transfer.amount;
    return transfer;
  }

  /// Ids of some of the transfers made so far, spread evenly over the latest of them.
  List<Id128> samples() {
    int count = (int) Math.min(SAMPLES_MAX, (transfers + SAMPLE_EVERY - 1) / SAMPLE_EVERY);
    List<Id128> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(new Id128(sampledIds[2 * i], sampledIds[2 * i + 1]));
    }
    return ids;
  }

  /// Transfers made so far.
  long transfers() {
    return transfers;
  }

  /// The sum of their amounts.
  long amount() {
    return amount;
  }

  private static Id128 idOf(int account) {
    return new Id128(0, account + 1L);
  }
}

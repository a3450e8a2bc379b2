package io.fairway.ledger.machine;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Batches that a seed decides: few accounts that grow in number, ids that come back, amounts from
/// nothing to the largest, and now and then every field wrong.
final class RandomEvents {
  static final int ACCOUNTS = 128;
  private static final int ACCOUNTS_AT_FIRST = 8;
  private static final int BATCHES_A_NEW_ACCOUNT = 24;
  private static final int RECENT = 48;

  private final SplittableRandom random;
  private final List<Transfer> recent = new ArrayList<>();
  private long nextId = 1;
  private int batches;
  private boolean afterAccounts;
  private long logTime = 1_000_000_000L;

  RandomEvents(long seed) {
    random = new SplittableRandom(seed);
  }

  /// Log time of the next command: it mostly goes on, sometimes stands, sometimes goes back.
  long logTime() {
    batches++;
    if (afterAccounts && rarely(2)) {
      return logTime;
    }
    logTime +=
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> 0;
          case 3 -> -random.nextLong(1_000_000);
          case 4 -> random.nextLong(2_000_000_000L);
          default -> random.nextLong(50_000_000);
        };
    return logTime;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  List<Account> accounts(long clock) {
    boolean imported = rarely(10);
    afterAccounts = true;
    List<Account> batch = new ArrayList<>();
    int size = 1 + random.nextInt(6);
    for (int i = 0; i < size; i++) {
      batch.add(account(imported, clock));
    }
    return batch;
  }

  List<Transfer> transfers(long clock) {
    boolean imported = rarely(afterAccounts ? 2 : 12);
    afterAccounts = false;
    List<Transfer> batch = new ArrayList<>();
    int size = 1 + random.nextInt(random.nextInt(20) == 0 ? 200 : 24);
    for (int i = 0; i < size; i++) {
      Transfer t = transfer(imported, clock, batch);
      batch.add(t);
      recent.add(t);
      if (recent.size() > RECENT) {
        recent.remove(random.nextInt(recent.size()));
      }
    }
    return batch;
  }

  private Account account(boolean imported, long clock) {
    int flags = imported ? AccountFlags.IMPORTED : 0;
    flags |= rarely(3) ? AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS : 0;
    flags |= rarely(3) ? AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS : 0;
    flags |= rarely(12) ? AccountFlags.CLOSED : 0;
    flags |= rarely(6) ? AccountFlags.LINKED : 0;
    flags |= rarely(4) ? AccountFlags.HISTORY : 0;
    flags ^= rarely(60) ? AccountFlags.IMPORTED : 0;
    flags |= rarely(80) ? 1 << (6 + random.nextInt(10)) : 0;
    return new Account(
        accountId(),
        rarely(60) ? 1 : 0,
        rarely(60) ? 1 : 0,
        rarely(60) ? 1 : 0,
        rarely(60) ? 1 : 0,
        rarely(4) ? new Id128(random.nextInt(2), random.nextInt(2)) : Id128.ZERO,
        random.nextInt(2),
        random.nextInt(2),
        rarely(40) ? 0 : 1 + random.nextInt(2),
        rarely(20) ? random.nextInt(3) : 1,
        flags,
        timestamp((flags & AccountFlags.IMPORTED) != 0, clock));
  }

  private Transfer transfer(boolean imported, long clock, List<Transfer> batch) {
    if (!recent.isEmpty() && rarely(8)) {
      return rarely(3) ? mutated(pick()) : pick();
    }
    if (!recent.isEmpty() && rarely(10)) {
      return reversal(imported, clock, batch);
    }
    if (!recent.isEmpty() && rarely(3)) {
      return second(imported, clock, batch);
    }
    int flags = flags(imported);
    flags |= rarely(3) ? TransferFlags.PENDING : 0;
    flags |= rarely(10) ? TransferFlags.BALANCING_DEBIT : 0;
    flags |= rarely(10) ? TransferFlags.BALANCING_CREDIT : 0;
    flags |= rarely(60) ? TransferFlags.CLOSING_DEBIT : 0;
    flags |= rarely(60) ? TransferFlags.CLOSING_CREDIT : 0;
    boolean pending = (flags & TransferFlags.PENDING) != 0;
    return new Transfer(
        transferId(),
        accountId(),
        accountId(),
        amount(),
        rarely(60) ? new Id128(0, 1 + random.nextInt(9)) : Id128.ZERO,
        rarely(4) ? new Id128(random.nextInt(2), random.nextInt(2)) : Id128.ZERO,
        random.nextInt(2),
        random.nextInt(2),
        (pending ? rarely(2) : rarely(60)) ? timeout() : 0,
        rarely(40) ? random.nextInt(4) : 1 + random.nextInt(2),
        rarely(40) ? 0 : 1,
        flags,
        timestamp((flags & TransferFlags.IMPORTED) != 0, clock));
  }

  private Transfer second(boolean imported, long clock, List<Transfer> batch) {
    Transfer of = !batch.isEmpty() && rarely(4) ? batch.getLast() : pick();
    boolean posts = random.nextBoolean();
    int flags = flags(imported);
    flags |= posts ? TransferFlags.POST_PENDING_TRANSFER : TransferFlags.VOID_PENDING_TRANSFER;
    flags |= rarely(60) ? TransferFlags.VOID_PENDING_TRANSFER : 0;
    flags |= rarely(60) ? TransferFlags.BALANCING_DEBIT : 0;
    long amount = posts ? Transfer.AMOUNT_ALL : 0;
    Id128 id = transferId();
    return new Transfer(
        id,
        rarely(4) ? of.debitAccountId() : rarely(30) ? accountId() : Id128.ZERO,
        rarely(4) ? of.creditAccountId() : rarely(30) ? accountId() : Id128.ZERO,
        rarely(3) ? (rarely(2) ? amount() : of.amount()) : amount,
        rarely(40) ? (rarely(2) ? id : transferId()) : of.id(),
        rarely(6) ? new Id128(random.nextInt(2), 1) : Id128.ZERO,
        random.nextInt(2),
        random.nextInt(2),
        rarely(60) ? 1 : 0,
        rarely(4) ? of.ledger() : rarely(30) ? 9 : 0,
        rarely(4) ? of.code() : rarely(30) ? 9 : 0,
        flags,
        timestamp((flags & TransferFlags.IMPORTED) != 0, clock));
  }

  private Transfer reversal(boolean imported, long clock, List<Transfer> batch) {
    Transfer of = !batch.isEmpty() && rarely(4) ? batch.getLast() : pick();
    int flags = flags(imported) | TransferFlags.REVERSAL;
    flags |= rarely(40) ? 1 << (1 + random.nextInt(7)) : 0;
    Id128 id = transferId();
    return new Transfer(
        id,
        rarely(3) ? of.creditAccountId() : rarely(30) ? accountId() : Id128.ZERO,
        rarely(3) ? of.debitAccountId() : rarely(30) ? accountId() : Id128.ZERO,
        rarely(3) ? (rarely(4) ? amount() : of.amount()) : Transfer.AMOUNT_ALL,
        rarely(20) ? (rarely(3) ? id : transferId()) : of.id(),
        rarely(6) ? new Id128(random.nextInt(2), 1) : Id128.ZERO,
        random.nextInt(2),
        random.nextInt(2),
        rarely(60) ? 1 : 0,
        rarely(4) ? of.ledger() : rarely(30) ? 9 : 0,
        rarely(4) ? 1 + random.nextInt(2) : 0,
        flags,
        timestamp((flags & TransferFlags.IMPORTED) != 0, clock));
  }

  /// Ids to resolve: known ones, and some that were never asked for.
  List<Id128> ids() {
    List<Id128> ids = new ArrayList<>();
    int size = 1 + random.nextInt(6);
    for (int i = 0; i < size; i++) {
      ids.add(recent.isEmpty() || rarely(3) ? transferId() : pick().id());
    }
    return ids;
  }

  private Transfer mutated(Transfer t) {
    int field = random.nextInt(10);
    return new Transfer(
        t.id(),
        field == 0 ? accountId() : t.debitAccountId(),
        field == 1 ? accountId() : t.creditAccountId(),
        field == 2 ? amount() : t.amount(),
        field == 3 ? transferId() : t.pendingId(),
        field == 4 ? Id128.ZERO : t.userData128(),
        field == 5 ? 0 : t.userData64(),
        field == 6 ? 0 : t.userData32(),
        t.timeout(),
        field == 7 ? 1 + random.nextInt(2) : t.ledger(),
        field == 9 ? 2 : t.code(),
        field == 8 ? t.flags() ^ TransferFlags.LINKED : t.flags(),
        t.timestamp());
  }

  private int flags(boolean imported) {
    int flags = imported ? TransferFlags.IMPORTED : 0;
    flags |= rarely(6) ? TransferFlags.LINKED : 0;
    flags ^= rarely(80) ? TransferFlags.IMPORTED : 0;
    flags |= rarely(120) ? 1 << (10 + random.nextInt(6)) : 0;
    return flags;
  }

  private Transfer pick() {
    return recent.get(random.nextInt(recent.size()));
  }

  private Id128 accountId() {
    if (rarely(200)) {
      return rarely(2) ? Id128.ZERO : Id128.MAX;
    }
    int known = Math.min(ACCOUNTS, ACCOUNTS_AT_FIRST + batches / BATCHES_A_NEW_ACCOUNT);
    return new Id128(0, rarely(3) ? known - random.nextInt(4) : 1 + random.nextInt(known));
  }

  private Id128 transferId() {
    if (rarely(200)) {
      return rarely(2) ? Id128.ZERO : Id128.MAX;
    }
    return new Id128(7, rarely(30) ? 1 + random.nextLong(nextId) : nextId++);
  }

  private int timeout() {
    return rarely(10) ? random.nextInt() : 1 + random.nextInt(3);
  }

  private long amount() {
    return switch (random.nextInt(40)) {
      case 0 -> -1L;
      case 1, 4 -> random.nextLong();
      case 2, 3 -> 0;
      default -> random.nextLong(100);
    };
  }

  private long timestamp(boolean imported, long clock) {
    if (!imported) {
      return rarely(120) ? 1 : 0;
    }
    return rarely(20) ? random.nextLong() : clock - 30 + random.nextLong(rarely(3) ? 30 : 70);
  }

  private boolean rarely(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }
}

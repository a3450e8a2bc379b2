package io.fairway.ledger.machine;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountBalance;
import io.fairway.ledger.AccountFilter;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.BatchRoot;
import io.fairway.ledger.ChangeEvent;
import io.fairway.ledger.ChangeKind;
import io.fairway.ledger.History;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Inclusion;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.TransferEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What happened, as plain lists that every question walks from end to end.
final class ScannedHistory implements History {

  /// A transfer's creation, or the expiry of one.
  record Event(long timestamp, Transfer transfer, boolean expiry) {
    boolean touches(Id128 account) {
      return transfer.debitAccountId().equals(account)
          || transfer.creditAccountId().equals(account);
    }
  }

  final List<Event> events = new ArrayList<>();
  final List<Account> accounts = new ArrayList<>();
  private final Map<Id128, Transfer> transfers = new HashMap<>();

  ScannedHistory(Committed committed) {
    int last = committed.batchCount() - 1;
    TransferEvent t = new TransferEvent();
    for (int i = 0; i < committed.transfersEnd(last); i++) {
      committed.readTransfer(i, t);
      events.add(new Event(t.timestamp, t.toTransfer(), false));
      transfers.put(t.toTransfer().id(), t.toTransfer());
    }
    for (int i = 0; i < committed.expirationsEnd(last); i++) {
      committed.readTransfer(committed.expiredTransfer(i), t);
      events.add(new Event(committed.expirationTimestamp(i), t.toTransfer(), true));
    }
    events.sort(Comparator.comparingLong(Event::timestamp));
    AccountEvent a = new AccountEvent();
    for (int i = 0; i < committed.accountsEnd(last); i++) {
      committed.readAccount(i, a);
      accounts.add(a.toAccount());
    }
  }

  @Override
  public List<Transfer> accountTransfers(AccountFilter filter) {
    List<Event> found =
        ordered(events.stream().filter(e -> !e.expiry() && matches(e, filter)).toList(), filter);
    return found.stream().map(Event::transfer).toList();
  }

  @Override
  public List<AccountBalance> accountBalances(AccountFilter filter) {
    List<Account> now = accountsAt(List.of(filter.accountId()), Long.MAX_VALUE);
    if (now.isEmpty() || (now.getFirst().flags() & AccountFlags.HISTORY) == 0) {
      return List.of();
    }
    return ordered(events.stream().filter(e -> matches(e, filter)).toList(), filter).stream()
        .map(e -> balance(e.timestamp(), account(filter.accountId(), e.timestamp())))
        .toList();
  }

  @Override
  public List<Account> accountsAt(List<Id128> ids, long timestampNanos) {
    return ids.stream()
        .flatMap(id -> accounts.stream().filter(a -> a.id().equals(id)))
        .filter(a -> a.timestamp() <= timestampNanos)
        .map(a -> account(a.id(), timestampNanos))
        .toList();
  }

  @Override
  public List<ChangeEvent> changes(long timestampMin, long timestampMax, int limit) {
    return events.stream()
        .filter(e -> isWithin(e.timestamp(), timestampMin, timestampMax))
        .limit(limit)
        .map(e ->
            new ChangeEvent(
                e.expiry()
                    ? ChangeKind.TWO_PHASE_EXPIRED
                    : ChangeKind.ofTransfer(e.transfer().flags()),
                e.timestamp(),
                e.transfer(),
                account(e.transfer().debitAccountId(), e.timestamp()),
                account(e.transfer().creditAccountId(), e.timestamp())))
        .toList();
  }

  @Override
  public @Nullable Inclusion prove(Id128 transferId) {
    throw new UnsupportedOperationException("a walk proves nothing");
  }

  @Override
  public List<BatchRoot> roots(long firstBatch, int limit) {
    throw new UnsupportedOperationException("a walk has no roots");
  }

  List<Transfer> transfers(QueryFilter f) {
    List<Transfer> found = new ArrayList<>();
    for (Event e : events) {
      Transfer t = e.transfer();
      if (!e.expiry()
          && isWithin(t.timestamp(), f.timestampMin(), f.timestampMax())
          && isWanted(f.userData128(), t.userData128())
          && isWanted(f.userData64(), t.userData64())
          && isWanted(f.userData32(), t.userData32())
          && isWanted(f.ledger(), t.ledger())
          && isWanted(f.code(), t.code())) {
        found.add(t);
      }
    }
    return cut(found, f.reversed(), f.limit());
  }

  List<Account> accounts(QueryFilter f) {
    List<Account> found = new ArrayList<>();
    for (Account a : accounts) {
      if (isWithin(a.timestamp(), f.timestampMin(), f.timestampMax())
          && isWanted(f.userData128(), a.userData128())
          && isWanted(f.userData64(), a.userData64())
          && isWanted(f.userData32(), a.userData32())
          && isWanted(f.ledger(), a.ledger())
          && isWanted(f.code(), a.code())) {
        found.add(account(a.id(), Long.MAX_VALUE));
      }
    }
    return cut(found, f.reversed(), f.limit());
  }

  private Account account(Id128 id, long until) {
    Account created = accounts.stream().filter(a -> a.id().equals(id)).findFirst().orElseThrow();
    List<Event> past =
        events.stream().filter(e -> e.timestamp() <= until && e.touches(id)).toList();
    long closings = (created.flags() & AccountFlags.CLOSED) != 0 ? 1 : 0;
    for (Event e : past) {
      boolean debits = e.transfer().debitAccountId().equals(id);
      int flag = debits ? TransferFlags.CLOSING_DEBIT : TransferFlags.CLOSING_CREDIT;
      if (!e.expiry() && has(e.transfer(), TransferFlags.PENDING)) {
        closings += has(e.transfer(), flag) ? 1 : 0;
      } else if (e.expiry() || has(e.transfer(), TransferFlags.VOID_PENDING_TRANSFER)) {
        closings -= has(held(e), flag) ? 1 : 0;
      }
    }
    return new Account(
        id,
        sum(past, id, true, ScannedHistory::pendingChange),
        sum(past, id, true, ScannedHistory::postedChange),
        sum(past, id, false, ScannedHistory::pendingChange),
        sum(past, id, false, ScannedHistory::postedChange),
        created.userData128(),
        created.userData64(),
        created.userData32(),
        created.ledger(),
        created.code(),
        closings > 0
            ? created.flags() | AccountFlags.CLOSED
            : created.flags() & ~AccountFlags.CLOSED,
        created.timestamp());
  }

  private long sum(List<Event> past, Id128 id, boolean debits, ToLongFunction<Change> change) {
    return past.stream()
        .filter(e ->
            (debits ? e.transfer().debitAccountId() : e.transfer().creditAccountId()).equals(id))
        .mapToLong(e -> change.applyAsLong(new Change(e, held(e))))
        .sum();
  }

  private record Change(Event event, Transfer held) {}

  private static long pendingChange(Change c) {
    if (c.event().expiry() || !c.held().equals(c.event().transfer())) {
      return -c.held().amount();
    }
    return has(c.held(), TransferFlags.PENDING) ? c.held().amount() : 0;
  }

  private static long postedChange(Change c) {
    Transfer t = c.event().transfer();
    boolean posts = !has(t, TransferFlags.PENDING | TransferFlags.VOID_PENDING_TRANSFER);
    return posts && !c.event().expiry() ? t.amount() : 0;
  }

  /// The pending transfer that an event ends, else its own transfer.
  private Transfer held(Event e) {
    boolean second =
        has(
            e.transfer(),
            TransferFlags.POST_PENDING_TRANSFER | TransferFlags.VOID_PENDING_TRANSFER);
    return second ? Objects.requireNonNull(transfers.get(e.transfer().pendingId())) : e.transfer();
  }

  private static AccountBalance balance(long timestamp, Account a) {
    return new AccountBalance(
        timestamp, a.debitsPending(), a.debitsPosted(), a.creditsPending(), a.creditsPosted());
  }

  private static boolean matches(Event e, AccountFilter f) {
    Transfer t = e.transfer();
    boolean side =
        (f.debits() && t.debitAccountId().equals(f.accountId()))
            || (f.credits() && t.creditAccountId().equals(f.accountId()));
    return side
        && isWithin(e.timestamp(), f.timestampMin(), f.timestampMax())
        && isWanted(f.userData128(), t.userData128())
        && isWanted(f.userData64(), t.userData64())
        && isWanted(f.userData32(), t.userData32())
        && isWanted(f.code(), t.code());
  }

  private static <T> List<T> ordered(List<T> found, AccountFilter filter) {
    return cut(found, filter.reversed(), filter.limit());
  }

  private static <T> List<T> cut(List<T> found, boolean reversed, int limit) {
    return (reversed ? found.reversed() : found).stream().limit(limit).toList();
  }

  private static boolean isWithin(long timestamp, long min, long max) {
    return timestamp >= min && (max == 0 || timestamp <= max);
  }

  private static boolean isWanted(Id128 wanted, Id128 actual) {
    return wanted.equals(Id128.ZERO) || wanted.equals(actual);
  }

  private static boolean isWanted(long wanted, long actual) {
    return wanted == 0 || wanted == actual;
  }

  private static boolean has(Transfer t, int flags) {
    return (t.flags() & flags) != 0;
  }
}

package io.fairway.ledger.index;

import io.fairway.ledger.AccountBalance;
import io.fairway.ledger.AccountFilter;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.machine.Committed;
import io.fairway.ledger.wire.AccountCodec;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.Filter;
import io.fairway.ledger.wire.HistoryCodec;
import io.fairway.ledger.wire.Refusal;
import io.fairway.ledger.wire.TransferCodec;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import org.agrona.MutableDirectBuffer;

/// Evaluates queries over an index into replies. A reply that is full ends early; its caller pages
/// on by timestamp.
final class Answers {
  private static final int INVALID = -1;

  private final Index index;
  private final Committed committed;
  private final AccountHistory history;
  private final Changes changes;
  private final ValueLists.Cursor accountCursor;
  private final ValueLists.Cursor transferCursor;
  private final BalanceSheet sheet = new BalanceSheet();
  private final AccountEvent account = new AccountEvent();
  private final TransferEvent transfer = new TransferEvent();
  private final TransferCodec codec = new TransferCodec();
  private final Filter filter = new Filter();
  private int end;

  Answers(Index index) {
    this.index = index;
    committed = index.committed;
    history = new AccountHistory(committed, index.accounts);
    changes = new Changes(index);
    accountCursor = index.accountValues.new Cursor();
    transferCursor = index.transferValues.new Cursor();
  }

  int answer(Query query, MutableDirectBuffer reply) {
    end = Wire.REPLY_HEADER;
    codec.reset();
    int count =
        switch (query.operation()) {
          case QUERY_ACCOUNTS ->
              filter.decode(query.bytes(), query.body()) ? accounts(reply) : INVALID;
          case QUERY_TRANSFERS ->
              filter.decode(query.bytes(), query.body()) ? transfers(reply) : INVALID;
          case QUERY_ACCOUNT_TRANSFERS -> accountTransfers(query, reply);
          case QUERY_ACCOUNT_BALANCES -> accountBalances(query, reply);
          case LOOKUP_ACCOUNTS_AT -> accountsAt(query, reply);
          case QUERY_CHANGES -> changes(query, reply);
          default -> INVALID;
        };
    if (count == INVALID) {
      return query.header(reply, Refusal.MALFORMED, 0);
    }
    query.header(reply, Refusal.NONE, count);
    return end;
  }

  private int accounts(MutableDirectBuffer to) {
    int count = index.accounts.count();
    int low = committed.firstAccountAt(filter.timestampMin, count);
    int high = committed.firstAccountAt(past(filter.timestampMax), count);
    int list = rarest(index.accountValues);
    if (list != Integer.MAX_VALUE) {
      accountCursor.start(list, low, high, filter.reversed);
    }
    int found = 0;
    for (int step = 0; found < filter.limit; step++) {
      int i = list == Integer.MAX_VALUE ? scan(low, high, step) : accountCursor.next();
      if (i < 0) {
        break;
      }
      committed.readAccount(i, account);
      if (matchesAccount()) {
        index.accounts.readNow(i, sheet);
        end += putAccount(to, end);
        found++;
      }
    }
    return found;
  }

  private int transfers(MutableDirectBuffer to) {
    int count = index.transfers();
    int low = committed.firstTransferAt(filter.timestampMin, count);
    int high = committed.firstTransferAt(past(filter.timestampMax), count);
    int list = rarest(index.transferValues);
    if (list != Integer.MAX_VALUE) {
      transferCursor.start(list, low, high, filter.reversed);
    }
    int found = 0;
    for (int step = 0; found < filter.limit; step++) {
      int i = list == Integer.MAX_VALUE ? scan(low, high, step) : transferCursor.next();
      if (i < 0) {
        break;
      }
      committed.readTransferBody(i, transfer);
      if (matchesTransfer(i)) {
        committed.readTransfer(i, transfer);
        end += codec.encode(transfer, to, end);
        found++;
      }
    }
    return found;
  }

  private int accountTransfers(Query query, MutableDirectBuffer to) {
    AccountFilter wanted = query.accountFilter();
    int accountIndex = query.found(0);
    if (wanted == null || accountIndex < 0) {
      return wanted == null ? INVALID : 0;
    }
    start(accountIndex, wanted);
    int found = 0;
    while (found < wanted.limit() && history.next()) {
      int entry = history.entry();
      if (entry >= 0 && matches(wanted, entry, accountIndex)) {
        committed.readTransfer(entry, transfer);
        end += codec.encode(transfer, to, end);
        found++;
      }
    }
    return found;
  }

  private int accountBalances(Query query, MutableDirectBuffer to) {
    AccountFilter wanted = query.accountFilter();
    int accountIndex = query.found(0);
    if (wanted == null || accountIndex < 0) {
      return wanted == null ? INVALID : 0;
    }
    committed.readAccount(accountIndex, account);
    if ((account.flags & AccountFlags.HISTORY) == 0) {
      return 0;
    }
    start(accountIndex, wanted);
    int found = 0;
    while (found < wanted.limit() && history.next()) {
      int entry = history.entry();
      int of = entry >= 0 ? entry : committed.expiredTransfer(-1 - entry);
      if (matches(wanted, of, accountIndex)) {
        end += HistoryCodec.putBalance(balance(), to, end);
        found++;
      }
    }
    return found;
  }

  private AccountBalance balance() {
    return new AccountBalance(
        history.timestamp(),
        history.debitsPending(),
        history.debitsPosted(),
        history.creditsPending(),
        history.creditsPosted());
  }

  private int accountsAt(Query query, MutableDirectBuffer to) {
    long timestamp = query.bytes().getLong(query.body());
    int found = 0;
    for (int i = 0; i < query.count(); i++) {
      int accountIndex = query.found(i);
      if (accountIndex >= 0 && committed.accountTimestamp(accountIndex) <= timestamp) {
        committed.readAccount(accountIndex, account);
        index.accounts.readAt(accountIndex, timestamp, sheet);
        end += putAccount(to, end);
        found++;
      }
    }
    return found;
  }

  private int changes(Query query, MutableDirectBuffer to) {
    HistoryCodec.Range range = HistoryCodec.range(query.bytes(), query.body());
    if (range == null) {
      return INVALID;
    }
    int found = changes.write(range, to, end);
    end = changes.end();
    return found;
  }

  private void start(int accountIndex, AccountFilter wanted) {
    long max = wanted.timestampMax() == 0 ? Long.MAX_VALUE : wanted.timestampMax();
    history.start(accountIndex, wanted.timestampMin(), max, wanted.reversed());
  }

  private boolean matches(AccountFilter wanted, int entry, int accountIndex) {
    boolean debits = committed.debit(entry) == accountIndex;
    if (debits ? !wanted.debits() : !wanted.credits()) {
      return false;
    }
    TransferEvent t = transfer;
    committed.readTransferBody(entry, t);
    long high = wanted.userData128().high();
    long low = wanted.userData128().low();
    return ((high | low) == 0 || (high == t.userData128High && low == t.userData128Low))
        && (wanted.userData64() == 0 || wanted.userData64() == t.userData64)
        && (wanted.userData32() == 0 || wanted.userData32() == t.userData32)
        && (wanted.code() == 0 || wanted.code() == t.code);
  }

  /// The shortest list among the values that the filter names; the maximum when it names none.
  private int rarest(ValueLists values) {
    int best = Integer.MAX_VALUE;
    best = rarer(values, best, Index.USER_DATA_128, filter.userData128High, filter.userData128Low);
    best = rarer(values, best, Index.USER_DATA_64, 0, filter.userData64);
    best = rarer(values, best, Index.USER_DATA_32, 0, filter.userData32);
    best = rarer(values, best, Index.LEDGER, 0, filter.ledger);
    return rarer(values, best, Index.CODE, 0, filter.code);
  }

  private static int rarer(ValueLists values, int best, int kind, long high, long low) {
    if ((high | low) == 0) {
      return best;
    }
    int list = values.find(kind, high, low);
    boolean first = best == Integer.MAX_VALUE;
    return first || values.count(list) < values.count(best) ? list : best;
  }

  private int scan(int low, int high, int step) {
    if (step >= high - low) {
      return -1;
    }
    return filter.reversed ? high - 1 - step : low + step;
  }

  private boolean matchesAccount() {
    AccountEvent a = account;
    return matches128(a.userData128High, a.userData128Low)
        && (filter.userData64 == 0 || filter.userData64 == a.userData64)
        && (filter.userData32 == 0 || filter.userData32 == a.userData32)
        && (filter.ledger == 0 || filter.ledger == a.ledger)
        && (filter.code == 0 || filter.code == a.code);
  }

  private boolean matchesTransfer(int i) {
    TransferEvent t = transfer;
    return matches128(t.userData128High, t.userData128Low)
        && (filter.userData64 == 0 || filter.userData64 == t.userData64)
        && (filter.userData32 == 0 || filter.userData32 == t.userData32)
        && (filter.ledger == 0 || filter.ledger == index.accounts.ledger(committed.debit(i)))
        && (filter.code == 0 || filter.code == t.code);
  }

  private boolean matches128(long high, long low) {
    return (filter.userData128High | filter.userData128Low) == 0
        || (filter.userData128High == high && filter.userData128Low == low);
  }

  private int putAccount(MutableDirectBuffer to, int offset) {
    sheet.fill(account);
    return AccountCodec.encode(account, to, offset);
  }

  /// The first timestamp after a bound, which is inclusive and zero for none.
  private static long past(long timestampMax) {
    return timestampMax == 0 || timestampMax == Long.MAX_VALUE ? Long.MAX_VALUE : timestampMax + 1;
  }
}

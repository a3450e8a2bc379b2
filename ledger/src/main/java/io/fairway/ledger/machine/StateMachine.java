package io.fairway.ledger.machine;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.wire.AccountCodec;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.Command;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Refusal;
import io.fairway.ledger.wire.Replies;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import io.fairway.money.Invariant;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/// The ledger: the same commands at the same log times give the same replies and the same state, on
/// every machine and every run. One thread; no clock, no I/O; nothing is allocated but room for
/// more records.
///
/// Its clock P is nanoseconds: a command sets it to `max(P + 1, log time)` plus its number of
/// events when it creates, and event `i` of `n` has the timestamp `P - n + 1 + i`. What has expired
/// by P is released after the command.
public final class StateMachine {
  /// Pending transfers that one pulse expires, and by how much it moves the clock.
  static final int PULSE_MAX = Wire.EVENTS_MAX;

  /// As a reply's length: a follower answers, from all that is committed now.
  public static final int ASIDE = 0;

  final Accounts accounts;
  final Transfers transfers;
  final Batches batches;
  private final ExpiryQueue expiries;
  private final Chain chain;
  private final Books books;
  private final Balances balances;
  private final AccountRules accountRules;
  private final TransferRules transferRules;
  private final Queries queries;
  private final Results results = new Results();
  private final Command command = new Command();
  private final AccountEvent account = new AccountEvent();
  private final Lookahead lookahead;
  private TransferEvent transfer = new TransferEvent();
  private @Nullable Operation applied;
  private long clock;
  private long commands;
  private long hash;
  private int chainStart = -1;
  private boolean chainBroken;

  /// An empty ledger whose records live in `storage`.
  public StateMachine(Storage storage) {
    accounts = new Accounts(storage);
    transfers = new Transfers(storage, accounts);
    batches = new Batches(storage, accounts, transfers);
    expiries = new ExpiryQueue(transfers);
    chain = new Chain(accounts, transfers, expiries);
    books = new Books(accounts);
    balances = new Balances(accounts, chain, books);
    accountRules = new AccountRules(accounts, transfers);
    transferRules = new TransferRules(accounts, transfers, expiries, balances);
    queries = new Queries(accounts, transfers);
    lookahead = new Lookahead(accounts, transfers, books);
  }

  /// Applies one command and writes its reply.
  ///
  /// @param logTimeNanos when the log took the command, in nanoseconds since 1970
  /// @param reply at least [Wire#MESSAGE_BYTES_MAX] bytes
  /// @return the reply's length, or [#ASIDE]
  /// @throws io.fairway.money.InvariantViolation when the books do not balance afterwards: a bug,
  ///   after which this object must not be used
  public int apply(
      DirectBuffer from, int offset, int length, long logTimeNanos, MutableDirectBuffer reply) {
    Refusal refusal = command.decode(from, offset, length);
    commands++;
    clock = Math.max(clock + 1, logTimeNanos);
    int body = offset + Wire.COMMAND_HEADER;
    applied = refusal == Refusal.NONE ? command.operation() : null;
    int replyLength = applied != null ? execute(from, body, reply) : refuse(refusal, reply);
    expireDue();
    hash = books.close(StateHash.mix(hash, clock));
    batches.close(clock);
    return replyLength;
  }

  /// What the last command asked for; null when it was refused whole.
  public @Nullable Operation applied() {
    return applied;
  }

  /// Advances the clock to log time and expires what is due.
  public void pulse(long logTimeNanos) {
    commands++;
    clock = Math.max(clock + 1, logTimeNanos);
    expireDue();
    hash = books.close(StateHash.mix(hash, clock));
    batches.close(clock);
  }

  /// The index of the account, negative when there is none. On the state machine's own thread.
  public int findAccount(long idHigh, long idLow) {
    return accounts.find(idHigh, idLow);
  }

  /// The index of the transfer, negative when there is none. On the state machine's own thread.
  public int findTransfer(long idHigh, long idLow) {
    return transfers.find(idHigh, idLow);
  }

  /// What other threads may read while this one goes on.
  public Committed committed() {
    return new Committed(accounts, transfers, batches);
  }

  /// When the next pending transfer expires, in nanoseconds; [Long#MAX_VALUE] for never.
  public long nextExpiryNanos() {
    return expiries.next();
  }

  /// The clock, in nanoseconds.
  public long clockNanos() {
    return clock;
  }

  /// How many commands and pulses made this state.
  public long commands() {
    return commands;
  }

  /// A hash over all commands' effects, in order: equal histories have equal hashes.
  public long hash() {
    return hash;
  }

  /// How many accounts there are.
  public int accountCount() {
    return accounts.count();
  }

  /// How many transfers there are.
  public int transferCount() {
    return transfers.count();
  }

  /// Version 1 kept no batches and no expirations: what expired did so when it was due.
  void restoredFromVersion1(long clockNanos) {
    for (int i = 0; i < accounts.count(); i++) {
      accounts.restoreFlags(i);
    }
    for (int i = 0; i < transfers.count(); i++) {
      if (transfers.state(i) == Transfers.PENDING || transfers.state(i) == Transfers.POSTED) {
        restoreFlagsOfClosed(i);
      }
    }
    IntStream.range(0, transfers.count())
        .filter(i -> transfers.state(i) == Transfers.EXPIRED)
        .boxed()
        .sorted(Comparator.<Integer>comparingLong(this::dueNanos).thenComparing(i -> i))
        .forEach(i -> batches.expired(i, dueNanos(i)));
    batches.restoredWithoutBatches(clockNanos);
  }

  private void restoreFlagsOfClosed(int transfer) {
    if ((transfers.flags(transfer) & TransferFlags.CLOSING_DEBIT) != 0) {
      accounts.restoreFlagsOfClosed(transfers.debit(transfer));
    }
    if ((transfers.flags(transfer) & TransferFlags.CLOSING_CREDIT) != 0) {
      accounts.restoreFlagsOfClosed(transfers.credit(transfer));
    }
  }

  private long dueNanos(int transfer) {
    return ExpiryQueue.expiresAt(transfers.timestamp(transfer), transfers.timeout(transfer));
  }

  /// The last step of restoring a snapshot.
  void restored(long clockNanos, long commandCount, long stateHash) {
    clock = clockNanos;
    commands = commandCount;
    hash = stateHash;
    for (int i = 0; i < transfers.count(); i++) {
      if (transfers.state(i) == Transfers.PENDING && transfers.timeout(i) != 0) {
        expiries.stage(i);
      }
    }
    expiries.commit();
  }

  private int execute(DirectBuffer from, int body, MutableDirectBuffer reply) {
    return switch (command.operation()) {
      case CREATE_ACCOUNTS -> createAccounts(from, body, reply);
      case CREATE_TRANSFERS -> createTransfers(from, body, reply);
      case LOOKUP_ACCOUNTS -> {
        queries.lookupAccounts(from, body, command.count(), reply);
        yield found(reply);
      }
      case LOOKUP_TRANSFERS -> {
        queries.lookupTransfers(from, body, command.count(), reply);
        yield found(reply);
      }
      case QUERY_ACCOUNTS,
          QUERY_TRANSFERS,
          QUERY_ACCOUNT_TRANSFERS,
          QUERY_ACCOUNT_BALANCES,
          LOOKUP_ACCOUNTS_AT,
          QUERY_CHANGES,
          PROVE,
          ROOTS ->
          ASIDE;
      case RESOLVE_TRANSFERS -> resolveTransfers(from, body, reply);
      case PULSE, ATTEST, WHOLE_SNAPSHOT -> {
        Replies.header(reply, command, Refusal.NONE, clock, 0);
        yield Wire.REPLY_HEADER;
      }
      case null -> throw new IllegalStateException("a command without operation was accepted");
    };
  }

  private int createAccounts(DirectBuffer from, int body, MutableDirectBuffer reply) {
    int count = command.count();
    clock += count;
    boolean imported = false;
    int at = body;
    for (int i = 0; i < count; i++) {
      at += AccountCodec.decode(from, at, account);
      imported = i == 0 ? (account.flags & AccountFlags.IMPORTED) != 0 : imported;
      createAccount(i, count, imported);
    }
    return created(reply);
  }

  private void createAccount(int index, int count, boolean importedBatch) {
    long timestamp = clock - count + 1 + index;
    boolean linked = (account.flags & AccountFlags.LINKED) != 0;
    boolean imported = (account.flags & AccountFlags.IMPORTED) != 0;
    openChain(index, linked);
    CreateAccountStatus status;
    if (linked && index == count - 1) {
      status = CreateAccountStatus.LINKED_EVENT_CHAIN_OPEN;
    } else if (chainBroken) {
      status = CreateAccountStatus.LINKED_EVENT_FAILED;
    } else {
      status = checkImport(importedBatch, imported);
      status = status == CreateAccountStatus.CREATED ? create(timestamp) : status;
    }
    if (status != CreateAccountStatus.CREATED) {
      breakChain(index);
    }
    long result = timestamp;
    if (status == CreateAccountStatus.EXISTS) {
      result = accountRules.existingTimestamp();
    } else if (imported && keepsOwnTimestamp(status.code())) {
      result = account.timestamp;
    }
    results.set(index, status.code(), result);
    endChain(linked && index < count - 1);
  }

  private CreateAccountStatus create(long timestamp) {
    return accountRules.create(account, timestamp);
  }

  private CreateAccountStatus checkImport(boolean importedBatch, boolean imported) {
    if (importedBatch != imported) {
      return imported
          ? CreateAccountStatus.IMPORTED_EVENT_NOT_EXPECTED
          : CreateAccountStatus.IMPORTED_EVENT_EXPECTED;
    }
    if (!imported) {
      return account.timestamp == 0
          ? CreateAccountStatus.CREATED
          : CreateAccountStatus.TIMESTAMP_MUST_BE_ZERO;
    }
    if (account.timestamp <= 0) {
      return CreateAccountStatus.IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
    }
    return account.timestamp >= clock
        ? CreateAccountStatus.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE
        : CreateAccountStatus.CREATED;
  }

  private int createTransfers(DirectBuffer from, int body, MutableDirectBuffer reply) {
    int count = command.count();
    clock += count;
    lookahead.begin(body, count);
    transferRules.begin(command.version());
    boolean imported = false;
    for (int i = 0; i < count; i++) {
      transfer = lookahead.next(from);
      imported = i == 0 ? (transfer.flags & TransferFlags.IMPORTED) != 0 : imported;
      createTransfer(i, count, imported);
    }
    expiries.commit();
    return created(reply);
  }

  private void createTransfer(int index, int count, boolean importedBatch) {
    long timestamp = clock - count + 1 + index;
    boolean linked = (transfer.flags & TransferFlags.LINKED) != 0;
    boolean imported = (transfer.flags & TransferFlags.IMPORTED) != 0;
    openChain(index, linked);
    CreateTransferStatus status;
    if (linked && index == count - 1) {
      status = CreateTransferStatus.LINKED_EVENT_CHAIN_OPEN;
    } else if (chainBroken) {
      status = CreateTransferStatus.LINKED_EVENT_FAILED;
    } else {
      status = checkTransferImport(importedBatch, imported);
      status =
          status == CreateTransferStatus.CREATED
              ? transferRules.create(transfer, lookahead.debit(), lookahead.credit(), timestamp)
              : status;
    }
    if (status != CreateTransferStatus.CREATED) {
      breakChain(index);
      if (status.isTransient()) {
        transfers.burn(transfer.idHigh, transfer.idLow);
      }
    }
    long result = timestamp;
    if (status == CreateTransferStatus.EXISTS) {
      result = transferRules.existingTimestamp();
    } else if (imported && keepsOwnTimestamp(status.code())) {
      result = transfer.timestamp;
    }
    results.set(index, status.code(), result);
    endChain(linked && index < count - 1);
  }

  private int resolveTransfers(DirectBuffer from, int body, MutableDirectBuffer reply) {
    int count = command.count();
    clock += count;
    for (int i = 0; i < count; i++) {
      int at = body + i * Wire.ID_BYTES;
      resolveTransfer(i, clock - count + 1 + i, from.getLong(at + 8), from.getLong(at));
    }
    return created(reply);
  }

  private void resolveTransfer(int index, long timestamp, long idHigh, long idLow) {
    CreateTransferStatus status = transferRules.resolve(idHigh, idLow);
    boolean exists = status == CreateTransferStatus.EXISTS;
    results.set(index, status.code(), exists ? transferRules.resolvedTimestamp() : timestamp);
  }

  private CreateTransferStatus checkTransferImport(boolean importedBatch, boolean imported) {
    if (importedBatch != imported) {
      return imported
          ? CreateTransferStatus.IMPORTED_EVENT_NOT_EXPECTED
          : CreateTransferStatus.IMPORTED_EVENT_EXPECTED;
    }
    if (!imported) {
      return transfer.timestamp == 0
          ? CreateTransferStatus.CREATED
          : CreateTransferStatus.TIMESTAMP_MUST_BE_ZERO;
    }
    if (transfer.timestamp <= 0) {
      return CreateTransferStatus.IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE;
    }
    return transfer.timestamp >= clock
        ? CreateTransferStatus.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE
        : CreateTransferStatus.CREATED;
  }

  /// An imported event that was created, or would have been but for its chain, answers its own
  /// timestamp. Both codes are the same for accounts and transfers.
  private static boolean keepsOwnTimestamp(int status) {
    return status == Results.CREATED || status == Results.LINKED_EVENT_FAILED;
  }

  private void openChain(int index, boolean linked) {
    if (linked && chainStart < 0) {
      chainStart = index;
      chainBroken = false;
      chain.open();
    }
  }

  private void breakChain(int index) {
    if (chainStart >= 0 && !chainBroken) {
      chainBroken = true;
      chain.rollBack();
      results.failChain(chainStart, index);
    }
  }

  private void endChain(boolean goesOn) {
    if (chainStart >= 0 && !goesOn) {
      chain.keep();
      chainStart = -1;
      chainBroken = false;
    }
  }

  private int created(MutableDirectBuffer reply) {
    int count = command.count();
    long first = clock - count + 1;
    int exceptions = results.writeExceptions(reply, Wire.REPLY_HEADER, count, first);
    hash = results.hash(hash, count);
    Replies.header(reply, command, Refusal.NONE, clock, exceptions);
    return Wire.REPLY_HEADER + exceptions * Wire.EXCEPTION_BYTES;
  }

  private int found(MutableDirectBuffer reply) {
    Replies.header(reply, command, Refusal.NONE, clock, queries.found());
    return queries.end();
  }

  private int refuse(Refusal refusal, MutableDirectBuffer reply) {
    Replies.header(reply, command, refusal, clock, 0);
    return Wire.REPLY_HEADER;
  }

  private void expireDue() {
    while (expiries.next() <= clock) {
      hash = books.close(hash);
      clock += 1 + PULSE_MAX;
      for (int i = 0; i < PULSE_MAX && expiries.next() <= clock; i++) {
        expire(expiries.take(), clock - PULSE_MAX + 1 + i);
      }
    }
    Invariant.check(clock >= 0, "the clock ran over");
  }

  private void expire(int index, long timestamp) {
    int debit = transfers.debit(index);
    int credit = transfers.credit(index);
    balances.release(debit, credit, transfers.amount(index));
    balances.reopen(transfers.flags(index), debit, credit);
    transfers.state(index, Transfers.EXPIRED);
    batches.expired(index, timestamp);
    hash = StateHash.mix(hash, index);
  }
}

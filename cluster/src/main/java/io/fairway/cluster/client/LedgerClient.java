package io.fairway.cluster.client;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateAccountResult;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.DefiniteLedger;
import io.fairway.ledger.History;
import io.fairway.ledger.Id128;
import io.fairway.ledger.LedgerUnavailable;
import io.fairway.ledger.Outcome;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Refusal;
import io.fairway.ledger.wire.Replies;
import io.fairway.ledger.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// The ledger as its callers see it: encodes and decodes on their threads, and leaves the rest to
/// the one thread of [ClientAgent].
public final class LedgerClient implements DefiniteLedger {
  private static final long CALL_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
  private static final long BUSY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int ORDINARY_EVENT_BYTES = 64;

  private final ClientAgent agent;

  public LedgerClient(ClientAgent agent) {
    this.agent = agent;
  }

  /// What happened on this ledger and what it held at any time.
  public History history() {
    return new HistoryClient(this);
  }

  @Override
  public List<CreateAccountResult> createAccounts(List<Account> accounts) {
    List<Call> calls = new ArrayList<>();
    for (List<Account> part : cut(accounts, a -> a.flags() & AccountFlags.LINKED)) {
      boolean joins =
          (last(part).flags() & AccountFlags.LINKED) == 0
              && part.stream().noneMatch(a -> (a.flags() & AccountFlags.IMPORTED) != 0);
      ExpandableArrayBuffer body = bufferFor(part);
      int length = new CommandWriter().accounts(part, body, 0);
      calls.add(Call.of(Operation.CREATE_ACCOUNTS, part.size(), body, length, joins));
    }
    List<CreateAccountResult> results = new ArrayList<>(accounts.size());
    boolean repeated = false;
    for (Call.Answer answer : ask(calls)) {
      results.addAll(Replies.accountResults(answer.reply(), 0, answer.start(), answer.count()));
      repeated |= answer.repeated();
    }
    return repeated
        ? Repeats.ofAccounts(results, accounts.stream().map(Account::id).toList(), this)
        : results;
  }

  @Override
  public List<CreateTransferResult> createTransfers(List<Transfer> transfers) {
    List<Call> calls = new ArrayList<>();
    for (List<Transfer> part : cut(transfers, t -> t.flags() & TransferFlags.LINKED)) {
      calls.add(creation(part));
    }
    List<CreateTransferResult> results = new ArrayList<>(transfers.size());
    boolean repeated = false;
    for (Call.Answer answer : ask(calls)) {
      results.addAll(Replies.transferResults(answer.reply(), 0, answer.start(), answer.count()));
      repeated |= answer.repeated();
    }
    return repeated
        ? Repeats.ofTransfers(results, transfers.stream().map(Transfer::id).toList(), this)
        : results;
  }

  @Override
  public Outcome submit(List<Transfer> transfers, Duration bound) {
    if (transfers.isEmpty()) {
      return new Outcome.Answered(List.of());
    }
    if (transfers.size() > Wire.EVENTS_MAX) {
      throw new IllegalArgumentException(
          "a batch has at most " + Wire.EVENTS_MAX + " transfers, not " + transfers.size());
    }
    List<Id128> ids = transfers.stream().map(Transfer::id).toList();
    return outcome(creation(transfers), ids, bound);
  }

  @Override
  public Outcome resolve(Outcome.Unknown unknown, Duration bound) {
    List<Id128> ids = unknown.ids();
    UnsafeBuffer body = new UnsafeBuffer(new byte[ids.size() * Wire.ID_BYTES]);
    int length = CommandWriter.ids(ids, body, 0);
    return outcome(
        Call.of(Operation.RESOLVE_TRANSFERS, ids.size(), body, length, false), ids, bound);
  }

  @Override
  public List<Account> lookupAccounts(List<Id128> ids) {
    List<Account> found = new ArrayList<>(ids.size());
    for (Call.Answer answer : ask(lookups(Operation.LOOKUP_ACCOUNTS, ids))) {
      found.addAll(Replies.accounts(answer.reply(), 0));
    }
    return found;
  }

  @Override
  public List<Transfer> lookupTransfers(List<Id128> ids) {
    List<Transfer> found = new ArrayList<>(ids.size());
    for (Call.Answer answer : ask(lookups(Operation.LOOKUP_TRANSFERS, ids))) {
      found.addAll(Replies.transfers(answer.reply(), 0));
    }
    return found;
  }

  @Override
  public List<Account> queryAccounts(QueryFilter filter) {
    return Replies.accounts(query(Operation.QUERY_ACCOUNTS, filter), 0);
  }

  @Override
  public List<Transfer> queryTransfers(QueryFilter filter) {
    return Replies.transfers(query(Operation.QUERY_TRANSFERS, filter), 0);
  }

  /// Does nothing: the ledger outlives its callers, and is closed by whoever started it.
  @Override
  public void close() {}

  private DirectBuffer query(Operation operation, QueryFilter filter) {
    UnsafeBuffer body = new UnsafeBuffer(new byte[CommandWriter.FILTER_BYTES]);
    CommandWriter.filter(filter, body, 0);
    return query(operation, 1, body);
  }

  /// Asks a query, again and again while the ledger is busy, within the bound of a call.
  ///
  /// @param count of ids or filters in the body
  DirectBuffer query(Operation operation, int count, DirectBuffer body) {
    long deadline = System.nanoTime() + CALL_NANOS_MAX;
    while (true) {
      Call call = Call.of(operation, count, body, body.capacity(), false);
      String refusal = agent.send(call, deadline);
      if (refusal != null) {
        throw new LedgerUnavailable(refusal);
      }
      Call.Answer answer = call.await(deadline);
      if (Replies.refusal(answer.reply(), 0) != Refusal.BUSY) {
        return accepted(answer).reply();
      }
      LockSupport.parkNanos(BUSY_PAUSE_NANOS);
    }
  }

  private static List<Call> lookups(Operation operation, List<Id128> ids) {
    List<Call> calls = new ArrayList<>();
    for (List<Id128> part : cut(ids, id -> 0)) {
      UnsafeBuffer body = new UnsafeBuffer(new byte[part.size() * Wire.ID_BYTES]);
      int length = CommandWriter.ids(part, body, 0);
      calls.add(Call.of(operation, part.size(), body, length, false));
    }
    return calls;
  }

  private static Call creation(List<Transfer> batch) {
    boolean joins =
        (last(batch).flags() & TransferFlags.LINKED) == 0
            && batch.stream().noneMatch(t -> (t.flags() & TransferFlags.IMPORTED) != 0);
    ExpandableArrayBuffer body = bufferFor(batch);
    int length = new CommandWriter().transfers(batch, body, 0);
    return Call.of(Operation.CREATE_TRANSFERS, batch.size(), body, length, joins);
  }

  private Outcome outcome(Call call, List<Id128> ids, Duration bound) {
    long deadline = System.nanoTime() + bound.toNanos();
    String refusal = agent.send(call, deadline);
    if (refusal != null) {
      return new Outcome.BackPressured(refusal);
    }
    try {
      Call.Answer answer = accepted(call.await(deadline));
      List<CreateTransferResult> results =
          Replies.transferResults(answer.reply(), 0, answer.start(), answer.count());
      return new Outcome.Answered(
          answer.repeated() ? Repeats.ofTransfers(results, ids, this) : results);
    } catch (LedgerUnavailable e) {
      String why = String.valueOf(e.getMessage());
      return call.isTaken()
          ? new Outcome.Unknown(ids, why)
          : new Outcome.BackPressured(agent.whyNotTaken());
    }
  }

  /// Sends all calls, then waits for all answers.
  private List<Call.Answer> ask(List<Call> calls) {
    long deadline = System.nanoTime() + CALL_NANOS_MAX;
    for (Call call : calls) {
      String refusal = agent.send(call, deadline);
      if (refusal != null) {
        throw new LedgerUnavailable(refusal);
      }
    }
    List<Call.Answer> answers = new ArrayList<>(calls.size());
    for (Call call : calls) {
      answers.add(accepted(call.await(deadline)));
    }
    return answers;
  }

  private static Call.Answer accepted(Call.Answer answer) {
    Refusal refusal = Replies.refusal(answer.reply(), 0);
    if (refusal != Refusal.NONE) {
      throw new IllegalStateException("the ledger refused a command as " + refusal);
    }
    return answer;
  }

  /// Cuts a list into commands of at most [Wire#EVENTS_MAX] events, never inside a linked chain.
  private static <T> List<List<T>> cut(List<T> events, ToIntFunction<T> linked) {
    List<List<T>> parts = new ArrayList<>();
    int start = 0;
    while (start < events.size()) {
      int end = Math.min(start + Wire.EVENTS_MAX, events.size());
      while (end < events.size() && end > start && linked.applyAsInt(events.get(end - 1)) != 0) {
        end--;
      }
      if (end == start) {
        throw new IllegalArgumentException(
            "the linked chain at index " + start + " is longer than " + Wire.EVENTS_MAX);
      }
      parts.add(events.subList(start, end));
      start = end;
    }
    return parts;
  }

  private static <T> T last(List<T> part) {
    return part.get(part.size() - 1);
  }

  private static ExpandableArrayBuffer bufferFor(List<?> part) {
    return new ExpandableArrayBuffer(part.size() * ORDINARY_EVENT_BYTES + ORDINARY_EVENT_BYTES);
  }
}

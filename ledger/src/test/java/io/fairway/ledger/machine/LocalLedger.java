package io.fairway.ledger.machine;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountBalance;
import io.fairway.ledger.AccountFilter;
import io.fairway.ledger.BatchRoot;
import io.fairway.ledger.ChangeEvent;
import io.fairway.ledger.CreateAccountResult;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.History;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Inclusion;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.index.Index;
import io.fairway.ledger.index.Query;
import io.fairway.ledger.proof.Roots;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.HistoryCodec;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.ProofCodec;
import io.fairway.ledger.wire.Refusal;
import io.fairway.ledger.wire.Replies;
import io.fairway.ledger.wire.Wire;
import io.fairway.money.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// A state machine spoken to through its bytes, at a log time that the test sets. One call is one
/// command. Reads of history are answered by an index that is driven on the spot.
class LocalLedger implements Ledger, History {
  private static final int CHUNK_BYTES = 1 << 14;

  /// Small and odd, so that the index often stops inside a batch.
  private static final int INDEX_LIMIT = 7;

  private final UnsafeBuffer command = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
  private final UnsafeBuffer reply = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
  private final CommandWriter writer = new CommandWriter();
  private final StateMachine machine;
  private final Index index;
  private final Roots roots;
  private final Query query = new Query();
  private long logTimeNanos;
  private long correlation;

  LocalLedger() {
    this(new StateMachine(storage()));
  }

  LocalLedger(StateMachine machine) {
    this.machine = machine;
    this.index = new Index(machine.committed(), storage());
    this.roots = new Roots(machine.committed(), storage());
  }

  static Storage storage() {
    return Storage.direct(CHUNK_BYTES);
  }

  final StateMachine machine() {
    return machine;
  }

  LocalLedger at(long nanos) {
    logTimeNanos = nanos;
    return this;
  }

  @Override
  public List<CreateAccountResult> createAccounts(List<Account> accounts) {
    int length = writer.accounts(accounts, command, Wire.COMMAND_HEADER);
    ask(Operation.CREATE_ACCOUNTS, accounts.size(), length);
    return Replies.accountResults(reply, 0, 0, accounts.size());
  }

  @Override
  public List<CreateTransferResult> createTransfers(List<Transfer> transfers) {
    int length = writer.transfers(transfers, command, Wire.COMMAND_HEADER);
    ask(Operation.CREATE_TRANSFERS, transfers.size(), length);
    return Replies.transferResults(reply, 0, 0, transfers.size());
  }

  List<CreateTransferResult> resolveTransfers(List<Id128> ids) {
    int length = CommandWriter.ids(ids, command, Wire.COMMAND_HEADER);
    ask(Operation.RESOLVE_TRANSFERS, ids.size(), length);
    return Replies.transferResults(reply, 0, 0, ids.size());
  }

  @Override
  public List<Account> lookupAccounts(List<Id128> ids) {
    int length = CommandWriter.ids(ids, command, Wire.COMMAND_HEADER);
    ask(Operation.LOOKUP_ACCOUNTS, ids.size(), length);
    return Replies.accounts(reply, 0);
  }

  @Override
  public List<Transfer> lookupTransfers(List<Id128> ids) {
    int length = CommandWriter.ids(ids, command, Wire.COMMAND_HEADER);
    ask(Operation.LOOKUP_TRANSFERS, ids.size(), length);
    return Replies.transfers(reply, 0);
  }

  @Override
  public List<Account> queryAccounts(QueryFilter filter) {
    int length = CommandWriter.filter(filter, command, Wire.COMMAND_HEADER);
    ask(Operation.QUERY_ACCOUNTS, 1, length);
    return Replies.accounts(reply, 0);
  }

  @Override
  public List<Transfer> queryTransfers(QueryFilter filter) {
    int length = CommandWriter.filter(filter, command, Wire.COMMAND_HEADER);
    ask(Operation.QUERY_TRANSFERS, 1, length);
    return Replies.transfers(reply, 0);
  }

  @Override
  public List<Transfer> accountTransfers(AccountFilter filter) {
    ask(
        Operation.QUERY_ACCOUNT_TRANSFERS,
        1,
        HistoryCodec.putFilter(filter, command, Wire.COMMAND_HEADER));
    return Replies.transfers(reply, 0);
  }

  @Override
  public List<AccountBalance> accountBalances(AccountFilter filter) {
    ask(
        Operation.QUERY_ACCOUNT_BALANCES,
        1,
        HistoryCodec.putFilter(filter, command, Wire.COMMAND_HEADER));
    return HistoryCodec.balances(reply, 0);
  }

  @Override
  public List<Account> accountsAt(List<Id128> ids, long timestampNanos) {
    command.putLong(Wire.COMMAND_HEADER, timestampNanos);
    int start = Wire.COMMAND_HEADER + HistoryCodec.TIME_BYTES;
    int length = HistoryCodec.TIME_BYTES + CommandWriter.ids(ids, command, start);
    ask(Operation.LOOKUP_ACCOUNTS_AT, ids.size(), length);
    return Replies.accounts(reply, 0);
  }

  @Override
  public List<ChangeEvent> changes(long timestampMin, long timestampMax, int limit) {
    HistoryCodec.Range range = new HistoryCodec.Range(timestampMin, timestampMax, limit);
    ask(Operation.QUERY_CHANGES, 1, HistoryCodec.putRange(range, command, Wire.COMMAND_HEADER));
    return HistoryCodec.changes(reply, 0);
  }

  @Override
  public @Nullable Inclusion prove(Id128 transferId) {
    ask(Operation.PROVE, 1, CommandWriter.ids(List.of(transferId), command, Wire.COMMAND_HEADER));
    return ProofCodec.inclusion(reply, 0);
  }

  @Override
  public List<BatchRoot> roots(long firstBatch, int limit) {
    HistoryCodec.Range range = new HistoryCodec.Range(firstBatch, 0, limit);
    ask(Operation.ROOTS, 1, HistoryCodec.putRange(range, command, Wire.COMMAND_HEADER));
    return ProofCodec.roots(reply, 0);
  }

  void pulse() {
    machine.pulse(logTimeNanos);
  }

  /// Sends raw bytes; answers why they were refused.
  Refusal send(UnsafeBuffer bytes, int length) {
    machine.apply(bytes, 0, length, logTimeNanos, reply);
    return Replies.refusal(reply, 0);
  }

  /// The snapshot of this moment, chunk by chunk.
  List<byte[]> snapshot() {
    List<byte[]> chunks = new ArrayList<>();
    new SnapshotWriter(
            (buffer, offset, length) -> {
              byte[] chunk = new byte[length];
              buffer.getBytes(offset, chunk);
              chunks.add(chunk);
            })
        .write(machine);
    return chunks;
  }

  /// The same ledger, gone on from a snapshot of itself.
  LocalLedger restored() {
    return restore(snapshot()).at(logTimeNanos);
  }

  static LocalLedger restore(List<byte[]> chunks) {
    SnapshotReader reader = new SnapshotReader(storage());
    for (byte[] chunk : chunks) {
      reader.onChunk(new UnsafeBuffer(chunk), 0, chunk.length);
    }
    return new LocalLedger(reader.ledger());
  }

  @Override
  public void close() {}

  private void ask(Operation operation, int count, int bodyLength) {
    CommandWriter.header(command, 0, operation, count, ++correlation);
    int length = machine.apply(command, 0, Wire.COMMAND_HEADER + bodyLength, logTimeNanos, reply);
    if (length == StateMachine.ASIDE) {
      query.take(command, 0, Wire.COMMAND_HEADER + bodyLength, machine);
      while (index.batches() < query.batches()) {
        Invariant.check(index.doWork(INDEX_LIMIT) > 0, "the index stands still");
      }
      while (roots.batches() < query.batches()) {
        Invariant.check(roots.doWork(INDEX_LIMIT) > 0, "the roots stand still");
      }
      boolean proves = operation == Operation.PROVE || operation == Operation.ROOTS;
      length = proves ? roots.answer(query, reply) : index.answer(query, reply);
    }
    Invariant.check(length <= Wire.MESSAGE_BYTES_MAX, "a reply of %s bytes", length);
    Invariant.check(Replies.refusal(reply, 0) == Refusal.NONE, "the command was refused");
    Invariant.check(Replies.correlation(reply, 0) == correlation, "a reply to another command");
  }
}

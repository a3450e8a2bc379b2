package io.fairway.ledger.machine;

import io.fairway.ledger.Account;
import io.fairway.ledger.CreateAccountResult;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Refusal;
import io.fairway.ledger.wire.Replies;
import io.fairway.ledger.wire.Wire;
import io.fairway.money.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/// A state machine spoken to through its bytes, at a log time that the test sets. One call is one
/// command.
class LocalLedger implements Ledger {
  private static final int CHUNK_BYTES = 1 << 14;

  private final UnsafeBuffer command = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
  private final UnsafeBuffer reply = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
  private final CommandWriter writer = new CommandWriter();
  private final StateMachine machine;
  private long logTimeNanos;
  private long correlation;

  LocalLedger() {
    this(new StateMachine(storage()));
  }

  LocalLedger(StateMachine machine) {
    this.machine = machine;
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
    Invariant.check(length <= Wire.MESSAGE_BYTES_MAX, "a reply of %s bytes", length);
    Invariant.check(Replies.refusal(reply, 0) == Refusal.NONE, "the command was refused");
    Invariant.check(Replies.correlation(reply, 0) == correlation, "a reply to another command");
  }
}

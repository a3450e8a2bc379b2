package io.fairway.ledger.index;

import io.fairway.ledger.AccountFilter;
import io.fairway.ledger.machine.Committed;
import io.fairway.ledger.machine.StateMachine;
import io.fairway.ledger.wire.Command;
import io.fairway.ledger.wire.HistoryCodec;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Refusal;
import io.fairway.ledger.wire.Replies;
import io.fairway.ledger.wire.Wire;
import io.fairway.money.Invariant;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/// A query taken from its place in the log: its bytes, and how much a follower must have seen to
/// answer it. Ids are resolved where it is taken, since only the state machine maps them.
public final class Query {
  private final Command command = new Command();
  private final ExpandableArrayBuffer bytes = new ExpandableArrayBuffer(Wire.COMMAND_HEADER);
  private int[] found = new int[1];
  private int batches;
  private long clock;

  /// Copies a command that the state machine has just left [StateMachine#ASIDE]. On the state
  /// machine's thread.
  public void take(DirectBuffer from, int offset, int length, StateMachine machine) {
    bytes.putBytes(0, from, offset, length);
    Refusal refusal = command.decode(bytes, 0, length);
    Invariant.check(refusal == Refusal.NONE, "a query was refused as %s", refusal);
    Committed committed = machine.committed();
    clock = machine.clockNanos();
    batches = committed.batchCount();
    switch (operation()) {
      case QUERY_ACCOUNT_TRANSFERS, QUERY_ACCOUNT_BALANCES -> findAccounts(machine, body());
      case LOOKUP_ACCOUNTS_AT -> findAccounts(machine, body() + HistoryCodec.TIME_BYTES);
      case PROVE ->
          found[0] = machine.findTransfer(bytes.getLong(body() + 8), bytes.getLong(body()));
      default -> {
        // names no id
      }
    }
  }

  /// How many batches must be in a follower before it may answer.
  public int batches() {
    return batches;
  }

  /// The state machine's clock where it stands in the log, in nanoseconds.
  public long clockNanos() {
    return clock;
  }

  public Operation operation() {
    Operation operation = command.operation();
    if (operation == null) {
      throw new IllegalStateException("no query was taken");
    }
    return operation;
  }

  /// Writes the reply's header; answers its length.
  public int header(MutableDirectBuffer reply, Refusal refusal, int bodyCount) {
    Replies.header(reply, command, refusal, clock, bodyCount);
    return Wire.REPLY_HEADER;
  }

  /// How many ids it names.
  public int count() {
    return command.count();
  }

  /// The index of the account or transfer of that id, negative when there is none.
  public int found(int id) {
    return found[id];
  }

  /// The bytes of the command.
  public DirectBuffer bytes() {
    return bytes;
  }

  /// Where the command's body starts in its bytes.
  public int body() {
    return Wire.COMMAND_HEADER;
  }

  private void findAccounts(StateMachine machine, int offset) {
    if (found.length < count()) {
      found = new int[count()];
    }
    for (int i = 0; i < count(); i++) {
      int at = offset + i * Wire.ID_BYTES;
      found[i] = machine.findAccount(bytes.getLong(at + 8), bytes.getLong(at));
    }
  }

  /// The filter of an account's query; null when it is not valid.
  @Nullable AccountFilter accountFilter() {
    return HistoryCodec.filter(bytes, body());
  }
}

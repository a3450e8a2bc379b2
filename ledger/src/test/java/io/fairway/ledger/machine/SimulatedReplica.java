package io.fairway.ledger.machine;

import io.fairway.ledger.CreateTransferResult;
import io.fairway.money.Invariant;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// One copy of the ledger, fed the log entry by entry, that may crash and come back.
final class SimulatedReplica {
  private static final int CHUNK_BYTES = 1 << 13;

  /// A snapshot of the state after the first `index` entries of the log.
  record Taken(int index, List<byte[]> chunks) {}

  private final LongUnaryOperator clock;
  private @Nullable LocalLedger ledger;
  private int applied;

  /// A replica that sees log times as `clock` makes them; a true one sees them as they are.
  SimulatedReplica(LongUnaryOperator clock) {
    this.clock = clock;
    start(null);
  }

  boolean isUp() {
    return ledger != null;
  }

  /// How many entries of the log are in its state.
  int applied() {
    return applied;
  }

  LocalLedger ledger() {
    return Objects.requireNonNull(ledger, "this replica is down");
  }

  void crash() {
    ledger = null;
  }

  /// Comes up empty or from a snapshot, its own or another replica's.
  void start(@Nullable Taken from) {
    if (from == null) {
      ledger = new LocalLedger(new StateMachine(storage()));
      applied = 0;
      return;
    }
    SnapshotReader reader = new SnapshotReader(storage());
    for (byte[] chunk : from.chunks()) {
      reader.onChunk(new UnsafeBuffer(chunk), 0, chunk.length);
    }
    ledger = new LocalLedger(reader.ledger());
    applied = from.index();
  }

  Taken snapshot() {
    return new Taken(applied, ledger().snapshot());
  }

  /// Applies the next entry; answers what it was answered.
  List<CreateTransferResult> apply(Simulation.Entry entry) {
    LocalLedger to = ledger().at(clock.applyAsLong(entry.time()));
    applied++;
    return switch (entry.step()) {
      case Step.Accounts step -> {
        Invariant.check(
            to.createAccounts(step.batch()).size() == step.batch().size(), "not all answered");
        yield List.of();
      }
      case Step.Transfers step -> to.createTransfers(step.batch());
      case Step.Resolve step -> to.resolveTransfers(step.batch());
      case Step.Read _, Step.Restore _ -> {
        to.pulse();
        yield List.of();
      }
    };
  }

  /// On the heap: thousands of short lives would wear out memory outside it.
  private static Storage storage() {
    return new Storage() {
      @Override
      public int chunkBytes() {
        return CHUNK_BYTES;
      }

      @Override
      public UnsafeBuffer chunk(String name, int index) {
        return new UnsafeBuffer(new byte[CHUNK_BYTES]);
      }
    };
  }
}

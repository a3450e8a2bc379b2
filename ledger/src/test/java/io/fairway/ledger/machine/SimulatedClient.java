package io.fairway.ledger.machine;

import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/// Sends batches one after another, repeats by id what is not answered in time, and resolves what
/// stays unknown. It believes nothing but answers.
final class SimulatedClient {
  private static final int ACCOUNTS = 8;
  private static final int TICKS_TO_WAIT = 25;
  private static final int ATTEMPTS = 3;

  /// What became of a transfer, for ever.
  ///
  /// @param timestamp of the transfer when it exists
  record Outcome(boolean exists, long timestamp) {}

  private final int number;
  private final SplittableRandom random;
  private final BiConsumer<Long, Step> send;
  private final Map<Id128, Transfer> asked = new LinkedHashMap<>();
  private final Map<Id128, Outcome> outcomes = new LinkedHashMap<>();
  private final List<Transfer> existing = new ArrayList<>();
  private List<Transfer> batch = List.of();
  private List<Id128> unknown = List.of();
  private int batchesLeft;
  private long request;
  private long nextId = 1;
  private int waited;
  private int attempts;
  private int resolved;

  SimulatedClient(int number, int batches, long seed, BiConsumer<Long, Step> send) {
    this.number = number;
    this.batchesLeft = batches;
    this.random = new SplittableRandom(seed);
    this.send = send;
  }

  boolean isDone() {
    return batchesLeft == 0 && batch.isEmpty() && unknown.isEmpty();
  }

  Map<Id128, Transfer> asked() {
    return asked;
  }

  Map<Id128, Outcome> outcomes() {
    return outcomes;
  }

  /// Ids that a `RESOLVE_TRANSFERS` settled.
  int resolved() {
    return resolved;
  }

  void tick() {
    if (!batch.isEmpty() || !unknown.isEmpty()) {
      if (++waited > TICKS_TO_WAIT) {
        again();
      }
    } else if (batchesLeft > 0 && random.nextInt(4) == 0) {
      batchesLeft--;
      batch = batch();
      batch.forEach(t -> asked.put(t.id(), t));
      request++;
      attempts = 1;
      sendNow();
    }
  }

  /// An answer; answers to requests that are over are not looked at.
  void onReply(long number, List<CreateTransferResult> results) {
    if (number != request || isIdle()) {
      return;
    }
    List<Id128> ids = unknown.isEmpty() ? batch.stream().map(Transfer::id).toList() : unknown;
    boolean resolving = !unknown.isEmpty();
    List<Id128> open = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      CreateTransferResult result = results.get(i);
      if (result.status() == CreateTransferStatus.LINKED_EVENT_FAILED) {
        // The chain failed, or it was applied and this is a repeat: only the ledger can say.
        open.add(ids.get(i));
      } else {
        settle(ids.get(i), result);
        resolved += resolving ? 1 : 0;
      }
    }
    batch = List.of();
    unknown = open;
    if (!open.isEmpty()) {
      request++;
      sendNow();
    }
  }

  private void settle(Id128 id, CreateTransferResult result) {
    boolean exists =
        result.status() == CreateTransferStatus.CREATED
            || result.status() == CreateTransferStatus.EXISTS;
    outcomes.put(id, new Outcome(exists, exists ? result.timestamp() : 0));
    if (exists) {
      existing.add(asked.get(id));
    }
  }

  private void again() {
    if (unknown.isEmpty() && ++attempts > ATTEMPTS) {
      unknown = batch.stream().map(Transfer::id).toList();
      batch = List.of();
      request++;
    }
    sendNow();
  }

  private void sendNow() {
    waited = 0;
    send.accept(
        request, unknown.isEmpty() ? new Step.Transfers(0, batch) : new Step.Resolve(0, unknown));
  }

  private boolean isIdle() {
    return batch.isEmpty() && unknown.isEmpty();
  }

  private List<Transfer> batch() {
    int size = 1 + random.nextInt(6);
    List<Transfer> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Transfer t = transfer();
      list.add(i + 1 < size && random.nextInt(4) == 0 ? t.linked() : t);
    }
    return list;
  }

  private Transfer transfer() {
    Id128 id = new Id128(100 + number, nextId++);
    if (!existing.isEmpty() && random.nextInt(3) == 0) {
      Id128 other = existing.get(random.nextInt(existing.size())).id();
      return switch (random.nextInt(3)) {
        case 0 -> Transfer.post(id, other, 0);
        case 1 -> Transfer.voiding(id, other, 0);
        default -> Transfer.reversal(id, other, 0);
      };
    }
    boolean holds = random.nextInt(3) == 0;
    int flags = holds ? TransferFlags.PENDING : 0;
    flags |= random.nextInt(10) == 0 ? TransferFlags.BALANCING_DEBIT : 0;
    return new Transfer(
        id,
        new Id128(0, 1 + random.nextInt(ACCOUNTS)),
        new Id128(0, 1 + random.nextInt(ACCOUNTS)),
        1 + random.nextInt(20),
        Id128.ZERO,
        new Id128(0, number),
        random.nextLong(),
        0,
        holds ? random.nextInt(3) : 0,
        1,
        1,
        flags,
        0);
  }
}

package io.fairway.payments;

import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.LedgerUnavailable;
import io.fairway.ledger.Transfer;
import io.fairway.money.Invariant;
import io.fairway.money.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Sends linked chains to the ledger and reads its answers. A repeat is answered like the first
/// time, whatever crashed between.
final class Poster {
  /// How often one call is repeated while the ledger does not answer; the ids resolve what became
  /// of the earlier calls.
  static final int LEDGER_CALLS_MAX = 5;

  private final Ledger ledger;
  private final Set<Long> moved = ConcurrentHashMap.newKeySet();

  Poster(Ledger ledger) {
    this.ledger = ledger;
  }

  /// Transfers of one order that are applied together or not at all.
  record Linked(Entry entry, List<Transfer> transfers) {}

  /// What the ledger says of a chain.
  sealed interface Answer {
    /// Applied, now or before.
    ///
    /// @param timestamp of the chain's first transfer, nanoseconds of the Unix epoch
    record Applied(long timestamp) implements Answer {}

    /// Not applied: the debited account of that leg has not enough. The ids are burned.
    record Insufficient(int leg) implements Answer {}
  }

  /// Sends chains; answers come in their order.
  List<Answer> send(List<Linked> chains) {
    if (chains.isEmpty()) {
      return List.of();
    }
    List<Transfer> transfers =
        chains.stream().flatMap(chain -> chain.transfers().stream()).toList();
    List<CreateTransferResult> results = call(transfers);
    List<Answer> answers = new ArrayList<>(chains.size());
    int next = 0;
    for (Linked chain : chains) {
      int end = next + chain.transfers().size();
      answers.add(answer(chain, results.subList(next, end)));
      next = end;
    }
    return answers;
  }

  /// Sends chains that cannot be refused, because what they move is held already or has no limit.
  void mustApply(List<Linked> chains) {
    List<Answer> answers = send(chains);
    for (int i = 0; i < answers.size(); i++) {
      Invariant.check(
          answers.get(i) instanceof Answer.Applied,
          "order %s: the ledger refused %s",
          chains.get(i).entry().orderId(),
          answers.get(i));
    }
  }

  /// Orders for which this run created a transfer.
  long moved() {
    return moved.size();
  }

  private Answer answer(Linked chain, List<CreateTransferResult> results) {
    for (int leg = 0; leg < results.size(); leg++) {
      CreateTransferResult result = results.get(leg);
      switch (result.status()) {
        case LINKED_EVENT_FAILED -> {}
        case CREATED -> {
          moved.add(chain.entry().seq());
          return new Answer.Applied(result.timestamp());
        }
        case EXISTS -> {
          return new Answer.Applied(result.timestamp());
        }
        // Refused before, perhaps just before a crash: only shortness burns an id here.
        case EXCEEDS_CREDITS, ID_ALREADY_FAILED -> {
          return new Answer.Insufficient(leg);
        }
        default -> throw refused(chain, leg, result.status());
      }
    }
    throw refused(chain, 0, CreateTransferStatus.LINKED_EVENT_FAILED);
  }

  private static InvariantViolation refused(Linked chain, int leg, CreateTransferStatus status) {
    return new InvariantViolation(
        "order %s: transfer %s of %s is %s"
            .formatted(chain.entry().orderId(), leg + 1, chain.transfers().size(), status));
  }

  private List<CreateTransferResult> call(List<Transfer> transfers) {
    for (int call = 1; ; call++) {
      try {
        return ledger.createTransfers(transfers);
      } catch (LedgerUnavailable unanswered) {
        if (call == LEDGER_CALLS_MAX) {
          throw unanswered;
        }
      }
    }
  }
}

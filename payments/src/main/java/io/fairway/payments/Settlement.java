package io.fairway.payments;

import io.fairway.chain.Inclusion;
import io.fairway.chain.WindowOutcome;
import io.fairway.money.Invariant;
import io.fairway.payments.Poster.Linked;
import io.fairway.payments.Postings.Act;
import io.fairway.payments.Reservation.Reserved;
import io.fairway.payments.WindowRecords.Intended;
import io.fairway.payments.pricing.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Step 5: windows of orders settle on the chain, and what the ledger holds is posted. Silence is
/// not a no: the holds stay until the chain has answered.
final class Settlement {

  /// Evidence that the order's coins moved for good and its value is posted: the seller may use it.
  sealed interface Settled permits Evidence {
    Entry entry();

    Quote quote();
  }

  private record Evidence(Entry entry, Quote quote) implements Settled {
    static Evidence of(Reserved reserved) {
      return new Evidence(reserved.entry(), reserved.quote());
    }
  }

  private final Workshop workshop;
  private final Wallets wallets;

  Settlement(Workshop workshop) {
    this.workshop = workshop;
    this.wallets = workshop.terms().wallets();
  }

  /// Settles what is not past this step. A window that is under way is taken up again whole.
  List<Settled> settle(List<Reserved> batch) {
    batch.forEach(reserved -> reserved.entry().check());
    Map<Long, Settled> settled = new HashMap<>();
    List<Reserved> waiting = new ArrayList<>();
    for (Reserved reserved : batch) {
      if (reserved.entry().isPast(Step.SETTLED)) {
        settled.put(reserved.entry().seq(), Evidence.of(reserved));
      } else {
        waiting.add(reserved);
      }
    }
    for (Settled one : drive(windows(waiting))) {
      settled.put(one.entry().seq(), one);
    }
    return batch.stream()
        .map(reserved -> settled.get(reserved.entry().seq()))
        .filter(Objects::nonNull)
        .toList();
  }

  private List<WindowPlan> windows(List<Reserved> waiting) {
    List<Long> known =
        waiting.stream()
            .map(Reserved::entry)
            .filter(entry -> !entry.fresh() && entry.isPast(Step.RESERVED))
            .map(Entry::seq)
            .toList();
    List<WindowPlan> windows = new ArrayList<>();
    Set<Long> placed = new HashSet<>();
    if (!known.isEmpty()) {
      Map<Long, Reserved> bySeq = new HashMap<>();
      waiting.forEach(reserved -> bySeq.put(reserved.entry().seq(), reserved));
      workshop
          .database()
          .ask(connection -> WindowRecords.under(connection, known))
          .forEach(intended -> {
            windows.add(again(intended, bySeq));
            placed.addAll(intended.members());
          });
    }
    windows.addAll(
        intend(waiting.stream().filter(one -> !placed.contains(one.entry().seq())).toList()));
    return windows;
  }

  private WindowPlan again(Intended intended, Map<Long, Reserved> bySeq) {
    List<Reserved> members =
        intended.members().stream().map(seq -> Database.found(bySeq, seq)).toList();
    return WindowPlan.again(intended.id(), intended.attempt(), members, wallets);
  }

  private List<WindowPlan> intend(List<Reserved> homeless) {
    int size = workshop.terms().limits().windowOrdersMax();
    List<WindowPlan> windows = new ArrayList<>();
    for (int from = 0; from < homeless.size(); from += size) {
      windows.add(
          WindowPlan.of(homeless.subList(from, Math.min(homeless.size(), from + size)), wallets));
    }
    if (!windows.isEmpty()) {
      workshop
          .database()
          .act(connection -> WindowRecords.intend(connection, windows, workshop.now()));
      workshop.passed(CrashPoint.SETTLEMENT_INTENDED);
    }
    return windows;
  }

  private List<Settled> drive(List<WindowPlan> windows) {
    return Together.all(windows, this::drive).stream().flatMap(List::stream).toList();
  }

  private List<Settled> drive(WindowPlan window) {
    WindowOutcome outcome =
        workshop
            .engines()
            .chain()
            .settle(window.window(), workshop.terms().limits().chainWaitMax());
    workshop.passed(CrashPoint.SETTLEMENT_ANSWERED);
    return switch (outcome) {
      case WindowOutcome.Settled(Inclusion inclusion) -> post(window, inclusion);
      case WindowOutcome.Reverted(String cause) -> part(window, cause);
      case WindowOutcome.Stopped(String cause) ->
          stop(
              window.members().stream()
                  .map(member ->
                      Stopped.waiting(
                          member.entry(),
                          Reason.SETTLEMENT_STOPPED + ":" + cause,
                          "settlement is stopped for all: " + cause))
                  .toList());
      case WindowOutcome.Silent(String lastKnown) ->
          stop(
              window.members().stream()
                  .map(member ->
                      Stopped.pending(
                          member.entry(),
                          Reason.CHAIN_SILENT,
                          "window " + window.id() + ": " + lastKnown))
                  .toList());
    };
  }

  /// The chain's rule is met: all that was held is posted, one linked chain an order.
  private List<Settled> post(WindowPlan window, Inclusion inclusion) {
    Invariant.check(
        inclusion.windowId().equals(window.id()), "window %s, answer %s", window.id(), inclusion);
    workshop
        .poster()
        .mustApply(
            window.members().stream()
                .map(member ->
                    new Linked(
                        member.entry(),
                        Postings.post(
                            Act.of(member.entry(), member.attempt()),
                            Postings.codes(member.quote()))))
                .toList());
    workshop.passed(CrashPoint.SETTLEMENT_POSTED);
    List<Entry> entries = window.members().stream().map(Reserved::entry).toList();
    workshop
        .database()
        .act(connection -> {
          WindowRecords.settle(connection, window, inclusion);
          OrderRecords.advance(connection, Step.SETTLED, entries, workshop.now());
          RefundClaims.collect(connection, entries);
        });
    workshop.passed(CrashPoint.SETTLEMENT_RECORDED);
    return window.members().stream().<Settled>map(Evidence::of).toList();
  }

  /// A dead window keeps its holds and is split until the order that fails stands alone. That one
  /// is voided when its attempts are spent.
  private List<Settled> part(WindowPlan window, String cause) {
    boolean alone = window.members().size() == 1;
    if (alone && window.attempt() >= workshop.terms().limits().windowAttemptsMax()) {
      return giveUp(window, cause);
    }
    List<WindowPlan> parts = window.split(wallets);
    workshop
        .database()
        .act(connection -> {
          WindowRecords.die(connection, window, cause);
          WindowRecords.intend(connection, parts, workshop.now());
        });
    workshop.passed(CrashPoint.SETTLEMENT_INTENDED);
    return drive(parts);
  }

  private List<Settled> giveUp(WindowPlan window, String cause) {
    Reserved order = window.members().getFirst();
    workshop
        .poster()
        .mustApply(
            List.of(
                new Linked(
                    order.entry(),
                    Postings.voiding(
                        Act.of(order.entry(), order.attempt()), Postings.codes(order.quote())))));
    workshop.passed(CrashPoint.SETTLEMENT_POSTED);
    Stopped refused =
        Stopped.refused(
            order.entry(),
            Reason.SETTLEMENT_REVERTED,
            "the chain reverted it alone, %s times: %s".formatted(window.attempt(), cause));
    workshop
        .database()
        .act(connection -> {
          WindowRecords.die(connection, window, cause);
          OrderRecords.stop(connection, List.of(refused));
        });
    workshop.tally().stopped(List.of(refused));
    return List.of();
  }

  private List<Settled> stop(List<Stopped> stops) {
    workshop.database().act(connection -> OrderRecords.stop(connection, stops));
    workshop.tally().stopped(stops);
    return List.of();
  }
}

package io.fairway.payments;

import io.fairway.ledger.ChartAccount;
import io.fairway.payments.Poster.Answer;
import io.fairway.payments.Poster.Linked;
import io.fairway.payments.Postings.Act;
import io.fairway.payments.Postings.Posting;
import io.fairway.payments.Quotation.Priced;
import io.fairway.payments.pricing.Quote;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Step 4: the whole value is held on the ledger, one linked chain an order, or nothing of it. The
/// quote's record is the intent; the commit's timestamp decides whether the quote was still firm.
final class Reservation {

  /// Evidence that the ledger holds every leg of the order.
  sealed interface Reserved permits Evidence {
    Entry entry();

    int attempt();

    Quote quote();
  }

  private record Evidence(Entry entry, int attempt, Quote quote) implements Reserved {
    static Evidence of(Priced priced) {
      return new Evidence(priced.entry(), priced.attempt(), priced.quote());
    }
  }

  /// What became of one round of holds.
  private record Round(List<Priced> held, List<Priced> late, List<Stopped> stops) {
    Round() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  private final Workshop workshop;
  private final Quotation quotation;

  Reservation(Workshop workshop, Quotation quotation) {
    this.workshop = workshop;
    this.quotation = quotation;
  }

  /// Reserves what is not past this step; the others are held already. A quote that expired before
  /// the hold was committed is made anew once.
  List<Reserved> reserve(List<Priced> batch) {
    batch.forEach(priced -> priced.entry().check());
    Map<Long, Reserved> reserved = new HashMap<>();
    batch.stream()
        .filter(priced -> priced.entry().isPast(Step.RESERVED))
        .forEach(priced -> reserved.put(priced.entry().seq(), Evidence.of(priced)));
    List<Priced> tries =
        batch.stream().filter(priced -> !priced.entry().isPast(Step.RESERVED)).toList();
    if (!tries.isEmpty()) {
      Round first = hold(tries);
      Round second = hold(quotation.requote(giveBack(first)));
      giveBack(second);
      record(first, second);
      for (Round round : List.of(first, second)) {
        round.held().forEach(one -> reserved.put(one.entry().seq(), Evidence.of(one)));
      }
    }
    return batch.stream()
        .map(priced -> reserved.get(priced.entry().seq()))
        .filter(Objects::nonNull)
        .toList();
  }

  private Round hold(List<Priced> tries) {
    Round round = new Round();
    List<List<Posting>> legs = new ArrayList<>(tries.size());
    List<ChartAccount> accounts = new ArrayList<>();
    List<Linked> chains = new ArrayList<>(tries.size());
    for (Priced priced : tries) {
      Entry entry = priced.entry();
      Postings.Parts parts = workshop.parts(entry, priced.quote().bridge().asset());
      List<Posting> postings = Postings.reservation(parts, priced.quote());
      legs.add(postings);
      accounts.addAll(parts.all());
      chains.add(new Linked(entry, Postings.hold(Act.of(entry, priced.attempt()), postings)));
    }
    workshop.accounts().ensure(accounts);
    List<Answer> answers = workshop.poster().send(chains);
    for (int i = 0; i < tries.size(); i++) {
      sort(tries.get(i), legs.get(i), answers.get(i), round);
    }
    workshop.passed(CrashPoint.RESERVATION_HELD);
    return round;
  }

  private static void sort(Priced priced, List<Posting> legs, Answer answer, Round round) {
    switch (answer) {
      case Answer.Applied(long timestamp) -> {
        boolean firm = at(timestamp).isBefore(priced.quote().expiresAt());
        (firm ? round.held() : round.late()).add(priced);
      }
      case Answer.Insufficient(int leg) ->
          round.stops().add(shortOf(priced.entry(), legs.get(leg)));
    }
  }

  /// The attempt is burned: the next one needs a new price and a new number.
  private static Stopped shortOf(Entry entry, Posting leg) {
    ChartAccount account = leg.debit();
    String detail = "%s has less than %s".formatted(account.name(), leg.amount());
    boolean sellers = entry.order().refund() && account.name().startsWith("seller:");
    return Stopped.waiting(
            entry,
            sellers ? Reason.SELLER_BALANCE_SHORT : Reason.LIQUIDITY_SHORT + ":" + account.name(),
            detail)
        .backTo(Step.CLEARED);
  }

  /// Voids what was held too late, and answers what may be priced once more.
  private List<Priced> giveBack(Round round) {
    workshop
        .poster()
        .mustApply(
            round.late().stream()
                .map(late ->
                    new Linked(
                        late.entry(),
                        Postings.voiding(
                            Act.of(late.entry(), late.attempt()), Postings.codes(late.quote()))))
                .toList());
    if (!round.late().isEmpty()) {
      workshop.passed(CrashPoint.RESERVATION_VOIDED);
    }
    List<Priced> again = new ArrayList<>();
    for (Priced late : round.late()) {
      if (late.requote()) {
        round
            .stops()
            .add(
                Stopped.refused(
                    late.entry(),
                    Reason.QUOTE_EXPIRED,
                    "the quote was firm until %s and the ledger held the value later, twice"
                        .formatted(late.quote().expiresAt())));
      } else {
        again.add(late);
      }
    }
    return again;
  }

  private void record(Round first, Round second) {
    List<Entry> held = new ArrayList<>();
    List<Stopped> stops = new ArrayList<>();
    for (Round round : List.of(first, second)) {
      round.held().forEach(priced -> held.add(priced.entry()));
      stops.addAll(round.stops());
    }
    workshop
        .database()
        .act(connection -> {
          OrderRecords.advance(connection, Step.RESERVED, held, workshop.now());
          RefundClaims.hold(connection, held);
          OrderRecords.stop(connection, stops);
        });
    workshop.tally().stopped(stops);
    workshop.passed(CrashPoint.RESERVATION_RECORDED);
  }

  private static Instant at(long timestampNanos) {
    return Instant.EPOCH.plus(timestampNanos, ChronoUnit.NANOS);
  }
}

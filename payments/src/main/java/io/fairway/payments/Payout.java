package io.fairway.payments;

import io.fairway.payments.PayoutBooking.Booked;
import io.fairway.payments.PayoutDesk.Way;
import io.fairway.payments.Settlement.Settled;
import io.fairway.rails.BankAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Step 6: sellers are paid what exceeds their open refund claims, each payout under a UETR that is
/// fixed in its intent. What a bank refuses is the seller's money again. A refund has nothing to
/// pay out: its buyer is given back from the platform's account.
final class Payout {

  /// Evidence that nothing of the order is on its way any more.
  sealed interface PaidOut permits Evidence {
    Entry entry();
  }

  private record Evidence(Entry entry) implements PaidOut {}

  private final Workshop workshop;
  private final PayoutDesk desk;
  private final PayoutBooking booking;

  Payout(Workshop workshop, PayoutDesk desk) {
    this.workshop = workshop;
    this.desk = desk;
    this.booking = new PayoutBooking(workshop);
  }

  /// Pays out what is not past this step.
  List<PaidOut> payOut(List<Settled> batch) {
    batch.forEach(settled -> settled.entry().check());
    List<Settled> payments = new ArrayList<>();
    List<Entry> refunds = new ArrayList<>();
    for (Settled settled : batch) {
      if (!settled.entry().isPast(Step.PAID_OUT)) {
        if (settled.entry().order().refund()) {
          refunds.add(settled.entry());
        } else {
          payments.add(settled);
        }
      }
    }
    Set<Long> gone = pay(payments, refunds);
    return batch.stream()
        .map(Settled::entry)
        .filter(entry -> !gone.contains(entry.seq()))
        .<PaidOut>map(Evidence::new)
        .toList();
  }

  /// Pays, books and records; answers the orders that leave the stream.
  private Set<Long> pay(List<Settled> payments, List<Entry> refunds) {
    List<Way> ways = desk.decide(payments);
    List<Way> paying = ways.stream().filter(way -> way.transfer() != null).toList();
    Booked booked = booking.book(paying, ask(paying));
    List<Entry> idle = new ArrayList<>(refunds);
    List<Stopped> stops = new ArrayList<>(booked.stops());
    for (Way way : ways) {
      Stopped stop = way.stop();
      if (stop != null) {
        stops.add(stop);
      } else if (way.transfer() == null) {
        idle.add(way.settled().entry());
      }
    }
    record(booked, idle, stops);
    workshop.tally().stopped(stops);
    Set<Long> gone = new HashSet<>();
    stops.forEach(stop -> gone.add(stop.entry().seq()));
    return gone;
  }

  private Map<UUID, List<BankAnswer>> ask(List<Way> paying) {
    if (paying.isEmpty()) {
      return Map.of();
    }
    Map<UUID, List<BankAnswer>> answers =
        workshop
            .engines()
            .rails()
            .pay(
                paying.stream().map(Way::transferToSend).toList(),
                workshop.terms().limits().bankWaitMax());
    workshop.passed(CrashPoint.PAYOUT_ANSWERED);
    return answers;
  }

  private void record(Booked booked, List<Entry> idle, List<Stopped> stops) {
    Instant now = workshop.now();
    workshop
        .database()
        .act(connection -> {
          PayoutRecords.answer(connection, booked.answers());
          Map<Long, Long> back = new HashMap<>();
          booked.rejected().forEach(row -> back.put(row.seq(), row.amount().units()));
          PayoutRecords.addDue(connection, back);
          OrderRecords.advance(connection, Step.PAID_OUT, booked.paid(), now);
          OrderRecords.advance(connection, Step.PAID_OUT, idle, null);
          OrderRecords.stop(connection, stops);
        });
    workshop.passed(CrashPoint.PAYOUT_RECORDED);
  }
}

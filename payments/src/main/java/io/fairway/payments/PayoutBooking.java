package io.fairway.payments;

import io.fairway.ledger.Chart;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.TransferCode;
import io.fairway.money.Money;
import io.fairway.payments.PayoutDesk.Way;
import io.fairway.payments.PayoutRecords.Answered;
import io.fairway.payments.PayoutRecords.Row;
import io.fairway.payments.PayoutRecords.State;
import io.fairway.payments.Poster.Linked;
import io.fairway.payments.Postings.Act;
import io.fairway.payments.Postings.Posting;
import io.fairway.rails.BankAnswer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Books what the bank said of payouts.
final class PayoutBooking {

  /// What came of a batch of payouts.
  ///
  /// @param answers to record
  /// @param paid orders whose payout is completed and debited
  /// @param rejected payouts whose money is the seller's again
  record Booked(List<Answered> answers, List<Entry> paid, List<Row> rejected, List<Stopped> stops) {
    Booked() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /// The bank's answers to one payout.
  private record Said(
      BankAnswer.@Nullable Completed completed,
      BankAnswer.@Nullable Rejected rejected,
      BankAnswer.@Nullable Debited debited) {

    static Said of(List<BankAnswer> answers) {
      BankAnswer.Completed completed = null;
      BankAnswer.Rejected rejected = null;
      BankAnswer.Debited debited = null;
      for (BankAnswer answer : answers) {
        switch (answer) {
          case BankAnswer.Completed one -> completed = one;
          case BankAnswer.Rejected one -> rejected = one;
          case BankAnswer.Debited one -> debited = one;
        }
      }
      return new Said(completed, rejected, debited);
    }
  }

  private final Workshop workshop;

  PayoutBooking(Workshop workshop) {
    this.workshop = workshop;
  }

  /// Posts, voids and books; sending the same twice books once.
  Booked book(List<Way> paying, Map<UUID, List<BankAnswer>> answers) {
    Booked booked = new Booked();
    List<Linked> chains = new ArrayList<>();
    Set<ChartAccount> accounts = new LinkedHashSet<>();
    for (Way way : paying) {
      Row row = way.rowToPay();
      Said said = Said.of(answers.getOrDefault(row.uetr(), List.of()));
      book(way.settled().entry(), row, said, booked, chains, accounts);
    }
    if (!chains.isEmpty()) {
      workshop.accounts().ensure(accounts);
      workshop.poster().mustApply(chains);
      workshop.passed(CrashPoint.PAYOUT_POSTED);
    }
    return booked;
  }

  private static void book(
      Entry entry,
      Row row,
      Said said,
      Booked booked,
      List<Linked> chains,
      Set<ChartAccount> accounts) {
    Act act = Act.payout(entry, row.attempt());
    List<TransferCode> hold = List.of(TransferCode.PAYOUT);
    Money none = Money.zero(row.amount().asset());
    if (said.completed() != null) {
      chains.add(new Linked(entry, Postings.post(act, hold)));
      BankAnswer.Debited debited = said.debited();
      if (debited == null) {
        booked.answers().add(new Answered(row, State.COMPLETED, none, null));
        booked.stops().add(silent(entry, row, "paid, and its debit advice is awaited"));
      } else {
        List<Posting> advice = advice(row, debited);
        advice.forEach(posting -> accounts.addAll(List.of(posting.debit(), posting.credit())));
        chains.add(new Linked(entry, Postings.direct(act, advice)));
        booked.answers().add(new Answered(row, State.DEBITED, debited.charges(), null));
        booked.paid().add(entry);
      }
    } else if (said.rejected() != null) {
      String reason = said.rejected().reason();
      chains.add(new Linked(entry, Postings.voiding(act, hold)));
      booked.answers().add(new Answered(row, State.REJECTED, none, reason));
      booked.rejected().add(row);
      booked
          .stops()
          .add(
              Stopped.held(
                  entry,
                  Reason.PAYOUT_REJECTED + ":" + reason,
                  "the bank: " + said.rejected().text()));
    } else {
      booked.stops().add(silent(entry, row, "sent, and not answered"));
    }
  }

  private static List<Posting> advice(Row row, BankAnswer.Debited debited) {
    return Postings.debitAdvice(
        Chart.inPayout(row.debtorBic(), row.amount().asset()),
        Chart.bank(row.debtorBic(), row.amount().asset()),
        row.amount(),
        debited.amount(),
        debited.charges());
  }

  private static Stopped silent(Entry entry, Row row, String what) {
    return Stopped.pending(
        entry, Reason.BANK_SILENT, "payout %s is %s".formatted(row.uetr(), what));
  }
}

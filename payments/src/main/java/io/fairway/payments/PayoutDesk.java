package io.fairway.payments;

import io.fairway.ledger.Account;
import io.fairway.ledger.Chart;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.Id128;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import io.fairway.payments.PayoutRecords.Answered;
import io.fairway.payments.PayoutRecords.Row;
import io.fairway.payments.PayoutRecords.Standing;
import io.fairway.payments.PayoutRecords.State;
import io.fairway.payments.Poster.Answer;
import io.fairway.payments.Poster.Linked;
import io.fairway.payments.Postings.Act;
import io.fairway.payments.RefundClaims.Seller;
import io.fairway.payments.Settlement.Settled;
import io.fairway.payments.order.Participant;
import io.fairway.rails.BankAccount;
import io.fairway.rails.CreditTransfer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Decides how much of each order's proceeds is paid out now, writes the intents and holds the
/// money on the ledger. One batch at a time, because orders of the same seller share one balance;
/// the ledger's limit is the last guard.
final class PayoutDesk {

  /// What happens to an order's proceeds now.
  ///
  /// @param row the payout, null when there is nothing to pay
  /// @param transfer what the bank is asked, null when it is asked nothing
  /// @param stop why the order cannot go on, null when it can
  record Way(
      Settled settled,
      @Nullable Row row,
      @Nullable CreditTransfer transfer,
      @Nullable Stopped stop) {

    static Way idle(Settled settled) {
      return new Way(settled, null, null, null);
    }

    CreditTransfer transferToSend() {
      Invariant.check(transfer != null, "order %s pays nothing", settled.entry().orderId());
      return Objects.requireNonNull(transfer);
    }

    Row rowToPay() {
      return Objects.requireNonNull(row);
    }
  }

  private final Workshop workshop;
  private final CreditTransfers transfers;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  PayoutDesk(Workshop workshop) {
    this.workshop = workshop;
    this.transfers = new CreditTransfers(workshop.terms().parties());
  }

  /// Decides, one way an order, in their order.
  List<Way> decide(List<Settled> payments) {
    if (payments.isEmpty()) {
      return List.of();
    }
    oneAtATime.lock();
    try {
      return decideAlone(payments);
    } finally {
      oneAtATime.unlock();
    }
  }

  private List<Way> decideAlone(List<Settled> payments) {
    Map<Long, Standing> standings = standings(payments);
    Map<Long, Way> ways = new HashMap<>();
    List<Settled> undecided = new ArrayList<>();
    List<Way> underWay = new ArrayList<>();
    for (Settled settled : payments) {
      long seq = settled.entry().seq();
      Row last = standings.getOrDefault(seq, Standing.NONE).last();
      Participant seller = workshop.seller(settled.entry()).orElse(null);
      if (seller == null) {
        ways.put(seq, new Way(settled, null, null, sellerUnknown(settled.entry())));
      } else if (last != null && last.isUnderWay()) {
        underWay.add(way(settled, last, seller));
      } else {
        undecided.add(settled);
      }
    }
    // What was intended before comes first: its money may not be held yet.
    hold(underWay).forEach(way -> ways.put(way.settled().entry().seq(), way));
    hold(intend(undecided, standings)).forEach(way -> ways.put(way.settled().entry().seq(), way));
    return payments.stream()
        .map(settled -> ways.getOrDefault(settled.entry().seq(), Way.idle(settled)))
        .toList();
  }

  private Map<Long, Standing> standings(List<Settled> payments) {
    List<Long> known =
        payments.stream()
            .map(Settled::entry)
            .filter(entry -> !entry.fresh())
            .map(Entry::seq)
            .toList();
    return known.isEmpty()
        ? Map.of()
        : workshop.database().ask(connection -> PayoutRecords.standing(connection, known));
  }

  private List<Way> intend(List<Settled> undecided, Map<Long, Standing> standings) {
    if (undecided.isEmpty()) {
      return List.of();
    }
    Map<Seller, Money> free = free(undecided.stream().map(one -> seller(one.entry())).toList());
    List<Way> ways = new ArrayList<>(undecided.size());
    Map<Long, Long> dues = new HashMap<>();
    for (Settled settled : undecided) {
      Entry entry = settled.entry();
      Standing standing = standings.getOrDefault(entry.seq(), Standing.NONE);
      Money owed = owed(settled, standing);
      Money available = Database.found(free, seller(entry));
      Money amount = owed.min(available);
      free.put(seller(entry), available.minus(amount));
      if (owed.minus(amount).units() != standing.due()) {
        dues.put(entry.seq(), owed.minus(amount).units());
      }
      if (!amount.isZero()) {
        Row last = standing.last();
        Participant seller = workshop.seller(entry).orElseThrow();
        ways.add(
            way(
                settled,
                row(entry, last == null ? 1 : last.attempt() + 1, amount, seller),
                seller));
      }
    }
    workshop
        .database()
        .act(connection -> {
          PayoutRecords.intend(connection, ways.stream().map(Way::rowToPay).toList());
          PayoutRecords.setDue(connection, dues);
        });
    workshop.passed(CrashPoint.PAYOUT_INTENDED);
    return ways;
  }

  /// The whole proceeds before anything was decided, else what was left of them.
  private static Money owed(Settled settled, Standing standing) {
    Money proceeds = settled.quote().amountOut();
    boolean decided = standing.last() != null || standing.due() > 0;
    return decided ? new Money(proceeds.asset(), standing.due()) : proceeds;
  }

  private Row row(Entry entry, int attempt, Money amount, Participant seller) {
    return new Row(
        entry.seq(),
        attempt,
        UUID.randomUUID(),
        amount,
        CreditTransfers.account(workshop.terms().parties().payout()).bic(),
        CreditTransfers.account(seller),
        LocalDate.ofInstant(workshop.now(), ZoneOffset.UTC),
        State.INTENDED);
  }

  /// What each seller may be paid: the posted balance less what is held and less open claims.
  private Map<Seller, Money> free(Collection<Seller> sellers) {
    Set<Seller> distinct = new HashSet<>(sellers);
    Map<Id128, Seller> byAccount = new HashMap<>();
    distinct.forEach(one -> byAccount.put(Chart.seller(one.id(), one.payOut()).id(), one));
    Map<Seller, Money> claims =
        workshop.database().ask(connection -> RefundClaims.open(connection, distinct));
    Map<Seller, Money> free = new HashMap<>();
    distinct.forEach(one -> free.put(one, Money.zero(one.payOut())));
    for (Account account :
        workshop.engines().ledger().lookupAccounts(List.copyOf(byAccount.keySet()))) {
      Seller one = Database.found(byAccount, account.id());
      Money claimed = claims.getOrDefault(one, Money.zero(one.payOut()));
      long balance = account.creditsPosted() - account.debitsPosted() - account.debitsPending();
      free.put(one, new Money(one.payOut(), Math.max(0, balance - claimed.units())));
    }
    return free;
  }

  /// Holds what the ways pay. What the ledger refuses stays the seller's: another was first.
  private List<Way> hold(List<Way> ways) {
    if (ways.isEmpty()) {
      return ways;
    }
    List<Linked> chains = new ArrayList<>(ways.size());
    Set<ChartAccount> accounts = new HashSet<>();
    for (Way way : ways) {
      Row row = way.rowToPay();
      Entry entry = way.settled().entry();
      ChartAccount inPayout = Chart.inPayout(row.debtorBic(), entry.payOut());
      accounts.add(inPayout);
      Postings.Posting posting =
          Postings.payout(
              Chart.seller(entry.order().sellerId(), entry.payOut()), inPayout, row.amount());
      chains.add(
          new Linked(entry, Postings.hold(Act.payout(entry, row.attempt()), List.of(posting))));
    }
    workshop.accounts().ensure(accounts);
    List<Answer> answers = workshop.poster().send(chains);
    workshop.passed(CrashPoint.PAYOUT_HELD);
    List<Way> held = new ArrayList<>(ways.size());
    List<Row> refused = new ArrayList<>();
    for (int i = 0; i < ways.size(); i++) {
      switch (answers.get(i)) {
        case Answer.Applied _ -> held.add(ways.get(i));
        case Answer.Insufficient _ -> refused.add(ways.get(i).rowToPay());
      }
    }
    giveUp(refused);
    return held;
  }

  private void giveUp(List<Row> refused) {
    if (refused.isEmpty()) {
      return;
    }
    Map<Long, Long> back = new HashMap<>();
    List<Answered> answers = new ArrayList<>();
    for (Row row : refused) {
      back.put(row.seq(), row.amount().units());
      answers.add(new Answered(row, State.VOID, Money.zero(row.amount().asset()), null));
    }
    workshop
        .database()
        .act(connection -> {
          PayoutRecords.answer(connection, answers);
          PayoutRecords.addDue(connection, back);
        });
  }

  /// Opens orders again whose proceeds were withheld and are free now, and answers them in the
  /// order of the record.
  List<Entry> reopenReleased() {
    List<Entry> withheld =
        workshop
            .database()
            .ask(connection ->
                OrderRecords.numbered(connection, PayoutRecords.withheld(connection)));
    Map<Seller, Money> free = free(withheld.stream().map(PayoutDesk::seller).toList());
    List<Entry> open =
        withheld.stream().filter(entry -> !Database.found(free, seller(entry)).isZero()).toList();
    reopen(open);
    return open;
  }

  /// Opens orders again whose seller has another account now than the one that a bank rejected.
  List<Entry> reopenCorrected() {
    Map<Long, BankAccount> rejected = workshop.database().ask(PayoutRecords::rejected);
    List<Entry> entries =
        workshop.database().ask(connection -> OrderRecords.numbered(connection, rejected.keySet()));
    List<Entry> open =
        entries.stream()
            .filter(entry -> corrected(entry, Database.found(rejected, entry.seq())))
            .toList();
    reopen(open);
    return open;
  }

  private void reopen(List<Entry> entries) {
    workshop
        .database()
        .act(connection ->
            PayoutRecords.reopen(connection, entries.stream().map(Entry::seq).toList()));
  }

  private boolean corrected(Entry entry, BankAccount rejected) {
    return workshop
        .seller(entry)
        .map(seller -> !CreditTransfers.account(seller).equals(rejected))
        .orElse(false);
  }

  private Way way(Settled settled, Row row, Participant seller) {
    return new Way(settled, row, transfers.of(settled, row, seller), null);
  }

  private static Stopped sellerUnknown(Entry entry) {
    return Stopped.waiting(
        entry,
        Reason.SELLER_UNKNOWN,
        "no seller has the id %s, so nobody can be paid".formatted(entry.order().sellerId()));
  }

  private static Seller seller(Entry entry) {
    return new Seller(entry.order().sellerId(), entry.payOut());
  }
}

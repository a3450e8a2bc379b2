package io.fairway.payments;

import io.fairway.payments.PayoutRecords.Row;
import io.fairway.payments.Settlement.Settled;
import io.fairway.payments.order.Participant;
import io.fairway.payments.order.Parties;
import io.fairway.rails.BankAccount;
import io.fairway.rails.CreditTransfer;
import io.fairway.rails.Party;
import java.util.regex.Pattern;

/// What the bank is asked, made of a payout's intent: the same intent always gives the same
/// request.
final class CreditTransfers {
  private static final int ID_LENGTH_MAX = 35;

  /// The characters that every bank takes in an id.
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9./-]{1," + ID_LENGTH_MAX + "}");

  private final Parties parties;

  CreditTransfers(Parties parties) {
    this.parties = parties;
  }

  /// The payout institution pays from its own account: it holds the bank money of the corridor.
  CreditTransfer of(Settled settled, Row row, Participant seller) {
    Entry entry = settled.entry();
    Participant payer = parties.payout();
    return new CreditTransfer(
        row.uetr(),
        "FW-%d-%d".formatted(row.seq(), row.attempt()),
        id(entry),
        row.amount(),
        entry.order().amount(),
        settled.quote().rate().toPlainString(),
        row.settlementDate(),
        party(payer),
        account(payer),
        party(seller),
        row.creditor(),
        entry.orderId());
  }

  /// The order's id where a bank can carry it, else the beginning of its digest.
  private static String id(Entry entry) {
    return ID.matcher(entry.orderId()).matches()
        ? entry.orderId()
        : entry.digest().substring(0, ID_LENGTH_MAX);
  }

  /// The account of a participant that has one: all but buyers.
  static BankAccount account(Participant participant) {
    BankAccount account = participant.account();
    if (account == null) {
      throw new IllegalStateException("participant " + participant.id() + " has no account");
    }
    return account;
  }

  private static Party party(Participant participant) {
    String country = participant.country();
    return new Party(
        participant.name(),
        country == null ? "" : country,
        participant.town(),
        participant.address());
  }
}

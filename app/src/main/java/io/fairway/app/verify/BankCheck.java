package io.fairway.app.verify;

import io.fairway.ledger.TransferCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What the bank says against what the ledger moved: one ACSC and one debit for each payment, of
/// its amount; none for one that was rejected; nothing that nobody ordered.
final class BankCheck {
  static final String NAME = "paidExactlyOnce";

  private static final Set<String> PAID = Set.of("COMPLETED", "DEBITED");

  private final LedgerBook book;
  private final BankBook bank;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<UUID> ordered = new HashSet<>();

  private BankCheck(LedgerBook book, BankBook bank) {
    this.book = book;
    this.bank = bank;
  }

  static CheckResult run(LedgerBook book, BankBook bank, Collection<OrderRecord> orders) {
    BankCheck check = new BankCheck(book, bank);
    orders.forEach(check::order);
    bank.all()
        .keySet()
        .forEach(uetr -> {
          if (!check.ordered.contains(uetr)) {
            check.findings.add(
                new Finding(NAME, null, "the bank speaks of " + uetr + ", which nobody ordered"));
          }
        });
    return new CheckResult(
        NAME,
        check.ordered.size(),
        "payments, from " + bank.messages() + " messages",
        check.findings);
  }

  private void order(OrderRecord order) {
    long debited = 0;
    for (OrderRecord.Payout payout : order.payouts()) {
      ordered.add(payout.uetr());
      debited += payout(order, payout);
    }
    LedgerBook.Moves moves = book.moves(order.ledgerReference());
    Map<TransferCode, LedgerBook.Move> legs = moves == null ? Map.of() : moves.legs;
    long left = PostingCheck.units(legs, TransferCode.PAYOUT);
    if (left != debited) {
      find(order, "the ledger paid out " + left + " units, the bank debited " + debited);
    }
    long advised = PostingCheck.units(legs, TransferCode.DEBIT_ADVICE);
    if (order.isPaid() && advised != debited) {
      find(order, "the ledger booked debits of " + advised + " units, the bank debited " + debited);
    }
  }

  /// Returns the units that the bank debited.
  private long payout(OrderRecord order, OrderRecord.Payout payout) {
    BankBook.Said said = bank.of(payout.uetr());
    if (PAID.contains(payout.state()) && said.completed != 1) {
      find(order, payout.uetr() + " was paid, and the bank sent " + said.completed + " ACSC");
    }
    if (said.completed + said.rejected > 1) {
      find(
          order, payout.uetr() + " has " + said.completed + " ACSC and " + said.rejected + " RJCT");
    }
    if (said.debits > 1 || (said.debits == 1 && said.completed != 1)) {
      find(
          order, payout.uetr() + " has " + said.completed + " ACSC and " + said.debits + " debits");
    }
    if (said.debits == 0) {
      return 0;
    }
    long units = said.debited.unscaledValue().longValueExact();
    if (units != payout.amount()) {
      find(
          order, payout.uetr() + " is of " + payout.amount() + " units, the bank debited " + units);
    }
    return units;
  }

  private void find(OrderRecord order, String detail) {
    findings.add(new Finding(NAME, order.orderId(), detail));
  }
}

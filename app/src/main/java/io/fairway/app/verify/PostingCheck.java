package io.fairway.app.verify;

import io.fairway.ledger.TransferCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an order moved on the ledger: each leg of a paid order posted exactly once, nothing posted
/// twice, no hold left open by an order that is through, nothing moved by one that was refused.
final class PostingCheck {
  static final String NAME = "postedExactlyOnce";

  private static final List<TransferCode> SALE =
      List.of(TransferCode.PAY_IN_NET, TransferCode.BRIDGE, TransferCode.PROCEEDS);
  private static final List<TransferCode> TAKE_BACK =
      List.of(TransferCode.REFUND_PROCEEDS, TransferCode.REFUND_BRIDGE, TransferCode.REFUND_NET);

  /// Legs that belong to step 4; each is posted once or never.
  private static final Set<TransferCode> RESERVATION =
      Set.of(
          TransferCode.PAY_IN_NET,
          TransferCode.FEE,
          TransferCode.BRIDGE,
          TransferCode.BRIDGE_ROUNDING,
          TransferCode.PROCEEDS,
          TransferCode.REFUND_PROCEEDS,
          TransferCode.REFUND_BRIDGE,
          TransferCode.REFUND_ROUNDING,
          TransferCode.REFUND_NET,
          TransferCode.REFUND_FEE);

  private final LedgerBook book;
  private final List<Finding> findings = new ArrayList<>();

  private PostingCheck(LedgerBook book) {
    this.book = book;
  }

  static CheckResult run(LedgerBook book, Collection<OrderRecord> orders) {
    PostingCheck check = new PostingCheck(book);
    orders.forEach(check::order);
    return new CheckResult(NAME, orders.size(), "orders", check.findings);
  }

  private void order(OrderRecord order) {
    LedgerBook.Moves moves = book.moves(order.ledgerReference());
    Map<TransferCode, LedgerBook.Move> legs = moves == null ? Map.of() : moves.legs;
    legs.forEach((code, move) -> leg(order, code, move));
    List<TransferCode> whole = order.refund() ? TAKE_BACK : SALE;
    long posted = whole.stream().filter(code -> postings(legs, code) == 1).count();
    if (order.isPaid() && posted != whole.size()) {
      find(
          order,
          "it is " + order.outcome() + ", and of its legs " + whole + " " + posted + " are posted");
    }
    if (posted != 0 && posted != whole.size()) {
      find(order, "it is posted in part: " + posted + " of " + whole);
    }
    if ("REFUSED".equals(order.outcome()) && posted != 0) {
      find(order, "it was refused, and money moved");
    }
    if (posted == whole.size()) {
      buyersMoney(order, legs);
    }
  }

  private void leg(OrderRecord order, TransferCode code, LedgerBook.Move move) {
    if (RESERVATION.contains(code) && move.posted > 1) {
      find(order, code.leg() + " is posted " + move.posted + " times");
    }
    boolean through = order.isPaid() || "REFUSED".equals(order.outcome());
    if (through && move.open() != 0) {
      find(order, code.leg() + " has " + move.open() + " holds open");
    }
  }

  /// What left the platform, or came back to it, is what the order says.
  private void buyersMoney(OrderRecord order, Map<TransferCode, LedgerBook.Move> legs) {
    TransferCode net = order.refund() ? TransferCode.REFUND_NET : TransferCode.PAY_IN_NET;
    TransferCode fee = order.refund() ? TransferCode.REFUND_FEE : TransferCode.FEE;
    long moved = units(legs, net) + units(legs, fee);
    if (moved != order.amount()) {
      find(order, "the order is of " + order.amount() + " units, the ledger moved " + moved);
    }
  }

  private static int postings(Map<TransferCode, LedgerBook.Move> legs, TransferCode code) {
    LedgerBook.Move move = legs.get(code);
    return move == null ? 0 : move.posted;
  }

  static long units(Map<TransferCode, LedgerBook.Move> legs, TransferCode code) {
    LedgerBook.Move move = legs.get(code);
    return move == null ? 0 : move.postedUnits;
  }

  private void find(OrderRecord order, String detail) {
    findings.add(new Finding(NAME, order.orderId(), detail));
  }
}

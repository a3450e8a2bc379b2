package io.fairway.payments.order;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.Mapping.Field;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Makes orders of rows. The first thing that is wrong with a row, in the order of the checks
/// below, is its reason.
final class OrderParser {

  /// What the further line items of an order said.
  enum Following {
    NONE,
    /// Another seller's goods, so that the order's one amount belongs to several sellers.
    OTHER_SELLER
  }

  /// What a refund that is told on the row of its order is called: the order's id and this.
  static final String REFUND_SUFFIX = ":refund";

  private final Mapping mapping;
  private final Layout layout;

  OrderParser(Mapping mapping, List<String> header) {
    this.mapping = mapping;
    this.layout = new Layout(mapping, header);
  }

  /// The currency of that code, or null when it is none that a buyer pays in.
  static @Nullable Asset currency(String code) {
    return Asset.find(code).filter(asset -> !asset.isCoin()).orElse(null);
  }

  /// Whether a row carries a further line item of the order of another row.
  boolean isContinuation(Row.Fields first, Row.Fields row) {
    return row.values().size() == layout.width()
        && first.values().size() == layout.width()
        && layout.text(row, Field.AMOUNT).isEmpty()
        && layout.text(row, Field.ORDER_ID).equals(layout.text(first, Field.ORDER_ID));
  }

  boolean sameSeller(Row.Fields first, Row.Fields row) {
    String seller = layout.text(row, Field.SELLER_ID);
    return seller.isEmpty() || seller.equals(layout.text(first, Field.SELLER_ID));
  }

  /// Adds the order of a row, and the refund that the row tells of, if any.
  void parse(Row.Fields row, Following following, Queue<OrderLine> into) {
    int columns = row.values().size();
    if (columns != layout.width()) {
      into.add(wrongWidth(row, columns));
      return;
    }
    Cells cells = new Cells(mapping, layout, row);
    PaymentOrder order = order(cells, following);
    Money refunded = order == null ? null : cells.refundedAmount(order);
    Problem problem = cells.problem();
    if (order == null || problem != null) {
      into.add(malformed(cells, problem));
      return;
    }
    into.add(new OrderLine.Valid(order));
    if (refunded != null) {
      into.add(new OrderLine.Valid(refund(order, refunded)));
    }
  }

  private @Nullable PaymentOrder order(Cells cells, Following following) {
    String orderId = cells.orderId();
    String sellerId = cells.sellerId();
    if (following == Following.OTHER_SELLER) {
      cells.wrong(
          Reasons.TEXT_INVALID,
          "the order's rows name several sellers; expected one seller for its one amount");
    }
    cells.checkStatus();
    Asset currency = cells.currency();
    SignedAmount amount = currency == null ? null : cells.amount(currency);
    Cells.Time time = cells.time();
    String buyerId = cells.buyerId();
    String country = cells.country();
    boolean refund = cells.cancelled() || (amount != null && amount.negative());
    String originalId = cells.originalOrderId(refund);
    if (cells.problem() != null
        || orderId == null
        || sellerId == null
        || amount == null
        || time == null) {
      return null;
    }
    return new PaymentOrder(
        orderId,
        cells.line(),
        time.instant(),
        time.day(),
        buyerId,
        country,
        sellerId,
        amount.amount(),
        refund,
        originalId);
  }

  private static PaymentOrder refund(PaymentOrder order, Money refunded) {
    return new PaymentOrder(
        order.orderId() + REFUND_SUFFIX,
        order.line(),
        order.orderTime(),
        order.day(),
        order.buyerId(),
        order.buyerCountry(),
        order.sellerId(),
        refunded,
        true,
        order.orderId());
  }

  private OrderLine wrongWidth(Row.Fields row, int columns) {
    boolean few = columns < layout.width();
    String detail =
        columns
            + " columns; expected "
            + layout.width()
            + (few ? "" : " (a value with a comma in it needs quotes)");
    String reason = few ? Reasons.COLUMN_MISSING : Reasons.COLUMNS_WRONG;
    return new OrderLine.Malformed(row.line(), layout.orderId(row), reason, detail);
  }

  private OrderLine malformed(Cells cells, @Nullable Problem problem) {
    if (problem == null) {
      throw new IllegalStateException("line " + cells.line() + " has no order and no problem");
    }
    return new OrderLine.Malformed(
        cells.line(), cells.shownOrderId(), problem.reason(), problem.detail());
  }
}

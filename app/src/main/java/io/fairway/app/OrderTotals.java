package io.fairway.app;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.Mapping;
import io.fairway.payments.order.OrderFile;
import io.fairway.payments.order.OrderLine;
import io.fairway.payments.order.PaymentOrder;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a first reading of an order file tells: how long the run is, and how much money it needs.
///
/// @param mapping by which the file is read
/// @param sha256 of the whole file
/// @param orders that the file holds, good or bad
/// @param payIn sums of the good orders that are no refunds, by seller and currency
/// @param lastDay of any good order, null when there is none
record OrderTotals(
    Mapping mapping,
    String sha256,
    long orders,
    Map<String, Map<Asset, Money>> payIn,
    @Nullable LocalDate lastDay) {

  /// Reads the file from top to bottom.
  ///
  /// @throws io.fairway.payments.order.UnreadableOrderFile when no line can be trusted
  static OrderTotals read(Path path, @Nullable Mapping mapping) {
    try (OrderFile file = OrderFile.open(path, mapping)) {
      Map<String, Map<Asset, Money>> payIn = new HashMap<>();
      LocalDate lastDay = null;
      while (file.hasNext()) {
        if (file.next() instanceof OrderLine.Valid(PaymentOrder order)) {
          lastDay = lastDay == null || order.day().isAfter(lastDay) ? order.day() : lastDay;
          if (!order.refund()) {
            payIn
                .computeIfAbsent(order.sellerId(), seller -> byCode())
                .merge(order.amount().asset(), order.amount(), Money::plus);
          }
        }
      }
      return new OrderTotals(file.mapping(), file.sha256(), file.ordersRead(), payIn, lastDay);
    }
  }

  private static Map<Asset, Money> byCode() {
    return new TreeMap<>(Comparator.comparing(Asset::code));
  }
}

package io.fairway.payments.order;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads small files in tests.
final class OrderLines {

  static final String HEADER =
      "order_id,order_time,buyer_id,buyer_country,seller_id,currency,amount,original_order_id\n";

  /// A good row of Fairway's own columns.
  static final String GOOD = "A1,2026-01-05T10:00:00Z,B1,GB,S1,GBP,139.12,\n";

  private OrderLines() {}

  static Path write(Path directory, byte[] bytes) {
    try {
      return Files.write(Files.createTempFile(directory, "orders", ".csv"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<OrderLine> read(Path directory, String text) {
    return read(directory, text.getBytes(StandardCharsets.UTF_8), null);
  }

  static List<OrderLine> read(Path directory, byte[] bytes, @Nullable Mapping mapping) {
    return read(write(directory, bytes), mapping);
  }

  static List<OrderLine> read(Path path, @Nullable Mapping mapping) {
    try (OrderFile file = OrderFile.open(path, mapping)) {
      List<OrderLine> lines = new ArrayList<>();
      file.forEachRemaining(lines::add);
      if (file.ordersRead() != lines.size()) {
        throw new AssertionError(file.ordersRead() + " counted, " + lines.size() + " handed out");
      }
      return lines;
    }
  }

  /// One line of text for each order line, as tables write them.
  static String shown(OrderLine line) {
    return switch (line) {
      case OrderLine.Valid(PaymentOrder order) ->
          order.line()
              + " "
              + order.orderId()
              + (order.refund() ? " refund " : " ")
              + order.amount()
              + (order.originalOrderId() == null ? "" : " of " + order.originalOrderId());
      case OrderLine.Malformed(long number, String id, String reason, String _) ->
          number + " " + (id == null ? "?" : id) + " " + reason;
    };
  }

  static List<String> shown(List<OrderLine> lines) {
    return lines.stream().map(OrderLines::shown).toList();
  }
}

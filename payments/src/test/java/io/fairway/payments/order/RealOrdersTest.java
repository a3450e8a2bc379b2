package io.fairway.payments.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The UCI set of December 2010 and its parties, read in place.
class RealOrdersTest {

  private Path orders = Path.of("");

  @BeforeEach
  void findData() {
    @Nullable String data = System.getenv("FAIRWAY_REAL_DATA");
    Assumptions.assumeTrue(
        data != null, "skipped: FAIRWAY_REAL_DATA does not name the folder of real data");
    orders = Path.of(String.valueOf(data), "orders");
  }

  @Test
  void everyLineIsAnOrder() {
    List<OrderLine> lines =
        OrderLines.read(orders.resolve("uci_online_retail_2010-12.csv"), (Mapping) null);
    assertThat(lines).hasSize(2025);
    assertThat(valid(lines).filter(order -> !order.refund())).hasSize(1559);
    assertThat(valid(lines).filter(order -> order.refund() && order.originalOrderId() == null))
        .hasSize(326);
    assertThat(valid(lines).filter(order -> !order.refund() && order.buyerId() == null))
        .hasSize(159);
    assertThat(lines.stream().filter(line -> line instanceof OrderLine.Malformed))
        .hasSize(140)
        .allSatisfy(line ->
            assertThat(((OrderLine.Malformed) line).reason()).isEqualTo(Reasons.AMOUNT_ZERO));
    assertThat(valid(lines).map(PaymentOrder::digest).distinct()).hasSize(1559 + 326);
    assertThat(valid(lines).map(PaymentOrder::buyerCountry)).doesNotContainNull();
  }

  @Test
  void everyPartyIsFound() {
    Parties parties = Parties.read(orders.resolve("uci_parties.csv"));
    List<OrderLine> lines =
        OrderLines.read(orders.resolve("uci_online_retail_2010-12.csv"), (Mapping) null);
    assertThat(parties.sellers()).hasSize(25);
    assertThat(valid(lines))
        .allSatisfy(order -> {
          assertThat(parties.seller(order.sellerId())).isPresent();
          if (order.buyerId() != null) {
            assertThat(parties.buyer(order.buyerId())).isPresent();
          }
        });
    assertThat(parties.payout().id()).isEqualTo("O001");
  }

  private static Stream<PaymentOrder> valid(List<OrderLine> lines) {
    return lines.stream()
        .filter(line -> line instanceof OrderLine.Valid)
        .map(line -> ((OrderLine.Valid) line).order());
  }
}

package io.fairway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.money.Asset;
import io.fairway.payments.order.OrderFile;
import io.fairway.payments.order.OrderLine;
import io.fairway.payments.order.Parties;
import io.fairway.payments.order.PaymentOrder;
import io.fairway.payments.pricing.AsOf;
import io.fairway.payments.pricing.PriceOutcome;
import io.fairway.payments.pricing.Pricing;
import io.fairway.payments.pricing.PricingPolicy;
import io.fairway.payments.pricing.ReferenceRates;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticOrdersTest {

  private static final int COUNT = 5_000;
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");

  @TempDir Path directory;

  @Test
  void everyOrderIsKnownAndPriced() {
    SyntheticOrders.Written written = SyntheticOrders.write(directory, COUNT, 7);
    Parties parties = Parties.read(written.parties());
    BigDecimal two = BigDecimal.TWO;
    PricingPolicy policy =
        new PricingPolicy(
            two, two, two, BigDecimal.ZERO, 4, 60, false, BigDecimal.ONE, BigDecimal.ONE);
    Pricing pricing = new Pricing(ReferenceRates.read(written.rates()), policy, AsOf.ORDER);
    Set<String> ids = new HashSet<>();
    try (OrderFile file = OrderFile.open(written.orders())) {
      while (file.hasNext()) {
        PaymentOrder order = ((OrderLine.Valid) file.next()).order();
        ids.add(order.orderId());
        assertThat(parties.buyer(String.valueOf(order.buyerId()))).isPresent();
        assertThat(parties.seller(order.sellerId())).isPresent();
        assertThat(pricing.quote(order, Asset.CNH, NOW)).isInstanceOf(PriceOutcome.Quoted.class);
      }
    }
    assertThat(ids).hasSize(COUNT);
  }

  @Test
  void theSeedDecidesEveryByte() throws IOException {
    SyntheticOrders.Written first = SyntheticOrders.write(directory.resolve("a"), COUNT, 7);
    SyntheticOrders.Written again = SyntheticOrders.write(directory.resolve("b"), COUNT, 7);
    SyntheticOrders.Written other = SyntheticOrders.write(directory.resolve("c"), COUNT, 8);
    assertThat(Files.mismatch(first.orders(), again.orders())).isEqualTo(-1);
    assertThat(Files.mismatch(first.parties(), again.parties())).isEqualTo(-1);
    assertThat(Files.mismatch(first.orders(), other.orders())).isNotEqualTo(-1);
  }
}

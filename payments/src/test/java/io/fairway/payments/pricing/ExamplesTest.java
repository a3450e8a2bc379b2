package io.fairway.payments.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.money.Asset;
import io.fairway.payments.order.OrderFile;
import io.fairway.payments.order.OrderLine;
import io.fairway.payments.order.Participant;
import io.fairway.payments.order.Parties;
import io.fairway.payments.order.PaymentOrder;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The shipped examples hold what their page says, as far as reading and pricing can tell.
class ExamplesTest {

  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Instant NOW = Instant.parse("2026-03-06T12:00:00Z");

  private final Parties parties = Parties.read(EXAMPLES.resolve("parties.csv"));

  @Test
  void theLinesOfOrders() {
    List<OrderLine> lines = read("orders.csv");
    Map<String, Integer> reasons = new TreeMap<>();
    Map<String, PaymentOrder> seen = new HashMap<>();
    int duplicates = 0;
    for (OrderLine line : lines) {
      switch (line) {
        case OrderLine.Malformed malformed -> reasons.merge(malformed.reason(), 1, Integer::sum);
        case OrderLine.Valid(PaymentOrder order) -> {
          PaymentOrder first = seen.putIfAbsent(order.orderId(), order);
          if (first != null && first.digest().equals(order.digest())) {
            duplicates++;
          } else if (first != null) {
            reasons.merge("ID_CONFLICT", 1, Integer::sum);
          }
        }
      }
    }
    assertThat(lines).hasSize(252);
    assertThat(duplicates).isEqualTo(2);
    assertThat(reasons)
        .hasToString(
            "{AMOUNT_NOT_A_NUMBER=3, AMOUNT_TOO_LARGE=1, AMOUNT_TOO_PRECISE=2, AMOUNT_ZERO=1,"
                + " COLUMNS_WRONG=1, COLUMN_MISSING=1, COUNTRY_UNKNOWN=1, CURRENCY_UNKNOWN=1,"
                + " ID_CONFLICT=1, ID_MISSING=1, TIME_INVALID=1}");
  }

  @Test
  void thePartiesOfOrders() {
    List<PaymentOrder> orders = valid(read("orders.csv"));
    Set<String> countries = new HashSet<>();
    List<String> unknown = new ArrayList<>();
    for (PaymentOrder order : orders) {
      String buyer = order.buyerId();
      Participant party = buyer == null ? null : parties.buyer(buyer).orElse(null);
      if (party == null || parties.seller(order.sellerId()).isEmpty()) {
        unknown.add(order.orderId());
      } else {
        assertThat(party.country()).isEqualTo(order.buyerCountry());
        countries.add(String.valueOf(party.country()));
      }
    }
    assertThat(unknown).containsExactlyInAnyOrder("EX-H03", "EX-H04", "EX-H06", "EX-H09");
    assertThat(countries).hasSizeGreaterThan(25);
    assertThat(orders).noneMatch(order -> order.sellerId().equals("S10"));
    assertThat(account("S09")).endsWith("-AC04");
    assertThat(account("S10")).endsWith("-SILENT");
    assertThat(valid(read("pending.csv")).stream().filter(order -> order.sellerId().equals("S10")))
        .hasSize(2);
  }

  @Test
  void thePricesOfOrders() {
    Map<String, String> unpriced = new TreeMap<>();
    int refunds = 0;
    Map<String, PaymentOrder> seen = new HashMap<>();
    for (PaymentOrder order : valid(read("orders.csv"))) {
      seen.putIfAbsent(order.orderId(), order);
      PaymentOrder original = seen.get(String.valueOf(order.originalOrderId()));
      if (order.refund()) {
        refunds += original == null ? 0 : 1;
        continue;
      }
      switch (pricing().quote(order, Asset.CNH, NOW)) {
        case PriceOutcome.Quoted _ -> {}
        case PriceOutcome.NoRoute none -> unpriced.put(order.orderId(), none.reason());
      }
    }
    // Ten that go back, and one that asks for more than was paid.
    assertThat(refunds).isEqualTo(11);
    assertThat(unpriced).hasToString("{EX-N07=NO_ROUTE, EX-N08=RATE_STALE, EX-N09=RATE_STALE}");
  }

  private Pricing pricing() {
    BigDecimal two = BigDecimal.TWO;
    return new Pricing(
        ReferenceRates.read(EXAMPLES.resolve("rates.csv")),
        new PricingPolicy(
            two, two, two, BigDecimal.ZERO, 4, 60, false, BigDecimal.ONE, BigDecimal.ONE),
        AsOf.ORDER);
  }

  private String account(String seller) {
    Participant party = parties.seller(seller).orElseThrow();
    return party.account() == null ? "" : party.account().number();
  }

  private static List<OrderLine> read(String name) {
    try (OrderFile file = OrderFile.open(EXAMPLES.resolve(name))) {
      List<OrderLine> lines = new ArrayList<>();
      file.forEachRemaining(lines::add);
      return lines;
    }
  }

  private static List<PaymentOrder> valid(List<OrderLine> lines) {
    List<PaymentOrder> orders = new ArrayList<>();
    for (OrderLine line : lines) {
      if (line instanceof OrderLine.Valid(PaymentOrder order)) {
        orders.add(order);
      }
    }
    return orders;
  }
}

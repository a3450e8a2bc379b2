package io.fairway.payments.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {

  private static final String UCI =
      "order_id,order_time,customer_id,buyer_country,lines,amount_gbp,is_cancellation,seller_id\n";

  private static final String SHOPIFY =
      "Name,Email,Financial Status,Paid at,Currency,Total,Notes,Lineitem name,Billing Country,"
          + "Refunded Amount,Vendor\n";

  @TempDir Path directory;

  @Test
  void theShippedMappingsAreFoundByNameAndByHeader() {
    for (Mapping mapping : Mapping.shipped()) {
      assertThat(Mapping.of(mapping.name())).isSameAs(mapping);
      assertThat(Mapping.detect(List.of(mapping.headerText().split(",")))).contains(mapping);
    }
    assertThat(Mapping.detect(List.of("a", "b"))).isEmpty();
  }

  @Test
  void theShippedMappingsDoNotContradictEachOtherInCountries() {
    Mapping uci = Mapping.of("uci-online-retail");
    for (String code : Locale.getISOCountries()) {
      assertThat(uci.country(code)).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1,2010-12-01T08:26,17850,United Kingdom,7,139.12,0,S022   | 2 1 GBP 139.12
          C2,2010-12-01T09:41,14527,United Kingdom,1,-27.50,1,S017  | 2 C2 refund GBP 27.50
          C2,2010-12-01T09:41,14527,United Kingdom,1,27.50,1,S017   | 2 C2 refund GBP 27.50
          3,2010-12-01T09:41,14527,United Kingdom,1,-27.50,0,S017   | 2 3 refund GBP 27.50
          4,2010-12-01T09:41,14527,United Kingdom,1,27.50,2,S017    | 2 4 TEXT_INVALID
          5,2010-12-01T11:52,,United Kingdom,1,0.00,0,S019          | 2 5 AMOUNT_ZERO
          6,2010-12-01T11:52,,Unspecified,1,1.00,0,S019             | 2 6 GBP 1.00
          7,2010-12-01T11:52,,Atlantis,1,1.00,0,S019                | 2 7 COUNTRY_UNKNOWN
          8,2010-12-01 11:52,,EIRE,1,1.00,0,S019                    | 2 8 TIME_INVALID
          9,2011-03-27T01:30,,EIRE,1,1.00,0,S019                    | 2 9 TIME_INVALID
          """)
  void uci(String row, String answer) {
    assertThat(OrderLines.shown(OrderLines.read(directory, UCI + row + "\n")))
        .containsExactly(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "EIRE,IE",
    "Channel Islands,JE",
    "RSA,ZA",
    "USA,US",
    "United Kingdom,GB",
    "European Community,unknown",
    "Unspecified,unknown",
    "GB,GB"
  })
  void uciCountries(String name, String country) {
    assertThat(Mapping.of("uci-online-retail").country(name)).isEqualTo(country);
  }

  @Test
  void localTimesAreTakenInTheirZone() {
    List<OrderLine> lines =
        OrderLines.read(
            directory,
            UCI
                + "1,2011-07-01T00:30,1,EIRE,1,1.00,0,S1\n"
                // Shown twice by the clock, at 00:30 and at 01:30 UTC: the earlier one is taken.
                + "2,2011-10-30T01:30,1,EIRE,1,1.00,0,S1\n");
    assertThat(lines.stream().map(line -> ((OrderLine.Valid) line).order().orderTime()))
        .containsExactly(
            Instant.parse("2011-06-30T23:30:00Z"), Instant.parse("2011-10-30T00:30:00Z"));
    assertThat(((OrderLine.Valid) lines.getFirst()).order().day()).hasToString("2011-07-01");
  }

  @Test
  void shopifyRowsOfOneOrderAreOneOrder() {
    String text =
        SHOPIFY
            + "#1,a@example.com,paid,2026-01-05 10:00:00 +0100,EUR,30.00,,Cup,DE,0.00,S1\n"
            + "#1,a@example.com,,,,,,Saucer,,,S1\n"
            + "#1,a@example.com,,,,,,Spoon,,,\n"
            + "#2,b@example.com,partially_refunded,2026-01-05 11:00:00 +0100,EUR,20.00,"
            + "\"two\n\"\"lines\"\"\",Cup,FR,5.00,S1\n"
            + "#3,c@example.com,pending,,EUR,20.00,,Cup,FR,0.00,S1\n"
            + "#4,d@example.com,paid,2026-01-05 12:00:00 +0100,EUR,20.00,,Cup,FR,0.00,S1\n"
            + "#4,d@example.com,,,,,,Cup,,,S2\n"
            + "#9,e@example.com,,,,,,Cup,,,S2\n"
            + "#5,f@example.com,refunded,2026-01-05 12:00:00 +0100,EUR,20.00,,Cup,FR,21.00,S1\n";
    Path path = OrderLines.write(directory, text.getBytes(StandardCharsets.UTF_8));
    try (OrderFile file = OrderFile.open(path)) {
      ArrayList<OrderLine> lines = new ArrayList<>();
      file.forEachRemaining(lines::add);
      assertThat(file.mapping().name()).isEqualTo("shopify-orders");
      assertThat(OrderLines.shown(lines))
          .containsExactly(
              "2 #1 EUR 30.00",
              "5 #2 EUR 20.00",
              "5 #2:refund refund EUR 5.00 of #2",
              "7 #3 TEXT_INVALID",
              "8 #4 TEXT_INVALID",
              "10 #9 TEXT_INVALID",
              "11 #5 TEXT_INVALID");
      assertThat(file.ordersRead()).isEqualTo(7);
      assertThat(file.continuationRows()).isEqualTo(3);
    }
  }

  @Test
  void aQuoteThatNeverClosesCostsOneRow() {
    String good = "#%s,a@example.com,paid,2026-01-05 10:00:00 +0100,EUR,30.00,,Cup,DE,0.00,S1\n";
    String text =
        SHOPIFY
            + good.formatted(1)
            + good.formatted(2).replace(",,Cup", ",\"oops,Cup")
            + good.formatted(3).repeat(2 * Rows.LINES_PER_ROW_MAX)
            + good.formatted(4).replace(",,Cup", ",\"oops,Cup")
            + good.formatted(5).replace("#5", "\"#5\"");
    List<String> shown = OrderLines.shown(OrderLines.read(directory, text));
    assertThat(shown).hasSize(2 * Rows.LINES_PER_ROW_MAX + 4);
    assertThat(shown).startsWith("2 #1 EUR 30.00", "3 ? COLUMNS_WRONG", "4 #3 EUR 30.00");
    assertThat(shown).endsWith("404 ? COLUMNS_WRONG", "405 #5 EUR 30.00");
  }

  @Test
  void aMappingOfOnesOwn() throws IOException {
    Path path = directory.resolve("own.properties");
    Files.writeString(
        path,
        """
        # comment
        name = own
        header = no,when,sum
        column.order_id = no
        column.order_time = when
        column.amount = sum
        fixed.currency = HKD
        fixed.seller_id = S7
        time.zone = Asia/Hong_Kong
        """);
    byte[] orders = "no,when,sum\n1,2026-01-05T00:30:00,5.00\n".getBytes(StandardCharsets.UTF_8);
    List<OrderLine> lines = OrderLines.read(directory, orders, Mapping.of(path.toString()));
    PaymentOrder order = ((OrderLine.Valid) lines.getFirst()).order();
    assertThat(order.sellerId()).isEqualTo("S7");
    assertThat(order.amount()).hasToString("HKD 5.00");
    assertThat(order.orderTime()).isEqualTo(Instant.parse("2026-01-04T16:30:00Z"));
  }

  /// A line that is added to a good mapping (or replaces one of its lines), and the message.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nonsense                     | line 9: it has no `=`; expected key = value
          colour = red                 | line 9: unknown key `colour`; expected a key of the list
          name = again                 | line 9: name stands twice; expected each key once
          country.Mars = XX            | line 9: no country `XX`; expected ISO 3166-1
          column.buyer_id = who        | line 9: no column `who`; expected a column of the header
          time.zone = Mars/Olympus     | line 9: the time cannot be read so
          time.format = qqqqqq{        | line 9: the time cannot be read so
          rows = many                  | line 9: rows is `many`; expected one-per-order or line-items
          fixed.currency =             | line 9: fixed.currency has no value; expected key = value
          """)
  void aBadMappingSaysWhere(String line, String message) throws IOException {
    Path path = directory.resolve("bad.properties");
    Files.writeString(
        path,
        """
        # comment
        name = own
        header = no,when,sum
        column.order_id = no
        column.order_time = when
        column.amount = sum
        fixed.currency = HKD
        fixed.seller_id = S7
        """
            + line);
    assertThatThrownBy(() -> Mapping.read(path))
        .isInstanceOf(UnreadableFile.class)
        .hasMessageContaining("bad.properties, " + message);
  }

  @Test
  void aMissingKeyOrFileIsNamed() throws IOException {
    Path path = directory.resolve("bad.properties");
    Files.writeString(path, "name = own\nheader = a,b\n");
    assertThatThrownBy(() -> Mapping.read(path))
        .hasMessageContaining("the key column.order_id is missing");
    assertThatThrownBy(() -> Mapping.of("none"))
        .hasMessageContaining("fairway, uci-online-retail, shopify-orders");
  }
}

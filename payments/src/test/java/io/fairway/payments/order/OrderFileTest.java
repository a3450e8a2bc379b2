package io.fairway.payments.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderFileTest {

  @TempDir Path directory;

  @Test
  void anOrderHasEveryField() {
    List<OrderLine> lines =
        OrderLines.read(
            directory, OrderLines.HEADER + "A1,2026-01-05T23:30:00-05:00,B1,GB,S1,GBP,139.12,\n");
    assertThat(lines)
        .containsExactly(
            new OrderLine.Valid(
                new PaymentOrder(
                    "A1",
                    2,
                    Instant.parse("2026-01-06T04:30:00Z"),
                    LocalDate.of(2026, 1, 5),
                    "B1",
                    "GB",
                    "S1",
                    new Money(Asset.of("GBP"), 13912),
                    false,
                    null)));
  }

  /// Every row ends in its answer: the value of one column, and what the row becomes.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '\'',
      textBlock =
          """
          amount       | 139.12                | 2 A1 GBP 139.12
          amount       | 0.01                  | 2 A1 GBP 0.01
          amount       | 7                     | 2 A1 GBP 7.00
          amount       | 007.5                 | 2 A1 GBP 7.50
          amount       | ' 7.00 '              | 2 A1 GBP 7.00
          amount       | 99999999999.99        | 2 A1 GBP 99999999999.99
          amount       | -7.00                 | 2 A1 refund GBP 7.00
          amount       | '"1,234.5"'           | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | '1,234.5'             | 2 A1 COLUMNS_WRONG
          amount       | NaN                   | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | Infinity              | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | 1e999                 | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | 1e3                   | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | +5                    | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | --5                   | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | '- '                  | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | -                     | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | .5                    | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | 5.                    | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | 1.2.3                 | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | 1 000                 | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | £5                    | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | ٥                     | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | 0x10                  | 2 A1 AMOUNT_NOT_A_NUMBER
          amount       | 1.234                 | 2 A1 AMOUNT_TOO_PRECISE
          amount       | 1.000                 | 2 A1 AMOUNT_TOO_PRECISE
          amount       | 100000000000          | 2 A1 AMOUNT_TOO_LARGE
          amount       | 99999999999999999999999999 | 2 A1 AMOUNT_TOO_LARGE
          amount       | 0                     | 2 A1 AMOUNT_ZERO
          amount       | 0.00                  | 2 A1 AMOUNT_ZERO
          amount       | -0.00                 | 2 A1 AMOUNT_ZERO
          currency     | EUR                   | 2 A1 EUR 139.12
          currency     | CNH                   | 2 A1 CNH 139.12
          currency     | JPY                   | 2 A1 AMOUNT_TOO_PRECISE
          currency     | -                     | 2 A1 CURRENCY_UNKNOWN
          currency     | gbp                   | 2 A1 CURRENCY_UNKNOWN
          currency     | GBX                   | 2 A1 CURRENCY_UNKNOWN
          currency     | XAU                   | 2 A1 CURRENCY_UNKNOWN
          currency     | FHKD                  | 2 A1 CURRENCY_UNKNOWN
          buyer_country | DE                   | 2 A1 GBP 139.12
          buyer_country | -                    | 2 A1 GBP 139.12
          buyer_country | UK                   | 2 A1 COUNTRY_UNKNOWN
          buyer_country | gb                   | 2 A1 COUNTRY_UNKNOWN
          buyer_country | United Kingdom       | 2 A1 COUNTRY_UNKNOWN
          buyer_country | EU                   | 2 A1 COUNTRY_UNKNOWN
          buyer_id     | -                     | 2 A1 GBP 139.12
          seller_id    | -                     | 2 A1 ID_MISSING
          order_id     | -                     | 2 ? ID_MISSING
          order_id     | '"A, 2"'              | 2 A, 2 GBP 139.12
          order_id     | '"A ""2""\"'           | 2 A "2" GBP 139.12
          order_id     | 订单一                 | 2 订单一 GBP 139.12
          order_time   | 2026-01-05T10:00Z     | 2 A1 GBP 139.12
          order_time   | 2026-01-05T10:00:00.123+08:00 | 2 A1 GBP 139.12
          order_time   | 2026-01-05T10:00:00   | 2 A1 TIME_INVALID
          order_time   | 2026-01-05            | 2 A1 TIME_INVALID
          order_time   | 2026-02-30T10:00:00Z  | 2 A1 TIME_INVALID
          order_time   | 05/01/2026 10:00      | 2 A1 TIME_INVALID
          order_time   | +99999-01-01T00:00:00Z | 2 A1 TIME_INVALID
          order_time   | 0026-01-05T10:00:00Z  | 2 A1 TIME_INVALID
          order_time   | -                     | 2 A1 TIME_INVALID
          original_order_id | A0               | 2 A1 TEXT_INVALID
          """)
  void aValueHasItsAnswer(String column, String value, String answer) {
    String text = row(column, value == null ? "" : value);
    assertThat(OrderLines.shown(OrderLines.read(directory, OrderLines.HEADER + text)))
        .containsExactly(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      quoteCharacter = '\'',
      textBlock =
          """
          A1,2026-01-05T10:00:00Z,B1,GB,S1,GBP,-5.00,A0   | 2 A1 refund GBP 5.00 of A0
          A1,2026-01-05T10:00:00Z,B1,GB,S1,GBP,-5.00,A1   | 2 A1 TEXT_INVALID
          A1,2026-01-05T10:00:00Z,B1,GB,S1,GBP,5.00       | 2 A1 COLUMN_MISSING
          A1                                              | 2 A1 COLUMN_MISSING
          A1,2026-01-05T10:00:00Z,B1,GB,S1,GBP,5.00,,     | 2 A1 COLUMNS_WRONG
          '"A1",2026-01-05T10:00:00Z,B1,GB,S1,GBP,"5.00",' | 2 A1 GBP 5.00
          '"A1,2026-01-05T10:00:00Z,B1,GB,S1,GBP,5.00,'   | 2 ? COLUMNS_WRONG
          '"A1"x,2026-01-05T10:00:00Z,B1,GB,S1,GBP,5.00,' | 2 ? COLUMNS_WRONG
          """)
  void aRowHasItsAnswer(String row, String answer) {
    assertThat(OrderLines.shown(OrderLines.read(directory, OrderLines.HEADER + row + "\n")))
        .containsExactly(answer);
  }

  @Test
  void aDetailSaysWhatStandsThereAndWhatWasExpected() {
    List<OrderLine> lines =
        OrderLines.read(directory, OrderLines.HEADER + row("amount", "\"1,234.5\""));
    assertThat(lines)
        .containsExactly(
            new OrderLine.Malformed(
                2,
                "A1",
                Reasons.AMOUNT_NOT_A_NUMBER,
                "amount is `1,234.5`; expected digits such as 1234.50, nothing else"));
  }

  @Test
  void controlCharactersAreRefusedAndNeverShown() {
    List<OrderLine> lines =
        OrderLines.read(directory, OrderLines.HEADER + row("seller_id", "S\u001b[31m\u202e1"));
    assertThat(OrderLines.shown(lines)).containsExactly("2 A1 TEXT_INVALID");
    assertThat(((OrderLine.Malformed) lines.getFirst()).detail())
        .contains("S\\u001b[31m\\u202e1")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void aLongIdIsRefused() {
    assertThat(reasons(row("order_id", "x".repeat(Cells.ID_CHARS_MAX)))).containsExactly("valid");
    assertThat(reasons(row("order_id", "x".repeat(Cells.ID_CHARS_MAX + 1))))
        .containsExactly(Reasons.TEXT_INVALID);
  }

  @Test
  void aBadLineCostsItselfOnly() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write((OrderLines.HEADER + OrderLines.GOOD).getBytes(StandardCharsets.UTF_8));
    bytes.write("A2,2026-01-05T10:00:00Z,B1,GB,S1,GBP,1.00,\n".getBytes(StandardCharsets.UTF_16LE));
    bytes.write(OrderLines.GOOD.replace("A1", "A3").getBytes(StandardCharsets.UTF_8));
    bytes.write(OrderLines.GOOD.replace("B1", "caf\u00e9").getBytes(StandardCharsets.ISO_8859_1));
    bytes.write(OrderLines.GOOD.replace("A1", "A4").getBytes(StandardCharsets.UTF_8));
    bytes.write("x".repeat(10_000_000).getBytes(StandardCharsets.UTF_8));
    bytes.write("\n\r\n".getBytes(StandardCharsets.UTF_8));
    bytes.write(
        OrderLines.GOOD.replace("A1", "A5").replace("\n", "").getBytes(StandardCharsets.UTF_8));
    List<String> shown = OrderLines.shown(OrderLines.read(directory, bytes.toByteArray(), null));
    // UTF-16 puts a NUL after each character; that of its line end stands at the head of line 4.
    assertThat(shown)
        .containsExactly(
            "2 A1 GBP 139.12",
            "3 ? TEXT_INVALID",
            "4 ? TEXT_INVALID",
            "5 ? NOT_UTF8",
            "6 A4 GBP 139.12",
            "7 ? LINE_TOO_LONG",
            "9 A5 GBP 139.12");
  }

  @Test
  void aByteOrderMarkAndCarriageReturnsAreAccepted() {
    String text = "\uFEFF" + (OrderLines.HEADER + OrderLines.GOOD + "\n" + OrderLines.GOOD);
    List<OrderLine> lines = OrderLines.read(directory, text.replace("\n", "\r\n"));
    assertThat(OrderLines.shown(lines)).containsExactly("2 A1 GBP 139.12", "4 A1 GBP 139.12");
  }

  @Test
  void aLineAtTheBoundIsReadAndOneByteMoreIsNot() {
    int room = Lines.BYTES_MAX - OrderLines.GOOD.length() + 1;
    String atBound = OrderLines.GOOD.replace("\n", "x".repeat(room)) + "\n";
    assertThat(reasons(atBound)).containsExactly(Reasons.TEXT_INVALID);
    assertThat(reasons(atBound.replace("\n", "x\n"))).containsExactly(Reasons.LINE_TOO_LONG);
  }

  @Test
  void aHeaderAloneHoldsNoOrders() {
    assertThat(OrderLines.read(directory, OrderLines.HEADER)).isEmpty();
  }

  @Test
  void aHundredThousandOrdersAreReadInConstantMemory() throws IOException {
    int count = 100_000;
    Path path = directory.resolve("many.csv");
    try (OutputStream out = Files.newOutputStream(path)) {
      out.write(OrderLines.HEADER.getBytes(StandardCharsets.UTF_8));
      byte[] block = OrderLines.GOOD.repeat(1000).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < count / 1000; i++) {
        out.write(block);
      }
    }
    try (OrderFile file = OrderFile.open(path)) {
      long last = 0;
      while (file.hasNext()) {
        last = file.next().line();
      }
      assertThat(file.ordersRead()).isEqualTo(count);
      assertThat(last).isEqualTo(count + 1);
    }
  }

  @Test
  void theDigestIsOfTheContentNotOfTheLine() {
    List<OrderLine> lines =
        OrderLines.read(
            directory,
            OrderLines.HEADER
                + OrderLines.GOOD
                + OrderLines.GOOD
                + OrderLines.GOOD.replace("139.12", "139.13")
                + OrderLines.GOOD.replace("B1,GB", ",GB")
                + OrderLines.GOOD.replace("10:00:00Z", "11:00:00+01:00"));
    List<String> digests =
        lines.stream().map(line -> ((OrderLine.Valid) line).order().digest()).toList();
    assertThat(digests.get(0)).hasSize(64).isEqualTo(digests.get(1)).isEqualTo(digests.get(4));
    assertThat(digests.stream().distinct()).hasSize(3);
  }

  private List<String> reasons(String rows) {
    return OrderLines.read(directory, OrderLines.HEADER + rows).stream()
        .map(line ->
            switch (line) {
              case OrderLine.Valid _ -> "valid";
              case OrderLine.Malformed malformed -> malformed.reason();
            })
        .toList();
  }

  /// The good row with another value in one column.
  private static String row(String column, String value) {
    List<String> columns = Arrays.asList(OrderLines.HEADER.strip().split(","));
    String[] values = OrderLines.GOOD.strip().split(",", -1);
    values[columns.indexOf(column)] = value;
    return String.join(",", values) + "\n";
  }
}

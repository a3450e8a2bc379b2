package io.fairway.payments.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreadableOrderFileTest {

  @TempDir Path directory;

  @Test
  void noFile() {
    assertUnreadable(directory.resolve("none.csv"), "none.csv: no such file; expected a CSV file");
  }

  @Test
  void aDirectory() {
    assertUnreadable(directory, ": it is a directory; expected a CSV file of orders");
  }

  @Test
  void anEmptyFile() {
    assertUnreadable(write(new byte[0]), ": the file is empty; expected a CSV file in UTF-8");
  }

  @Test
  void utf16() {
    byte[] text = ("\uFEFF" + OrderLines.HEADER).getBytes(StandardCharsets.UTF_16LE);
    assertUnreadable(write(text), ", line 1: the file is UTF-16; expected a CSV file in UTF-8");
    byte[] unmarked = OrderLines.HEADER.getBytes(StandardCharsets.UTF_16BE);
    assertUnreadable(write(unmarked), ", line 1: the file is not UTF-8 text; expected");
  }

  @Test
  void binary() {
    byte[] bytes = new byte[100_000];
    new Random(7).nextBytes(bytes);
    assertUnreadable(write(bytes), ", line 1: the file is not UTF-8 text; expected");
  }

  @Test
  void aFirstLineWithoutEnd() {
    byte[] bytes = "x".repeat(10_000_000).getBytes(StandardCharsets.UTF_8);
    assertUnreadable(
        write(bytes), ", line 1: the line has 10000000 bytes; expected at most 65536; expected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          order_id,order_time            | no mapping knows the header `order_id,order_time`
          "a | the header's quotes do not match
          hello world                    | no mapping knows the header `hello world`
          """,
      quoteCharacter = '\'')
  void aHeaderThatNoMappingKnows(String header, String message) {
    assertUnreadable(
        write((header + "\n").getBytes(StandardCharsets.UTF_8)), ", line 1: " + message);
  }

  @Test
  void aHeaderThatIsNotTheMappings() {
    Path path = write(OrderLines.HEADER.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> OrderFile.open(path, Mapping.of("uci-online-retail")))
        .isInstanceOf(UnreadableOrderFile.class)
        .hasMessageContaining(
            ", line 1: the header has no column customer_id, lines, amount_gbp, is_cancellation;"
                + " expected the columns of the mapping uci-online-retail: order_id,order_time,");
    Path extra = write(OrderLines.HEADER.replace("\n", ",note\n").getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> OrderFile.open(extra, Mapping.fairway()))
        .hasMessageContaining("the header has the column `note` too many");
  }

  @Test
  void aFileThatChangesWhileItIsRead() throws IOException {
    Path path = write((OrderLines.HEADER + OrderLines.GOOD).getBytes(StandardCharsets.UTF_8));
    try (OrderFile file = OrderFile.open(path)) {
      assertThat(file.next().line()).isEqualTo(2);
      Files.writeString(path, OrderLines.GOOD, StandardOpenOption.APPEND);
      assertThatThrownBy(() -> file.forEachRemaining(line -> {}))
          .isInstanceOf(UnreadableOrderFile.class)
          .hasMessageContaining("it changed while it was read");
    }
  }

  private Path write(byte[] bytes) {
    return OrderLines.write(directory, bytes);
  }

  private static void assertUnreadable(Path path, String message) {
    assertThatThrownBy(() -> OrderFile.open(path))
        .isInstanceOf(UnreadableOrderFile.class)
        .hasMessageContaining(message)
        .hasMessageContaining(path.toString());
  }
}

package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptsCsvTest {
  @TempDir Path folder;

  @Test
  void asKept() throws Exception {
    Path file = folder.resolve("receipts.csv");
    ReceiptsCsv.write(file, Fixed.receipts());
    Golden.assertSame("receipts.csv", Files.readString(file));
  }

  @Test
  void oneLineAReceipt() throws Exception {
    Path file = folder.resolve("receipts.csv");
    ReceiptsCsv.write(file, Fixed.receipts());
    assertThat(Files.readAllLines(file)).hasSize(Fixed.receipts().size() + 1);
    List<NamedCsvRecord> rows = rows(file);
    assertThat(rows).hasSize(Fixed.receipts().size());
    assertThat(rows).allMatch(row -> row.getFieldCount() == ReceiptsCsv.header().size());
    assertThat(rows.get(0).getField("fx_spread")).isEqualTo("0.40");
    assertThat(rows.get(0).getField("spendable_at")).isEqualTo("2026-11-22T10:00:01.200Z");
    assertThat(rows.get(3).getField("original_order_id")).isEqualTo("A-1");
    assertThat(rows.get(2).getField("bank_reason")).isEqualTo("AC04");
  }

  @Test
  void everyColumnIsDocumented() throws Exception {
    List<String> documented = new ArrayList<>();
    var column = Pattern.compile("^\\| `([a-z_]+)` \\|", Pattern.MULTILINE);
    var found = column.matcher(Files.readString(Path.of("../docs/receipts.md")));
    while (found.find()) {
      documented.add(found.group(1));
    }
    assertThat(documented).containsExactlyElementsOf(ReceiptsCsv.header());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          536365,      536365
          =1+1,        '=1+1
          +44,         '+44
          -5,          '-5
          @SUM(A1),    '@SUM(A1)
          'quoted,     ''quoted
          ＝1,         '＝1
          a=b,         a=b
          """)
  void guardsFormulas(String text, String cell) {
    assertThat(ReceiptsCsv.text(text)).isEqualTo(cell);
    assertThat(cell.startsWith("'") ? cell.substring(1) : cell).isEqualTo(text);
  }

  @Test
  void controlCharactersBecomeSpaces() {
    assertThat(ReceiptsCsv.text("a\r\nb\u0000c")).isEqualTo("a  b c");
    assertThat(ReceiptsCsv.text("\t=1")).isEqualTo("' =1");
    assertThat(ReceiptsCsv.text(null)).isEmpty();
  }

  @Test
  void aFormerFileStaysWhenTheDiskRefuses() throws Exception {
    Path file = folder.resolve("receipts.csv");
    ReceiptsCsv.write(file, Fixed.receipts());
    String former = Files.readString(file);
    Files.createDirectory(folder.resolve("receipts.csv.part"));
    assertThatThrownBy(() -> ReceiptsCsv.write(file, List.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("receipts.csv");
    assertThat(Files.readString(file)).isEqualTo(former);
  }

  static List<NamedCsvRecord> rows(Path file) throws Exception {
    try (var reader = CsvReader.builder().ofNamedCsvRecord(file)) {
      return reader.stream().toList();
    }
  }
}

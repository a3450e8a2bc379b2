package io.fairway.payments.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.money.Asset;
import io.fairway.payments.order.UnreadableFile;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceRatesTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          EUR  | USD | 2026-01-09 | 1.2 of 2026-01-09
          USD  | EUR | 2026-01-09 | 0.8333333333333333 of 2026-01-09
          GBP  | HKD | 2026-01-09 | 11.7 of 2026-01-09
          GBP  | USD | 2026-01-10 | 1.5 of 2026-01-09
          GBP  | USD | 2030-01-01 | 1.5 of 2026-01-09
          GBP  | USD | 2026-01-07 | 1.294117647058824 of 2026-01-02
          EUR  | JPY | 2026-01-08 | 150 of 2026-01-02
          EUR  | RUB | 2026-01-09 | 90.5 of 2025-12-31
          EUR  | CNY | 2026-01-09 | 8.4 of 2026-01-09
          EUR  | CNH | 2026-01-09 | 8.4084 of 2026-01-09
          CNY  | CNH | 2026-01-09 | 1.001 of 2026-01-09
          HKD  | HKD | 1999-01-01 | 1 of 1999-01-01
          GBP  | USD | 2025-12-30 | none
          GBP  | AED | 2026-01-09 | none
          FHKD | HKD | 2026-01-09 | none
          """)
  void mid(String base, String quote, LocalDate day, String answer) {
    ReferenceRates rates = Rates.read(directory, Rates.HISTORY).withCnhBasis(BigDecimal.TEN);
    String shown =
        rates
            .mid(Asset.of(base), Asset.of(quote), day)
            .map(found ->
                found.rate().value().stripTrailingZeros().toPlainString() + " of " + found.day())
            .orElse("none");
    assertThat(shown).isEqualTo(answer);
  }

  @Test
  void theDayThatHasAll() {
    ReferenceRates rates = Rates.read(directory, Rates.HISTORY);
    LocalDate eighth = LocalDate.of(2026, 1, 8);
    assertThat(rates.dayWith(eighth, Asset.of("GBP"), Asset.of("HKD"))).contains(eighth);
    assertThat(rates.dayWith(eighth, Asset.of("JPY"), Asset.of("HKD")))
        .contains(LocalDate.of(2026, 1, 2));
    assertThat(rates.firstDay()).isEqualTo(LocalDate.of(2025, 12, 31));
    assertThat(rates.lastDay()).isEqualTo(LocalDate.of(2026, 1, 9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Date;USD                        | line 1: the header is `Date;USD`; expected Date,USD,JPY
          Day,USD                         | line 1: the header is `Day,USD`; expected
          Date,usd                        | line 1: the header is `Date,usd`; expected
          Date,USD,USD                    | line 1: the header is `Date,USD,USD`; expected
          Date,EUR                        | line 1: the header is `Date,EUR`; expected
          Date,USD                        | no day in it; expected a line such as
          Date,USD/2026-01-09             | line 2: 1 columns; expected 2 as in the header
          Date,USD/2026-01-09,1,2         | line 2: 3 columns; expected 2 as in the header
          Date,USD/9 January 2026,1       | line 2: the date is `9 January 2026`; expected a date
          Date,USD/2026-01-09,1e3         | line 2: USD is `1e3`; expected a positive decimal
          Date,USD/2026-01-09,-1          | line 2: USD is `-1`; expected a positive decimal
          Date,USD/2026-01-09,0.00        | line 2: USD is `0.00`; expected a positive decimal
          Date,USD/2026-01-09,NaN         | line 2: USD is `NaN`; expected a positive decimal
          Date,USD,JPY/2026-01-09,,1      | line 2: USD is ``; expected a positive decimal
          Date,USD/2026-01-08,1/2026-01-09,1 | line 3: 2026-01-09 after 2026-01-08; expected each day once
          Date,USD/2026-01-08,1/2026-01-08,1 | line 3: 2026-01-08 after 2026-01-08; expected each day once
          """)
  void aBadHistorySaysWhere(String text, String message) {
    assertThatThrownBy(() -> Rates.read(directory, text.replace('/', '\n')))
        .isInstanceOf(UnreadableFile.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFileThatIsNone() throws Exception {
    assertThatThrownBy(() -> ReferenceRates.read(directory)).hasMessageContaining("is a directory");
    assertThatThrownBy(() -> ReferenceRates.read(directory.resolve("none")))
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> Rates.read(directory, "")).hasMessageContaining("the file is empty");
    Path path = directory.resolve("latin1.csv");
    Files.write(path, "Date,USD\n\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ReferenceRates.read(path)).hasMessageContaining("it is not UTF-8");
  }

  /// Against crosses that were computed elsewhere from the same history, to six decimals.
  @Test
  void theRealHistoryCrossesAsPublished() throws Exception {
    @Nullable String data = System.getenv("FAIRWAY_REAL_DATA");
    Assumptions.assumeTrue(
        data != null, "skipped: FAIRWAY_REAL_DATA does not name the folder of real data");
    Path fx = Path.of(String.valueOf(data), "fx");
    ReferenceRates rates = ReferenceRates.read(fx.resolve("eurofxref-hist.csv"));
    int compared = 0;
    for (String line : Files.readAllLines(fx.resolve("ecb_cross_usd_hkd_cny.csv"))) {
      String[] cells = line.split(",", -1);
      if (!cells[0].equals("date")) {
        LocalDate day = LocalDate.parse(cells[0]);
        assertClose(rates, "USD", "HKD", day, cells[1]);
        assertClose(rates, "HKD", "CNY", day, cells[3]);
        assertClose(rates, "GBP", "CNY", day, cells[4]);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(4167);
  }

  private static void assertClose(
      ReferenceRates rates, String base, String quote, LocalDate day, String expected) {
    DatedRate mid = rates.mid(Asset.of(base), Asset.of(quote), day).orElseThrow();
    assertThat(mid.day()).isEqualTo(day);
    assertThat(mid.rate().value().subtract(new BigDecimal(expected)).abs())
        .isLessThanOrEqualTo(new BigDecimal("0.00000051"));
  }
}

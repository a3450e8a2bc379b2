package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.payments.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          2025 | 1100 | 104 | 3000 | [##############..........] 1,204/2,025 59%  401/s  settled 1,100 held 104
          2025 | 0    | 0   | 0    | [........................] 0/2,025 0%  0/s
          10   | 10   | 0   | 5000 | [########################] 10/10 100%  2/s  settled 10
          0    | 0    | 0   | 10   | [########################] 0/0 100%  0/s
          """)
  void showsDoneTotalRateAndCounts(long total, long settled, long held, long ms, String line) {
    ProgressBar bar = new ProgressBar(new PrintWriter(new StringWriter()), 0, total);
    Map<Outcome, Long> counts = Map.of(Outcome.SETTLED, settled, Outcome.HELD, held);
    assertThat(bar.line(counts, Duration.ofMillis(ms)).stripTrailing()).isEqualTo(line);
  }
}

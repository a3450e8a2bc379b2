package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.money.InvariantViolation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1234567.5, '1,234,567.5'",
    "-0.10, -0.10",
    "1E+3, '1,000'",
    "0.000001, 0.000001"
  })
  void decimalsKeepTheirDigits(BigDecimal value, String shown) {
    assertThat(Figures.decimal(value)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "7.018, 7.02",
    "82.7397, 82.7",
    "1229.27, '1,229'",
    "0, 0.00",
    "0.0001, <0.01",
    "0.005, 0.00"
  })
  void basisPointsAreShortened(BigDecimal bps, String shown) {
    assertThat(Figures.bps(bps)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"0, 10, 0 %", "1, 1000, <1 %", "1, 3, 33 %", "3, 3, 100 %", "0, 0, 0 %"})
  void percentages(long part, long whole, String shown) {
    assertThat(Figures.percent(part, whole)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"50, 5", "99, 10", "100, 10", "1, 1", "10, 1", "11, 2"})
  void percentilesAreNearestRank(int percent, long expected) {
    Distribution ten = Distribution.of(new long[] {10, 9, 8, 7, 6, 5, 4, 3, 2, 1});
    assertThat(ten.percentile(percent)).isEqualTo(Duration.ofMillis(expected));
  }

  @Test
  void noTimesHaveNoPercentile() {
    assertThat(Distribution.of(new long[0]).percentile(50)).isNull();
    assertThat(Distribution.of(new long[] {7}).percentile(99)).isEqualTo(Duration.ofMillis(7));
  }

  /// Every time finds a bar, later times never an earlier bar, and marks stand on the axis.
  @Test
  void axesPlaceEveryTime() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      long[] times = new long[1 + random.nextInt(50)];
      for (int i = 0; i < times.length; i++) {
        times[i] = (long) Math.exp(random.nextDouble() * 14);
      }
      Distribution all = Distribution.of(times);
      Axis axis = Axis.over(all);
      int last = 0;
      for (long time : all.millis()) {
        int bin = axis.bin(time);
        assertThat(bin).as("seed %s", seed).isBetween(last, axis.bins() - 1);
        last = bin;
      }
      assertThat(axis.ticks()).as("seed %s", seed).isNotEmpty();
      assertThat(axis.ticks())
          .as("seed %s", seed)
          .allSatisfy(tick -> assertThat(axis.place(tick)).isBetween(0.0, 1.0));
    }
  }

  @Test
  void aFewLongTimesMakeTheAxisLogarithmic() {
    assertThat(Axis.over(Distribution.of(new long[] {900, 1000, 1100})).logarithmic()).isFalse();
    assertThat(Axis.over(Distribution.of(new long[] {9, 10, 11, 90_000})).logarithmic()).isTrue();
  }

  @Test
  void templatesEscapeWhatTheyAreGiven() {
    assertThat(Html.of("<a title=\"{}\">{}</a>", "\"'<>&", Html.of("<b>{}</b>", 1)).markup())
        .isEqualTo("<a title=\"&quot;&#39;&lt;&gt;&amp;\"><b>1</b></a>");
    assertThat(Html.of("{}", "{}").markup()).isEqualTo("{}");
    assertThat(Html.of("{}", "a\u0000\u202Eb").markup()).isEqualTo("a\uFFFD\uFFFDb");
  }

  @Test
  void templatesAreFilledWhole() {
    assertThatThrownBy(() -> Html.of("{}")).isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> Html.of("x", 1)).isInstanceOf(InvariantViolation.class);
  }
}

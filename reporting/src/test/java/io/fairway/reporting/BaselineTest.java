package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineTest {

  /// Sums of the table's columns, done by hand: flat fees over the ticket, percentages, and days at
  /// 5 % a year.
  @ParameterizedTest
  @CsvSource({
    "wire,      1000,  LOW,   80.1",
    "wire,      1000,  MID,   466.4",
    "wire,      1000,  HIGH,  1435.5",
    "wire,      50,    MID,   8351.4",
    "wire,      50000, MID,   59.7",
    "collector, 50,    MID,   82.7",
    "collector, 50000, MID,   82.7",
    "collector, 1000,  LOW,   31.4",
    "collector, 1000,  HIGH,  276.8"
  })
  void costsAtATicketSize(String path, BigDecimal ticketUsd, Baseline.Level level, BigDecimal bps) {
    Baseline baseline = path.equals("wire") ? Baseline.wire() : Baseline.collector();
    assertThat(baseline.bps(level, ticketUsd).setScale(1, RoundingMode.HALF_EVEN))
        .isEqualByComparingTo(bps);
  }

  @Test
  void everyComponentIsNamedAndHasASource() {
    for (Baseline baseline : List.of(Baseline.wire(), Baseline.collector())) {
      assertThat(baseline.components()).isNotEmpty();
      assertThat(baseline.components())
          .allSatisfy(component -> {
            assertThat(Words.component(component.name())).doesNotContain("_");
            assertThat(component.isAssumption() || component.source().length() > 3).isTrue();
          });
    }
  }
}

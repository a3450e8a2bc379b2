package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosedBankTest {

  /// 2026-11-27 is a Friday; Hong Kong is eight hours ahead of UTC.
  @ParameterizedTest
  @CsvSource({
    "2026-11-27T19:00+08:00, PT61H30M",
    "2026-11-27T18:30+08:00, PT62H",
    "2026-11-27T18:29+08:00, PT0S",
    "2026-11-27T08:30+08:00, PT0S",
    "2026-11-27T08:29+08:00, PT1M",
    "2026-11-26T20:00+08:00, PT12H30M",
    "2026-11-28T12:00+08:00, PT44H30M",
    "2026-11-29T23:59+08:00, PT8H31M",
    "2026-11-27T11:00+00:00, PT61H30M"
  })
  void payoutsWaitForTheBank(ZonedDateTime asked, Duration wait) {
    assertThat(ClosedBank.wait(asked)).isEqualTo(wait);
  }

  @Test
  void theExampleIsAlwaysAFriday() {
    for (int day = 1; day <= 28; day++) {
      assertThat(ClosedBank.fridayEvening(LocalDate.of(2026, 2, day)))
          .isEqualTo(Duration.ofMinutes(61 * 60 + 30));
    }
  }
}

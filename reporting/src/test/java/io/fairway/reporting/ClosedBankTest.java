package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.control.BusinessCalendar;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosedBankTest {
  private static final BusinessCalendar HONG_KONG = BusinessCalendar.hongKong();

  /// Friday 19:00 to Monday 08:30 is 61.5 hours; Christmas 2026 is a Friday, and 19 October a
  /// Monday on which the bank stays shut.
  @ParameterizedTest
  @CsvSource({
    "2026-11-22, 2026-11-27T19:00+08:00, PT61H30M",
    "2026-11-27, 2026-11-27T19:00+08:00, PT61H30M",
    "2026-11-28, 2026-12-04T19:00+08:00, PT61H30M",
    "2026-10-14, 2026-10-16T19:00+08:00, PT85H30M",
    "2026-12-25, 2026-12-25T19:00+08:00, PT61H30M"
  })
  void waitsForMonday(LocalDate day, String asked, Duration wait) {
    ClosedBank bank = ClosedBank.fridayEvening(day, HONG_KONG);
    assertThat(bank.asked().toOffsetDateTime()).hasToString(asked);
    assertThat(bank.delay()).isEqualTo(wait);
  }

  @ParameterizedTest
  @CsvSource({"2026-11-22, false", "2027-02-01, true"})
  void saysWhenHolidaysAreNotKnown(LocalDate day, boolean isGuess) {
    String sentence = ClosedBank.fridayEvening(day, HONG_KONG).sentence();
    assertThat(sentence).contains("Friday", "Hong Kong CHATS", "Monday");
    assertThat(sentence.contains("holidays are known until 2026-12-31")).isEqualTo(isGuess);
  }
}

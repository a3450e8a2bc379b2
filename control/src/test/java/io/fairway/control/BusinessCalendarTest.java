package io.fairway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusinessCalendarTest {
  private final BusinessCalendar calendar = BusinessCalendar.hongKong();

  @ParameterizedTest
  @CsvSource({
    // a moment, when it is open next
    "2026-11-20T10:00+08:00, 2026-11-20T10:00+08:00", // Friday
    "2026-11-20T08:29:59+08:00, 2026-11-20T08:30+08:00",
    "2026-11-20T08:30+08:00, 2026-11-20T08:30+08:00",
    "2026-11-20T18:29:59+08:00, 2026-11-20T18:29:59+08:00",
    "2026-11-20T18:30+08:00, 2026-11-23T08:30+08:00",
    "2026-11-21T12:00+08:00, 2026-11-23T08:30+08:00", // Saturday
    "2026-11-22T23:59+08:00, 2026-11-23T08:30+08:00", // Sunday
    "2026-11-23T03:00+08:00, 2026-11-23T08:30+08:00", // Monday, early
    "2026-02-16T18:30+08:00, 2026-02-20T08:30+08:00", // over Lunar New Year
    "2026-04-02T20:00+08:00, 2026-04-08T08:30+08:00", // over Easter and Ching Ming
    "2026-12-24T19:00+08:00, 2026-12-28T08:30+08:00", // over Christmas and a weekend
    "2026-11-20T03:00Z, 2026-11-20T11:00+08:00", // other zones are converted
    "2026-11-20T23:00-05:00, 2026-11-23T08:30+08:00"
  })
  void nextOpen(ZonedDateTime moment, ZonedDateTime next) {
    assertThat(calendar.nextOpen(moment)).isEqualTo(next);
    assertThat(calendar.wait(moment)).isEqualTo(Duration.between(moment, next));
    assertThat(calendar.isOpen(moment)).isEqualTo(moment.isEqual(next));
  }

  @Test
  void holidaysAreNoWorkingDays() {
    assertThat(calendar.holidays()).hasSize(17);
    assertThat(calendar.holidays())
        .allSatisfy(day -> {
          assertThat(day).isBeforeOrEqualTo(calendar.listedUntil());
          assertThat(calendar.isWorkingDay(day)).isFalse();
        });
    assertThat(calendar.isWorkingDay(LocalDate.of(2026, 11, 20))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "open = 08:30 | open = 25:30 | 25:30",
        "open = 08:30 | opens = 08:30 | unknown key opens",
        "open = 08:30 | # | key open is missing",
        "zone = Asia/Hong_Kong | zone = Asia/Atlantis | Atlantis",
        "weekend = Saturday | weekend = Caturday | CATURDAY",
        "holidays.2026 = 01-01 | holidays.2026 = 02-30 | 2026-02-30",
      })
  void aBadFileIsOneClearError(String good, String bad, String complaint, @TempDir Path folder)
      throws IOException {
    String text =
        """
        name = Test
        zone = Asia/Hong_Kong
        open = 08:30
        close = 18:30
        weekend = Saturday
        holidays.2026 = 01-01
        listedUntil = 2026-12-31
        """;
    Path file = folder.resolve("calendar.properties");
    Files.writeString(file, text);
    assertThat(BusinessCalendar.read(file).weekend()).hasSize(1);
    Files.writeString(file, text.replace(good, bad));
    assertThatThrownBy(() -> BusinessCalendar.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("calendar.properties")
        .hasMessageContaining(complaint);
  }
}

package io.fairway.reporting;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;

/// What a real bank's opening hours would add to a payout. The twin is always open; a payout of a
/// size that goes through Hong Kong's real-time gross settlement waits for its hours: Monday to
/// Friday, 08:30 to 18:30 (HKICL, "CHATS operating hours" of the Hong Kong dollar). Public holidays
/// come on top.
final class ClosedBank {
  private static final ZoneId HONG_KONG = ZoneId.of("Asia/Hong_Kong");
  private static final LocalTime OPENS = LocalTime.of(8, 30);
  private static final LocalTime CLOSES = LocalTime.of(18, 30);

  /// When the example asks: after the close of the week.
  private static final LocalTime ASKED = LocalTime.of(19, 0);

  private ClosedBank() {}

  /// How long a payout waits that is asked on the first Friday from `day` on, at 19:00.
  static Duration fridayEvening(LocalDate day) {
    LocalDate friday = day.with(TemporalAdjusters.nextOrSame(DayOfWeek.FRIDAY));
    return wait(ZonedDateTime.of(friday, ASKED, HONG_KONG));
  }

  /// How long a payout waits for the bank to open; zero while it is open.
  static Duration wait(ZonedDateTime asked) {
    ZonedDateTime local = asked.withZoneSameInstant(HONG_KONG);
    LocalTime time = local.toLocalTime();
    if (isWorkday(local.toLocalDate()) && !time.isBefore(OPENS) && time.isBefore(CLOSES)) {
      return Duration.ZERO;
    }
    LocalDate day = local.toLocalDate();
    if (!time.isBefore(OPENS)) {
      day = day.plusDays(1);
    }
    while (!isWorkday(day)) {
      day = day.plusDays(1);
    }
    return Duration.between(local, ZonedDateTime.of(day, OPENS, HONG_KONG));
  }

  private static boolean isWorkday(LocalDate day) {
    return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
  }
}

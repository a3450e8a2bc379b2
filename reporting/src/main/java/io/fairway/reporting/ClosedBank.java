package io.fairway.reporting;

import io.fairway.control.BusinessCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/// What a real bank's opening hours would add to a payout. The twin is always open; a payout of a
/// size that goes through Hong Kong's real-time gross settlement waits for its hours.
///
/// @param asked after the close of a week
/// @param opens when the bank takes it up
record ClosedBank(BusinessCalendar calendar, ZonedDateTime asked, ZonedDateTime opens) {
  /// When the example asks.
  private static final LocalTime ASKED = LocalTime.of(19, 0);

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("EEEE d MMMM yyyy, HH:mm", Locale.ENGLISH);

  /// A payout asked on the first Friday from `day` on, at 19:00 where the bank is.
  static ClosedBank fridayEvening(LocalDate day, BusinessCalendar calendar) {
    LocalDate friday = day.with(TemporalAdjusters.nextOrSame(DayOfWeek.FRIDAY));
    ZonedDateTime asked = friday.atTime(ASKED).atZone(calendar.zone());
    return new ClosedBank(calendar, asked, calendar.nextOpen(asked));
  }

  Duration delay() {
    return Duration.between(asked, opens);
  }

  /// When it is asked and when it is taken up, in words.
  String sentence() {
    String guess =
        opens.toLocalDate().isAfter(calendar.listedUntil())
            ? " (holidays are known until " + calendar.listedUntil() + ")"
            : "";
    return "A payout asked on "
        + MOMENT.format(asked)
        + " through "
        + calendar.name()
        + " would wait until "
        + MOMENT.format(opens)
        + guess;
  }
}

package io.fairway.control;

import io.fairway.money.Invariant;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/// When a settlement system is open: from one time of day to another on working days.
///
/// @param name of the system and the holiday set, as reports show it
/// @param open first moment of a working day
/// @param close the moment from which it is shut, after `open`
/// @param weekend days of the week on which it never opens; not all seven
/// @param holidays further days on which it stays shut
/// @param listedUntil the last day for which holidays are known; later working days are a guess
public record BusinessCalendar(
    String name,
    ZoneId zone,
    LocalTime open,
    LocalTime close,
    Set<DayOfWeek> weekend,
    Set<LocalDate> holidays,
    LocalDate listedUntil) {

  private static final String HONG_KONG = "hong-kong-chats.properties";
  private static final String KEYS =
      "name, zone, open, close, weekend, holidays.<year>, listedUntil";

  /// The longest run of closed days that is looked through.
  private static final int CLOSED_DAYS_MAX = 366;

  public BusinessCalendar {
    Invariant.check(open.isBefore(close), "opens at %s, closes at %s", open, close);
    Invariant.check(weekend.size() < DayOfWeek.values().length, "%s never opens", name);
    weekend = Set.copyOf(weekend);
    holidays = Set.copyOf(holidays);
  }

  /// Hong Kong's real-time gross settlement (CHATS): Monday to Friday 8:30 to 18:30 but on general
  /// holidays.
  public static BusinessCalendar hongKong() {
    try (InputStream in = BusinessCalendar.class.getResourceAsStream(HONG_KONG)) {
      Invariant.check(in != null, "resource missing: %s", HONG_KONG);
      return read(new InputStreamReader(in, StandardCharsets.UTF_8), HONG_KONG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads a calendar from a properties file in UTF-8 with the keys `name`, `zone`, `open`,
  /// `close`, `weekend` (days in English, separated by commas), `holidays.<year>` (dates `MM-dd`)
  /// and `listedUntil`.
  ///
  /// @throws IOException when the file cannot be read, a key is missing or unknown, or a value is
  ///   not what its key demands
  public static BusinessCalendar read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return read(reader, file.toString());
    }
  }

  /// True when the system works at that moment.
  public boolean isOpen(ZonedDateTime moment) {
    ZonedDateTime local = moment.withZoneSameInstant(zone);
    LocalTime time = local.toLocalTime();
    return isWorkingDay(local.toLocalDate()) && !time.isBefore(open) && time.isBefore(close);
  }

  /// True on days on which it opens.
  public boolean isWorkingDay(LocalDate day) {
    return !weekend.contains(day.getDayOfWeek()) && !holidays.contains(day);
  }

  /// The moment itself when it is open then, else when it opens next, in this calendar's zone.
  public ZonedDateTime nextOpen(ZonedDateTime moment) {
    ZonedDateTime local = moment.withZoneSameInstant(zone);
    if (isOpen(local)) {
      return local;
    }
    LocalDate day = local.toLocalDate();
    if (!local.toLocalTime().isBefore(open)) {
      day = day.plusDays(1);
    }
    for (int i = 0; i < CLOSED_DAYS_MAX; i++) {
      if (isWorkingDay(day)) {
        return day.atTime(open).atZone(zone);
      }
      day = day.plusDays(1);
    }
    throw new IllegalStateException(name + " stays closed for a year from " + moment);
  }

  /// How long someone who comes at that moment waits; zero when it is open.
  public Duration wait(ZonedDateTime moment) {
    return Duration.between(moment, nextOpen(moment));
  }

  private static BusinessCalendar read(Reader reader, String source) throws IOException {
    Properties file = new Properties();
    try {
      file.load(reader);
      checkKeys(file);
      Set<DayOfWeek> weekend = EnumSet.noneOf(DayOfWeek.class);
      for (String day : list(value(file, "weekend"))) {
        weekend.add(DayOfWeek.valueOf(day.toUpperCase(Locale.ROOT)));
      }
      return new BusinessCalendar(
          value(file, "name"),
          ZoneId.of(value(file, "zone")),
          LocalTime.parse(value(file, "open")),
          LocalTime.parse(value(file, "close")),
          weekend,
          holidays(file),
          LocalDate.parse(value(file, "listedUntil")));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IOException("calendar " + source + ": " + e.getMessage(), e);
    }
  }

  private static Set<LocalDate> holidays(Properties file) {
    Set<LocalDate> holidays = new HashSet<>();
    for (String key : file.stringPropertyNames()) {
      if (key.startsWith("holidays.")) {
        for (String day : list(value(file, key))) {
          holidays.add(LocalDate.parse(key.substring("holidays.".length()) + "-" + day));
        }
      }
    }
    return holidays;
  }

  private static void checkKeys(Properties file) {
    Set<String> known = Set.of("name", "zone", "open", "close", "weekend", "listedUntil");
    for (String key : new TreeSet<>(file.stringPropertyNames())) {
      if (!known.contains(key) && !key.matches("holidays\\.[0-9]{4}")) {
        throw new IllegalArgumentException("unknown key " + key + ", expected one of " + KEYS);
      }
    }
  }

  private static String value(Properties file, String key) {
    String value = file.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("key " + key + " is missing, expected all of " + KEYS);
    }
    return value.strip();
  }

  private static String[] list(String value) {
    return value.isEmpty() ? new String[0] : value.split("\\s*,\\s*", -1);
  }
}

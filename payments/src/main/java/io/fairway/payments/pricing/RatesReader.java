package io.fairway.payments.pricing;

import io.fairway.payments.order.UnreadableFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the published form of the European Central Bank's history (`eurofxref-hist.csv`): a header
/// `Date,USD,JPY,...`, a row a day with the newest first, `N/A` where a currency has no rate, often
/// a comma at the end of each line. A price rests on every number in it, so the first line that is
/// not so stops the reading.
final class RatesReader {

  /// The published history has well under a megabyte after 27 years.
  static final long BYTES_MAX = 32L * 1024 * 1024;

  /// Up to ten digits on either side, and at least one that is not zero.
  private static final Pattern RATE =
      Pattern.compile("(?=[0-9.]*[1-9])[0-9]{1,10}(\\.[0-9]{1,10})?");

  private static final Pattern CODE = Pattern.compile("[A-Z]{3}");
  private static final String EXPECTED_HEADER =
      "Date,USD,JPY,... as the European Central Bank writes it";

  private final Path path;
  private final List<LocalDate> days = new ArrayList<>();
  private final List<@Nullable BigDecimal[]> rows = new ArrayList<>();

  private RatesReader(Path path) {
    this.path = path;
  }

  static ReferenceRates read(Path path) {
    return new RatesReader(path).rates(text(path));
  }

  private ReferenceRates rates(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty()) {
      throw new UnreadableFile(path.toString(), "the file is empty", EXPECTED_HEADER);
    }
    String[] header = cells(lines.getFirst());
    checkHeader(header);
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        row(i + 1, cells(lines.get(i)), header);
      }
    }
    if (days.isEmpty()) {
      throw new UnreadableFile(
          path.toString(), "no day in it", "a line such as 2026-04-13,1.1684,...");
    }
    return rates(header);
  }

  /// The rows turned round: rising days, and a column for each currency.
  private ReferenceRates rates(String[] header) {
    int count = days.size();
    LocalDate[] rising = days.reversed().toArray(new LocalDate[0]);
    Map<String, @Nullable BigDecimal[]> byCode = new HashMap<>();
    for (int column = 1; column < header.length; column++) {
      @Nullable BigDecimal[] values = new @Nullable BigDecimal[count];
      for (int i = 0; i < count; i++) {
        values[i] = rows.get(count - 1 - i)[column];
      }
      byCode.put(header[column], values);
    }
    return new ReferenceRates(rising, byCode, BigDecimal.ONE);
  }

  private void row(int number, String[] cells, String[] header) {
    if (cells.length != header.length) {
      throw wrong(number, cells.length + " columns", header.length + " as in the header");
    }
    LocalDate day = day(number, cells[0]);
    if (!days.isEmpty() && !day.isBefore(days.getLast())) {
      throw wrong(number, day + " after " + days.getLast(), "each day once, the newest first");
    }
    @Nullable BigDecimal[] values = new @Nullable BigDecimal[cells.length];
    for (int i = 1; i < cells.length; i++) {
      values[i] = rate(number, header[i], cells[i]);
    }
    days.add(day);
    rows.add(values);
  }

  private LocalDate day(int number, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw wrong(number, "the date is " + shortened(text), "a date such as 2026-04-13");
    }
  }

  private @Nullable BigDecimal rate(int number, String code, String text) {
    if (text.equals("N/A")) {
      return null;
    }
    if (!RATE.matcher(text).matches()) {
      throw wrong(
          number, code + " is " + shortened(text), "a positive decimal such as 1.1684, or N/A");
    }
    return new BigDecimal(text);
  }

  private void checkHeader(String[] header) {
    boolean good = header.length > 1 && header[0].equals("Date");
    HashSet<String> codes = new HashSet<>();
    for (int i = 1; i < header.length && good; i++) {
      good = CODE.matcher(header[i]).matches() && codes.add(header[i]) && !header[i].equals("EUR");
    }
    if (!good) {
      throw wrong(1, "the header is " + shortened(String.join(",", header)), EXPECTED_HEADER);
    }
  }

  /// The cells of a line; the empty one after a comma at the end does not count.
  private static String[] cells(String line) {
    String[] cells = line.split(",", -1);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cells[i].strip();
    }
    int last = cells.length - 1;
    return last > 0 && cells[last].isEmpty() ? Arrays.copyOf(cells, last) : cells;
  }

  private static String text(Path path) {
    try {
      if (!Files.isRegularFile(path)) {
        String what = Files.isDirectory(path) ? "it is a directory" : "no such file";
        throw new UnreadableFile(path.toString(), what, "a CSV file of reference rates");
      }
      if (Files.size(path) > BYTES_MAX) {
        throw new UnreadableFile(
            path.toString(), Files.size(path) + " bytes", "a history of at most " + BYTES_MAX);
      }
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new UnreadableFile(path.toString(), "it is not UTF-8", "a CSV file of reference rates");
    } catch (IOException e) {
      throw new UnreadableFile(
          path.toString(), "it cannot be read", "a CSV file of reference rates");
    }
  }

  private static String shortened(String text) {
    String shown = text.length() <= 60 ? text : text.substring(0, 60) + "…";
    return "`" + shown.replaceAll("\\p{Cntrl}", "?") + "`";
  }

  private UnreadableFile wrong(int line, String what, String expected) {
    return new UnreadableFile(path + ", line " + line, what, expected);
  }
}

package io.fairway.payments.order;

import io.fairway.money.Asset;
import io.fairway.payments.order.Mapping.Field;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a mapping file: lines of `key = value`, `#` for comments, UTF-8. Every key is known and
/// stands once.
final class MappingReader {

  /// The largest mapping file; the shipped ones have a few kilobytes.
  static final int BYTES_MAX = 256 * 1024;

  private static final String COLUMN = "column.";
  private static final String COUNTRY = "country.";
  private static final ZonedDateTime EXAMPLE =
      LocalDateTime.of(2026, 1, 31, 17, 5, 9).atZone(ZoneOffset.UTC);

  private record Entry(int line, String value) {}

  private final String where;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private MappingReader(String where) {
    this.where = where;
  }

  static Mapping read(String where, byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw new UnreadableFile(
          where, "it has " + bytes.length + " bytes", "a mapping of at most " + BYTES_MAX);
    }
    String text = Rows.decode(bytes);
    if (text == null) {
      throw new UnreadableFile(where, "it is not UTF-8", "a mapping file in UTF-8");
    }
    MappingReader reader = new MappingReader(where);
    int number = 0;
    for (String line : text.lines().toList()) {
      reader.line(++number, line.strip());
    }
    return reader.mapping();
  }

  private void line(int number, String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    int equals = line.indexOf('=');
    if (equals <= 0) {
      throw wrong(number, "it has no `=`", "key = value");
    }
    String key = line.substring(0, equals).strip();
    String value = line.substring(equals + 1).strip();
    if (value.isEmpty()) {
      throw wrong(number, key + " has no value", "key = value");
    }
    if (entries.put(key, new Entry(number, value)) != null) {
      throw wrong(number, key + " stands twice", "each key once");
    }
  }

  private Mapping mapping() {
    String name = required("name");
    List<String> header = List.of(required("header").split("\\s*,\\s*"));
    Mapping.Form form =
        new Mapping.Form(
            header,
            choice("header.others", "refused", "allowed"),
            choice("rows", "one-per-order", "line-items"),
            choice("quotes", "one-line", "many-lines"));
    Map<Field, String> columns = columns(header);
    Mapping.Values values = values(columns);
    Mapping.TimeForm time = time();
    Map<String, String> countries = countries();
    for (Map.Entry<String, Entry> left : entries.entrySet()) {
      throw wrong(
          left.getValue().line,
          "unknown key " + Shown.of(left.getKey()),
          "a key of the list in docs/order-file.md");
    }
    return new Mapping(name, form, columns, values, time, countries);
  }

  private Map<Field, String> columns(List<String> header) {
    Map<Field, String> columns = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      Entry entry = entries.remove(COLUMN + field.name().toLowerCase(Locale.ROOT));
      if (entry == null) {
        continue;
      }
      if (!header.contains(entry.value)) {
        throw wrong(entry.line, "no column " + Shown.of(entry.value), "a column of the header");
      }
      columns.put(field, entry.value);
    }
    for (Field field : List.of(Field.ORDER_ID, Field.ORDER_TIME, Field.AMOUNT)) {
      if (!columns.containsKey(field)) {
        throw missing(COLUMN + field.name().toLowerCase(Locale.ROOT));
      }
    }
    return columns;
  }

  private Mapping.Values values(Map<Field, String> columns) {
    Asset currency = null;
    if (!columns.containsKey(Field.CURRENCY)) {
      String code = required("fixed.currency");
      currency = OrderParser.currency(code);
      if (currency == null) {
        throw new UnreadableFile(where, "fixed.currency is " + Shown.of(code), "an ISO 4217 code");
      }
    }
    String seller = columns.containsKey(Field.SELLER_ID) ? null : required("fixed.seller_id");
    boolean cancels = columns.containsKey(Field.CANCELLATION);
    Set<String> accepted =
        columns.containsKey(Field.STATUS)
            ? Set.of(required("status.accepted").split("\\s*,\\s*"))
            : Set.of();
    return new Mapping.Values(
        currency,
        seller,
        cancels ? required("cancellation.yes") : "",
        cancels ? required("cancellation.no") : "",
        accepted);
  }

  private Mapping.TimeForm time() {
    Entry format = entries.remove("time.format");
    Entry zone = entries.remove("time.zone");
    try {
      ZoneId zoneId = zone == null ? null : ZoneId.of(zone.value);
      if (format == null) {
        String example = zoneId == null ? "2026-01-31T17:05:09Z" : "2026-01-31T17:05:09";
        return new Mapping.TimeForm(null, zoneId, example);
      }
      DateTimeFormatter formatter =
          DateTimeFormatter.ofPattern(format.value, Locale.ROOT)
              .withResolverStyle(ResolverStyle.STRICT);
      return new Mapping.TimeForm(formatter, zoneId, formatter.format(EXAMPLE));
    } catch (DateTimeException | IllegalArgumentException e) {
      int line = format == null ? lineOf(zone) : format.line;
      throw wrong(line, "the time cannot be read so", "a java.time pattern and a zone's name");
    }
  }

  private Map<String, String> countries() {
    Map<String, String> countries = new HashMap<>();
    entries.entrySet().removeIf(entry -> country(entry.getKey(), entry.getValue(), countries));
    return countries;
  }

  private boolean country(String key, Entry entry, Map<String, String> countries) {
    if (!key.startsWith(COUNTRY)) {
      return false;
    }
    if (!Countries.isCode(entry.value) && !entry.value.equals(Mapping.COUNTRY_UNSAID)) {
      throw wrong(
          entry.line,
          "no country " + Shown.of(entry.value),
          "ISO 3166-1 alpha-2 letters or `" + Mapping.COUNTRY_UNSAID + "`");
    }
    countries.put(key.substring(COUNTRY.length()), entry.value);
    return true;
  }

  /// True for the second of two values; the first is the default.
  private boolean choice(String key, String no, String yes) {
    Entry entry = entries.remove(key);
    if (entry == null || entry.value.equals(no)) {
      return false;
    }
    if (!entry.value.equals(yes)) {
      throw wrong(entry.line, key + " is " + Shown.of(entry.value), no + " or " + yes);
    }
    return true;
  }

  private String required(String key) {
    Entry entry = entries.remove(key);
    if (entry == null) {
      throw missing(key);
    }
    return entry.value;
  }

  private static int lineOf(@Nullable Entry entry) {
    return entry == null ? 0 : entry.line;
  }

  private UnreadableFile missing(String key) {
    return new UnreadableFile(where, "the key " + key + " is missing", key + " = value");
  }

  private UnreadableFile wrong(int line, String what, String expected) {
    return new UnreadableFile(where + ", line " + line, what, expected);
  }
}

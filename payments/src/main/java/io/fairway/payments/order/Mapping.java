package io.fairway.payments.order;

import io.fairway.money.Asset;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the columns of a source become an order. A mapping is a small text file; docs/order-file.md
/// lists its keys, `mappings/` holds those that come with Fairway.
public final class Mapping {

  /// Where the shipped mappings are in the jar.
  private static final String RESOURCES = "/io/fairway/mappings/";

  private static final List<Mapping> SHIPPED =
      List.of(resource("fairway"), resource("uci-online-retail"), resource("shopify-orders"));

  /// What a column is to an order.
  enum Field {
    ORDER_ID,
    ORDER_TIME,
    BUYER_ID,
    BUYER_COUNTRY,
    SELLER_ID,
    CURRENCY,
    AMOUNT,
    ORIGINAL_ORDER_ID,
    /// Says whether the row takes an order back.
    CANCELLATION,
    /// How much of the order was given back later: a refund of its own.
    REFUNDED_AMOUNT,
    /// Whether the order was paid.
    STATUS
  }

  /// How the time column is written.
  ///
  /// @param format null for ISO 8601
  /// @param zone the zone of local times; null when each time carries its offset
  record TimeForm(@Nullable DateTimeFormatter format, @Nullable ZoneId zone, String example) {}

  /// What a file of this mapping may look like.
  ///
  /// @param header the columns, in order
  /// @param othersAllowed whether further columns may be there, and the order may differ
  /// @param lineItems whether an order may go on in rows without an amount
  /// @param spanningQuotes whether a quoted field may hold line ends
  record Form(
      List<String> header, boolean othersAllowed, boolean lineItems, boolean spanningQuotes) {}

  /// What stands for the fields that no column gives, and what the values of some columns mean.
  ///
  /// @param cancelledYes the value of the cancellation column that takes the order back
  /// @param cancelledNo the value that does not
  /// @param statusAccepted the values of the status column that mean paid
  record Values(
      @Nullable Asset currency,
      @Nullable String sellerId,
      String cancelledYes,
      String cancelledNo,
      Set<String> statusAccepted) {}

  /// What a country table says of a name that is no one country.
  static final String COUNTRY_UNSAID = "unknown";

  private final String name;
  private final Form form;
  private final Map<Field, String> columns;
  private final Values values;
  private final TimeForm time;
  private final Map<String, String> countries;

  Mapping(
      String name,
      Form form,
      Map<Field, String> columns,
      Values values,
      TimeForm time,
      Map<String, String> countries) {
    this.name = name;
    this.form = form;
    this.columns = Map.copyOf(columns);
    this.values = values;
    this.time = time;
    this.countries = Map.copyOf(countries);
  }

  /// Fairway's own columns.
  public static Mapping fairway() {
    return SHIPPED.getFirst();
  }

  /// The mappings that come with Fairway, its own first.
  public static List<Mapping> shipped() {
    return SHIPPED;
  }

  /// The shipped mapping of that name, else the file of that path.
  ///
  /// @throws UnreadableFile when there is neither, or the file is not a mapping
  public static Mapping of(String nameOrPath) {
    for (Mapping mapping : SHIPPED) {
      if (mapping.name.equals(nameOrPath)) {
        return mapping;
      }
    }
    Path path = Path.of(nameOrPath);
    if (!Files.isRegularFile(path)) {
      List<String> names = SHIPPED.stream().map(Mapping::name).toList();
      throw new UnreadableFile(
          nameOrPath, "no such mapping", "a file, or one of " + String.join(", ", names));
    }
    return read(path);
  }

  /// Reads a mapping file.
  ///
  /// @throws UnreadableFile naming the line and what was expected
  public static Mapping read(Path path) {
    try {
      return MappingReader.read(path.toString(), Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UnreadableFile(path.toString(), "cannot be read", "a readable mapping file");
    }
  }

  /// The shipped mapping that has this header.
  public static Optional<Mapping> detect(List<String> header) {
    return SHIPPED.stream().filter(mapping -> mapping.misfit(header) == null).findFirst();
  }

  /// The name in the file, such as `uci-online-retail`.
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }

  /// What is wrong with a header, or null when it is this mapping's.
  @Nullable String misfit(List<String> header) {
    if (form.othersAllowed) {
      for (String column : form.header) {
        int times = (int) header.stream().filter(column::equals).count();
        if (times != 1) {
          return times == 0 ? "no column " + column : "the column " + column + " twice";
        }
      }
      return null;
    }
    if (header.equals(form.header)) {
      return null;
    }
    List<String> missing = new ArrayList<>(form.header);
    missing.removeAll(header);
    List<String> extra = new ArrayList<>(header);
    extra.removeAll(form.header);
    if (!missing.isEmpty()) {
      return "no column " + String.join(", ", missing);
    }
    return extra.isEmpty()
        ? "the columns in another order, or one twice"
        : "the column " + Shown.of(extra.getFirst()) + " too many";
  }

  /// Where a field's column is in a header of this mapping, or -1 when no column gives it.
  int indexOf(Field field, List<String> header) {
    String column = columns.get(field);
    return column == null ? -1 : header.indexOf(column);
  }

  /// The name of a field's column, for messages.
  String column(Field field) {
    return columns.getOrDefault(field, field.name());
  }

  Form form() {
    return form;
  }

  Values values() {
    return values;
  }

  TimeForm time() {
    return time;
  }

  /// The country of a name as the source writes it: ISO letters, [#COUNTRY_UNSAID], or null when
  /// the name is neither in the table nor an ISO code.
  @Nullable String country(String text) {
    String mapped = countries.get(text);
    if (mapped != null) {
      return mapped;
    }
    return Countries.isCode(text) ? text : null;
  }

  private static Mapping resource(String name) {
    String resource = RESOURCES + name + ".properties";
    try (InputStream in = Mapping.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + resource);
      }
      return MappingReader.read(resource, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The header as a file writes it.
  String headerText() {
    return String.join(",", form.header);
  }
}

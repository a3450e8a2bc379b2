package io.fairway.reporting;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// What another way to pay costs, component by component: the resource
/// `corridor_cost_components.csv`, compiled for this project from published tariffs; each row names
/// its source, and rows without one are labelled as assumptions.
///
/// @param path `swift_wire`, `collector`, `card` or `stablecoin`
record Baseline(String path, List<Component> components) {

  /// The yearly price of money that is under way, in percent.
  static final BigDecimal FLOAT_APR_PERCENT = BigDecimal.valueOf(5);

  private static final BigDecimal DAYS_PER_YEAR = BigDecimal.valueOf(365);
  private static final BigDecimal MINUTES_PER_DAY =
      BigDecimal.valueOf(Duration.ofDays(1).toMinutes());
  private static final BigDecimal BPS_PER_PERCENT = BigDecimal.valueOf(100);
  private static final BigDecimal BPS = BigDecimal.valueOf(10_000);
  private static final String RESOURCE = "corridor_cost_components.csv";

  Baseline {
    components = List.copyOf(components);
  }

  /// How a component is charged.
  enum Unit {
    /// US dollars an order.
    USD_FLAT,
    /// Percent of the amount.
    PCT,
    /// Days for which the money is under way.
    DAYS
  }

  /// Which end of a published range is meant.
  enum Level {
    LOW,
    MID,
    HIGH
  }

  record Component(
      String name,
      Unit unit,
      BigDecimal low,
      BigDecimal mid,
      BigDecimal high,
      String basis,
      String source) {

    /// Basis points of the amount, at an average ticket. Weighing by volume and taking the average
    /// ticket come to the same, because every unit is linear.
    BigDecimal bps(Level level, BigDecimal ticketUsd) {
      BigDecimal value =
          switch (level) {
            case LOW -> low;
            case MID -> mid;
            case HIGH -> high;
          };
      return switch (unit) {
        case USD_FLAT -> value.multiply(BPS).divide(ticketUsd, MathContext.DECIMAL64);
        case PCT -> value.multiply(BPS_PER_PERCENT);
        case DAYS -> floatBps(value);
      };
    }

    boolean isAssumption() {
      return basis.contains("ASSUMPTION");
    }
  }

  /// What money under way for that long costs.
  static BigDecimal floatBps(Duration wait) {
    return floatBps(
        BigDecimal.valueOf(wait.toMinutes()).divide(MINUTES_PER_DAY, MathContext.DECIMAL64));
  }

  private static BigDecimal floatBps(BigDecimal days) {
    return days.multiply(FLOAT_APR_PERCENT)
        .multiply(BPS_PER_PERCENT)
        .divide(DAYS_PER_YEAR, MathContext.DECIMAL64);
  }

  /// The sum of all components in basis points, at an average ticket.
  BigDecimal bps(Level level, BigDecimal ticketUsd) {
    return components.stream()
        .map(component -> component.bps(level, ticketUsd))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  Component component(String name) {
    return components.stream()
        .filter(component -> component.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(path + " has no component " + name));
  }

  static Baseline wire() {
    return load("swift_wire");
  }

  static Baseline collector() {
    return load("collector");
  }

  /// The general stablecoin path of the same table; used to say what Fairway's figure leaves out.
  static Baseline stablecoin() {
    return load("stablecoin");
  }

  private static Baseline load(String path) {
    List<Component> components = new ArrayList<>();
    var stream = Objects.requireNonNull(Baseline.class.getResourceAsStream(RESOURCE), RESOURCE);
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder()
            .ofNamedCsvRecord(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (NamedCsvRecord row : rows) {
        if (row.getField("path").equals(path)) {
          components.add(component(row));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Baseline(path, components);
  }

  private static Component component(NamedCsvRecord row) {
    return new Component(
        row.getField("component"),
        Unit.valueOf(row.getField("unit").toUpperCase(Locale.ROOT)),
        new BigDecimal(row.getField("low")),
        new BigDecimal(row.getField("mid")),
        new BigDecimal(row.getField("high")),
        row.getField("basis"),
        row.getField("source"));
  }
}

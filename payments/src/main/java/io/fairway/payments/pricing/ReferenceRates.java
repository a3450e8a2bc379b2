package io.fairway.payments.pricing;

import io.fairway.money.Asset;
import io.fairway.money.Rate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A history of reference rates against the euro, in the form that the European Central Bank
/// publishes: how much of each currency one euro bought on a day.
///
/// Two other currencies cross through the euro; the quotient is rounded once, half to even, to
/// [Rate#DIGITS] significant digits. Immutable.
public final class ReferenceRates {

  private static final MathContext CONTEXT = new MathContext(Rate.DIGITS, RoundingMode.HALF_EVEN);
  private static final Asset EUR = Asset.of("EUR");
  private static final Asset CNY = Asset.of("CNY");
  private static final BigDecimal BASIS_POINTS = BigDecimal.valueOf(10_000);

  private final LocalDate[] days;
  private final Map<String, @Nullable BigDecimal[]> byCode;
  private final BigDecimal cnhPerCny;

  /// @param days rising
  /// @param byCode for each currency, a value for each day, null where none was published
  ReferenceRates(
      LocalDate[] days, Map<String, @Nullable BigDecimal[]> byCode, BigDecimal cnhPerCny) {
    this.days = days;
    this.byCode = byCode;
    this.cnhPerCny = cnhPerCny;
  }

  /// Reads the published form.
  ///
  /// @throws io.fairway.payments.order.UnreadableFile naming the line and what was expected
  public static ReferenceRates read(Path path) {
    return RatesReader.read(path);
  }

  /// The same rates with CNH at CNY times (1 + bps/10,000): the euro reference rate is onshore, and
  /// no offshore one is published.
  public ReferenceRates withCnhBasis(BigDecimal bps) {
    BigDecimal factor = BASIS_POINTS.add(bps).movePointLeft(4);
    return new ReferenceRates(days, byCode, factor);
  }

  /// The mid rate of the last day, on or before the given one, that has both currencies. The rate
  /// of a currency to itself is one on any day.
  public Optional<DatedRate> mid(Asset base, Asset quote, LocalDate onOrBefore) {
    return dayWith(onOrBefore, base, quote).map(day -> new DatedRate(midOn(day, base, quote), day));
  }

  /// The last day, on or before the given one, on which all of these have a rate. Where only one
  /// currency is asked for, no rate is needed and the day itself is the answer.
  public Optional<LocalDate> dayWith(LocalDate onOrBefore, Asset... assets) {
    if (Arrays.stream(assets).distinct().count() <= 1) {
      return Optional.of(onOrBefore);
    }
    for (int i = floor(onOrBefore); i >= 0; i--) {
      if (hasAll(i, assets)) {
        return Optional.of(days[i]);
      }
    }
    return Optional.empty();
  }

  /// The first day of the history.
  public LocalDate firstDay() {
    return days[0];
  }

  /// The last day of the history.
  public LocalDate lastDay() {
    return days[days.length - 1];
  }

  /// The mid rate of a day that has both.
  Rate midOn(LocalDate day, Asset base, Asset quote) {
    if (base.equals(quote)) {
      return Rate.one(base);
    }
    int index = floor(day);
    BigDecimal quotePerEuro = perEuro(index, quote);
    BigDecimal basePerEuro = perEuro(index, base);
    if (quotePerEuro == null || basePerEuro == null || !days[index].equals(day)) {
      throw new IllegalArgumentException("no rate of " + base + " and " + quote + " on " + day);
    }
    return new Rate(base, quote, quotePerEuro.divide(basePerEuro, CONTEXT));
  }

  private boolean hasAll(int index, Asset... assets) {
    for (Asset asset : assets) {
      if (perEuro(index, asset) == null) {
        return false;
      }
    }
    return true;
  }

  private @Nullable BigDecimal perEuro(int index, Asset asset) {
    if (index < 0 || asset.isCoin()) {
      return null;
    }
    if (asset.equals(EUR)) {
      return BigDecimal.ONE;
    }
    boolean offshore = asset.equals(Asset.CNH);
    @Nullable BigDecimal[] values = byCode.get(offshore ? CNY.code() : asset.code());
    BigDecimal value = values == null ? null : values[index];
    return value == null || !offshore ? value : value.multiply(cnhPerCny);
  }

  /// The index of the last day on or before this one, or -1.
  private int floor(LocalDate day) {
    int found = Arrays.binarySearch(days, day);
    return found >= 0 ? found : -found - 2;
  }
}

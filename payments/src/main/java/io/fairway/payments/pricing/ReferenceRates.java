package io.fairway.payments.pricing;

import io.fairway.money.Asset;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;

/// A history of reference rates against the euro, in the form that the European Central Bank
/// publishes.
public final class ReferenceRates {

  private ReferenceRates() {}

  /// Reads the published form.
  ///
  /// @throws io.fairway.payments.order.UnreadableFile naming the line and what was expected
  public static ReferenceRates read(Path path) {
    return Unbuilt.yet("read ");
  }

  /// The same rates with CNH at CNY times (1 + bps/10,000).
  public ReferenceRates withCnhBasis(BigDecimal bps) {
    return Unbuilt.yet("basis ");
  }

  /// The mid rate of the last day, on or before the given one, that has both currencies.
  public Optional<DatedRate> mid(Asset base, Asset quote, LocalDate onOrBefore) {
    return Unbuilt.yet("mid ");
  }

  /// The first day of the history.
  public LocalDate firstDay() {
    return Unbuilt.yet("firstDay");
  }

  /// The last day of the history.
  public LocalDate lastDay() {
    return Unbuilt.yet("lastDay");
  }
}

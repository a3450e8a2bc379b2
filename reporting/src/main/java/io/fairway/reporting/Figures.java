package io.fairway.reporting;

import io.fairway.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Numbers as people read them: thousands apart, no exponent, a unit where one belongs.
final class Figures {
  static final String ABSENT = "–";

  private static final BigDecimal HALF_HUNDREDTH = new BigDecimal("0.005");
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

  private Figures() {}

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// All the digits that it has, thousands apart.
  static String decimal(BigDecimal value) {
    BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
    return String.format(Locale.ROOT, "%,." + plain.scale() + "f", plain);
  }

  static String decimal(BigDecimal value, int decimals) {
    return decimal(value.setScale(decimals, RoundingMode.HALF_EVEN));
  }

  /// The amount and its code.
  static String money(Money money) {
    return money.asset() + " " + decimal(money.decimal());
  }

  /// Basis points with as many decimals as are worth reading; a little is never shown as nothing.
  static String bps(@Nullable BigDecimal bps) {
    if (bps == null) {
      return ABSENT;
    }
    return bps.signum() > 0 && bps.compareTo(HALF_HUNDREDTH) < 0 ? "<0.01" : threeDigits(bps);
  }

  /// Two decimals below ten, one below a hundred, then none.
  static String threeDigits(BigDecimal value) {
    BigDecimal size = value.abs();
    if (size.compareTo(BigDecimal.TEN) < 0) {
      return decimal(value, 2);
    }
    return decimal(value, size.compareTo(HUNDRED) < 0 ? 1 : 0);
  }

  /// Seconds with as many decimals as are worth reading.
  static String seconds(@Nullable Duration duration) {
    if (duration == null) {
      return ABSENT;
    }
    BigDecimal seconds = secondsExact(duration);
    int decimals = seconds.compareTo(BigDecimal.TEN) < 0 ? 2 : 1;
    return decimal(seconds, decimals) + " s";
  }

  /// Seconds to the millisecond.
  static BigDecimal secondsExact(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis()).divide(MILLIS, 3, RoundingMode.UNNECESSARY);
  }

  /// A whole percentage; what is not nothing is never shown as 0.
  static String percent(long part, long whole) {
    if (part == 0 || whole == 0) {
      return "0 %";
    }
    BigDecimal percent =
        BigDecimal.valueOf(part * 100).divide(BigDecimal.valueOf(whole), 1, RoundingMode.HALF_EVEN);
    return percent.compareTo(BigDecimal.ONE) < 0 ? "<1 %" : decimal(percent, 0) + " %";
  }
}

package io.fairway.money;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// An exchange rate as an exact decimal: how many `quote` one `base` buys.
///
/// Rates that come from a division are rounded once, half to even, to [#DIGITS] significant digits;
/// from then on the rate is exact and every conversion names its rounding.
public record Rate(Asset base, Asset quote, BigDecimal value) {

  /// Significant digits of a derived rate.
  public static final int DIGITS = 16;

  private static final MathContext CONTEXT = new MathContext(DIGITS, RoundingMode.HALF_EVEN);
  private static final BigDecimal BASIS_POINTS = BigDecimal.valueOf(10_000);

  public Rate {
    Invariant.check(value.signum() > 0, "rate %s must be positive: %s", base, value);
  }

  /// The rate of a currency to itself.
  public static Rate one(Asset asset) {
    return new Rate(asset, asset, BigDecimal.ONE);
  }

  /// `base → this.quote → other.quote`.
  public Rate times(Rate other) {
    Invariant.check(quote.equals(other.base), "rates do not chain: %s, %s", quote, other.base);
    return new Rate(base, other.quote, value.multiply(other.value, CONTEXT));
  }

  public Rate inverse() {
    return new Rate(quote, base, BigDecimal.ONE.divide(value, CONTEXT));
  }

  /// This rate made worse for the one who sells `base`, by a spread.
  ///
  /// @param bps hundredths of a percent, 0 to below 10,000
  public Rate lessBps(BigDecimal bps) {
    return new Rate(
        base, quote, value.multiply(BASIS_POINTS.subtract(bps)).divide(BASIS_POINTS, CONTEXT));
  }

  /// The exact product, not rounded to a smallest unit.
  public BigDecimal exact(Money amount) {
    Invariant.check(amount.asset().equals(base), "%s is not the base %s", amount, base);
    return amount.decimal().multiply(value);
  }

  public Money convert(Money amount, Rounding rounding) {
    return Money.of(quote, exact(amount), rounding);
  }

  /// How much `base` buys `amount` of `quote`.
  public Money convertBack(Money amount, Rounding rounding) {
    Invariant.check(amount.asset().equals(quote), "%s is not the quote %s", amount, quote);
    BigDecimal units = amount.decimal().divide(value, base.decimals() + 4, rounding.mode());
    return Money.of(base, units, rounding);
  }
}

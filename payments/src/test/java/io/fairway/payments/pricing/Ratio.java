package io.fairway.payments.pricing;

import java.math.BigDecimal;
import java.math.BigInteger;

/// An exact fraction of whole numbers: the arithmetic of the independent model, which shares
/// nothing with `BigDecimal`, `Rate` or `Money`.
record Ratio(BigInteger over, BigInteger under) implements Comparable<Ratio> {

  static Ratio of(long over, long under) {
    return new Ratio(BigInteger.valueOf(over), BigInteger.valueOf(under));
  }

  static Ratio of(BigDecimal decimal) {
    BigDecimal plain = decimal.scale() < 0 ? decimal.setScale(0) : decimal;
    return new Ratio(plain.unscaledValue(), BigInteger.TEN.pow(plain.scale()));
  }

  Ratio times(Ratio other) {
    return new Ratio(over.multiply(other.over), under.multiply(other.under));
  }

  Ratio by(Ratio other) {
    return new Ratio(over.multiply(other.under), under.multiply(other.over));
  }

  Ratio plus(Ratio other) {
    return new Ratio(
        over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under));
  }

  Ratio minus(Ratio other) {
    return plus(new Ratio(other.over.negate(), other.under));
  }

  /// The largest whole number that is not larger, of a fraction that is not negative.
  BigInteger floor() {
    return over.divide(under);
  }

  BigInteger ceiling() {
    BigInteger[] parts = over.divideAndRemainder(under);
    return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
  }

  BigInteger halfEven() {
    BigInteger[] parts = over.divideAndRemainder(under);
    int side = parts[1].shiftLeft(1).compareTo(under);
    boolean up = side > 0 || (side == 0 && parts[0].testBit(0));
    return up ? parts[0].add(BigInteger.ONE) : parts[0];
  }

  /// Rounded half to even to 16 significant digits.
  Ratio sixteenDigits() {
    int exponent = over.toString().length() - under.toString().length() - 16;
    while (scaled(exponent).floor().toString().length() > 16) {
      exponent++;
    }
    while (scaled(exponent).floor().toString().length() < 16) {
      exponent--;
    }
    BigInteger digits = scaled(exponent).halfEven();
    return new Ratio(digits, BigInteger.ONE).scaled(-exponent);
  }

  /// Times ten to the power of minus `exponent`.
  Ratio scaled(int exponent) {
    BigInteger power = BigInteger.TEN.pow(Math.abs(exponent));
    return exponent >= 0
        ? new Ratio(over, under.multiply(power))
        : new Ratio(over.multiply(power), under);
  }

  @Override
  public int compareTo(Ratio other) {
    return over.multiply(other.under).compareTo(other.over.multiply(under));
  }
}

package io.fairway.money;

import java.math.BigDecimal;

/// An amount of an asset, never negative, in whole smallest units.
///
/// @param units count of the asset's smallest unit, 0 to `Long.MAX_VALUE`
public record Money(Asset asset, long units) implements Comparable<Money> {

  public Money {
    Invariant.check(units >= 0, "negative amount of %s: %s", asset, units);
  }

  public static Money zero(Asset asset) {
    return new Money(asset, 0);
  }

  /// Reads an exact decimal such as `139.12`.
  ///
  /// @throws ArithmeticException when it has more decimals than the asset, or does not fit a long
  public static Money of(Asset asset, BigDecimal decimal) {
    return new Money(asset, decimal.movePointRight(asset.decimals()).longValueExact());
  }

  /// Rounds a decimal to the asset's smallest unit.
  public static Money of(Asset asset, BigDecimal decimal, Rounding rounding) {
    return new Money(
        asset,
        decimal.movePointRight(asset.decimals()).setScale(0, rounding.mode()).longValueExact());
  }

  public Money plus(Money other) {
    return new Money(sameAsset(other), Math.addExact(units, other.units));
  }

  /// The difference; a bug when `other` is larger.
  public Money minus(Money other) {
    return new Money(sameAsset(other), Math.subtractExact(units, other.units));
  }

  public Money min(Money other) {
    return compareTo(other) <= 0 ? this : other;
  }

  public boolean isZero() {
    return units == 0;
  }

  public BigDecimal decimal() {
    return BigDecimal.valueOf(units, asset.decimals());
  }

  @Override
  public int compareTo(Money other) {
    sameAsset(other);
    return Long.compare(units, other.units);
  }

  /// The amount and its code, as people read it: `GBP 139.12`.
  @Override
  public String toString() {
    return asset + " " + decimal().toPlainString();
  }

  private Asset sameAsset(Money other) {
    Invariant.check(asset.equals(other.asset), "%s and %s do not mix", asset, other.asset);
    return asset;
  }
}

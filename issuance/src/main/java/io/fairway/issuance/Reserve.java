package io.fairway.issuance;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigDecimal;

/// How a coin is covered, read from the ledger.
///
/// @param supply coins issued and posted
/// @param minting coins held for mints that the chain has not confirmed
/// @param pool money in the segregated account
/// @param par money owed to holders
/// @param buffer the issuer's own money in the pool
public record Reserve(
    Asset coin, Money supply, Money minting, Money pool, Money par, Money buffer) {
  private static final BigDecimal BASIS_POINTS = BigDecimal.valueOf(10_000);

  /// With that much more money in the pool.
  Reserve with(Money backing) {
    return new Reserve(coin, supply, minting, pool.plus(backing), par, buffer);
  }

  /// What is in the pool, in the coin's own units: what the chain is told of the reserve.
  Money inCoins() {
    return Money.of(coin, pool.decimal());
  }

  /// True when the pool covers the supply, the mints under way and `more` coins, with a buffer.
  ///
  /// @param bufferBps of the supply, hundredths of a percent
  public boolean covers(Money more, BigDecimal bufferBps) {
    BigDecimal coins = supply.plus(minting).plus(more).decimal();
    BigDecimal needed = coins.multiply(BASIS_POINTS.add(bufferBps));
    return pool.decimal().multiply(BASIS_POINTS).compareTo(needed) >= 0;
  }

  /// True when the pool covers what is issued and being issued, with a buffer.
  public boolean covers(BigDecimal bufferBps) {
    return covers(Money.zero(coin), bufferBps);
  }
}

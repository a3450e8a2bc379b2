package io.fairway.chain;

import java.math.BigInteger;

/// Gas that this gateway's transactions have used, by what they were for.
public record GasUsed(Total mints, Total windows, Total others) {

  /// A sum.
  ///
  /// @param transactions count of those that were mined, reverted ones included
  /// @param gas units of gas
  /// @param feeWei what was paid for it, in wei
  public record Total(long transactions, long gas, BigInteger feeWei) {
    static final Total NONE = new Total(0, 0, BigInteger.ZERO);

    Total plus(Total other) {
      return new Total(
          transactions + other.transactions, gas + other.gas, feeWei.add(other.feeWei));
    }
  }
}

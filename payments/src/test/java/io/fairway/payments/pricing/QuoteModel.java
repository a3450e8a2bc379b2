package io.fairway.payments.pricing;

import java.math.BigInteger;

/// What a quote must be, computed in whole fractions from the rates per euro: independent of the
/// code under test.
///
/// @param in pay-in per euro
/// @param hkd HKD per euro
/// @param out pay-out per euro
/// @param providerSpread of one, zero where pay-in is HKD
/// @param payoutSpread of one, zero where pay-out is HKD
/// @param inDecimals decimals of the pay-in
/// @param outDecimals decimals of the pay-out
record QuoteModel(
    Ratio in,
    Ratio hkd,
    Ratio out,
    Ratio providerSpread,
    Ratio payoutSpread,
    int inDecimals,
    int outDecimals) {

  private static final int COIN = 6;

  /// The amounts of a quote, in smallest units.
  record Amounts(
      BigInteger bridge, BigInteger bridgeNet, BigInteger amountOut, BigInteger fxCost) {}

  Amounts sale(BigInteger netUnits) {
    Ratio net = new Ratio(netUnits, BigInteger.ONE).scaled(inDecimals);
    Ratio provider = spread(mid(in, hkd), one().minus(providerSpread));
    Ratio payout = spread(mid(hkd, out), one().minus(payoutSpread));
    BigInteger bridge = net.times(provider).scaled(-COIN).floor();
    BigInteger given = coins(bridge).times(payout).scaled(-outDecimals).floor();
    BigInteger bridgeNet =
        new Ratio(given, BigInteger.ONE).scaled(outDecimals).by(payout).scaled(-COIN).ceiling();
    BigInteger atMid = net.times(mid(in, out)).scaled(-outDecimals).halfEven();
    return new Amounts(bridge, bridgeNet, given, atMid.subtract(given).max(BigInteger.ZERO));
  }

  Amounts refund(BigInteger netUnits) {
    Ratio net = new Ratio(netUnits, BigInteger.ONE).scaled(inDecimals);
    Ratio provider = spread(mid(in, hkd), one().plus(providerSpread));
    Ratio payout = spread(mid(hkd, out), one().plus(payoutSpread));
    BigInteger bridgeNet = net.times(provider).scaled(-COIN).ceiling();
    BigInteger given = coins(bridgeNet).times(payout).scaled(-outDecimals).ceiling();
    BigInteger bridge =
        new Ratio(given, BigInteger.ONE).scaled(outDecimals).by(payout).scaled(-COIN).floor();
    BigInteger atMid = net.times(mid(in, out)).scaled(-outDecimals).halfEven();
    return new Amounts(bridge, bridgeNet, given, given.subtract(atMid).max(BigInteger.ZERO));
  }

  /// Pay-out for a net amount without any rounding at all, in smallest units: spreads as
  /// multipliers.
  Ratio unrounded(BigInteger netUnits, boolean refund) {
    Ratio provider = refund ? one().plus(providerSpread) : one().minus(providerSpread);
    Ratio payout = refund ? one().plus(payoutSpread) : one().minus(payoutSpread);
    return new Ratio(netUnits, BigInteger.ONE)
        .scaled(inDecimals)
        .times(out.by(in))
        .times(provider)
        .times(payout)
        .scaled(-outDecimals);
  }

  private static Ratio mid(Ratio base, Ratio quote) {
    return quote.by(base).sixteenDigits();
  }

  private static Ratio spread(Ratio mid, Ratio factor) {
    return mid.times(factor).sixteenDigits();
  }

  private static Ratio coins(BigInteger units) {
    return new Ratio(units, BigInteger.ONE).scaled(COIN);
  }

  private static Ratio one() {
    return Ratio.of(1, 1);
  }
}

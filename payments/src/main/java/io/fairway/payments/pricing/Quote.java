package io.fairway.payments.pricing;

import io.fairway.money.Invariant;
import io.fairway.money.Money;
import io.fairway.money.Rate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/// A firm price, with every amount that the postings of the order need.
///
/// A sale walks from pay-in to pay-out: the platform pays `netIn` to L and `fee` to the fee
/// account; L gives `bridge` in coins, of which `bridgeNet` goes to O and `rounding` to the
/// rounding account; O gives `amountOut` to the seller. A refund walks back: the seller gives
/// `amountOut` to O; O gives `bridge` in coins, of which `bridgeNet` goes to L and `rounding` to
/// the rounding account; L gives `netIn` to the platform, and the fee account gives `fee` (zero
/// unless the policy returns fees).
///
/// @param refund true when the money walks back
/// @param amountIn what the buyer paid, or gets back: `fee + netIn`
/// @param fee in the pay-in asset, rounded down
/// @param netIn what L takes, or gives
/// @param providerRate pay-in to coins: below mid for a sale, above for a refund
/// @param bridge all coins given by L (sale) or O (refund): `bridgeNet + rounding`
/// @param bridgeNet the coins that O (sale) or L (refund) takes
/// @param rounding the coins that the two roundings leave over, for the rounding account
/// @param payoutRate coins to pay-out: below mid for a sale, above for a refund
/// @param amountOut what the seller is paid, rounded down, or gives up, rounded up
/// @param rate pay-in to pay-out as executed before the fee: `providerRate` times `payoutRate`,
///   exact
/// @param mid pay-in to pay-out at the reference rates
/// @param rateDay the day of the reference rates, the older one when two days were needed
/// @param midOut `amountIn` at mid, rounded half to even
/// @param fxCost what the seller loses against `netIn` at mid, spread and rounding, in the pay-out
///   asset
/// @param expiresAt the first moment at which the price no longer holds
public record Quote(
    boolean refund,
    Money amountIn,
    Money fee,
    Money netIn,
    Rate providerRate,
    Money bridge,
    Money bridgeNet,
    Money rounding,
    Rate payoutRate,
    Money amountOut,
    BigDecimal rate,
    Rate mid,
    LocalDate rateDay,
    Money midOut,
    Money fxCost,
    Instant expiresAt) {

  public Quote {
    Invariant.check(fee.plus(netIn).equals(amountIn), "fee %s and net %s", fee, netIn);
    Invariant.check(
        bridgeNet.plus(rounding).equals(bridge), "bridge %s, net %s", bridge, bridgeNet);
    Invariant.check(!amountOut.isZero() && !bridgeNet.isZero(), "nothing out of %s", amountIn);
  }
}

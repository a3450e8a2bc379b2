package io.fairway.issuance;

import io.fairway.ledger.Chart;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.money.Rate;
import io.fairway.money.Rounding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Opening fundings that nobody paid in: enough for one file of orders, on a development machine.
/// Platforms open with the file's totals, the provider and the payout institution with 120 % of
/// them at mid, the issuer with the buffer on what is minted.
///
/// @param provider L, with the bank of its account
/// @param providerAddress L's registered address
/// @param payout O, with the bank of its account
/// @param coin the bridge coin
/// @param payOut what sellers are paid in
/// @param reserveBufferBps of what is minted, hundredths of a percent
public record DevelopmentProfile(
    Holder provider,
    String providerAddress,
    Holder payout,
    Asset coin,
    Asset payOut,
    BigDecimal reserveBufferBps) {

  /// What L and O hold of the file's value at mid.
  public static final BigDecimal LIQUIDITY = new BigDecimal("1.20");

  private static final BigDecimal BASIS_POINTS = BigDecimal.valueOf(10_000);

  /// A participant and the bank of its account.
  public record Holder(String participantId, String bic) {}

  /// What a platform captured for a file, one total a currency.
  public record Captured(Holder platform, List<Money> totals) {
    public Captured {
      totals = List.copyOf(totals);
    }
  }

  /// The fundings for what platforms captured. A currency without a rate at mid is captured and not
  /// covered: its orders find no route.
  ///
  /// @param toPeg the mid rate from a currency to the money that the coin is pegged to
  /// @param toPayOut the mid rate from a currency to what sellers are paid in
  public List<Funding> fundings(
      List<Captured> captured,
      Function<Asset, Optional<Rate>> toPeg,
      Function<Asset, Optional<Rate>> toPayOut) {
    List<Funding> fundings = new ArrayList<>();
    List<Money> totals = new ArrayList<>();
    for (Captured one : captured) {
      Holder platform = one.platform();
      for (Money total : one.totals()) {
        fundings.add(new Funding.Platform(platform.participantId(), platform.bic(), total));
        totals.add(total);
      }
    }
    Money backing = liquidity(totals, Chart.peg(coin), toPeg);
    Money payouts = liquidity(totals, payOut, toPayOut);
    if (!backing.isZero() && !payouts.isZero()) {
      fundings.addAll(liquidity(backing, payouts));
    }
    return fundings;
  }

  private List<Funding> liquidity(Money backing, Money payouts) {
    BigDecimal buffer = backing.decimal().multiply(reserveBufferBps).divide(BASIS_POINTS);
    List<Funding> fundings = new ArrayList<>();
    if (buffer.signum() > 0) {
      fundings.add(new Funding.Buffer(coin, Money.of(backing.asset(), buffer, Rounding.UP)));
    }
    fundings.add(
        new Funding.Coins(
            provider.participantId(), provider.bic(), providerAddress, coin, backing));
    fundings.add(new Funding.Payout(payout.participantId(), payout.bic(), payouts));
    return fundings;
  }

  private static Money liquidity(
      List<Money> totals, Asset asset, Function<Asset, Optional<Rate>> mid) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Money total : totals) {
      sum =
          sum.add(mid.apply(total.asset()).map(rate -> rate.exact(total)).orElse(BigDecimal.ZERO));
    }
    return Money.of(asset, sum.multiply(LIQUIDITY), Rounding.UP);
  }
}

package io.fairway.reporting;

import io.fairway.money.Money;
import io.fairway.payments.Outcome;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the settled orders cost, in basis points of their mid value, beside a wire and a collector
/// at this run's own ticket size.
///
/// `bps` = (mid value of what the buyers paid − what the sellers received) ÷ mid value, plus the
/// bank's charges and gas at the stated price. Refunds are not in it.
///
/// @param orders settled orders that were counted
/// @param midUsd what the buyers paid, at mid, in US dollars
/// @param fx the spread, from the receipts' exchange cost
/// @param fee the platform fee, at mid
/// @param bank the bank's charges, borne by the operator
/// @param gas units from the chain's receipts, an even share of each window, at the stated price
/// @param wireBps null when no order settled, as are the four components
record Cost(
    long orders,
    BigDecimal midUsd,
    @Nullable BigDecimal fx,
    @Nullable BigDecimal fee,
    @Nullable BigDecimal bank,
    @Nullable BigDecimal gas,
    @Nullable BigDecimal wireBps,
    @Nullable BigDecimal collectorBps) {

  /// Decimals of a basis point in the figures that are published.
  static final int BPS_DECIMALS = 4;

  private static final BigDecimal BPS = BigDecimal.valueOf(10_000);

  /// All four components, or null when no order settled.
  @Nullable BigDecimal bps() {
    return fx == null || fee == null || bank == null || gas == null
        ? null
        : fx.add(fee).add(bank).add(gas);
  }

  /// The average order in US dollars at mid; null when no order settled.
  @Nullable BigDecimal ticketUsd() {
    return orders == 0 || midUsd.signum() == 0
        ? null
        : midUsd.divide(BigDecimal.valueOf(orders), MathContext.DECIMAL64);
  }

  /// One order's mid value split into what the seller received, what the spread took and what the
  /// fee took. The three parts sum to the mid value to the last unit.
  ///
  /// @param feeAtMid the fee in the pay-out asset, rounding of the three figures in it; can be
  ///   negative by a smallest unit when the fee is nothing
  record Split(Money mid, Money received, Money exchangeLoss, BigDecimal feeAtMid) {

    /// Null when the order was not priced or nothing was received.
    static @Nullable Split of(Receipt receipt) {
      Receipt.Priced priced = receipt.priced();
      Money received = receipt.amountOut();
      if (priced == null || received == null) {
        return null;
      }
      BigDecimal feeAtMid =
          priced
              .midOut()
              .decimal()
              .subtract(priced.fxCost().decimal())
              .subtract(received.decimal());
      return new Split(priced.midOut(), received, priced.fxCost(), feeAtMid);
    }

    /// The exchange loss in basis points of the mid value.
    BigDecimal lossBps() {
      return Cost.bps(exchangeLoss.decimal(), mid.decimal());
    }
  }

  static Cost of(List<Receipt> receipts, RunFacts.Prices prices) {
    Sums sums = new Sums(prices);
    receipts.stream().filter(Cost::counts).forEach(sums::add);
    return sums.cost();
  }

  /// Settled payments only: a refund gives back what an order cost and is shown apart.
  static boolean counts(Receipt receipt) {
    return receipt.outcome() == Outcome.SETTLED
        && !receipt.refund()
        && receipt.priced() != null
        && receipt.amountOut() != null;
  }

  static BigDecimal bps(BigDecimal part, BigDecimal whole) {
    return whole.signum() == 0
        ? BigDecimal.ZERO
        : part.multiply(BPS).divide(whole, BPS_DECIMALS, RoundingMode.HALF_EVEN);
  }

  /// An order's even share of its window's gas, in gas units.
  static BigDecimal gasShare(Receipt.Settlement settlement) {
    return BigDecimal.valueOf(settlement.gasUsedByWindow())
        .divide(BigDecimal.valueOf(settlement.ordersInWindow()), MathContext.DECIMAL64);
  }

  private static final class Sums {
    private final RunFacts.Prices prices;
    private long orders;
    private BigDecimal mid = BigDecimal.ZERO;
    private BigDecimal fx = BigDecimal.ZERO;
    private BigDecimal fee = BigDecimal.ZERO;
    private BigDecimal bank = BigDecimal.ZERO;
    private BigDecimal gasUnits = BigDecimal.ZERO;

    Sums(RunFacts.Prices prices) {
      this.prices = prices;
    }

    void add(Receipt receipt) {
      Split split = Split.of(receipt);
      if (split == null) {
        return;
      }
      orders++;
      mid = mid.add(prices.usd(split.mid().asset(), split.mid().decimal()));
      fx = fx.add(prices.usd(split.mid().asset(), split.exchangeLoss().decimal()));
      fee = fee.add(prices.usd(split.mid().asset(), split.feeAtMid()));
      Receipt.Payout payout = receipt.payout();
      if (payout != null) {
        bank = bank.add(prices.usd(payout.charges().asset(), payout.charges().decimal()));
      }
      Receipt.Settlement settlement = receipt.settlement();
      if (settlement != null) {
        gasUnits = gasUnits.add(gasShare(settlement));
      }
    }

    Cost cost() {
      if (mid.signum() == 0) {
        return new Cost(orders, mid, null, null, null, null, null, null);
      }
      BigDecimal ticket = mid.divide(BigDecimal.valueOf(orders), MathContext.DECIMAL64);
      return new Cost(
          orders,
          mid,
          bps(fx, mid),
          bps(fee, mid),
          bps(bank, mid),
          bps(prices.gasUsd(gasUnits), mid),
          rounded(Baseline.wire().bps(Baseline.Level.MID, ticket)),
          rounded(Baseline.collector().bps(Baseline.Level.MID, ticket)));
    }

    private static BigDecimal rounded(BigDecimal bps) {
      return bps.setScale(BPS_DECIMALS, RoundingMode.HALF_EVEN);
    }
  }
}

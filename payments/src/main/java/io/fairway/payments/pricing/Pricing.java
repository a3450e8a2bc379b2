package io.fairway.payments.pricing;

import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import io.fairway.money.Rate;
import io.fairway.money.Rounding;
import io.fairway.payments.order.PaymentOrder;
import io.fairway.payments.pricing.PriceOutcome.NoRoute;
import io.fairway.payments.pricing.PriceOutcome.Quoted;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Prices orders. Pure and safe for many threads.
///
/// A quote walks pay-in → FHKD → pay-out. L and O each take their spread where currencies change;
/// between HKD and FHKD, which are at par, nothing is taken. What is paid out is rounded down, what
/// is needed is rounded up, and what the roundings leave over stays visible as `rounding`: nobody's
/// gain is hidden in a rate.
public final class Pricing {

  /// What a quote may move, in whole units of any asset: `Money` counts smallest units of coins (6
  /// decimals) in 63 bits, up to 9.2e12 whole ones; a refund's spreads need some of that room.
  static final BigDecimal AMOUNT_MAX = BigDecimal.valueOf(7_000_000_000_000L);

  private static final Asset BRIDGE = Asset.FHKD;
  private static final Asset PEG = Asset.of("HKD");
  private static final BigDecimal BASIS_POINTS = BigDecimal.valueOf(10_000);
  private static final MathContext CONTEXT = new MathContext(Rate.DIGITS, RoundingMode.HALF_EVEN);

  private record Pair(LocalDate asOf, Asset payIn, Asset payOut) {}

  private sealed interface Routing {
    record Found(Route route) implements Routing {}

    record None(NoRoute why) implements Routing {}
  }

  private final ReferenceRates rates;
  private final PricingPolicy policy;
  private final AsOf asOf;

  /// Bounded by the days of the orders times the currencies: some kilobytes a day.
  private final ConcurrentHashMap<Pair, Routing> routes = new ConcurrentHashMap<>();

  public Pricing(ReferenceRates rates, PricingPolicy policy, AsOf asOf) {
    this.rates = rates.withCnhBasis(policy.cnhBasisBps());
    this.policy = policy;
    this.asOf = asOf;
  }

  /// The policy by which it prices.
  public PricingPolicy policy() {
    return policy;
  }

  /// Prices an order: what its seller is paid.
  ///
  /// @param order not a refund
  /// @param now the clock of the run, from which the quote's expiry counts
  public PriceOutcome quote(PaymentOrder order, Asset payOut, Instant now) {
    Invariant.check(!order.refund(), "%s is a refund", order.orderId());
    Money in = order.amount();
    Money fee = share(in, policy.feeBps().movePointLeft(4));
    return switch (route(in.asset(), payOut, order.day(), now)) {
      case Routing.None(NoRoute why) -> why;
      case Routing.Found(Route route) -> sale(in, fee, route, now);
    };
  }

  /// Prices a refund: what its seller gives up, so that the buyer gets back the refund's amount.
  ///
  /// @param originalIn what the buyer paid for the refunded order
  /// @param originalFee the fee that was taken from it
  public PriceOutcome quoteRefund(
      PaymentOrder refund, Money originalIn, Money originalFee, Asset payOut, Instant now) {
    Invariant.check(refund.refund(), "%s is not a refund", refund.orderId());
    Money back = refund.amount();
    if (!back.asset().equals(originalIn.asset())) {
      return new NoRoute(
          NoRoute.NO_ROUTE,
          "a refund in " + back.asset() + " of an order in " + originalIn.asset());
    }
    Money fee =
        policy.refundReturnsFee()
            ? feeShare(back, originalIn, originalFee)
            : Money.zero(back.asset());
    return switch (route(back.asset(), payOut, refund.day(), now)) {
      case Routing.None(NoRoute why) -> why;
      case Routing.Found(Route route) -> takeBack(back, fee, route, now);
    };
  }

  /// The mid rate that an order of that day is valued at, or empty when there is none or it is too
  /// old.
  public Optional<DatedRate> mid(Asset base, Asset quote, LocalDate orderDay, Instant now) {
    LocalDate day = pricingDay(orderDay, now);
    return rates.mid(base, quote, day).filter(rate -> !isStale(rate.day(), day));
  }

  /// Why nothing that is paid in `payIn` can be priced, or empty when it can, whatever the amount.
  public Optional<NoRoute> noRoute(Asset payIn, Asset payOut, LocalDate orderDay, Instant now) {
    return switch (route(payIn, payOut, orderDay, now)) {
      case Routing.None(NoRoute why) -> Optional.of(why);
      case Routing.Found _ -> Optional.empty();
    };
  }

  private PriceOutcome sale(Money in, Money fee, Route route, Instant now) {
    Money net = in.minus(fee);
    Rate providerRate = below(route.toBridge(), policy.providerSpreadBps(), in.asset());
    Rate payoutRate = below(route.fromBridge(), policy.payoutSpreadBps(), route.direct().quote());
    if (isTooLarge(in, route)) {
      return tooLarge(in);
    }
    Money bridge = providerRate.convert(net, Rounding.DOWN);
    Money out = payoutRate.convert(bridge, Rounding.DOWN);
    if (out.isZero()) {
      return new NoRoute(
          NoRoute.NO_ROUTE,
          in + " is too small: it buys less than the smallest unit of " + out.asset());
    }
    Money bridgeNet = payoutRate.convertBack(out, Rounding.UP);
    Money netAtMid = route.direct().convert(net, Rounding.HALF_EVEN);
    // Rates carry 16 digits, so at no spread a very large amount can beat the direct mid by a hair.
    Money fxCost = netAtMid.minus(out.min(netAtMid));
    return new Quoted(
        new Quote(
            false,
            in,
            fee,
            net,
            providerRate,
            bridge,
            bridgeNet,
            bridge.minus(bridgeNet),
            payoutRate,
            out,
            providerRate.value().multiply(payoutRate.value()),
            route.direct(),
            route.day(),
            route.direct().convert(in, Rounding.HALF_EVEN),
            fxCost,
            now.plusSeconds(policy.quoteSeconds())));
  }

  /// The sale walked backwards: from what the buyer must get to what the seller must give.
  private PriceOutcome takeBack(Money back, Money fee, Route route, Instant now) {
    Money net = back.minus(fee);
    Rate providerRate = above(route.toBridge(), policy.providerSpreadBps(), back.asset());
    Rate payoutRate = above(route.fromBridge(), policy.payoutSpreadBps(), route.direct().quote());
    if (isTooLarge(back, route)) {
      return tooLarge(back);
    }
    Money bridgeNet = providerRate.convert(net, Rounding.UP);
    Money given = payoutRate.convert(bridgeNet, Rounding.UP);
    Money bridge = payoutRate.convertBack(given, Rounding.DOWN);
    Money netAtMid = route.direct().convert(net, Rounding.HALF_EVEN);
    Money fxCost = given.minus(given.min(netAtMid));
    return new Quoted(
        new Quote(
            true,
            back,
            fee,
            net,
            providerRate,
            bridge,
            bridgeNet,
            bridge.minus(bridgeNet),
            payoutRate,
            given,
            providerRate.value().multiply(payoutRate.value()),
            route.direct(),
            route.day(),
            route.direct().convert(back, Rounding.HALF_EVEN),
            fxCost,
            now.plusSeconds(policy.quoteSeconds())));
  }

  private Routing route(Asset payIn, Asset payOut, LocalDate orderDay, Instant now) {
    LocalDate day = pricingDay(orderDay, now);
    return routes.computeIfAbsent(new Pair(day, payIn, payOut), this::findRoute);
  }

  private Routing findRoute(Pair pair) {
    if (pair.payIn.isCoin() || pair.payOut.isCoin()) {
      return none(NoRoute.NO_ROUTE, "a coin is neither paid in nor paid out");
    }
    Optional<LocalDate> found = rates.dayWith(pair.asOf, pair.payIn, PEG, pair.payOut);
    if (found.isEmpty()) {
      return none(
          NoRoute.NO_ROUTE,
          "no reference rate of "
              + pair.payIn
              + " and "
              + pair.payOut
              + " on or before "
              + pair.asOf
              + "; the rates begin on "
              + rates.firstDay());
    }
    LocalDate day = found.get();
    if (isStale(day, pair.asOf)) {
      return none(
          NoRoute.RATE_STALE,
          "the last rates of "
              + pair.payIn
              + " and "
              + pair.payOut
              + " are of "
              + day
              + ", "
              + ChronoUnit.DAYS.between(day, pair.asOf)
              + " days before "
              + pair.asOf
              + "; at most "
              + policy.rateDaysMax());
    }
    Rate toPeg = rates.midOn(day, pair.payIn, PEG);
    Rate fromPeg = rates.midOn(day, PEG, pair.payOut);
    return new Routing.Found(
        new Route(
            new Rate(pair.payIn, BRIDGE, toPeg.value()),
            new Rate(BRIDGE, pair.payOut, fromPeg.value()),
            rates.midOn(day, pair.payIn, pair.payOut),
            day));
  }

  private LocalDate pricingDay(LocalDate orderDay, Instant now) {
    return switch (asOf) {
      case ORDER -> orderDay;
      case LATEST -> LocalDate.ofInstant(now, ZoneOffset.UTC);
    };
  }

  private boolean isStale(LocalDate rateDay, LocalDate day) {
    return ChronoUnit.DAYS.between(rateDay, day) > policy.rateDaysMax();
  }

  /// A mid rate made worse for the seller of a sale, unless the bridge is at par.
  private static Rate below(Rate mid, BigDecimal spreadBps, Asset other) {
    return other.equals(PEG) ? mid : mid.lessBps(spreadBps);
  }

  /// A mid rate made worse for the seller of a refund, unless the bridge is at par.
  private static Rate above(Rate mid, BigDecimal spreadBps, Asset other) {
    if (other.equals(PEG)) {
      return mid;
    }
    BigDecimal factor = BASIS_POINTS.add(spreadBps).movePointLeft(4);
    return new Rate(mid.base(), mid.quote(), mid.value().multiply(factor, CONTEXT));
  }

  /// A share of an amount, rounded down: what is taken is never a unit too much.
  private static Money share(Money amount, BigDecimal share) {
    return Money.of(amount.asset(), amount.decimal().multiply(share), Rounding.DOWN);
  }

  /// The fee's share of a refund, rounded down, so that partial refunds never return more than the
  /// fee that was taken.
  private static Money feeShare(Money back, Money originalIn, Money originalFee) {
    Invariant.check(!originalIn.isZero(), "refund of nothing: %s", originalIn);
    BigDecimal units =
        BigDecimal.valueOf(originalFee.units())
            .multiply(BigDecimal.valueOf(back.units()))
            .divide(BigDecimal.valueOf(originalIn.units()), 0, RoundingMode.DOWN);
    return new Money(back.asset(), units.longValueExact()).min(back);
  }

  private static boolean isTooLarge(Money amount, Route route) {
    return route.toBridge().exact(amount).compareTo(AMOUNT_MAX) > 0
        || route.direct().exact(amount).compareTo(AMOUNT_MAX) > 0;
  }

  private static NoRoute tooLarge(Money amount) {
    return new NoRoute(
        NoRoute.NO_ROUTE,
        amount + " is too large: more than " + AMOUNT_MAX + " of an asset would move");
  }

  private static Routing none(String reason, String detail) {
    return new Routing.None(new NoRoute(reason, detail));
  }
}

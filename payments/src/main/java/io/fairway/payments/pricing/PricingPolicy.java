package io.fairway.payments.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.money.Invariant;
import java.math.BigDecimal;

/// The section `pricing` of the policy file.
///
/// @param feeBps the platform fee on the pay-in, hundredths of a percent, 0 to [#BPS_MAX]
/// @param providerSpreadBps what L keeps when it exchanges pay-in and coins, 0 to [#BPS_MAX]
/// @param payoutSpreadBps what O keeps when it exchanges coins and pay-out, 0 to [#BPS_MAX]
/// @param cnhBasisBps CNH over CNY: a EUR buys this much more CNH than CNY when positive; from
///   minus [#BPS_MAX] to [#BPS_MAX]
/// @param rateDaysMax the oldest reference rate that still prices, in days, at least
///   [#RATE_DAYS_MIN]
/// @param quoteSeconds how long a quote is firm, 1 to [#QUOTE_SECONDS_MAX]
/// @param refundReturnsFee whether a refund gives the fee's share back
/// @param gasPriceGwei the stated price of gas, for reports
/// @param nativeUsd the stated price of the chain's own coin, for reports
public record PricingPolicy(
    BigDecimal feeBps,
    BigDecimal providerSpreadBps,
    BigDecimal payoutSpreadBps,
    BigDecimal cnhBasisBps,
    int rateDaysMax,
    int quoteSeconds,
    boolean refundReturnsFee,
    BigDecimal gasPriceGwei,
    BigDecimal nativeUsd) {

  /// Reference rates pause for up to four days at Easter (Good Friday to Easter Monday), so a
  /// shorter limit would refuse orders of ordinary days.
  public static final int RATE_DAYS_MIN = 4;

  /// A rate of a quarter of a year ago is no price.
  public static final int RATE_DAYS_MAX = 90;

  /// A day: a longer promise is an option, and has another price.
  public static final int QUOTE_SECONDS_MAX = 86_400;

  /// A tenth of the value. What is more is a typing error.
  public static final int BPS_MAX = 1_000;

  public PricingPolicy {
    checkBps("feeBps", feeBps, 0);
    checkBps("providerSpreadBps", providerSpreadBps, 0);
    checkBps("payoutSpreadBps", payoutSpreadBps, 0);
    checkBps("cnhBasisBps", cnhBasisBps, -BPS_MAX);
    Invariant.check(
        rateDaysMax >= RATE_DAYS_MIN && rateDaysMax <= RATE_DAYS_MAX,
        "rateDaysMax %s",
        rateDaysMax);
    Invariant.check(
        quoteSeconds > 0 && quoteSeconds <= QUOTE_SECONDS_MAX, "quoteSeconds %s", quoteSeconds);
    Invariant.check(gasPriceGwei.signum() >= 0, "gasPriceGwei %s", gasPriceGwei);
    Invariant.check(nativeUsd.signum() >= 0, "nativeUsd %s", nativeUsd);
  }

  /// Reads the section; every key must be there and no other.
  ///
  /// @throws io.fairway.payments.order.UnreadableFile naming the key and what was expected
  public static PricingPolicy of(JsonNode section) {
    PolicySection keys = new PolicySection(section);
    PricingPolicy policy =
        new PricingPolicy(
            keys.decimal("feeBps", 0, BPS_MAX),
            keys.decimal("providerSpreadBps", 0, BPS_MAX),
            keys.decimal("payoutSpreadBps", 0, BPS_MAX),
            keys.decimal("cnhBasisBps", -BPS_MAX, BPS_MAX),
            keys.whole("rateDaysMax", RATE_DAYS_MIN, RATE_DAYS_MAX),
            keys.whole("quoteSeconds", 1, QUOTE_SECONDS_MAX),
            keys.flag("refundReturnsFee"),
            keys.decimal("gasPriceGwei", 0, 1_000_000),
            keys.decimal("nativeUsd", 0, 1_000_000_000));
    keys.checkNoOthers();
    return policy;
  }

  private static void checkBps(String name, BigDecimal bps, int min) {
    boolean within =
        bps.compareTo(BigDecimal.valueOf(min)) >= 0
            && bps.compareTo(BigDecimal.valueOf(BPS_MAX)) <= 0;
    Invariant.check(within, "%s %s", name, bps);
  }
}

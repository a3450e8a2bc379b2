package io.fairway.payments.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/// The section `pricing` of the policy file.
///
/// @param feeBps the platform fee on the pay-in, hundredths of a percent
/// @param providerSpreadBps what L keeps when it exchanges pay-in and coins
/// @param payoutSpreadBps what O keeps when it exchanges coins and pay-out
/// @param cnhBasisBps CNH over CNY: one CNH costs this much less than one CNY when positive
/// @param rateDaysMax the oldest reference rate that still prices, at least [#RATE_DAYS_MIN]
/// @param quoteSeconds how long a quote is firm
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

  /// Reads the section; every key must be there and no other.
  ///
  /// @throws io.fairway.payments.order.UnreadableFile naming the key and what was expected
  public static PricingPolicy of(JsonNode section) {
    return Unbuilt.yet("of ");
  }
}

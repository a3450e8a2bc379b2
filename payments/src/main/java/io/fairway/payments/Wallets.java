package io.fairway.payments;

/// The registered addresses between which windows move coins, each `0x` and 40 hexadecimal digits.
///
/// @param provider L's
/// @param payout O's
/// @param rounding the issuer's, for what rounding leaves over
public record Wallets(String provider, String payout, String rounding) {}

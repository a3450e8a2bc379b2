package io.fairway.money;

import java.util.Currency;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// What an amount is an amount of: a fiat currency, offshore RMB, or a coin.
///
/// @param code the asset's name in Fairway: an ISO 4217 code, `CNH`, or a coin (`FHKD`)
/// @param ledger the number of its ledger: the ISO 4217 numeric code for fiat, one million plus the
///   numeric code of its peg for a coin
/// @param decimals digits after the point of its smallest unit: the currency's own for fiat, 6 for
///   a coin
public record Asset(String code, int ledger, int decimals) {

  /// Decimals of every coin.
  public static final int COIN_DECIMALS = 6;

  /// The first ledger number of coins.
  public static final int COIN_LEDGER_MIN = 1_000_000;

  /// Offshore RMB: a bank deposit outside the mainland. Its ISO code in bank messages is CNY.
  public static final Asset CNH = new Asset("CNH", 100_156, 2);

  public static final Asset FHKD = coin("FHKD", "HKD");
  public static final Asset FUSD = coin("FUSD", "USD");
  public static final Asset FCNH = coin("FCNH", "CNY");

  private static final Pattern FIAT_CODE = Pattern.compile("[A-Z]{3}");
  private static final ConcurrentHashMap<String, Optional<Asset>> FIAT = new ConcurrentHashMap<>();

  public Asset {
    Invariant.check(
        decimals >= 0 && decimals <= COIN_DECIMALS, "decimals of %s: %s", code, decimals);
    Invariant.check(ledger > 0, "ledger of %s: %s", code, ledger);
  }

  /// The asset of that code, or empty when there is none: unknown to ISO 4217, or not money that
  /// can be paid (funds codes, precious metals, test codes).
  public static Optional<Asset> find(String code) {
    return switch (code) {
      case "CNH" -> Optional.of(CNH);
      case "FHKD" -> Optional.of(FHKD);
      case "FUSD" -> Optional.of(FUSD);
      case "FCNH" -> Optional.of(FCNH);
      default ->
          FIAT_CODE.matcher(code).matches()
              ? FIAT.computeIfAbsent(code, Asset::fiat)
              : Optional.empty();
    };
  }

  /// The asset of that code; an unknown one is a bug of the caller, who checks outside input with
  /// [#find(String)].
  public static Asset of(String code) {
    return find(code).orElseThrow(() -> new IllegalArgumentException("unknown asset: " + code));
  }

  /// True for tokens on a chain.
  public boolean isCoin() {
    return ledger >= COIN_LEDGER_MIN;
  }

  /// The code that bank messages carry: CNH travels as CNY.
  public String isoCode() {
    Invariant.check(!isCoin(), "a coin has no ISO 4217 code: %s", code);
    return this.equals(CNH) ? "CNY" : code;
  }

  @Override
  public String toString() {
    return code;
  }

  private static Optional<Asset> fiat(String code) {
    try {
      Currency currency = Currency.getInstance(code);
      boolean payable =
          currency.getDefaultFractionDigits() >= 0
              && currency.getNumericCode() > 0
              && !code.startsWith("X");
      return payable
          ? Optional.of(
              new Asset(code, currency.getNumericCode(), currency.getDefaultFractionDigits()))
          : Optional.empty();
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  private static Asset coin(String code, String peg) {
    return new Asset(
        code, COIN_LEDGER_MIN + Currency.getInstance(peg).getNumericCode(), COIN_DECIMALS);
  }
}

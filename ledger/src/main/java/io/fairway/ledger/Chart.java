package io.fairway.ledger;

import io.fairway.money.Asset;
import io.fairway.money.Invariant;

/// The chart of accounts of the money model: who has which account, and what each is called. Rooms
/// that post share it, so that an account has one name whoever opens it first.
///
/// Participants are named by their id, banks by their BIC. One ledger an asset; the accounts of a
/// reserve stand on the ledger of the money that the coin is pegged to.
public final class Chart {
  /// The tenant in every id.
  public static final String TENANT = "fairway";

  private Chart() {}

  public static ChartAccount platform(String platformId, Asset payIn) {
    return named(AccountKind.PLATFORM, platformId, bankMoney(payIn));
  }

  public static ChartAccount provider(String providerId, Asset asset) {
    return named(AccountKind.PROVIDER, providerId, bankMoney(asset));
  }

  public static ChartAccount payoutInstitution(String institutionId, Asset payOut) {
    return named(AccountKind.PAYOUT_INSTITUTION, institutionId, bankMoney(payOut));
  }

  public static ChartAccount seller(String sellerId, Asset payOut) {
    return named(AccountKind.SELLER, sellerId, bankMoney(payOut));
  }

  public static ChartAccount inPayout(String bic, Asset payOut) {
    return named(AccountKind.IN_PAYOUT, bic, bankMoney(payOut));
  }

  public static ChartAccount blocked(Asset payIn) {
    return new ChartAccount(AccountKind.BLOCKED, "blocked", bankMoney(payIn));
  }

  /// The platform fee in the money that the buyer paid.
  public static ChartAccount platformFee(Asset payIn) {
    return named(AccountKind.FEE, "platform", bankMoney(payIn));
  }

  /// Mirrors a participant's registered address.
  public static ChartAccount wallet(String participantId, Asset coin) {
    return named(AccountKind.WALLET, participantId, coin(coin));
  }

  /// Mirrors the address at which the issuer keeps what rounding leaves over.
  public static ChartAccount rounding(Asset coin) {
    return named(AccountKind.ROUNDING, "issuer", coin(coin));
  }

  public static ChartAccount par(Asset coin) {
    return named(AccountKind.PAR, coin(coin).code(), peg(coin));
  }

  public static ChartAccount buffer(Asset coin) {
    return named(AccountKind.BUFFER, coin(coin).code(), peg(coin));
  }

  public static ChartAccount issued(Asset coin) {
    return named(AccountKind.ISSUED, coin(coin).code(), coin);
  }

  public static ChartAccount pool(Asset coin) {
    return named(AccountKind.POOL, coin(coin).code(), peg(coin));
  }

  /// Our balance at a bank.
  public static ChartAccount bank(String bic, Asset asset) {
    return named(AccountKind.BANK, bic + ":" + asset.code(), bankMoney(asset));
  }

  public static ChartAccount suspense(Asset asset) {
    return new ChartAccount(AccountKind.SUSPENSE, "suspense", asset);
  }

  /// What banks charge.
  public static ChartAccount bankCost(Asset asset) {
    return named(AccountKind.COST, "bank", bankMoney(asset));
  }

  /// The money that a coin is pegged to: HKD for FHKD.
  public static Asset peg(Asset coin) {
    return Asset.of(coin(coin).code().substring(1));
  }

  /// What every transfer of a business act carries in `userData128`, so that all of them are found
  /// by one query.
  public static Id128 reference(String businessId) {
    return Id128.hash("reference", businessId);
  }

  private static ChartAccount named(AccountKind kind, String owner, Asset asset) {
    return new ChartAccount(kind, kind.word() + ":" + owner, asset);
  }

  private static Asset bankMoney(Asset asset) {
    Invariant.check(!asset.isCoin(), "not bank money: %s", asset);
    return asset;
  }

  private static Asset coin(Asset asset) {
    Invariant.check(asset.isCoin(), "not a coin: %s", asset);
    return asset;
  }
}

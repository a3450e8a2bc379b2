package io.fairway.ledger;

import io.fairway.money.Asset;

/// One account of the chart: its name, its asset and all that follows from them.
///
/// @param name such as `seller:S001`; with the asset it names one account
/// @param id made of tenant, name and asset, so that opening it again is answered `EXISTS`
public record ChartAccount(String name, Asset asset, AccountKind kind, Id128 id) {

  ChartAccount(AccountKind kind, String name, Asset asset) {
    this(name, asset, kind, Id128.ofAccount(Chart.TENANT, name, asset.code()));
  }

  /// The request that opens it.
  public Account opening() {
    return Account.open(id, asset.ledger(), kind.code(), kind.flags());
  }

  /// The name with its asset, as people read it: `seller:S001 CNH`.
  @Override
  public String toString() {
    return name + " " + asset;
  }
}

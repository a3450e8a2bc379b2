package io.fairway.chain;

import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import java.util.Map;
import java.util.Objects;

/// The contracts and accounts of a chain.
///
/// @param coins by code
/// @param settlement the settlement contract's address
/// @param escrow the escrow's address
/// @param participants addresses by the participants' ids
record Deployment(
    Map<String, Coin> coins, String settlement, String escrow, Map<String, String> participants) {

  static final String STABLECOIN = "Stablecoin";
  static final String MINT_GATE = "MintGate";
  static final String SETTLEMENT = "Settlement";
  static final String ESCROW = "Escrow";
  static final String PROXY = "ERC1967Proxy";

  /// A coin and the gate that mints it.
  record Coin(String token, String gate) {}

  Deployment {
    coins = Map.copyOf(coins);
    participants = Map.copyOf(participants);
  }

  /// The address of a coin's contract.
  String coin(Asset asset) {
    return of(asset).token();
  }

  /// The address of the gate that mints a coin.
  String gate(Asset asset) {
    return of(asset).gate();
  }

  private Coin of(Asset asset) {
    Coin coin = coins.get(asset.code());
    Invariant.check(coin != null, "no coin %s on this chain", asset);
    return Objects.requireNonNull(coin);
  }

  /// Makes the contracts known to who permits.
  void tell(Permission permission) {
    coins
        .values()
        .forEach(coin -> {
          permission.knowContract(coin.token(), STABLECOIN);
          permission.knowContract(coin.gate(), MINT_GATE);
        });
    permission.knowContract(settlement, SETTLEMENT);
    permission.knowContract(escrow, ESCROW);
    participants.values().forEach(permission::knowDestination);
  }
}

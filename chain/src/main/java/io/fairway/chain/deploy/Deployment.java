package io.fairway.chain.deploy;

import io.fairway.chain.abi.Erc1967;
import io.fairway.chain.permission.Permission;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.ContractNames;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The contracts and accounts of a chain.
///
/// @param coins by code
/// @param settlement the settlement contract's address
/// @param escrow the escrow's address
/// @param participants addresses by the participants' ids
public record Deployment(
    Map<String, Coin> coins, String settlement, String escrow, Map<String, String> participants) {

  static final String STABLECOIN = "Stablecoin";
  static final String MINT_GATE = "MintGate";
  static final String SETTLEMENT = "Settlement";
  static final String ESCROW = "Escrow";
  static final String PROXY = Erc1967.PROXY;
  static final String TIMELOCK = "Timelock";
  static final String CHECK = "DeploymentCheck";

  /// Which of the compiled contracts stands behind a name of the profile.
  static String contract(String name) {
    return switch (name) {
      case ContractNames.SETTLEMENT -> SETTLEMENT;
      case ContractNames.ESCROW -> ESCROW;
      default -> ContractNames.isGate(name) ? MINT_GATE : STABLECOIN;
    };
  }

  /// The contracts of a profile; who takes part is not said there.
  ///
  /// @throws IllegalStateException when it does not name all
  static Deployment of(ChainProfile profile, Map<String, String> participants) {
    Map<String, String> named = profile.contracts();
    for (String name : ContractNames.of(profile.coins())) {
      if (!named.containsKey(name)) {
        throw new IllegalStateException(
            "chain profile %s names no contract %s".formatted(profile.name(), name));
      }
    }
    Map<String, Coin> coins = new LinkedHashMap<>();
    for (Asset coin : profile.coins()) {
      coins.put(
          coin.code(),
          new Coin(
              Objects.requireNonNull(named.get(coin.code())),
              Objects.requireNonNull(named.get(ContractNames.gate(coin)))));
    }
    return new Deployment(
        coins,
        Objects.requireNonNull(named.get(ContractNames.SETTLEMENT)),
        Objects.requireNonNull(named.get(ContractNames.ESCROW)),
        participants);
  }

  /// A coin and the gate that mints it.
  public record Coin(String token, String gate) {}

  public Deployment {
    coins = Map.copyOf(coins);
    participants = Map.copyOf(participants);
  }

  /// The address of a coin's contract.
  public String coin(Asset asset) {
    return of(asset).token();
  }

  /// The address of the gate that mints a coin.
  public String gate(Asset asset) {
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

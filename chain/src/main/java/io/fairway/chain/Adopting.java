package io.fairway.chain;

import io.fairway.chain.Deployment.Coin;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import io.fairway.money.Asset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds the contracts that people deployed, by the addresses of the profile, and looks whether the
/// keys here have the roles that they are used for. The whole plan (thresholds, timelocks, every
/// holder of every role, code) is compared by the contract `DeploymentCheck`.
final class Adopting {
  private final ChainProfile profile;
  private final Keys keys;
  private final JsonRpc rpc;

  Adopting(ChainProfile profile, Keys keys, JsonRpc rpc) {
    this.profile = profile;
    this.keys = keys;
    this.rpc = rpc;
  }

  /// A question of which the answer is known.
  private record Expected(String contract, Abi.Call call, Object answer, String meaning) {}

  Deployment open(List<String> participantIds, Permission permission) {
    Map<String, Coin> coins = new LinkedHashMap<>();
    for (Asset coin : profile.coins()) {
      coins.put(coin.code(), new Coin(named(coin.code()), named(coin.code() + ".gate")));
    }
    Map<String, String> participants = new LinkedHashMap<>();
    participantIds.forEach(id -> participants.put(id, keys.address(Keys.participant(id))));
    Deployment deployment =
        new Deployment(coins, named("settlement"), named("escrow"), participants);
    check(deployment);
    deployment.tell(permission);
    return deployment;
  }

  private String named(String contract) {
    String address = profile.contracts().get(contract);
    if (address == null) {
      throw new IllegalStateException(
          "chain profile %s names no contract %s".formatted(profile.name(), contract));
    }
    return address;
  }

  private void check(Deployment deployment) {
    List<Expected> all = new ArrayList<>();
    deployment
        .coins()
        .forEach((code, coin) -> {
          all.add(
              new Expected(
                  coin.gate(),
                  new MintGate.Coin(),
                  coin.token(),
                  code + ": the gate mints the coin"));
          all.add(
              new Expected(
                  coin.token(),
                  new Stablecoin.HasRole(Calls.role(Keys.MINTER), coin.gate()),
                  true,
                  code + ": the gate is the coin's minter"));
          for (String key : List.of(Keys.MINTER, Keys.ATTESTER)) {
            all.add(
                new Expected(
                    coin.gate(),
                    new MintGate.HasRole(Calls.role(key), keys.address(key)),
                    true,
                    "%s: the key %s has its role at the gate".formatted(code, key)));
          }
        });
    all.add(
        new Expected(
            deployment.settlement(),
            new Settlement.HasRole(Calls.role(Keys.SETTLER), keys.address(Keys.SETTLER)),
            true,
            "the key settler has its role at the settlement"));
    long block = Head.look(rpc, profile, List.of()).finalNumber();
    List<Answer> answers =
        rpc.batch(
            all.stream()
                .map(one ->
                    Call.of(
                        "eth_call",
                        Map.of("to", one.contract(), "data", one.call().encode()),
                        JsonRpc.quantity(block)))
                .toList());
    for (int index = 0; index < all.size(); index++) {
      Expected one = all.get(index);
      String told = answers.get(index).value().asText();
      if (told.length() <= 2 || !one.call().type().returned(told).equals(List.of(one.answer()))) {
        throw new IllegalStateException(
            "chain profile %s, contract %s: it is not so that %s"
                .formatted(profile.name(), one.contract(), one.meaning()));
      }
    }
  }
}

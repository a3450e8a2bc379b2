package io.fairway.chain.deploy;

import io.fairway.chain.Keys;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.gateway.Head;
import io.fairway.chain.permission.Permission;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds the contracts that people deployed, by the addresses of the profile: they must consist of
/// released code, be as the profile's plan says, and have given the keys here the roles that these
/// are used for.
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
    Map<String, String> participants = new LinkedHashMap<>();
    participantIds.forEach(id -> participants.put(id, keys.address(Keys.participant(id))));
    Deployment deployment = Deployment.of(profile, participants);
    long block = Head.look(rpc, profile, List.of()).finalNumber();
    new Inspection(profile, rpc)
        .refusal(block)
        .ifPresent(why -> {
          throw new IllegalStateException(why);
        });
    check(deployment, block);
    deployment.tell(permission);
    return deployment;
  }

  private void check(Deployment deployment, long block) {
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
                  new Stablecoin.HasRole(RoleNames.ofKey(Keys.MINTER), coin.gate()),
                  true,
                  code + ": the gate is the coin's minter"));
          for (String key : List.of(Keys.MINTER, Keys.ATTESTER)) {
            all.add(
                new Expected(
                    coin.gate(),
                    new MintGate.HasRole(RoleNames.ofKey(key), keys.address(key)),
                    true,
                    "%s: the key %s has its role at the gate".formatted(code, key)));
          }
        });
    all.add(
        new Expected(
            deployment.settlement(),
            new Settlement.HasRole(RoleNames.ofKey(Keys.SETTLER), keys.address(Keys.SETTLER)),
            true,
            "the key settler has its role at the settlement"));
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

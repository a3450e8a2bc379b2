package io.fairway.chain.deploy;

import io.fairway.chain.Keys;
import io.fairway.chain.gateway.Head;
import io.fairway.chain.permission.Permission;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
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

  Deployment open(List<String> participantIds, Permission permission) {
    Map<String, String> participants = new LinkedHashMap<>();
    participantIds.forEach(id -> participants.put(id, keys.address(Keys.participant(id))));
    Deployment deployment = Deployment.of(profile, participants);
    long block = Head.look(rpc, profile, List.of()).finalNumber();
    new Inspection(profile, rpc)
        .refusalOfOpening(block)
        .ifPresent(why -> {
          throw new IllegalStateException(why);
        });
    check(deployment, block);
    deployment.tell(permission);
    return deployment;
  }

  private void check(Deployment deployment, long block) {
    List<Expected> all = new ArrayList<>(Expected.ofContracts(deployment, profile.chainId()));
    deployment
        .coins()
        .forEach((code, coin) -> {
          for (String key : List.of(Keys.MINTER, Keys.ATTESTER)) {
            all.add(
                Expected.role(
                    coin.gate(),
                    key,
                    keys.address(key),
                    "%s: the key %s has its role at the gate".formatted(code, key)));
          }
        });
    all.add(
        Expected.role(
            deployment.settlement(),
            Keys.SETTLER,
            keys.address(Keys.SETTLER),
            "the key settler has its role at the settlement"));
    Finding.refusals(Expected.findings(all, rpc, block))
        .findFirst()
        .ifPresent(why -> {
          throw new IllegalStateException("chain profile %s, %s".formatted(profile.name(), why));
        });
  }
}

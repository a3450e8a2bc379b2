package io.fairway.chain.deploy;

import io.fairway.chain.gateway.Head;
import io.fairway.chain.permission.ReleaseGate;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.ChainProfile.Environment;
import io.fairway.chain.profile.ContractNames;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.NodeName;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Would a chain with this profile open? What an opening asks of profile, release and chain, asked
/// without keys, database or anything that signs: for who deployed, and for who audits it.
///
/// What depends on the house's keys and on its people is not looked at: whether the keys have their
/// roles is asked when the chain opens.
///
/// @param block the final one after which the chain was looked at; empty when it was not
public record OpeningCheck(OptionalLong block, List<Finding> findings) {
  private static final List<String> AUDITED =
      List.of(
          Deployment.STABLECOIN,
          Deployment.MINT_GATE,
          Deployment.SETTLEMENT,
          Deployment.ESCROW,
          Deployment.TIMELOCK,
          Deployment.PROXY);

  public OpeningCheck {
    findings = List.copyOf(findings);
  }

  /// Looks at everything, after the newest final block.
  ///
  /// @throws ChainUnavailable when the nodes do not answer or do not agree
  public static OpeningCheck of(ChainProfile profile, InstantSource clock) {
    return of(profile, ReleaseGate.ofBuild(), clock);
  }

  /// True when nothing that was looked at would keep the chain from opening.
  public boolean isPermitted() {
    return findings.stream().noneMatch(Finding::isRefused);
  }

  public static OpeningCheck of(ChainProfile profile, ReleaseGate release, InstantSource clock) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    List<Finding> all = new ArrayList<>();
    all.add(review(profile, today));
    if (adopts(profile)) {
      all.addAll(ofProfile(profile, release, today));
    }
    if (profile.endpoints().isEmpty()) {
      all.add(
          profile(
              "nodes",
              true,
              "it names no node that could be asked; expected addresses under \"endpoints\""));
      return new OpeningCheck(OptionalLong.empty(), all);
    }
    try (JsonRpc rpc = new JsonRpc(profile.endpoints(), profile.quorum(), profile.rpcTimeout())) {
      Finding network = Finding.of("profile", "", "network", otherNetwork(profile, rpc));
      all.add(network);
      if (network.isRefused() || profile.contracts().isEmpty()) {
        return new OpeningCheck(OptionalLong.empty(), all);
      }
      long block = Head.look(rpc, profile, List.of()).finalNumber();
      all.addAll(ofChain(profile, rpc, block));
      return new OpeningCheck(OptionalLong.of(block), all);
    }
  }

  /// True where people deploy: the contracts are found, and never made.
  static boolean adopts(ChainProfile profile) {
    return profile.environment() == Environment.PRODUCTION || !profile.contracts().isEmpty();
  }

  /// What profile and release must say before contracts that people deployed are looked for.
  static List<Finding> ofProfile(ChainProfile profile, ReleaseGate release, LocalDate today) {
    List<Finding> all = new ArrayList<>();
    boolean none = profile.contracts().isEmpty();
    if (profile.environment() == Environment.PRODUCTION) {
      all.add(
          profile(
              "contracts",
              none,
              "it names no contracts, and nothing is deployed by itself in production; expected their addresses under \"contracts\""));
      all.add(
          profile(
              "plan",
              profile.plan().isEmpty(),
              "it does not say who holds which power; expected Safes, timelocks and role holders under \"plan\""));
    }
    for (String contract : AUDITED) {
      all.add(
          Finding.of(
              contract,
              "",
              "audit record",
              release.refusal(contract, profile.environment(), today)));
    }
    if (!none) {
      all.addAll(unnamed(profile));
    }
    return all;
  }

  private static List<Finding> unnamed(ChainProfile profile) {
    List<Finding> missing =
        ContractNames.of(profile.coins()).stream()
            .filter(name -> !profile.contracts().containsKey(name))
            .map(name -> profile("names of contracts", true, "it names no contract " + name))
            .toList();
    return missing.isEmpty() ? List.of(profile("names of contracts", false, "")) : missing;
  }

  private static Finding profile(String checked, boolean wrong, String why) {
    return Finding.of("profile", "", checked, wrong ? Optional.of(why) : Optional.empty());
  }

  /// Redeeming goes on under an old review; only new issuance stops.
  private static Finding review(ChainProfile profile, LocalDate today) {
    return profile.isCurrent(today)
        ? profile("review", false, "")
        : new Finding(
            "profile",
            "",
            "review",
            Finding.Verdict.LIMITED,
            "the review of this network was due on %s: nothing new is issued until it is made"
                .formatted(profile.reviewDueOn()));
  }

  /// Why the nodes are of another network than the profile's; empty when they are of this one.
  public static Optional<String> otherNetwork(ChainProfile profile, JsonRpc rpc) {
    long chainId = JsonRpc.quantity(rpc.call("eth_chainId"));
    String names = String.join(", ", NodeName.of(profile.endpoints()));
    return chainId == profile.chainId()
        ? Optional.empty()
        : Optional.of(
            "%s is chain %s, the profile %s wants %s"
                .formatted(names, chainId, profile.name(), profile.chainId()));
  }

  private static List<Finding> ofChain(ChainProfile profile, JsonRpc rpc, long block) {
    List<Finding> all = new ArrayList<>(new Inspection(profile, rpc).findings(block));
    if (profile.contracts().keySet().containsAll(ContractNames.of(profile.coins()))) {
      List<Expected> known =
          Expected.ofContracts(Deployment.of(profile, Map.of()), profile.chainId());
      all.addAll(Expected.findings(known, rpc, block));
    }
    return all;
  }
}

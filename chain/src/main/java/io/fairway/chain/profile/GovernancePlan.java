package io.fairway.chain.profile;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.RoleNames;
import io.fairway.money.Invariant;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What people deployed and signed for: who stands behind which power. The contract
/// `DeploymentCheck` compares it with the chain before a production chain opens and every hour
/// after; the watcher tells when one of its timelocks or Safes moves.
///
/// @param startBlock of the first of the contracts: before it there is nothing to watch
/// @param adoptedBlock after which the deployment was checked and signed off: what the contracts
///   told of roles and limits up to it was people's deploying, what they tell later is news
/// @param checker the address of a `DeploymentCheck` of this release
/// @param safeCode of all Safes
/// @param implementations addresses of the code behind the proxies, by the profile's names of the
///   contracts
/// @param roles by the profile's names of the contracts and by role, such as `LIMIT_MANAGER`, all
///   holders
/// @param births the hashes of the transactions that made each proxy, timelock and Safe, and what
///   an upgrade put behind a proxy, by its address: what another constructor wrote into storage is
///   not seen by looking at the state
/// @param formerCode by the profile's names of the contracts, Keccak-256 of the runtime code of
///   earlier releases that stood behind them and that people signed for
public record GovernancePlan(
    long startBlock,
    long adoptedBlock,
    String checker,
    SafeCode safeCode,
    List<Safe> safes,
    List<Timelock> timelocks,
    Map<String, String> implementations,
    Map<String, Map<String, List<String>>> roles,
    Map<String, Hash32> births,
    Map<String, List<Hash32>> formerCode) {

  /// Safe's published contracts as they stand on this network.
  ///
  /// @param proxyHash Keccak-256 of the code of each Safe's proxy
  /// @param proxyFactory which made each Safe
  public record SafeCode(
      Hash32 proxyHash,
      String singleton,
      Hash32 singletonHash,
      String fallbackHandler,
      Hash32 fallbackHandlerHash,
      String proxyFactory,
      Hash32 proxyFactoryHash) {}

  /// A wallet of several signatures.
  ///
  /// @param name what people call it
  /// @param formerOwners who once owned it, as people know who signed for this plan
  public record Safe(
      String name, String address, int threshold, List<String> owners, List<String> formerOwners) {
    public Safe {
      owners = List.copyOf(owners);
      formerOwners = List.copyOf(formerOwners);
    }
  }

  /// A timelock and everyone who has a part in it.
  ///
  /// @param name what people call it
  /// @param formerMembers who once had a part in it, as people know who signed for this plan
  public record Timelock(
      String name,
      String address,
      Duration delay,
      List<String> proposers,
      List<String> executors,
      List<String> cancellers,
      List<String> formerMembers) {
    public Timelock {
      proposers = List.copyOf(proposers);
      executors = List.copyOf(executors);
      cancellers = List.copyOf(cancellers);
      formerMembers = List.copyOf(formerMembers);
    }
  }

  public GovernancePlan {
    safes = List.copyOf(safes);
    timelocks = List.copyOf(timelocks);
    implementations = Map.copyOf(implementations);
    roles = Map.copyOf(roles);
    births = Map.copyOf(births);
    formerCode = Map.copyOf(formerCode);
    Invariant.check(startBlock >= 0, "plan.startBlock is %s", startBlock);
    Invariant.check(
        adoptedBlock >= startBlock,
        "plan.adoptedBlock %s is before plan.startBlock %s",
        adoptedBlock,
        startBlock);
  }

  static GovernancePlan of(Fields fields) {
    return new GovernancePlan(
        fields.number("startBlock"),
        fields.number("adoptedBlock"),
        fields.address("checker"),
        fields.object("safeCode", GovernancePlan::safeCode),
        fields.objects("safes", GovernancePlan::safe),
        fields.objects("timelocks", GovernancePlan::timelock),
        fields.object("implementations", all -> all.named(Fields::address)),
        fields.object(
            "roles", all -> all.named((one, name) -> one.object(name, GovernancePlan::holders))),
        fields.object("births", all -> all.named(GovernancePlan::birth)),
        fields.optional("formerCode", all -> all.named(GovernancePlan::hashes)).orElseGet(Map::of));
  }

  private static Hash32 birth(Fields fields, String address) {
    Invariant.check(
        address.matches("0x[0-9a-f]{40}"),
        "plan.births: %s is no address in lower-case digits",
        address);
    return fields.hash(address);
  }

  private static List<Hash32> hashes(Fields fields, String name) {
    return List.copyOf(fields.texts(name, Hash32::parse, "hashes of 32 bytes"));
  }

  private static Map<String, List<String>> holders(Fields fields) {
    return fields.named((one, role) -> {
      Invariant.check(RoleNames.isRole(role), "plan.roles: unknown field %s", role);
      return one.addresses(role);
    });
  }

  private static SafeCode safeCode(Fields fields) {
    return new SafeCode(
        fields.hash("proxyHash"),
        fields.address("singleton"),
        fields.hash("singletonHash"),
        fields.address("fallbackHandler"),
        fields.hash("fallbackHandlerHash"),
        fields.address("proxyFactory"),
        fields.hash("proxyFactoryHash"));
  }

  private static Safe safe(Fields fields) {
    return new Safe(
        fields.text("name"),
        fields.address("address"),
        fields.smallNumber("threshold"),
        fields.addresses("owners"),
        former(fields, "formerOwners"));
  }

  private static Timelock timelock(Fields fields) {
    return new Timelock(
        fields.text("name"),
        fields.address("address"),
        fields.seconds("delaySeconds"),
        fields.addresses("proposers"),
        fields.addresses("executors"),
        fields.addresses("cancellers"),
        former(fields, "formerMembers"));
  }

  /// Left out until somebody has gone.
  private static List<String> former(Fields fields, String name) {
    return fields.has(name) ? fields.addresses(name) : List.of();
  }
}

package io.fairway.chain.deploy;

import io.fairway.chain.Governors;
import io.fairway.chain.Governors.Safe;
import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts;
import io.fairway.chain.abi.Contracts.Escrow;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.profile.ContractLimits;
import io.fairway.chain.profile.GovernancePlan;
import io.fairway.money.Asset;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A production deployment of one coin as people make it: real Safes, three timelocks behind them,
/// every contract behind a proxy with its powers where they belong; and the plan of it, written
/// from what was meant.
public final class PeoplesDeployment {
  private static final Asset COIN = Asset.FHKD;

  final Governors people;
  public final Map<String, Safe> safes = new LinkedHashMap<>();
  final Map<String, String> timelocks = new LinkedHashMap<>();
  public final Map<String, String> contracts = new LinkedHashMap<>();
  public final Map<String, String> implementations = new LinkedHashMap<>();
  final Map<String, Map<String, List<String>>> roles = new LinkedHashMap<>();
  final String checker;
  public final long startBlock;
  private final Keys keys;

  /// @param strangers by role, such as `UPGRADER`, who holds it instead of whom it belongs to
  /// @param delay of the timelocks
  public PeoplesDeployment(
      Governors people, Keys keys, Map<String, String> strangers, Duration delay) {
    this.people = people;
    this.keys = keys;
    startBlock = people.block();
    for (String name :
        List.of("roles", "limits", "upgrades", "guard", "unpause", "court", "rescue")) {
      safes.put(name, people.safe(name));
    }
    for (String name : List.of("roles", "limits", "upgrades")) {
      timelocks.put(
          name,
          people.deploy(
              Contracts.Timelock.deploy(
                  BigInteger.valueOf(delay.toSeconds()),
                  List.of(safe(name)),
                  List.of(Governors.ANYONE),
                  List.of(safe("guard")))));
    }
    deploy(strangers);
    checker = people.deploy(Contracts.DeploymentCheck.deploy());
  }

  private String safe(String name) {
    return Objects.requireNonNull(safes.get(name)).address();
  }

  public String timelock(String name) {
    return Objects.requireNonNull(timelocks.get(name));
  }

  public String contract(String name) {
    return Objects.requireNonNull(contracts.get(name));
  }

  private void deploy(Map<String, String> strangers) {
    // Coin's code, coin, gate's code, gate: the coin must know its gate before that is there.
    String gate = people.future(3);
    put("FHKD", Calls.stablecoin(COIN), strangers, gate);
    put("FHKD.gate", Calls.mintGate(contract("FHKD")), strangers, gate);
    put("settlement", Calls.settlement(), strangers, gate);
    put("escrow", Calls.escrow(), strangers, gate);
  }

  private void put(String name, String code, Map<String, String> strangers, String gate) {
    Map<String, List<String>> holders = new LinkedHashMap<>();
    for (String role : rolesOf(name)) {
      holders.put(role, List.of(strangers.getOrDefault(role, holder(name, role, gate))));
    }
    roles.put(name, holders);
    String implementation = people.deploy(code);
    implementations.put(name, implementation);
    contracts.put(name, people.deploy(Calls.proxy(implementation, opening(name, holders))));
  }

  private static List<String> rolesOf(String name) {
    List<String> roles = new ArrayList<>(List.of("ROLE_MANAGER", "LIMIT_MANAGER", "UPGRADER"));
    roles.addAll(List.of("PAUSER", "UNPAUSER"));
    roles.addAll(
        switch (name) {
          case "FHKD" -> List.of("MINTER", "BURNER", "FREEZER", "SEIZER", "RESCUER", "LISTER");
          case "FHKD.gate" -> List.of("MINTER", "APPROVER", "ATTESTER", "CANCELLER");
          case "settlement" -> List.of("SETTLER", "LISTER");
          default -> List.of("OPERATOR", "SEIZER", "RESCUER");
        });
    return roles;
  }

  private String holder(String name, String role, String gate) {
    return switch (role) {
      case "ROLE_MANAGER" -> timelock("roles");
      case "LIMIT_MANAGER" -> timelock("limits");
      case "UPGRADER" -> timelock("upgrades");
      case "UNPAUSER" -> safe("unpause");
      case "SEIZER" -> safe("court");
      case "RESCUER" -> safe("rescue");
      default ->
          name.equals("FHKD") && role.equals("MINTER")
              ? gate
              : keys.address(role.toLowerCase(java.util.Locale.ROOT));
    };
  }

  private static Abi.Call opening(String name, Map<String, List<String>> holders) {
    return switch (Deployment.contract(name)) {
      case Deployment.STABLECOIN -> {
        List<Stablecoin.Grant> grants = new ArrayList<>();
        holders.forEach(
            (role, who) -> grants.add(new Stablecoin.Grant(RoleNames.hash(role), who.getFirst())));
        yield new Stablecoin.Initialize(grants, BigInteger.TEN.pow(18));
      }
      case Deployment.MINT_GATE -> {
        List<MintGate.Grant> grants = new ArrayList<>();
        holders.forEach(
            (role, who) -> grants.add(new MintGate.Grant(RoleNames.hash(role), who.getFirst())));
        yield new MintGate.Initialize(grants);
      }
      case Deployment.SETTLEMENT -> {
        List<Settlement.Grant> grants = new ArrayList<>();
        holders.forEach(
            (role, who) -> grants.add(new Settlement.Grant(RoleNames.hash(role), who.getFirst())));
        yield new Settlement.Initialize(grants);
      }
      default -> {
        List<Escrow.Grant> grants = new ArrayList<>();
        holders.forEach(
            (role, who) -> grants.add(new Escrow.Grant(RoleNames.hash(role), who.getFirst())));
        yield new Escrow.Initialize(grants);
      }
    };
  }

  /// What the limits' people and the daily keys set before the first day: all limits go through the
  /// Safe and its timelock and wait.
  public void configure(ContractLimits limits, List<String> participants) {
    List<String> accounts =
        participants.stream().map(Keys::participant).map(keys::address).toList();
    Keys.OPERATIONAL.forEach(key -> people.fund(keys.address(key)));
    String gate = contract("FHKD.gate");
    List<Abi.Call> calls = new ArrayList<>();
    calls.add(Calls.setMinter(keys.address(Keys.MINTER), limits.mint()));
    calls.add(Calls.setReserveMaxAge(limits.mint()));
    calls.add(Calls.setDelay(limits.mint()));
    accounts.forEach(account -> calls.add(Calls.setDestination(account)));
    List<String> targets = new ArrayList<>(calls.stream().map(_ -> gate).toList());
    calls.add(Calls.setWindow(contract("FHKD"), limits.window()));
    targets.add(contract("settlement"));
    people.govern(Objects.requireNonNull(safes.get("limits")), timelock("limits"), targets, calls);
    String lister = keys.address(Keys.LISTER);
    List<String> house = List.of(contract("settlement"), contract("escrow"));
    people.act(lister, contract("FHKD"), Calls.allow(house));
    people.act(lister, contract("FHKD"), Calls.allow(accounts));
    for (String account : accounts) {
      people.act(lister, contract("settlement"), Calls.setParticipant(account));
      people.act(account, contract("FHKD"), Calls.approve(contract("settlement")));
    }
  }

  /// The plan that people sign for.
  public GovernancePlan plan(Duration delay) {
    return new GovernancePlan(
        startBlock,
        people.block(),
        checker,
        new GovernancePlan.SafeCode(
            Hash32.parse(people.codeHash(safe("roles"))),
            people.singleton,
            Hash32.parse(people.codeHash(people.singleton)),
            people.handler,
            Hash32.parse(people.codeHash(people.handler)),
            people.factory,
            Hash32.parse(people.codeHash(people.factory))),
        safes.values().stream()
            .map(one ->
                new GovernancePlan.Safe(one.name(), one.address(), 2, one.owners(), List.of()))
            .toList(),
        timelocks.entrySet().stream()
            .map(lock ->
                new GovernancePlan.Timelock(
                    lock.getKey(),
                    lock.getValue(),
                    delay,
                    List.of(safe(lock.getKey())),
                    List.of(Governors.ANYONE),
                    List.of(safe(lock.getKey()), safe("guard")),
                    List.of()))
            .toList(),
        implementations,
        roles,
        births(),
        Map.of());
  }

  private Map<String, Hash32> births() {
    Map<String, Hash32> births = new LinkedHashMap<>();
    contracts.values().forEach(address -> births.put(address, people.births.get(address)));
    timelocks.values().forEach(address -> births.put(address, people.births.get(address)));
    safes.values().forEach(one -> births.put(one.address(), people.births.get(one.address())));
    return births;
  }
}

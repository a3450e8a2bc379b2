package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.Contracts.Timelock;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.deploy.Inspection;
import io.fairway.chain.deploy.PeoplesDeployment;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.GovernancePlan;
import io.fairway.money.Asset;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/// What somebody left behind in timelocks and Safes who is gone when the state is looked at, and
/// what planned people may have done there. Each is done on a real network.
class LeftBehindTest {
  private static final String LOCK_TYPES = "(uint256,address[],address[],address[])";
  private static final Hash32 NOTHING = Hash32.of(new byte[Hash32.LENGTH]);
  private static final int DELEGATE_CALL = 1;

  @TempDir Path folder;
  private Anvil anvil;
  private Governors people;
  private Thief thief;
  private Keys keys;

  @BeforeEach
  void begin() {
    anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
    people = new Governors(anvil.rpc());
    thief = new Thief(people);
    keys = DevelopmentKeys.open(folder);
    keys.prepare(Keys.ROLES);
    keys.prepare(PARTICIPANTS.stream().map(Keys::participant).toList());
  }

  @AfterEach
  void end() {
    people.close();
    anvil.close();
  }

  @Test
  void refusesAProposerWhoIsGoneAndWhatWaitsOfIt() {
    people.creates = LeftBehindTest::withAThiefAsProposer;
    PeoplesDeployment deployed = deployed();
    String lock = deployed.timelock("roles");
    String grant = new Stablecoin.GrantRole(RoleNames.hash("MINTER"), Thief.ADDRESS).encode();
    schedule(lock, deployed.contract("FHKD"), grant);
    for (String name : List.of("roles", "limits", "upgrades")) {
      leave(deployed.timelock(name));
    }
    String hash = Objects.requireNonNull(people.births.get(lock)).toString();
    refusedOnlyByBirth(
        profile(deployed, plan(deployed)),
        "transaction %s made %s its PROPOSER, which is not planned".formatted(hash, Thief.ADDRESS));
    GovernancePlan signed = withFormerMember(plan(deployed), Thief.ADDRESS);
    refusedOnlyByBirth(
        profile(deployed, signed),
        "waits to be executed, and %s, which is not planned, could propose then"
            .formatted(Thief.ADDRESS));
    String id =
        people.ask(
            lock,
            new Timelock.HashOperation(
                    deployed.contract("FHKD"), BigInteger.ZERO, grant, NOTHING, NOTHING)
                .encode());
    people.act(safe(deployed, "guard"), lock, new Timelock.Cancel(Hash32.parse(id)).encode());
    opens(profile(deployed, signed));
  }

  private static String withAThiefAsProposer(String code) {
    if (!Abi.isDeployment("Timelock", code)) {
      return code;
    }
    List<Object> arguments =
        new ArrayList<>(Abi.deploymentArguments("Timelock", LOCK_TYPES, code).orElseThrow());
    List<Object> proposers = new ArrayList<>((List<?>) arguments.get(1));
    proposers.add(Thief.ADDRESS);
    arguments.set(1, proposers);
    return Abi.creationCode("Timelock")
        + Numeric.toHexStringNoPrefix(Abi.encode(LOCK_TYPES, arguments));
  }

  /// The thief has itself taken off the lists of a timelock.
  private void leave(String lock) {
    List<String> revokes =
        List.of("PROPOSER_ROLE", "CANCELLER_ROLE").stream()
            .map(role -> Hash32.parse(Hash.sha3String(role)))
            .map(role -> new Timelock.RevokeRole(role, Thief.ADDRESS).encode())
            .toList();
    revokes.forEach(revoke -> schedule(lock, lock, revoke));
    people.rpc().call("evm_increaseTime", Governors.DELAY.toSeconds());
    people.rpc().call("evm_mine");
    revokes.forEach(revoke ->
        people.act(
            Thief.ADDRESS,
            lock,
            new Timelock.Execute(lock, BigInteger.ZERO, revoke, NOTHING, NOTHING)));
  }

  private void schedule(String lock, String target, String data) {
    people.act(
        Thief.ADDRESS,
        lock,
        new Timelock.Schedule(
            target,
            BigInteger.ZERO,
            data,
            NOTHING,
            NOTHING,
            BigInteger.valueOf(Governors.DELAY.toSeconds())));
  }

  /// Up to its adoption nobody is told of a proposal; later the watcher tells, and it may wait.
  @Test
  void aProposalOfPlannedPeopleMayWaitOnlyAfterTheAdoption() {
    PeoplesDeployment deployed = deployed();
    GovernancePlan before = plan(deployed);
    people.propose(
        safe(deployed, "roles"),
        deployed.timelock("roles"),
        List.of(deployed.contract("FHKD"), deployed.contract("escrow")),
        List.of(
            new Stablecoin.GrantRole(RoleNames.hash("FREEZER"), Thief.ADDRESS),
            new Stablecoin.GrantRole(RoleNames.hash("PAUSER"), Thief.ADDRESS)));
    opens(profile(deployed, before));
    GovernancePlan after = plan(deployed);
    refusedOnlyByBirth(
        profile(deployed, after),
        "a call of %s that transaction ".formatted(deployed.contract("FHKD")));
    refusedOnlyByBirth(
        profile(deployed, after),
        "nobody is told of what was proposed up to plan.adoptedBlock " + after.adoptedBlock());
  }

  @Test
  void refusesASafeWhoseFirstOwnerWasAnother() {
    String writer = thief.writer(Thief.module());
    people.makesSafes =
        name -> {
          if (!name.equals("court")) {
            return people.safe(name, Governors.ANYONE, "0x");
          }
          Governors.Safe made =
              people.safe(name, Governors.ANYONE, "0x", List.of(Thief.ADDRESS), 1);
          actAlone(made.address(), writer, "0x", DELEGATE_CALL);
          made.owners().forEach(owner -> add(made, owner, 1));
          leave(made);
          return made;
        };
    PeoplesDeployment deployed = deployed();
    String court = safe(deployed, "court").address();
    assertThat(
            people.ask(court, Governors.call("isModuleEnabled(address)", List.of(Thief.ADDRESS))))
        .as("the thief acts without a signature")
        .endsWith("1");
    refusedOnlyByBirth(
        profile(deployed, plan(deployed)),
        "Safe court %s, made by transaction %s: by its setup it was owned by %s, which is not planned"
            .formatted(court, people.births.get(court), Thief.ADDRESS));
  }

  private void add(Governors.Safe safe, String owner, int threshold) {
    actAlone(
        safe.address(),
        safe.address(),
        Governors.call(
            "addOwnerWithThreshold(address,uint256)",
            List.of(owner, BigInteger.valueOf(threshold))),
        0);
  }

  /// The thief was there first, so it is last in the list.
  private void leave(Governors.Safe safe) {
    actAlone(
        safe.address(),
        safe.address(),
        Governors.call(
            "removeOwner(address,address,uint256)",
            List.of(safe.owners().getFirst(), Thief.ADDRESS, BigInteger.TWO)),
        0);
  }

  /// An act of a Safe whose only signature is that the thief itself sends it.
  private void actAlone(String safe, String to, String data, int operation) {
    String signature = Abi.wordOf(Thief.ADDRESS) + "0".repeat(64) + "01";
    people.send(
        Thief.ADDRESS,
        safe,
        Governors.call(
            "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)",
            List.of(
                to,
                BigInteger.ZERO,
                data,
                BigInteger.valueOf(operation),
                BigInteger.ZERO,
                BigInteger.ZERO,
                BigInteger.ZERO,
                Governors.ANYONE,
                Governors.ANYONE,
                signature)));
  }

  @Test
  void aSignerWhoLeftIsNamedAndAThresholdWasNeverOne() {
    PeoplesDeployment deployed = deployed();
    Governors.Safe limits = safe(deployed, "limits");
    act(limits, "changeThreshold(uint256)", BigInteger.valueOf(3));
    Governors.Safe court = safe(deployed, "court");
    act(court, "addOwnerWithThreshold(address,uint256)", Thief.ADDRESS, BigInteger.TWO);
    act(
        court,
        "removeOwner(address,address,uint256)",
        "0x" + "0".repeat(39) + "1",
        Thief.ADDRESS,
        BigInteger.TWO);
    GovernancePlan plan = withThreshold(plan(deployed), limits.address(), 3);
    refusedOnlyByBirth(
        profile(deployed, plan),
        "it was owned by %s, which is not planned and could have hidden".formatted(Thief.ADDRESS));
    opens(profile(deployed, withFormerOwner(plan, Thief.ADDRESS)));
    act(court, "changeThreshold(uint256)", BigInteger.ONE);
    act(court, "changeThreshold(uint256)", BigInteger.TWO);
    refusedOnlyByBirth(
        profile(deployed, withFormerOwner(plan, Thief.ADDRESS)),
        "it asked for 1 signatures, the least is 2");
  }

  @Test
  void refusesAModuleThatIsGone() {
    PeoplesDeployment deployed = deployed();
    Governors.Safe court = safe(deployed, "court");
    act(court, "enableModule(address)", Thief.ADDRESS);
    act(court, "disableModule(address,address)", "0x" + "0".repeat(39) + "1", Thief.ADDRESS);
    refusedOnlyByBirth(
        profile(deployed, plan(deployed)), "it had the module %s".formatted(Thief.ADDRESS));
  }

  /// The state itself: also who looks every hour finds it.
  @Test
  void refusesAGuardAndAModuleGuard() {
    PeoplesDeployment deployed = deployed();
    String yes = thief.agreeable();
    ChainProfile profile = profile(deployed, plan(deployed));
    Governors.Safe court = safe(deployed, "court");
    act(court, "setGuard(address)", yes);
    assertThat(new Inspection(profile, people.rpc()).refusal(people.block()))
        .get()
        .asString()
        .contains(
            "Safe court %s has in its storage as guard (guard_manager.guard.address) %s"
                .formatted(court.address(), Abi.wordOf(yes)));
    act(court, "setGuard(address)", Governors.ANYONE);
    opens(profile);
    act(court, "setModuleGuard(address)", yes);
    assertThat(new Inspection(profile, people.rpc()).refusal(people.block()))
        .get()
        .asString()
        .contains("as module guard (module_manager.module_guard.address) " + Abi.wordOf(yes));
  }

  /// A Safe does something to itself.
  private void act(Governors.Safe safe, String signature, Object... values) {
    people.act(safe, safe.address(), Governors.call(signature, List.of(values)));
  }

  private PeoplesDeployment deployed() {
    return new PeoplesDeployment(people, keys, Map.of(), Governors.DELAY);
  }

  private static GovernancePlan plan(PeoplesDeployment deployed) {
    return deployed.plan(Governors.DELAY);
  }

  private ChainProfile profile(PeoplesDeployment deployed, GovernancePlan plan) {
    return BirthsTest.profile(List.of(anvil.rpc()), deployed, plan);
  }

  private static Governors.Safe safe(PeoplesDeployment deployed, String name) {
    return Objects.requireNonNull(deployed.safes.get(name));
  }

  private static GovernancePlan withFormerMember(GovernancePlan plan, String account) {
    return with(
        plan,
        plan.safes(),
        plan.timelocks().stream()
            .map(lock ->
                new GovernancePlan.Timelock(
                    lock.name(),
                    lock.address(),
                    lock.delay(),
                    lock.proposers(),
                    lock.executors(),
                    lock.cancellers(),
                    List.of(account)))
            .toList());
  }

  private static GovernancePlan withFormerOwner(GovernancePlan plan, String account) {
    return with(
        plan,
        plan.safes().stream()
            .map(safe ->
                new GovernancePlan.Safe(
                    safe.name(), safe.address(), safe.threshold(), safe.owners(), List.of(account)))
            .toList(),
        plan.timelocks());
  }

  private static GovernancePlan withThreshold(GovernancePlan plan, String address, int threshold) {
    return with(
        plan,
        plan.safes().stream()
            .map(safe ->
                safe.address().equals(address)
                    ? new GovernancePlan.Safe(
                        safe.name(), address, threshold, safe.owners(), List.of())
                    : safe)
            .toList(),
        plan.timelocks());
  }

  private static GovernancePlan with(
      GovernancePlan plan,
      List<GovernancePlan.Safe> safes,
      List<GovernancePlan.Timelock> timelocks) {
    return new GovernancePlan(
        plan.startBlock(),
        plan.adoptedBlock(),
        plan.checker(),
        plan.safeCode(),
        safes,
        timelocks,
        plan.implementations(),
        plan.roles(),
        plan.births(),
        plan.formerCode());
  }

  private void refusedOnlyByBirth(ChainProfile profile, String why) {
    BirthsTest.refusedOnlyByBirth(people, keys, profile, why);
  }

  private void opens(ChainProfile profile) {
    try (EvmChain chain =
        ProductionTest.open(profile, new ProductionTest.Held(keys), ProductionTest.AUDITED)) {
      assertThat(chain.coin(Asset.FHKD)).isEqualTo(profile.contracts().get("FHKD"));
    }
  }
}

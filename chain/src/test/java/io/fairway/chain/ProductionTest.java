package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.id;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.Erc1967;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.deploy.Opening;
import io.fairway.chain.deploy.PeoplesDeployment;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.permission.Approvals;
import io.fairway.chain.permission.ReleaseGate;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.ChainProfile.Environment;
import io.fairway.chain.profile.GovernancePlan;
import io.fairway.chain.watch.Watcher;
import io.fairway.chain.watch.Watcher.Alarm;
import io.fairway.money.Asset;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a production profile refuses, and that it works on contracts that people deployed as they
/// planned. The Safes are Safe's own contracts; nothing here stands in for anything.
class ProductionTest {
  static final ReleaseGate AUDITED =
      new ReleaseGate(code ->
          Optional.of(
              new ObjectMapper()
                  .createObjectNode()
                  .put("creationBytecodeHash", code.toString())
                  .put("kind", "third-party")
                  .put("date", "2026-11-01")
                  .put("reportHash", "0x" + "ab".repeat(32))));

  private static final String STRANGER = "0x" + "0bad".repeat(10);

  @TempDir Path folder;
  private Anvil anvil;
  private Governors people;
  private Keys keys;

  @BeforeEach
  void begin() {
    anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
    people = new Governors(anvil.rpc());
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
  void refusesKeysOfDevelopmentItsOwnDeploymentNoPlanAndUnauditedCode() {
    ChainProfile bare = profile(Map.of(), null, Environment.PRODUCTION);
    ChainProfile planless =
        profile(Map.of("settlement", "0x" + "5e".repeat(20)), null, Environment.PRODUCTION);
    assertThatThrownBy(() -> open(planless, keys, AUDITED))
        .hasMessageContaining("keys of development sign online");
    assertThatThrownBy(() -> open(bare, new Held(keys), AUDITED))
        .hasMessageContaining("nothing is deployed by itself in production");
    assertThatThrownBy(() -> open(planless, new Held(keys), AUDITED))
        .hasMessageContaining("it does not say who holds which power");
    PeoplesDeployment deployed = deployed(Map.of(), Governors.DELAY);
    ChainProfile whole = production(deployed, plan -> plan);
    assertThatThrownBy(() -> open(whole, new Held(keys), ReleaseGate.ofBuild()))
        .hasMessageContaining("a self-review is not enough in production");
    ChainProfile half =
        profile(
            Map.of("settlement", deployed.contract("settlement")),
            deployed.plan(Governors.DELAY),
            Environment.PRODUCTION);
    assertThatThrownBy(() -> open(half, new Held(keys), AUDITED))
        .hasMessageContaining("names no contract escrow");
  }

  @Test
  void opensMintsAndSettlesOnWhatPeopleDeployedAndTellsOfEachProposal() {
    PeoplesDeployment deployed = deployed(Map.of(), Governors.DELAY);
    deployed.configure(Chains.profile(anvil.rpc(), 1, WAIT, true).limits(), PARTICIPANTS);
    ChainProfile profile = production(deployed, plan -> plan);
    var database = Chains.database();
    try (EvmChain chain = open(profile, new Held(keys), AUDITED, database);
        Watcher watcher = chain.watcher(database)) {
      assertThat(
              chain.mint(
                  id("alone"), chain.address("L001"), Chains.coins("5"), Approvals.NONE, WAIT))
          .as("nobody approved it")
          .isInstanceOf(MintOutcome.Refused.class);
      Chains.fund(chain, "5");
      assertThat(chain.settle(window(chain, "paid", "4"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
      assertThatThrownBy(() -> chain.controls(Approvals.NONE, WAIT).resumeSettlement(id("resume")))
          .hasMessageContaining("approved by 0, needs 2");
      watcher.step();
      assertThat(watcher.alarms()).as("deploying was people's, minting was ours").isEmpty();
      assertThat(firstBlock(database))
          .as("nothing is read before the first contract")
          .isEqualTo(deployed.startBlock);
      tellsOfEachProposal(deployed, chain, watcher);
      tellsOfASafeThatChanges(deployed, watcher);
    }
  }

  private void tellsOfEachProposal(PeoplesDeployment deployed, EvmChain chain, Watcher watcher) {
    people.propose(
        safe(deployed, "roles"),
        deployed.timelock("roles"),
        List.of(chain.coin(Asset.FHKD)),
        List.of(new Stablecoin.GrantRole(RoleNames.hash("MINTER"), STRANGER)));
    watcher.step();
    assertThat(watcher.alarms())
        .singleElement()
        .satisfies(alarm -> {
          assertThat(alarm.kind()).isEqualTo(Alarm.Kind.GOVERNANCE);
          assertThat(alarm.description())
              .contains("timelock roles " + deployed.timelock("roles"))
              .contains("CallScheduled: in 172800 seconds it may grantRole(MINTER, " + STRANGER)
              .contains("on coin FHKD " + chain.coin(Asset.FHKD));
        });
    assertThat(chain.incidents()).extracting(Incident::kind).containsExactly("GOVERNANCE");
    assertThat(chain.mint(id("waits"), chain.address("L001"), Chains.coins("1"), WAIT))
        .isInstanceOf(MintOutcome.Refused.class);
  }

  private void tellsOfASafeThatChanges(PeoplesDeployment deployed, Watcher watcher) {
    Governors.Safe court = safe(deployed, "court");
    people.act(
        court,
        court.address(),
        Governors.call(
            "addOwnerWithThreshold(address,uint256)", List.of(STRANGER, BigInteger.TWO)));
    people.act(
        court,
        court.address(),
        Governors.call("enableModule(address)", List.of("0x" + "77".repeat(20))));
    watcher.step();
    assertThat(watcher.alarms().stream().map(Alarm::description))
        .anyMatch(text -> text.contains("Safe court") && text.contains("AddedOwner(" + STRANGER))
        .anyMatch(text -> text.contains("Safe court") && text.contains("EnabledModule(0x7777"));
  }

  /// A signer's key is worth nothing without the threshold; somebody who rewrites the threshold
  /// without an event is found by the comparison that the watcher makes by itself.
  @Test
  void whatChangesWithoutAnEventIsFoundByTheDailyCheck() {
    PeoplesDeployment deployed = deployed(Map.of(), Governors.DELAY);
    ChainProfile profile = production(deployed, plan -> plan);
    var database = Chains.database();
    try (EvmChain chain = open(profile, new Held(keys), AUDITED, database);
        Watcher watcher = chain.watcher(database)) {
      people
          .rpc()
          .call(
              "anvil_setStorageAt",
              safe(deployed, "court").address(),
              "0x4", // Safe's threshold
              "0x" + "%064x".formatted(1));
      people.rpc().call("evm_mine");
      watcher.step();
      assertThat(watcher.alarms())
          .singleElement()
          .satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(Alarm.Kind.NOT_AS_PLANNED);
            assertThat(alarm.description())
                .contains("Safe court")
                .contains("asks for 1 signatures, the least is 2");
          });
      assertThat(chain.incidents()).extracting(Incident::kind).containsExactly("NOT_AS_PLANNED");
    }
  }

  @Test
  void eventsAfterTheAdoptionAreNewsAndOnesBeforeAreNot() {
    PeoplesDeployment deployed = deployed(Map.of(), Governors.DELAY);
    GovernancePlan signed = deployed.plan(Governors.DELAY);
    String freezer = keys.address(Keys.FREEZER);
    people.act(freezer, deployed.contract("FHKD"), new Stablecoin.Freeze(List.of(STRANGER)));
    assertThat(watched(deployed, signed)).as("frozen after the check was signed off").hasSize(1);
    assertThat(watched(deployed, deployed.plan(Governors.DELAY))).as("and before").isEmpty();
    people.act(
        keys.address(Keys.LISTER),
        deployed.contract("FHKD"),
        new Stablecoin.Allow(List.of(freezer)));
    people.act(
        deployed.contract("FHKD.gate"),
        deployed.contract("FHKD"),
        new Stablecoin.Mint(freezer, freezer, BigInteger.TEN));
    assertThat(watched(deployed, deployed.plan(Governors.DELAY)))
        .as("coins are no part of deploying")
        .singleElement()
        .satisfies(alarm -> assertThat(alarm.description()).contains("Transfer("));
  }

  private List<Alarm> watched(PeoplesDeployment deployed, GovernancePlan plan) {
    var database = Chains.database();
    try (EvmChain chain = open(production(deployed, _ -> plan), new Held(keys), AUDITED, database);
        Watcher watcher = chain.watcher(database)) {
      watcher.step();
      return watcher.alarms();
    }
  }

  @Test
  void refusesAPowerThatIsAPlainKey() {
    String upgrader = keys.address(Keys.UPGRADER);
    PeoplesDeployment deployed = deployed(Map.of("UPGRADER", upgrader), Governors.DELAY);
    refuses(
        production(deployed, plan -> plan),
        "UPGRADER is held by " + upgrader + ", which is no timelock of the plan");
  }

  @Test
  void refusesAnotherThresholdAnotherSignerAndAnotherHolder() {
    PeoplesDeployment deployed = deployed(Map.of(), Governors.DELAY);
    ChainProfile profile = production(deployed, plan -> plan);
    Governors.Safe limits = safe(deployed, "limits");
    String roles = deployed.timelock("roles");
    people.act(
        roles,
        deployed.contract("escrow"),
        new Stablecoin.GrantRole(RoleNames.hash("PAUSER"), STRANGER));
    refuses(
        profile, "escrow (" + deployed.contract("escrow") + ") has 9 role holders, planned are 8");
    people.act(
        limits,
        limits.address(),
        Governors.call("changeThreshold(uint256)", List.of(BigInteger.valueOf(3))));
    refuses(profile, "Safe limits (" + limits.address() + ") asks for 3 signatures, planned are 2");
  }

  @Test
  void refusesTimelocksThatDoNotWait() {
    PeoplesDeployment none = deployed(Map.of(), Duration.ZERO);
    refuses(
        production(none, _ -> none.plan(Duration.ZERO)),
        "timelock roles (" + none.timelock("roles") + ") can be made to wait only 0 seconds");
  }

  @Test
  void refusesExchangedImplementationsPlannedCodeOrNot() {
    PeoplesDeployment deployed = deployed(Map.of(), Governors.DELAY);
    ChainProfile profile = production(deployed, plan -> plan);
    String gate = deployed.contract("FHKD.gate");
    String twin = people.deploy(MintGate.deploy(deployed.contract("FHKD")));
    implement(gate, twin);
    refuses(profile, "behind FHKD.gate (" + gate + ") stands " + twin + ", planned is");
    String other = people.deploy(Settlement.deploy());
    implement(gate, other);
    String wrong =
        "FHKD.gate " + gate + ": the code behind it, at " + other + ", is not the MintGate";
    refuses(profile, wrong);
    refuses(profile(deployed.contracts, null, Environment.PILOT), wrong);
    people.rpc().call("anvil_setCode", gate, "0x6000");
    people.rpc().call("evm_mine");
    refuses(profile, "FHKD.gate " + gate + " is not a proxy that this release compiled");
  }

  @Test
  void refusesAPlanThatSaysTooLittleAndAStrangersChecker() {
    PeoplesDeployment deployed = deployed(Map.of(), Governors.DELAY);
    GovernancePlan plan = deployed.plan(Governors.DELAY);
    Map<String, Map<String, List<String>>> fewer = new HashMap<>(plan.roles());
    fewer.remove("escrow");
    refuses(
        production(deployed, one -> with(one, one.checker(), one.implementations(), fewer)),
        "the plan does not say who holds the roles of escrow (");
    Map<String, String> unsaid = new HashMap<>(plan.implementations());
    unsaid.remove("FHKD");
    refuses(
        production(deployed, one -> with(one, one.checker(), unsaid, one.roles())),
        "the plan does not say which code stands behind FHKD");
    // Answers every call with success, whatever is asked.
    String yes = "0x" + "99".repeat(20);
    people.rpc().call("anvil_setCode", yes, "0x00");
    people.rpc().call("evm_mine");
    refuses(
        production(deployed, one -> with(one, yes, one.implementations(), one.roles())),
        "the checker " + yes + " is not the DeploymentCheck that this release compiled");
  }

  @Test
  void aPilotOnPeoplesContractsOpensWithoutAPlan() {
    PeoplesDeployment deployed = deployed(Map.of(), Governors.DELAY);
    ChainProfile pilot = profile(deployed.contracts, null, Environment.PILOT);
    try (EvmChain chain = open(pilot, new Held(keys), ReleaseGate.ofBuild())) {
      assertThat(chain.coin(Asset.FHKD)).isEqualTo(deployed.contract("FHKD"));
    }
  }

  private void implement(String proxy, String implementation) {
    people
        .rpc()
        .call("anvil_setStorageAt", proxy, Erc1967.IMPLEMENTATION, Abi.wordOf(implementation));
    people.rpc().call("evm_mine");
  }

  private PeoplesDeployment deployed(Map<String, String> strangers, Duration delay) {
    return new PeoplesDeployment(people, keys, strangers, delay);
  }

  private static Governors.Safe safe(PeoplesDeployment deployed, String name) {
    return Objects.requireNonNull(deployed.safes.get(name));
  }

  private static GovernancePlan with(
      GovernancePlan plan,
      String checker,
      Map<String, String> implementations,
      Map<String, Map<String, List<String>>> roles) {
    return new GovernancePlan(
        plan.startBlock(),
        plan.adoptedBlock(),
        checker,
        plan.safeCode(),
        plan.safes(),
        plan.timelocks(),
        implementations,
        roles,
        plan.births(),
        plan.formerCode());
  }

  private void refuses(ChainProfile profile, String why) {
    ReleaseGate gate =
        profile.environment() == Environment.PRODUCTION ? AUDITED : ReleaseGate.ofBuild();
    assertThatThrownBy(() -> open(profile, new Held(keys), gate)).hasMessageContaining(why);
  }

  private ChainProfile production(
      PeoplesDeployment deployed, UnaryOperator<GovernancePlan> change) {
    return profile(
        deployed.contracts, change.apply(deployed.plan(Governors.DELAY)), Environment.PRODUCTION);
  }

  private ChainProfile profile(
      Map<String, String> contracts, @Nullable GovernancePlan plan, Environment environment) {
    return profile(List.of(anvil.rpc()), contracts, plan, environment);
  }

  /// @param nodes all of which must agree
  static ChainProfile profile(
      List<URI> nodes,
      Map<String, String> contracts,
      @Nullable GovernancePlan plan,
      Environment environment) {
    ChainProfile one =
        ChainProfile.development(nodes.getFirst(), BLOCK_TIME).with(nodes, nodes.size());
    return new ChainProfile(
        "production test",
        one.endpoints(),
        one.quorum(),
        one.chainId(),
        one.confirmation(),
        one.blockTime(),
        one.pollInterval(),
        one.rpcTimeout(),
        one.reviewedOn(),
        one.reviewDueOn(),
        one.fees(),
        List.of(Asset.FHKD),
        one.limits(),
        contracts,
        Optional.ofNullable(plan),
        environment);
  }

  static EvmChain open(ChainProfile profile, Keys keys, ReleaseGate release) {
    return open(profile, keys, release, Chains.database());
  }

  private static EvmChain open(
      ChainProfile profile, Keys keys, ReleaseGate release, javax.sql.DataSource database) {
    return EvmChain.open(
        new Opening(
            profile,
            database,
            keys,
            PARTICIPANTS,
            People.known(),
            People.approve("anna", "ben"),
            release,
            InstantSource.system()));
  }

  private static long firstBlock(javax.sql.DataSource database) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT min(number) FROM watch.block")) {
      row.next();
      return row.getLong(1);
    } catch (java.sql.SQLException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /// The same keys, as a device would hold them.
  record Held(Keys keys) implements Keys {
    @Override
    public void prepare(Collection<String> names) {
      assertThat(names).as("only for daily work").doesNotContainAnyElementsOf(Keys.SIGNIFICANT);
    }

    @Override
    public String address(String name) {
      return keys.address(name);
    }

    @Override
    public byte[] sign(String name, Hash32 hash) {
      return keys.sign(name, hash);
    }

    @Override
    public boolean forDevelopment() {
      return false;
    }
  }
}

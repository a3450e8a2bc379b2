package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.ERC1967Proxy;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.Contracts.Timelock;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.deploy.Finding;
import io.fairway.chain.deploy.Inspection;
import io.fairway.chain.deploy.OpeningCheck;
import io.fairway.chain.deploy.PeoplesDeployment;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.ChainProfile.Environment;
import io.fairway.chain.profile.GovernancePlan;
import io.fairway.money.Asset;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Hash;

/// What no look at the state can find, found by how it came to be. Each theft is done on a real
/// network first, and shown to pass the comparison of the state.
class BirthsTest {
  /// Over how many blocks events are asked for at a time.
  private static final int EVENT_BLOCKS_A_QUESTION = 2_000;

  /// Few enough that a busy machine answers in time.
  private static final int BLOCKS_AT_ONCE = 200;

  private static final Hash32 NOWHERE = Hash32.parse("0x" + "ab".repeat(32));

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
  void anHonestDeploymentOpensHoweverLongAgoItWasMade() {
    PeoplesDeployment deployed = deployed();
    for (int mined = 0; mined <= 2 * EVENT_BLOCKS_A_QUESTION; mined += BLOCKS_AT_ONCE) {
      people.rpc().call("anvil_mine", BLOCKS_AT_ONCE);
    }
    ChainProfile profile = production(deployed);
    List<Finding> findings = look(profile);
    assertThat(findings).allSatisfy(one -> assertThat(one.isRefused()).as("%s", one).isFalse());
    assertThat(findings.stream().filter(one -> one.checked().equals("birth")).map(Finding::subject))
        .containsExactly(
            "FHKD",
            "FHKD.gate",
            "escrow",
            "settlement",
            "timelock roles",
            "timelock limits",
            "timelock upgrades",
            "Safe roles",
            "Safe limits",
            "Safe upgrades",
            "Safe guard",
            "Safe unpause",
            "Safe court",
            "Safe rescue");
    assertThat(findings.stream().filter(one -> one.checked().equals("upgrades"))).hasSize(4);
    assertThat(findings.stream().filter(one -> one.checked().equals("members and proposals")))
        .hasSize(3);
    assertThat(findings.stream().filter(one -> one.checked().equals("owners and modules")))
        .hasSize(7);
    assertThat(findings.stream().filter(one -> one.checked().equals("guards"))).hasSize(7);
    try (EvmChain chain = open(profile)) {
      assertThat(chain.coin(Asset.FHKD)).isEqualTo(deployed.contract("FHKD"));
    }
  }

  @Test
  void refusesARoleThatAForeignConstructorHidBehindReleasedCode() {
    Thief.Seed minter = Thief.role(RoleNames.hash("MINTER"));
    people.creates =
        code -> Abi.isDeployment("ERC1967Proxy", code) ? thief.seeding(minter, code) : code;
    PeoplesDeployment deployed = deployed();
    String coin = deployed.contract("FHKD");
    assertThat(
            people.ask(
                coin, new Stablecoin.HasRole(RoleNames.hash("MINTER"), Thief.ADDRESS).encode()))
        .as("the thief may mint")
        .endsWith("1");
    refusedOnlyByBirth(
        production(deployed),
        "FHKD %s, made by transaction %s: its input is not the code that creates the ERC1967Proxy"
            .formatted(coin, people.births.get(coin)));
  }

  /// What is wrong with profile and release beside what is wrong on the chain.
  @Test
  void tellsAllThatIsWrongAtOnce() {
    PeoplesDeployment deployed = deployed();
    String coin = deployed.contract("FHKD");
    ChainProfile profile = born(deployed, births -> births.remove(coin));
    InstantSource late =
        InstantSource.fixed(
            profile.reviewDueOn().plusDays(1).atStartOfDay().toInstant(java.time.ZoneOffset.UTC));
    OpeningCheck check = OpeningCheck.of(profile, late);
    assertThat(check.isPermitted()).isFalse();
    assertThat(check.block()).isPresent();
    assertThat(Finding.refusals(check.findings()))
        .anyMatch(why -> why.startsWith("Stablecoin: ") && why.contains("not enough in production"))
        .anyMatch(why -> why.startsWith("plan.births has nothing of proxy FHKD"));
    assertThat(check.findings())
        .filteredOn(one -> one.verdict() == Finding.Verdict.LIMITED)
        .singleElement()
        .satisfies(one -> assertThat(one.words()).contains("nothing new is issued"));
    ChainProfile elsewhere =
        ProductionTest.profile(
            List.of(anvil.rpc()),
            Map.of("FHKD", deployed.contract("FHKD.gate"), "FHKD.gate", coin),
            null,
            Environment.PILOT);
    assertThat(Finding.refusals(OpeningCheck.of(elsewhere, late).findings()))
        .anyMatch(why -> why.equals("it names no contract settlement"))
        .anyMatch(why -> why.equals("it names no contract escrow"))
        .anyMatch(why -> why.startsWith("FHKD.gate " + coin + ": the code behind it"));
    people.rpc().call("anvil_setChainId", 5);
    check = OpeningCheck.of(profile, late);
    assertThat(Finding.refusals(check.findings())).anyMatch(why -> why.contains("is chain 5, the"));
    assertThat(check.block()).isEmpty();
  }

  @Test
  void refusesAProposerThatAForeignConstructorHidInATimelock() {
    people.creates =
        code -> Abi.isDeployment("Timelock", code) ? thief.seeding(Thief.proposer(), code) : code;
    PeoplesDeployment deployed = deployed();
    assertThat(
            people.ask(
                deployed.timelock("roles"),
                new Timelock.HasRole(Hash32.parse(Hash.sha3String("PROPOSER_ROLE")), Thief.ADDRESS)
                    .encode()))
        .as("the thief may propose")
        .endsWith("1");
    refusedOnlyByBirth(
        production(deployed),
        "timelock roles %s, made by transaction %s: its input is not the code that creates the Timelock"
            .formatted(deployed.timelock("roles"), people.births.get(deployed.timelock("roles"))));
  }

  @Test
  void refusesAModuleThatASetUpHidAndASafeThatTheFactoryDidNotMake() {
    String writer = thief.writer(Thief.module());
    people.makesSafes =
        name ->
            switch (name) {
              case "court" -> people.safe(name, writer, "0x1234567890");
              case "rescue" -> people.safeWithoutFactory(name);
              default -> people.safe(name, Governors.ANYONE, "0x");
            };
    PeoplesDeployment deployed = deployed();
    String court = Objects.requireNonNull(deployed.safes.get("court")).address();
    String rescue = Objects.requireNonNull(deployed.safes.get("rescue")).address();
    assertThat(
            people.ask(court, Governors.call("isModuleEnabled(address)", List.of(Thief.ADDRESS))))
        .as("the thief acts without a signature")
        .endsWith("1");
    ChainProfile profile = production(deployed);
    refusedOnlyByBirth(
        profile,
        "Safe court %s, made by transaction %s: its setup calls %s with 0x12345678..."
            .formatted(court, people.births.get(court), writer));
    assertThat(Finding.refusals(look(profile)))
        .as("all that is wrong, not only the first")
        .hasSize(2)
        .anySatisfy(why ->
            assertThat(why)
                .contains("Safe rescue " + rescue)
                .endsWith("it went to nobody; expected the planned factory " + people.factory));
  }

  /// People signed for code of an earlier release; for a thief's nobody did.
  @Test
  void refusesAnUpgradeThroughForeignCodeAndBackUnlessPeopleSignedForThatCode() {
    PeoplesDeployment deployed = deployed();
    String gate = deployed.contract("FHKD.gate");
    String upgrader = deployed.timelock("upgrades");
    String foreign = thief.passage(Thief.role(RoleNames.hash("APPROVER")));
    String before = Objects.requireNonNull(deployed.implementations.get("FHKD.gate"));
    people.act(upgrader, gate, new MintGate.UpgradeToAndCall(foreign, "0x"));
    people.act(upgrader, gate, new MintGate.UpgradeToAndCall(before, "0x"));
    assertThat(
            people.ask(
                gate, new MintGate.HasRole(RoleNames.hash("APPROVER"), Thief.ADDRESS).encode()))
        .as("the thief may approve")
        .endsWith("1");
    String hash = people.codeHash(foreign);
    refusedOnlyByBirth(
        production(deployed),
        "put " + foreign + " behind it, which is not the MintGate that this release compiled nor");
    Map<String, List<Hash32>> signed = former("FHKD.gate", hash);
    refusedOnlyByBirth(
        production(deployed, plan -> with(plan, plan.births(), former("FHKD", hash))),
        "among the plan's formerCode of FHKD.gate; its code has the hash " + hash);
    refusedOnlyByBirth(
        production(deployed, plan -> with(plan, plan.births(), signed)),
        "put " + foreign + " behind it, of which plan.births has nothing");
    refusedOnlyByBirth(
        production(deployed, plan -> with(plan, bornToo(plan, foreign, before), signed)),
        "what stood behind it at "
            + foreign
            + ", made by transaction "
            + known(before)
            + ": it created "
            + before);
    try (EvmChain chain =
        open(production(deployed, plan -> with(plan, bornToo(plan, foreign, foreign), signed)))) {
      assertThat(chain.gate(Asset.FHKD)).isEqualTo(gate);
    }
  }

  /// Code could be made, used and destroyed in one transaction, and other code made in its place:
  /// so what an upgrade put there is released code by its birth too.
  @Test
  void anUpgradeToReleasedCodeNeedsABirthOfThatCode() {
    PeoplesDeployment deployed = deployed();
    String gate = deployed.contract("FHKD.gate");
    String next = people.deploy(MintGate.deploy(deployed.contract("FHKD")));
    people.act(deployed.timelock("upgrades"), gate, new MintGate.UpgradeToAndCall(next, "0x"));
    deployed.implementations.put("FHKD.gate", next);
    refusedOnlyByBirth(
        production(deployed),
        "put " + next + " behind it, of which plan.births has nothing; expected the hash");
    String safe = Objects.requireNonNull(deployed.safes.get("court")).address();
    refusedOnlyByBirth(
        production(deployed, plan -> with(plan, bornToo(plan, next, safe), Map.of())),
        "it went to " + people.factory + "; expected one without a receiver");
    try (EvmChain chain =
        open(production(deployed, plan -> with(plan, bornToo(plan, next, next), Map.of())))) {
      assertThat(chain.gate(Asset.FHKD)).isEqualTo(gate);
    }
  }

  /// @param maker another contract, whose birth is said to be that of `address`
  private Map<String, Hash32> bornToo(GovernancePlan plan, String address, String maker) {
    Map<String, Hash32> births = new HashMap<>(plan.births());
    births.put(address, known(maker));
    return births;
  }

  private static Map<String, List<Hash32>> former(String name, String hash) {
    return Map.of(name, List.of(Hash32.parse(hash)));
  }

  @Test
  void refusesAnotherFirstCallAndBytesBehindTheArguments() {
    people.creates =
        code -> {
          if (!Abi.isDeployment("ERC1967Proxy", code)) {
            return code;
          }
          List<?> arguments =
              Abi.deploymentArguments("ERC1967Proxy", "(address,bytes)", code).orElseThrow();
          return isEscrow((String) arguments.getFirst())
              ? code + "00"
              : ERC1967Proxy.deploy(
                  (String) arguments.getFirst(), new Stablecoin.RoleOf(Thief.ADDRESS).encode());
        };
    PeoplesDeployment deployed = deployed();
    assertThat(Finding.refusals(look(production(deployed))))
        .anyMatch(why -> why.contains("what it called first is not initialize of Stablecoin"))
        .anyMatch(why -> why.contains("what it called first is not initialize of MintGate"))
        .anyMatch(why -> why.contains("what it called first is not initialize of Settlement"))
        .anyMatch(why ->
            why.startsWith("escrow " + deployed.contract("escrow"))
                && why.contains("is not the code that creates the ERC1967Proxy of this release"));
  }

  private boolean isEscrow(String implementation) {
    String code = people.rpc().call("eth_getCode", implementation, "latest").asText();
    return io.fairway.chain.abi.ReleasedCode.ofBuild().is("Escrow", code);
  }

  @Test
  void refusesAMissingASurplusAndAWrongBirth() {
    PeoplesDeployment deployed = deployed();
    String coin = deployed.contract("FHKD");
    String gate = deployed.contract("FHKD.gate");
    String lock = deployed.timelock("limits");
    String court = Objects.requireNonNull(deployed.safes.get("court")).address();
    refusedOnlyByBirth(
        born(deployed, births -> births.remove(coin)),
        "plan.births has nothing of proxy FHKD " + coin + "; expected the hash of the transaction");
    refusedOnlyByBirth(
        born(deployed, births -> births.put(Thief.ADDRESS, NOWHERE)),
        "plan.births names " + Thief.ADDRESS + "; expected only proxies, timelocks and Safes");
    refusedOnlyByBirth(
        born(deployed, births -> births.put(lock, NOWHERE)),
        "timelock limits "
            + lock
            + ", made by transaction "
            + NOWHERE
            + ": the network has no such");
    refusedOnlyByBirth(
        born(deployed, births -> births.put(coin, known(gate))),
        "it created " + gate + "; expected " + coin);
    refusedOnlyByBirth(
        born(deployed, births -> births.put(coin, known(court))),
        "it went to " + people.factory + "; expected one without a receiver, which creates");
    Hash32 other = known(Objects.requireNonNull(deployed.safes.get("guard")).address());
    refusedOnlyByBirth(
        born(deployed, births -> births.put(court, other)),
        "the factory told no ProxyCreation of this address");
    refusedOnlyByBirth(
        production(
            deployed, plan -> with(plan, people.singleton, plan.births(), plan.formerCode())),
        "Safe's factory " + people.singleton + " has code with the hash");
  }

  private PeoplesDeployment deployed() {
    return new PeoplesDeployment(people, keys, Map.of(), Governors.DELAY);
  }

  private Hash32 known(String address) {
    return Objects.requireNonNull(people.births.get(address));
  }

  private ChainProfile born(
      PeoplesDeployment deployed, java.util.function.Consumer<Map<String, Hash32>> change) {
    return production(
        deployed,
        plan -> {
          Map<String, Hash32> births = new HashMap<>(plan.births());
          change.accept(births);
          return with(plan, births, plan.formerCode());
        });
  }

  private ChainProfile production(PeoplesDeployment deployed) {
    return production(deployed, plan -> plan);
  }

  private ChainProfile production(
      PeoplesDeployment deployed, UnaryOperator<GovernancePlan> change) {
    return profile(List.of(anvil.rpc()), deployed, change.apply(deployed.plan(Governors.DELAY)));
  }

  static ChainProfile profile(List<URI> nodes, PeoplesDeployment deployed, GovernancePlan plan) {
    return ProductionTest.profile(nodes, deployed.contracts, plan, Environment.PRODUCTION);
  }

  private static GovernancePlan with(
      GovernancePlan plan, Map<String, Hash32> births, Map<String, List<Hash32>> former) {
    return with(plan, plan.safeCode().proxyFactory(), births, former);
  }

  private static GovernancePlan with(
      GovernancePlan plan,
      String factory,
      Map<String, Hash32> births,
      Map<String, List<Hash32>> former) {
    GovernancePlan.SafeCode code = plan.safeCode();
    return new GovernancePlan(
        plan.startBlock(),
        plan.adoptedBlock(),
        plan.checker(),
        new GovernancePlan.SafeCode(
            code.proxyHash(),
            code.singleton(),
            code.singletonHash(),
            code.fallbackHandler(),
            code.fallbackHandlerHash(),
            factory,
            code.proxyFactoryHash()),
        plan.safes(),
        plan.timelocks(),
        plan.implementations(),
        plan.roles(),
        births,
        former);
  }

  /// The state is as planned, and the chain does not open.
  static void refusedOnlyByBirth(Governors people, Keys keys, ChainProfile profile, String why) {
    long block = people.block();
    assertThat(new Inspection(profile, people.rpc()).refusal(block)).as("the state").isEmpty();
    assertThatThrownBy(() ->
            ProductionTest.open(profile, new ProductionTest.Held(keys), ProductionTest.AUDITED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(why);
  }

  private void refusedOnlyByBirth(ChainProfile profile, String why) {
    refusedOnlyByBirth(people, keys, profile, why);
  }

  static List<Finding> look(ChainProfile profile) {
    return OpeningCheck.of(profile, ProductionTest.AUDITED, InstantSource.system()).findings();
  }

  private EvmChain open(ChainProfile profile) {
    return ProductionTest.open(profile, new ProductionTest.Held(keys), ProductionTest.AUDITED);
  }
}

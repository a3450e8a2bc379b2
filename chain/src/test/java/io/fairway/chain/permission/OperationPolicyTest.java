package io.fairway.chain.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Chains;
import io.fairway.chain.Hash32;
import io.fairway.chain.Incident;
import io.fairway.chain.Keys;
import io.fairway.chain.People;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts;
import io.fairway.chain.abi.Contracts.ERC1967Proxy;
import io.fairway.chain.abi.Contracts.Escrow;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.permission.Intent.Kind;
import io.fairway.chain.permission.Permission.Answer;
import io.fairway.chain.permission.Permission.Circumstances;
import io.fairway.chain.profile.ChainProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The closed list of operations.
class OperationPolicyTest {
  private static final String COIN = "0x" + "c0".repeat(20);
  private static final String GATE = "0x" + "6a".repeat(20);
  private static final String SETTLEMENT = "0x" + "5e".repeat(20);
  private static final String ESCROW = "0x" + "e5".repeat(20);
  private static final String HOLDER = "0x" + "ab".repeat(20);
  private static final Hash32 ID = Chains.id("an order");

  /// Nothing but an upgrade looks at the chain; see OperationsTest.
  private static final ChainView NO_CHAIN =
      new ChainView() {
        @Override
        public String code(String address) {
          throw new AssertionError("code of " + address);
        }

        @Override
        public String ask(String contract, String data) {
          throw new AssertionError("asked " + contract);
        }
      };

  private static final Approvals TWO = People.approve("anna", "ben");
  private static final ChainProfile CONSORTIUM = ChainProfile.named("consortium");

  @Test
  void everyFunctionThatChangesSomethingIsInOneOperationOrRefused() {
    JsonNode json = json();
    Set<String> listed = new TreeSet<>(OperationPolicy.load().functions());
    json.path("refused").fieldNames().forEachRemaining(listed::add);
    Set<String> ofTheContracts = new TreeSet<>();
    for (Abi.Contract contract : Contracts.ALL) {
      ofTheContracts.add(contract.name() + ".constructor");
      contract.functions().stream()
          .filter(Abi.Function::changesState)
          .forEach(function -> ofTheContracts.add(function.toString()));
    }
    assertThat(listed).isEqualTo(ofTheContracts);
    assertThat(ofTheContracts).hasSizeGreaterThan(80);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Stablecoin.freeze(address[])", "Settlement.pause()"})
  void aListThatForgetsAFunctionDoesNotLoad(String function) {
    ObjectNode json = json();
    for (JsonNode operation : json.path("operations")) {
      ((ObjectNode) operation.path("functions")).remove(function);
    }
    assertThatThrownBy(() -> OperationPolicy.of(json, Contracts.ALL))
        .hasMessageContaining("no operation has these functions: [" + function + "]");
  }

  @Test
  void aListWithAMistakeDoesNotLoad() {
    ObjectNode unknown = json();
    unknown.withObject("/refused").put("Stablecoin.fly()", "there is none");
    assertThatThrownBy(() -> OperationPolicy.of(unknown, Contracts.ALL))
        .hasMessageContaining("no contract has these functions: [Stablecoin.fly()]");
    ObjectNode missing = json();
    ((ArrayNode) missing.path("operations")).remove(2);
    assertThatThrownBy(() -> OperationPolicy.of(missing, Contracts.ALL))
        .hasMessageContaining("MINT has no rule");
    ObjectNode alone = json();
    ((ObjectNode) alone.path("operations").get(2)).put("quorum", 1);
    assertThatThrownBy(() -> OperationPolicy.of(alone, Contracts.ALL))
        .hasMessageContaining("MINT: a quorum of 1 is too few");
    ObjectNode twice = json();
    twice.withObject("/refused").put("Stablecoin.freeze(address[])", "also in FREEZE");
    assertThatThrownBy(() -> OperationPolicy.of(twice, Contracts.ALL))
        .hasMessageContaining("is refused and in an operation");
  }

  @Test
  void whatIsOnTheListIsGrantedOnRecord() {
    Intent mint = mint(HOLDER, TWO);
    assertThat(ask(mint))
        .isEqualTo(new Answer.Granted(TokenOperation.MINT, TWO.of(mint.act(CONSORTIUM.chainId()))));
    assertThat(ask(intent(Keys.SETTLER, SETTLEMENT, new Settlement.Settle(ID, ID, List.of()))))
        .isEqualTo(new Answer.Granted(TokenOperation.SETTLE, List.of()));
  }

  @Test
  void oneOrTheSamePersonTwiceIsNoQuorum() {
    assertRefused(mint(HOLDER, People.approve("anna")), "approved by 1, needs 2 different persons");
    assertRefused(mint(HOLDER, People.approve("anna", "anna")), "approved by 1, needs 2");
    assertRefused(mint(HOLDER, Approvals.NONE), "approved by 0, needs 2");
  }

  @Test
  void aDevelopmentChainApprovesByItselfAndSaysSo() {
    Permission development = permission("2026-12-01T00:00:00Z", true);
    Answer answer = development.ask(mint(HOLDER, Approvals.NONE), signed(0));
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Granted.class,
            granted -> {
              assertThat(granted.persons()).containsExactly("development 1", "development 2");
              assertThat(granted.approvedBy()).noneMatch(Approval::isSigned);
            });
    assertThat(development.ask(mint(HOLDER, People.approve("anna")), signed(0)))
        .isInstanceOf(Answer.Refused.class);
  }

  @Test
  void whatIsNotOnTheListIsRefused() {
    assertRefused(
        intent(Keys.SETTLER, COIN, new Stablecoin.Transfer(HOLDER, BigInteger.ONE)),
        "is refused: coins move in windows only");
    assertRefused(intent(Keys.SETTLER, HOLDER, new Settlement.Pause()), "is none of this chain's");
    assertRefused(
        intent(Keys.PAUSER, COIN, new Settlement.SetParticipant(HOLDER, true)), "no call of");
    assertRefused(
        intent(Keys.MINTER, COIN, new Stablecoin.Mint(HOLDER, HOLDER, BigInteger.ONE)),
        "is refused: the mint gate mints");
    assertRefused(
        approved(new Intent(Kind.DEPLOY, "x", ID, Keys.DEPLOYER, null, "0x6000", 1), TWO),
        "deploys none of the compiled contracts");
    Intent withTail = mint(HOLDER, TWO);
    assertRefused(
        approved(new Intent(Kind.MINT, "x", ID, Keys.MINTER, GATE, withTail.data() + "00", 1), TWO),
        "no call of MintGate");
  }

  /// A proxy that anyone could initialise first, or in front of someone's own code, is never
  /// signed.
  @Test
  void aProxyIsDeployedOnlyInFrontOfCodeOfThisChainAndInitialised() {
    Permission pilot = permission("2026-12-01T00:00:00Z", true);
    pilot.knowImplementation(HOLDER, "Settlement");
    String opening = new Settlement.Initialize(List.of()).encode();
    assertThat(pilot.ask(deployment(ERC1967Proxy.deploy(HOLDER, opening)), signed(0)))
        .isInstanceOf(Answer.Granted.class);
    for (String refused :
        List.of(
            ERC1967Proxy.deploy(COIN, opening),
            ERC1967Proxy.deploy(HOLDER, "0x"),
            ERC1967Proxy.deploy(HOLDER, new Settlement.Pause().encode()),
            ERC1967Proxy.deploy(HOLDER, opening) + "00")) {
      assertThat(pilot.ask(deployment(refused), signed(0)))
          .isInstanceOfSatisfying(
              Answer.Refused.class,
              answer -> assertThat(answer.why()).startsWith("DEPLOY: a proxy "));
    }
  }

  @Test
  void productionDeploysNoCodeThatOnlyItsAuthorsReviewed() {
    Intent settlement = deployment(Settlement.deploy());
    assertThat(permission("2026-12-01T00:00:00Z", true).ask(settlement, signed(0)))
        .isInstanceOf(Answer.Granted.class);
    assertRefused(
        approved(settlement, TWO), "Settlement: a self-review is not enough in production");
  }

  private static Intent deployment(String code) {
    return new Intent(Kind.DEPLOY, "x", ID, Keys.DEPLOYER, null, code, 1);
  }

  @Test
  void preconditionsAndLimitsHold() {
    assertRefused(mint(SETTLEMENT, TWO), "which is not registered");
    assertRefused(
        intent("participant:L001", COIN, new Stablecoin.Approve(HOLDER, BigInteger.ONE)),
        "which is not the settlement");
    assertRefused(
        intent(Keys.MINTER, GATE, order(HOLDER, BigInteger.TWO.pow(63)), TWO),
        "MINT: 9223372036854775808 units; the limit mint.perMintMaxUnits of chain profile consortium"
            + " is 50000000000000");
    assertRefused(
        intent(Keys.PAUSER, COIN, new Stablecoin.Freeze(List.of(HOLDER)), TWO),
        "not for the key pauser");
    assertThat(permission("2026-12-01T00:00:00Z", false).ask(mint(HOLDER, TWO), signed(10_000)))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.why()).contains("10000 in the last hour is the limit");
              assertThat(refused.passing()).isTrue();
            });
  }

  @Test
  void anExpiredProfileStopsIssuanceAndNothingElse() {
    Permission expired = permission("2027-05-24T00:00:00Z", false);
    assertThat(permission("2027-05-23T23:59:59Z", false).ask(mint(HOLDER, TWO), signed(0)))
        .isInstanceOf(Answer.Granted.class);
    assertThat(expired.ask(mint(HOLDER, TWO), signed(0)))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.why()).contains("was due on 2027-05-23");
              assertThat(refused.passing()).isFalse();
            });
    assertThat(
            expired.ask(
                intent(Keys.SETTLER, SETTLEMENT, new Settlement.Settle(ID, ID, List.of())),
                signed(0)))
        .isInstanceOf(Answer.Granted.class);
    assertThat(
            expired.ask(
                intent(Keys.FREEZER, COIN, new Stablecoin.Freeze(List.of(HOLDER)), TWO), signed(0)))
        .isInstanceOf(Answer.Granted.class);
  }

  private static Answer ask(Intent intent) {
    return permission("2026-12-01T00:00:00Z", false).ask(intent, signed(0));
  }

  private static void assertRefused(Intent intent, String why) {
    assertThat(ask(intent))
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.why()).contains(why));
  }

  @Test
  void anIncidentStopsWhatGivesPowerAndOneOfTheContractsWhatMovesCoins() {
    Permission pilot = permission("2026-12-01T00:00:00Z", false);
    Circumstances event = signed(0, incident("UNEXPECTED_EVENT"));
    Circumstances code = signed(0, incident("CODE_CHANGED"));
    assertThat(pilot.ask(mint(HOLDER, TWO), event))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            no -> {
              assertThat(no.why()).contains("MINT: halted by incident 7, UNEXPECTED_EVENT");
              assertThat(no.passing()).isTrue();
            });
    assertThat(pilot.ask(mint(HOLDER, People.approve("anna")), event))
        .as("what lacks approvals is not told to wait for the incident's end")
        .isInstanceOfSatisfying(Answer.Refused.class, no -> assertThat(no.passing()).isFalse());
    assertThat(pilot.ask(mint(HOLDER, TWO), code)).isInstanceOf(Answer.Refused.class);
    Intent settle = intent(Keys.SETTLER, SETTLEMENT, new Settlement.Settle(ID, ID, List.of()));
    assertThat(pilot.ask(settle, event)).isInstanceOf(Answer.Granted.class);
    assertThat(pilot.ask(settle, code)).isInstanceOf(Answer.Refused.class);
    Intent pause = intent(Keys.PAUSER, SETTLEMENT, new Settlement.Pause(), People.approve("anna"));
    assertThat(pilot.ask(pause, event)).isInstanceOf(Answer.Granted.class);
    assertThat(pilot.ask(pause, code))
        .as("to stop is never stopped")
        .isInstanceOf(Answer.Granted.class);
  }

  private static Incident incident(String kind) {
    return new Incident(7, kind, "told by the watcher", Instant.EPOCH);
  }

  private static Circumstances signed(long inTheLastHour, Incident... open) {
    return new Circumstances(_ -> inTheLastHour, List.of(open), NO_CHAIN);
  }

  /// The profile's own limits, to the unit.
  @Test
  void whatMovesCoinsIsUnderTheProfilesLimits() {
    BigInteger perMint = BigInteger.valueOf(CONSORTIUM.limits().mint().perMintMaxUnits());
    BigInteger capacity = BigInteger.valueOf(CONSORTIUM.limits().mint().capacityUnits());
    BigInteger hold = BigInteger.valueOf(CONSORTIUM.limits().hold().maxUnits());
    Approvals three = People.approve("anna", "ben", "cora");
    Map<Function<BigInteger, Intent>, BigInteger> bounded = new LinkedHashMap<>();
    bounded.put(units -> intent(Keys.MINTER, GATE, order(HOLDER, units), TWO), perMint);
    bounded.put(units -> intent(Keys.MINTER, GATE, proposal(units), TWO), perMint);
    bounded.put(units -> intent(Keys.BURNER, COIN, new Stablecoin.Burn(units), TWO), capacity);
    bounded.put(units -> intent(Keys.BURNER, COIN, redeem(units), TWO), capacity);
    bounded.put(
        units -> intent(Keys.SEIZER, COIN, new Stablecoin.Seize(HOLDER, GATE, units, ID), three),
        capacity);
    bounded.put(units -> intent(Keys.SEIZER, ESCROW, seizeHold(units), three), hold);
    bounded.forEach((intent, limit) -> {
      assertThat(ask(intent.apply(limit))).isInstanceOf(Answer.Granted.class);
      assertRefused(
          intent.apply(limit.add(BigInteger.ONE)), "of chain profile consortium is " + limit);
    });
  }

  private static Abi.Call proposal(BigInteger units) {
    return new MintGate.Propose(
        BigInteger.ZERO, ID, HOLDER, units, BigInteger.TWO.pow(40), "0x" + "ab".repeat(65));
  }

  private static Abi.Call redeem(BigInteger units) {
    return new Stablecoin.Redeem(
        new Stablecoin.Redemption(HOLDER, units, ID, BigInteger.ONE, BigInteger.TEN), "0xab");
  }

  private static Abi.Call seizeHold(BigInteger units) {
    return new Escrow.Seize(
        new Escrow.Terms(COIN, HOLDER, HOLDER, HOLDER, units, BigInteger.TEN, ID, ID), GATE, ID);
  }

  @Test
  void everyOperationOfHighRiskHasALimitAnHour() {
    OperationPolicy policy = OperationPolicy.load();
    for (TokenOperation operation : TokenOperation.values()) {
      OperationPolicy.Rule rule = policy.rule(operation);
      if (rule.quorum() >= 2) {
        assertThat(rule.perHourMax()).as("%s", operation).isLessThanOrEqualTo(10_000);
      }
    }
    ObjectNode json = json();
    ((ObjectNode) json.path("operations").get(0)).remove("limits");
    assertThatThrownBy(() -> OperationPolicy.of(json, Contracts.ALL))
        .hasMessageContaining("DEPLOY: no limit per hour, and its risk is CRITICAL");
    ObjectNode unknown = json();
    ((ObjectNode)
            unknown.path("operations").get(6).path("functions").path("Stablecoin.burn(uint256)"))
        .put("unitsMax", "mint.noSuchUnits");
    assertThatThrownBy(() -> OperationPolicy.of(unknown, Contracts.ALL))
        .hasMessageContaining("no limit is called mint.noSuchUnits");
  }

  private static Permission permission(String now, boolean development) {
    ChainProfile profile =
        development
            ? ChainProfile.development(URI.create("http://127.0.0.1:1"), Duration.ofSeconds(1))
            : CONSORTIUM;
    Permission permission =
        new Permission(
            ReleaseGate.ofBuild(),
            profile,
            InstantSource.fixed(Instant.parse(now)),
            People.known(),
            _ -> "0x" + "51".repeat(20));
    permission.knowContract(COIN, "Stablecoin");
    permission.knowContract(GATE, "MintGate");
    permission.knowContract(SETTLEMENT, "Settlement");
    permission.knowContract(ESCROW, "Escrow");
    permission.knowDestination(HOLDER);
    return permission;
  }

  private static Intent mint(String to, Approvals approvers) {
    return intent(Keys.MINTER, GATE, order(to, BigInteger.TEN), approvers);
  }

  private static Abi.Call order(String to, BigInteger amount) {
    return new MintGate.Mint(
        BigInteger.ZERO, ID, to, amount, BigInteger.TWO.pow(40), "0x" + "ab".repeat(65));
  }

  private static Intent intent(String signer, String to, Abi.Call call) {
    return intent(signer, to, call, Approvals.NONE);
  }

  private static Intent intent(String signer, String to, Abi.Call call, Approvals approvals) {
    return approved(
        new Intent(Kind.CONTROL, "x", ID, signer, to, call.encode(), 100_000), approvals);
  }

  private static Intent approved(Intent intent, Approvals approvals) {
    return intent.approved(approvals, CONSORTIUM.chainId());
  }

  private static ObjectNode json() {
    try (InputStream in = OperationPolicy.class.getResourceAsStream("token-operations.json")) {
      return (ObjectNode) new ObjectMapper().readTree(in);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}

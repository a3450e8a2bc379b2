package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.id;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.ChainProfile.Environment;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Networks as data: what a profile must say, and that what it says is done.
class ChainProfileTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "development, DEVELOPMENT, 3",
    "pilot, PILOT, 3",
    "consortium, PRODUCTION, 3",
    "ethereum, PRODUCTION, 1"
  })
  void everyProfileThatComesWithFairwayLoads(String name, Environment environment, int coins)
      throws IOException {
    ChainProfile profile = ChainProfile.named(name);
    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.environment()).isEqualTo(environment);
    assertThat(profile.coins()).hasSize(coins);
    assertThat(ChainProfile.read(write(shipped(name)))).isEqualTo(profile);
  }

  @Test
  void theFoldersProfilesAreAllTested() throws IOException {
    Path development = Path.of("src/main/resources/io/fairway/chain/profiles/development.json");
    try (Stream<Path> files = Files.list(Objects.requireNonNull(development.getParent()))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "development.json", "pilot.json", "consortium.json", "ethereum.json");
    }
  }

  @Test
  void aPlanIsReadAsItIsWritten() throws IOException {
    GovernancePlan plan = ChainProfile.read(write(planned())).plan().orElseThrow();
    String address = "0x" + "5e".repeat(20);
    assertThat(plan.startBlock()).isEqualTo(7);
    assertThat(plan.adoptedBlock()).isEqualTo(9);
    assertThat(plan.safes())
        .containsExactly(new GovernancePlan.Safe("roles", address, 2, List.of(address)));
    assertThat(plan.timelocks().getFirst().delay()).isEqualTo(Duration.ofDays(2));
    assertThat(plan.roles()).containsEntry("FHKD", java.util.Map.of("UPGRADER", List.of(address)));
    Hash32 hash = Hash32.parse("ab".repeat(32));
    assertThat(plan.births()).containsExactly(java.util.Map.entry(address, hash));
    assertThat(plan.formerCode()).containsEntry("FHKD.gate", List.of(hash));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "endpoints",
        "quorum",
        "chainId",
        "confirmation",
        "blockTimeMillis",
        "rpcTimeoutMillis",
        "reviewedOn",
        "reviewDueOn",
        "fees",
        "coins",
        "limits",
        "contracts",
        "environment",
        "confirmation.blocks",
        "fees.maxFeePerGasWei",
        "fees.tipPerGasWei",
        "fees.feeCapPerGasWei",
        "fees.gasLimitMax",
        "fees.bumpAfterBlocks",
        "limits.supplyCapUnits",
        "limits.mint",
        "limits.window",
        "limits.hold",
        "limits.mint.allowanceUnits",
        "limits.mint.perMintMaxUnits",
        "limits.mint.capacityUnits",
        "limits.mint.refillUnitsPerSecond",
        "limits.mint.delayAboveUnits",
        "limits.mint.delaySeconds",
        "limits.mint.timeToLiveSeconds",
        "limits.mint.reserveAgeMaxSeconds",
        "limits.mint.approvalValidSeconds",
        "limits.window.maxUnits",
        "limits.window.capacityUnits",
        "limits.window.refillUnitsPerSecond",
        "limits.hold.maxUnits",
        "limits.hold.durationMaxSeconds",
        "plan.startBlock",
        "plan.adoptedBlock",
        "plan.checker",
        "plan.safeCode",
        "plan.safeCode.proxyHash",
        "plan.safeCode.singleton",
        "plan.safeCode.singletonHash",
        "plan.safeCode.fallbackHandler",
        "plan.safeCode.fallbackHandlerHash",
        "plan.safeCode.proxyFactory",
        "plan.safeCode.proxyFactoryHash",
        "plan.safes",
        "plan.timelocks",
        "plan.implementations",
        "plan.roles",
        "plan.births"
      })
  void aMissingFieldIsNamedWithItsFile(String field) throws IOException {
    ObjectNode json = planned();
    ObjectNode holder = json;
    String[] path = field.split("\\.", -1);
    for (int at = 0; at < path.length - 1; at++) {
      holder = (ObjectNode) holder.path(path[at]);
    }
    assertThat(holder.remove(path[path.length - 1])).as("%s was there", field).isNotNull();
    Path file = write(json);
    assertThatThrownBy(() -> ChainProfile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": " + field + " is missing; expected ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "confirmation", "fees", "limits", "limits.mint", "plan", "plan.safeCode"})
  void anUnknownFieldIsRefused(String where) throws IOException {
    ObjectNode json = planned();
    ((ObjectNode) (where.isEmpty() ? json : json.at("/" + where.replace('.', '/'))))
        .put("developement", true);
    Path file = write(json);
    assertThatThrownBy(() -> ChainProfile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            file + ": unknown field " + (where.isEmpty() ? "" : where + ".") + "developement");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/quorum                    | \"two\"        | quorum is \"two\"; expected a whole number",
        "/endpoints                 | [\"node-1\"]   | endpoints is \"node-1\"; expected addresses of nodes",
        "/quorum                    | 1              | a quorum of 1 among 3 nodes",
        "/chainId                   | 1.5            | chainId is 1.5; expected a whole number",
        "/reviewDueOn               | \"soon\"       | reviewDueOn is \"soon\"; expected a date",
        "/reviewDueOn               | \"2020-01-01\" | review due 2020-01-01",
        "/environment               | \"TEST\"       | environment is \"TEST\"; expected one of",
        "/coins                     | [\"DOGE\"]     | coins is \"DOGE\"; expected codes of coins",
        "/coins                     | [\"HKD\"]      | coins of a profile",
        "/confirmation              | {\"tag\": \"safe\"} | confirmation.tag is \"safe\"; expected",
        "/contracts                 | {\"FHKD\": \"0xAB\"} | contracts.FHKD is \"0xAB\"; expected an",
        "/contracts                 | {\"FJPY\": \"0x5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e\"} | contracts: unknown field FJPY",
        "/plan/roles                | {\"FHKD\": {\"OWNER\": []}} | plan.roles: unknown field OWNER",
        "/plan/roles                | {\"FJPY\": {}} | plan.roles: unknown field FJPY",
        "/plan/formerCode           | {\"FJPY\": []} | plan.formerCode: unknown field FJPY",
        "/plan/formerCode           | {\"FHKD\": [\"0xab\"]} | plan.formerCode.FHKD is \"0xab\"; expected hashes",
        "/plan/births               | {\"FHKD\": \"0xab\"} | plan.births: FHKD is no address in lower-case digits",
        "/plan/births               | {\"0x5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e\": 5} | plan.births.0x5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e is 5; expected a text",
        "/plan/adoptedBlock         | 6              | plan.adoptedBlock 6 is before plan.startBlock 7"
      })
  void aWrongValueIsNamedWithItsFile(String where, String value, String message)
      throws IOException {
    ObjectNode json = planned();
    int cut = where.lastIndexOf('/');
    ((ObjectNode) json.at(where.substring(0, cut)))
        .set(where.substring(cut + 1), JSON.readTree(value));
    Path file = write(json);
    assertThatThrownBy(() -> ChainProfile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }

  /// Three coins, and a window that pays one against another: offshore RMB against HKD.
  @Test
  void thePilotProfileOpensAndSettlesPaymentAgainstPaymentUntilItsReviewIsOverdue() {
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      rpc.call("anvil_setChainId", ChainProfile.named("pilot").chainId());
      DataSource database = Chains.database();
      ChainProfile profile =
          ChainProfile.named("pilot").with(List.of(anvil.rpc()), 1).with(BLOCK_TIME);
      Keys keys = funded(rpc);
      try (EvmChain chain = open(profile, database, keys, InstantSource.system())) {
        paysOneCoinAgainstAnother(chain);
        assertThat(chain.mint(id("huge"), chain.address("L001"), coin(Asset.FCNH, "20000"), WAIT))
            .as("above what is minted at once in a pilot")
            .isInstanceOf(MintOutcome.Refused.class);
      }
      Instant overdue = profile.reviewDueOn().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
      try (EvmChain chain = open(profile, database, keys, InstantSource.fixed(overdue))) {
        assertThat(chain.mint(id("late"), chain.address("L001"), coin(Asset.FHKD, "1"), WAIT))
            .isInstanceOfSatisfying(
                MintOutcome.Refused.class,
                no ->
                    assertThat(no.cause())
                        .contains("the review of chain profile pilot was due on 2027-05-23"));
        assertThat(chain.settle(window(chain, "goes on", "1"), WAIT))
            .isInstanceOf(WindowOutcome.Settled.class);
      }
    }
  }

  private static void paysOneCoinAgainstAnother(EvmChain chain) {
    String one = chain.address("L001");
    String other = chain.address("O001");
    for (Asset asset : List.of(Asset.FHKD, Asset.FUSD, Asset.FCNH)) {
      assertThat(chain.attest(asset, 1_000_000_000_000L, Instant.now(), WAIT))
          .isInstanceOf(AttestOutcome.Attested.class);
      String to = asset.equals(Asset.FHKD) ? one : other;
      assertThat(chain.mint(id("fund " + asset), to, coin(asset, "1000"), WAIT))
          .isInstanceOf(MintOutcome.Minted.class);
    }
    Window exchange =
        new Window(
            id("exchange"),
            List.of(
                new Leg(id("HKD leg"), one, other, coin(Asset.FHKD, "109")),
                new Leg(id("CNH leg"), other, one, coin(Asset.FCNH, "100"))));
    assertThat(chain.settle(exchange, WAIT)).isInstanceOf(WindowOutcome.Settled.class);
    assertThat(chain.observe(Asset.FCNH, List.of(one)).balances())
        .containsEntry(one, coin(Asset.FCNH, "100"));
    assertThat(chain.observe(Asset.FHKD, List.of(other)).balances())
        .containsEntry(other, coin(Asset.FHKD, "109"));
    Window unpaid =
        new Window(
            id("unpaid"),
            List.of(
                new Leg(id("paid"), one, other, coin(Asset.FHKD, "1")),
                new Leg(id("not paid"), chain.address("P001"), one, coin(Asset.FCNH, "1"))));
    assertThat(chain.settle(unpaid, WAIT)).isInstanceOf(WindowOutcome.Reverted.class);
    assertThat(chain.observe(Asset.FHKD, List.of(other)).balances())
        .as("neither leg moved")
        .containsEntry(other, coin(Asset.FHKD, "109"));
  }

  /// Nothing is told as final before the network's own word is, however deep it is.
  @Test
  void theNetworksOwnWordForFinalIsWaitedFor() {
    try (DevelopmentChain development = Chains.start(folder, Chains.database());
        JsonRpc rpc = new JsonRpc(development.anvil().rpc(), Duration.ofSeconds(5));
        Middleman node = new Middleman(development.anvil().rpc())) {
      ChainProfile tagged =
          new TaggedProfile(ChainProfile.development(node.uri(), BLOCK_TIME)).profile();
      try (JsonRpc told = new JsonRpc(List.of(node.uri()), 1, Duration.ofSeconds(5))) {
        long newest = JsonRpc.quantity(rpc.call("eth_blockNumber"));
        assertThat(newest).isGreaterThan(2);
        // The node's own finalized block is the genesis; the man in the middle moves it.
        assertThat(Head.look(told, tagged, List.of()).finalNumber()).isZero();
        JsonNode second = rpc.call("eth_getBlockByNumber", "0x2", false);
        node.lies((method, truth) ->
            method.equals("eth_getBlockByNumber") && truth.path("number").asText().equals("0x0")
                ? second
                : truth);
        assertThat(Head.look(told, tagged, List.of()).finalNumber()).isEqualTo(2);
        assertThat(
                Head.look(told, ChainProfile.development(node.uri(), BLOCK_TIME), List.of())
                    .finalNumber())
            .as("a profile without the tag does not ask")
            .isGreaterThanOrEqualTo(newest);
      }
    }
  }

  private record TaggedProfile(ChainProfile one) {
    ChainProfile profile() {
      return new ChainProfile(
          "tagged",
          one.endpoints(),
          one.quorum(),
          one.chainId(),
          ChainProfile.named("ethereum").confirmation(),
          one.blockTime(),
          one.pollInterval(),
          one.rpcTimeout(),
          one.reviewedOn(),
          one.reviewDueOn(),
          one.fees(),
          one.coins(),
          one.limits(),
          one.contracts(),
          one.plan(),
          one.environment());
    }
  }

  @Test
  void theReviewIsGoodUntilItsLastDay() {
    ChainProfile pilot = ChainProfile.named("pilot");
    assertThat(pilot.isCurrent(LocalDate.parse("2027-05-23"))).isTrue();
    assertThat(pilot.isCurrent(LocalDate.parse("2027-05-24"))).isFalse();
  }

  private static EvmChain open(
      ChainProfile profile, DataSource database, Keys keys, InstantSource clock) {
    return EvmChain.open(
        new Opening(
            profile,
            database,
            keys,
            PARTICIPANTS,
            People.known(),
            People.approve("anna", "ben"),
            ReleaseGate.ofBuild(),
            clock));
  }

  private Keys funded(JsonRpc rpc) {
    Keys keys = DevelopmentKeys.open(folder);
    List<String> names =
        Stream.concat(Keys.ROLES.stream(), PARTICIPANTS.stream().map(Keys::participant)).toList();
    keys.prepare(names);
    names.forEach(
        name -> rpc.call("anvil_setBalance", keys.address(name), "0xd3c21bcecceda1000000"));
    return keys;
  }

  private static Money coin(Asset asset, String amount) {
    return Money.of(asset, new BigDecimal(amount));
  }

  private static ObjectNode shipped(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ChainProfile.class.getResourceAsStream("profiles/" + name + ".json"))) {
      return (ObjectNode) JSON.readTree(in);
    }
  }

  /// A production profile with a plan of the smallest size.
  private static ObjectNode planned() throws IOException {
    ObjectNode json = shipped("consortium");
    String address = "0x" + "5e".repeat(20);
    String hash = "0x" + "ab".repeat(32);
    ObjectNode plan = json.putObject("plan");
    plan.put("startBlock", 7).put("adoptedBlock", 9).put("checker", address);
    plan.putObject("safeCode")
        .put("proxyHash", hash)
        .put("singleton", address)
        .put("singletonHash", hash)
        .put("fallbackHandler", address)
        .put("fallbackHandlerHash", hash)
        .put("proxyFactory", address)
        .put("proxyFactoryHash", hash);
    ObjectNode safe = plan.putArray("safes").addObject();
    safe.put("name", "roles").put("address", address).put("threshold", 2);
    safe.putArray("owners").add(address);
    ObjectNode lock = plan.putArray("timelocks").addObject();
    lock.put("name", "roles").put("address", address).put("delaySeconds", 172_800);
    for (String list : List.of("proposers", "executors", "cancellers")) {
      lock.putArray(list).add(address);
    }
    plan.putObject("implementations").put("FHKD", address);
    plan.putObject("roles").putObject("FHKD").putArray("UPGRADER").add(address);
    plan.putObject("births").put(address, hash);
    plan.putObject("formerCode").putArray("FHKD.gate").add(hash);
    return json;
  }

  private Path write(ObjectNode json) throws IOException {
    return Files.writeString(folder.resolve("profile.json"), json.toPrettyString());
  }
}

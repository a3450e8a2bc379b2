package io.fairway.chain.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.profile.ChainProfile.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Networks as data: what a profile must say.
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
    Path development = Path.of("src/main/resources/io/fairway/chain/profile/development.json");
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
    String former = "0x" + "f0".repeat(20);
    assertThat(plan.startBlock()).isEqualTo(7);
    assertThat(plan.adoptedBlock()).isEqualTo(9);
    assertThat(plan.safes())
        .containsExactly(
            new GovernancePlan.Safe("roles", address, 2, List.of(address), List.of(former)));
    assertThat(plan.timelocks().getFirst().formerMembers()).containsExactly(former);
    assertThat(plan.timelocks().getFirst().delay()).isEqualTo(Duration.ofDays(2));
    assertThat(plan.roles()).containsEntry("FHKD", java.util.Map.of("UPGRADER", List.of(address)));
    Hash32 hash = Hash32.parse("ab".repeat(32));
    assertThat(plan.births()).containsExactly(java.util.Map.entry(address, hash));
    assertThat(plan.formerCode()).containsEntry("FHKD.gate", List.of(hash));
  }

  @Test
  void whoHasGoneIsLeftOutUntilSomebodyHas() throws IOException {
    ObjectNode json = planned();
    ((ObjectNode) json.at("/plan/safes/0")).remove("formerOwners");
    ((ObjectNode) json.at("/plan/timelocks/0")).remove("formerMembers");
    GovernancePlan plan = ChainProfile.read(write(json)).plan().orElseThrow();
    assertThat(plan.safes().getFirst().formerOwners()).isEmpty();
    assertThat(plan.timelocks().getFirst().formerMembers()).isEmpty();
    ((ObjectNode) json.at("/plan/safes/0")).putArray("formerOwners").add("0xAB");
    Path file = write(json);
    assertThatThrownBy(() -> ChainProfile.read(file))
        .hasMessageContaining("formerOwners is \"0xAB\"");
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
        "/quorum                    | 4              | quorum is 4; expected at most 3, the number of endpoints",
        "/quorum                    | 0              | quorum is 0; expected at least 1",
        "/endpoints                 | []             | endpoints is empty; expected a node",
        "/endpoints                 | [\"http://a:1/v3\", \"http://b:1\", \"http://A:1/v3\"] | endpoints[2] is http://A:1 a second time",
        "/endpoints                 | [\"http://a\", \"http://b\", \"http://a:80/\"] | endpoints[2] is http://a:80 a second time",
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

  /// Nodes of one host are told apart by what stands behind it.
  @Test
  void otherPathsAreOtherNodes() throws IOException {
    ObjectNode json = shipped("consortium");
    json.set("endpoints", JSON.readTree("[\"http://a/1\", \"http://a/2\", \"http://a/3\"]"));
    assertThat(ChainProfile.read(write(json)).endpoints()).hasSize(3);
  }

  @Test
  void onlyADevelopmentChainOfItsOwnHasNoNodes() throws IOException {
    assertThat(ChainProfile.read(write(shipped("development"))).endpoints()).isEmpty();
    ObjectNode adopting = shipped("development");
    adopting.putObject("contracts").put("settlement", "0x" + "5e".repeat(20));
    Path file = write(adopting);
    assertThatThrownBy(() -> ChainProfile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": endpoints is empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https:/anna:correcthorse@node.example/v3/0123456789abcdef",
        "ftp://anna:correcthorse@node.example/v3/0123456789abcdef",
        "anna:correcthorse@node.example/v3/0123456789abcdef"
      })
  void aWrongAddressIsToldWithoutItsSecrets(String address) throws IOException {
    ObjectNode json = shipped("consortium");
    json.putArray("endpoints").add(address);
    Path file = write(json);
    assertThatThrownBy(() -> ChainProfile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": endpoints is ")
        .message()
        .doesNotContain("anna", "correcthorse", "0123456789abcdef");
  }

  /// A field twice, something behind the end, a file that was cut off: each is told with its place,
  /// in one line, in words that a person can use.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"chainId\": 5, \"chainId\": 31337}  | line 1, column 25: Duplicate field",
        "{\"chainId\": 5} {}                   | line 1, column 16: something follows the object",
        "{\"chainId\": 5} and                  | line 1, column 16: Unrecognized token",
        "{\"chainId\": 5                       | line 1, column 14: Unexpected end-of-input",
        "{\"chainId\": 0x5}                    | line 1, column 14: Unexpected character"
      })
  void whatIsNotOneObjectIsToldWithItsPlace(String text, String told) throws IOException {
    Path file = Files.writeString(folder.resolve("profile.json"), text);
    assertThatThrownBy(() -> ChainProfile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": no whole JSON, it goes wrong at " + told)
        .message()
        .doesNotContain("\n", "Source", "REDACTED");
  }

  @Test
  void aProfileIsNotReadWithoutEnd() throws IOException {
    Path large = Files.writeString(folder.resolve("profile.json"), " ".repeat((1 << 20) + 1));
    Path endless = Path.of("/dev/zero");
    for (Path file : Files.exists(endless) ? List.of(large, endless) : List.of(large)) {
      assertThatThrownBy(() -> ChainProfile.read(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(file + " has more than 1,048,576 bytes; expected a chain profile");
    }
  }

  @Test
  void theReviewIsGoodUntilItsLastDay() {
    ChainProfile pilot = ChainProfile.named("pilot");
    assertThat(pilot.isCurrent(LocalDate.parse("2027-05-23"))).isTrue();
    assertThat(pilot.isCurrent(LocalDate.parse("2027-05-24"))).isFalse();
  }

  private static ObjectNode shipped(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ChainProfile.class.getResourceAsStream(name + ".json"))) {
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
    safe.putArray("formerOwners").add("0x" + "f0".repeat(20));
    lock.putArray("formerMembers").add("0x" + "f0".repeat(20));
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

package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.Contracts.Timelock;
import io.fairway.control.AuditVerdict;
import io.fairway.control.PlainText;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.Hash;

/// What a signer's screen says is what is signed, whoever wrote the draft or the bundle.
class BundleScreenTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Person ALICE = new Person("alice", "test");
  private static final String CAROL = "0x" + "c".repeat(40);
  private static final String DAVE = "0x" + "d".repeat(40);

  @TempDir Path temp;

  private KeyRoom house;
  private String bob = "";

  @BeforeEach
  void open() {
    house =
        KeyRoom.open(KeyProfile.DEVELOPMENT, temp, temp, new Person("house", "test"), () -> NOW);
    bob = house.create("person:bob", List.of("bob")).address();
    house.register("bob", bob);
    house.register("carol", CAROL);
    house.require("deploy", 2, List.of("bob", "carol"));
  }

  @AfterEach
  void close() {
    house.close();
    assertThat(KeyRoom.verify(temp, List.of())).isInstanceOf(AuditVerdict.Sound.class);
  }

  private Bundle made(String purpose, ObjectNode payload) throws IOException {
    ObjectNode draft =
        Json.object().put("purpose", purpose).put("function", "deploy").put("key", DAVE);
    draft.set("payload", payload);
    if (!payload.path("kind").asText().equals("transaction")) {
      draft.remove("key");
    }
    Path file = Files.writeString(temp.resolve("draft.json"), Json.pretty(draft));
    return new Bundles(house, temp).make(file, ALICE, Duration.ofHours(24));
  }

  /// A bundle that a forger made whole again: both hashes fit what it says.
  private Path forged(Bundle good, String field, String value) throws IOException {
    ObjectNode root = Json.parse(good.file(), "good");
    ObjectNode payload = (ObjectNode) root.path("payload");
    payload.put(field, value);
    root.put("signingHash", Payload.read(payload).signingHash().toString());
    root.remove("bundleHash");
    root.put("bundleHash", Json.hash(root).toString());
    return Files.writeString(temp.resolve("forged.json"), Json.pretty(root));
  }

  private static ObjectNode deployment(String contract, String data) {
    return Json.object()
        .put("kind", "transaction")
        .put("chainId", 31337)
        .put("nonce", 4)
        .put("gasLimit", 200_000)
        .put("maxFeePerGasWei", "1000000000")
        .put("maxTipPerGasWei", "1")
        .put("to", "")
        .put("contract", contract)
        .put("data", data);
  }

  @Test
  void aDeploymentIsShownWithItsArguments() throws IOException {
    String data = Timelock.deploy(BigInteger.TWO, List.of(CAROL), List.of(DAVE), List.of(DAVE));
    assertThat(made("a timelock", deployment("Timelock", data)).text())
        .contains("deploys          Timelock, by this machine's own code of it, hash 0x")
        .containsPattern("delayMin_ +2\n")
        .containsPattern("proposers +\\[\"" + CAROL)
        .contains(Hash.sha3(data));
  }

  /// Code that is not the named contract's, another contract's code, arguments that are cut off and
  /// bytes that hide after them.
  @Test
  void aDeploymentOfOtherCodeThanItsNameSaysIsRefused() throws IOException {
    String coin = Stablecoin.deploy("Coin", "C", "HKD");
    Bundle good = made("the audited coin", deployment("Stablecoin", coin));
    String lock = Timelock.deploy(BigInteger.ONE, List.of(), List.of(), List.of());
    for (String data : List.of("0x33ff", "0x", lock, coin.substring(0, 46_000))) {
      assertThatThrownBy(() -> made("the audited coin", deployment("Stablecoin", data)))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("UNKNOWN CODE with the hash " + Hash.sha3(data));
      Path file = forged(good, "data", data);
      assertThatThrownBy(
              () -> new Bundles(house, temp).sign(file, new Person("bob", "t"), shown -> "1"))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("UNKNOWN CODE with the hash " + Hash.sha3(data));
      assertThatThrownBy(() -> new Bundles(house, temp).take(file, List.of()))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("UNKNOWN CODE");
    }
    for (String data : List.of(coin + "00", coin.substring(0, coin.length() - 64))) {
      assertThatThrownBy(() -> made("the audited coin", deployment("Stablecoin", data)))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("the deployment cannot be shown");
    }
    assertThatThrownBy(() -> made("?", deployment("Unknown", coin)))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("the contract Unknown is not known here");
  }

  @Test
  void aBatchIsShownCallByCall() {
    String pause = new Stablecoin.Transfer(DAVE, BigInteger.TEN).encode();
    Hash32 none = Hash32.of(new byte[32]);
    String data =
        new Timelock.ScheduleBatch(
                List.of(CAROL, CAROL),
                List.of(BigInteger.ZERO, BigInteger.ZERO),
                List.of(pause, pause),
                none,
                none,
                BigInteger.TWO)
            .encode();
    assertThat(Shown.call("Timelock", data))
        .anyMatch(line -> line.matches(" +values +\\[\"0\",\"0\"]"))
        .filteredOn(line -> line.contains("which says to a Stablecoin"))
        .hasSize(2);
  }

  /// A line break that makes a screen of its own, an escape that hides what follows, a mark that
  /// turns the direction, and a line separator.
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\u001b[8m", "\u202e", "\u2028", "\u009b2J", "\u200b"})
  void whatAScreenWouldNotShowIsRefusedWhereItComesIn(String hidden) throws Exception {
    ObjectNode call = typed("string", "pay " + hidden + "bob");
    assertThatThrownBy(() -> made("text", call)).isInstanceOf(KeyProblem.class);
    assertThatThrownBy(() -> made("raise" + hidden + "cap", typed("string", "pay bob")))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("expected no line breaks, control or format characters")
        .message()
        .matches(PlainText::isPlain);
    Bundle good = made("text", typed("string", "pay bob"));
    ObjectNode carried = Json.parse(good.file(), "good");
    ((ObjectNode) carried.path("holders")).put("mallory" + hidden, DAVE);
    Path file = Files.writeString(temp.resolve("carried.json"), Json.pretty(carried));
    assertThatThrownBy(() -> Bundle.read(file))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("a field's name is 'mallory\\u");
    assertThatThrownBy(() -> house.require("up" + hidden, 2, List.of("bob", "carol")))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("the function is 'up\\u");
    assertThatThrownBy(() -> house.compromise("person:bob", "lost" + hidden))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("the reason is 'lost\\u");
    assertThatThrownBy(() -> house.create("minter" + hidden, List.of("bob")))
        .isInstanceOf(KeyProblem.class);
    assertThatThrownBy(() -> house.create("minter", List.of("bob" + hidden)))
        .isInstanceOf(KeyProblem.class);
    Path script = ceremony("title" + hidden);
    assertThatThrownBy(() -> Ceremony.read(script))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("title");
    assertThat(Files.readAllLines(temp.resolve("audit.log")))
        .isNotEmpty()
        .allMatch(line -> PlainText.isPlain(line.replace("\t", "")));
  }

  private static ObjectNode typed(String type, String value) {
    ObjectNode typed = Json.object().put("kind", Payload.TypedData.KIND).put("primaryType", "Note");
    typed.putObject("domain").put("chainId", "1").put("verifyingContract", CAROL);
    typed.putArray("fields").addObject().put("name", "note").put("type", type);
    typed.putObject("message").put("note", value);
    return typed;
  }

  private Path ceremony(String title) throws IOException {
    ObjectNode script = Json.object().put("title", title).put("place", "A").put("leader", "house");
    script.putArray("witnesses").add("eve").add("frank");
    ObjectNode step = script.putArray("steps").addObject().put("text", "make").put("key", "minter");
    step.putArray("holders").add("bob");
    return Files.writeString(temp.resolve("script.json"), Json.pretty(script));
  }

  /// Nobody can refuse what a constructor's or a call's bytes hold: it is shown as what it is.
  @Test
  void hiddenCharactersInCallDataAreWrittenOut() throws IOException {
    String data = Stablecoin.deploy("Coin\u001b[8m\nvalue  0", "C\u202e", "HKD");
    Bundle bundle = made("a coin", deployment("Stablecoin", data));
    assertThat(bundle.text()).contains("Coin\\u001b[8m\\u000avalue  0").contains("C\\u202e");
    Path file = Files.writeString(temp.resolve("coin.json"), bundle.file());
    assertThat(Bundle.read(file)).isEqualTo(bundle);
  }

  /// The `safe` kind makes plain calls only; typed data would say a delegate call as well.
  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void aSafesTransactionIsNoTypedData(String operation) throws IOException {
    ObjectNode safe = typed("address", CAROL);
    safe.put("primaryType", "SafeTx");
    safe.withArray("fields").addObject().put("name", "operation").put("type", "uint8");
    safe.withObject("/message").put("operation", operation);
    assertThatThrownBy(() -> made("a Safe", safe))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("expected the kind safe");
    Bundle good = made("a note", typed("string", "pay bob"));
    ObjectNode root = Json.parse(good.file(), "good");
    root.set("payload", safe);
    Path file = Files.writeString(temp.resolve("safe.json"), Json.pretty(root));
    assertThatThrownBy(() -> Bundle.read(file))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("expected the kind safe");
  }

  /// The type's text is made of the names: one with a comma in it is two fields of another type.
  @ParameterizedTest
  @ValueSource(strings = {"to,uint256 value", "a b", "a)", "1a", "a(", "é"})
  void aFieldsNameIsAName(String name) {
    ObjectNode typed = typed("string", "x");
    ((ObjectNode) typed.path("fields").path(0)).put("name", name);
    typed.putObject("message").put(name, "x");
    assertThatThrownBy(() -> Payload.read(typed))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("is no name in typed data");
    ObjectNode named = typed("string", "x").put("primaryType", name);
    assertThatThrownBy(() -> Payload.read(named)).hasMessageContaining("is no name in typed data");
  }
}

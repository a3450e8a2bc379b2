package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.Timelock;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.control.AuditEntry;
import io.fairway.control.AuditEntry.Outcome;
import io.fairway.control.AuditVerdict;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Hash;

/// Bundles on their way to a real chain: a timelock that is ours, and a Safe as its authors publish
/// it. Bob, carol and dave sign on machines of their own, alice carries.
class DispatchTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LIFE = Duration.ofHours(1);
  private static final String NOBODY = "0x" + "0".repeat(40);
  private static final String RICH = "0x" + "9".repeat(40);
  private static final Person ALICE = new Person("alice", "test");

  @TempDir private static Path chainFolder;
  private static Anvil anvil;
  private static JsonRpc rpc;

  @TempDir Path temp;

  private KeyRoom house;
  private KeyRoom bob;
  private KeyRoom carol;
  private KeyRoom dave;
  private String proposer = "";

  @BeforeAll
  static void startChain() {
    anvil = Anvil.start(Anvil.findContracts(), chainFolder, Duration.ofMillis(100));
    rpc = new JsonRpc(anvil.rpc(), TIMEOUT);
    rpc.call("anvil_setBalance", RICH, "0x56bc75e2d63100000");
    rpc.call("anvil_impersonateAccount", RICH);
  }

  @AfterAll
  static void stopChain() {
    rpc.close();
    anvil.close();
  }

  @BeforeEach
  void open() {
    house = room("house");
    bob = room("bob");
    carol = room("carol");
    dave = room("dave");
    for (String id : List.of("bob", "carol", "dave")) {
      house.register(id, roomOf(id).create("person:" + id, List.of(id)).address());
    }
    house.create("person:alice", List.of("alice"));
    proposer = bob.create("proposer", List.of("bob")).address();
    house.require("roles", 2, List.of("bob", "carol", "dave"));
    give(proposer);
    give(house.inventory().current("person:alice").orElseThrow().address());
  }

  @AfterEach
  void close() {
    List.of(house, bob, carol, dave).forEach(KeyRoom::close);
  }

  private KeyRoom room(String name) {
    Path folder = temp.resolve(name);
    return KeyRoom.open(
        KeyProfile.DEVELOPMENT, folder, folder, new Person(name, "test"), InstantSource.system());
  }

  private KeyRoom roomOf(String id) {
    return id.equals("bob") ? bob : id.equals("carol") ? carol : dave;
  }

  private static void give(String address) {
    rpc.call("anvil_setBalance", address, "0xde0b6b3a7640000");
  }

  private static String deploy(String code) {
    return receipt(
            rpc.call("eth_sendTransaction", Map.of("from", RICH, "data", code, "gas", "0x989680")))
        .path("contractAddress")
        .asText();
  }

  private static JsonNode receipt(JsonNode hash) {
    for (int turn = 0; turn < 200; turn++) {
      JsonNode receipt = rpc.call("eth_getTransactionReceipt", hash.asText());
      if (!receipt.isNull()) {
        assertThat(receipt.path("status").asText()).as(receipt.toString()).isEqualTo("0x1");
        return receipt;
      }
      pause();
    }
    throw new AssertionError("no receipt of " + hash);
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static String timelock(String proposerAddress) {
    return deploy(
        Timelock.deploy(BigInteger.TEN, List.of(proposerAddress), List.of(RICH), List.of(RICH)));
  }

  /// What is scheduled: the timelock gives itself another delay.
  private static String schedule(String timelock, String delay) {
    return """
    "to": "%s", "contract": "Timelock", "call": "schedule",
    "arguments": {"target": "%s", "value": "0", "data": "%s", "predecessor": "0x%s",
      "salt": "0x%s", "delay": "%s"}\
    """
        .formatted(
            timelock,
            timelock,
            new Timelock.UpdateDelay(BigInteger.valueOf(99)).encode(),
            "0".repeat(64),
            "7".repeat(64),
            delay);
  }

  private static boolean isScheduled(String timelock) {
    String id =
        Hash.sha3(
            "0x"
                + java.util.HexFormat.of()
                    .formatHex(
                        Abi.encode(
                            "(address,uint256,bytes,bytes32,bytes32)",
                            List.of(
                                timelock,
                                BigInteger.ZERO,
                                new Timelock.UpdateDelay(BigInteger.valueOf(99)).encode(),
                                Hash32.of(new byte[32]),
                                Hash32.parse("0x" + "7".repeat(64))))));
    String answer =
        rpc.call(
                "eth_call",
                Map.of("to", timelock, "data", new Timelock.IsOperation(Hash32.parse(id)).encode()),
                "latest")
            .asText();
    return Timelock.IsOperation.returned(answer);
  }

  private String transaction(String timelock, long chainId, long nonce, String delay) {
    return """
    {"purpose": "another delay", "function": "roles", "key": "%s",
     "payload": {"kind": "transaction", "chainId": %d, "nonce": %d, "gasLimit": 200000,
       "maxFeePerGasWei": "3000000000", "maxTipPerGasWei": "1", %s}}
    """
        .formatted(proposer, chainId, nonce, schedule(timelock, delay));
  }

  private String safe(String safe, long nonce, String timelock) {
    return """
    {"purpose": "another delay", "function": "roles",
     "payload": {"kind": "safe", "chainId": 31337, "safe": "%s", "nonce": %d, %s}}
    """
        .formatted(safe, nonce, schedule(timelock, "10"));
  }

  /// Makes a bundle of a draft and has it signed.
  private Path complete(String draft, String... people) throws IOException {
    Path file = Files.writeString(Files.createTempFile(temp, "draft", ".json"), draft);
    Bundle made = bundles(house, "house").make(file, ALICE, LIFE);
    Path bundle = Files.writeString(Files.createTempFile(temp, "bundle", ".json"), made.file());
    List<Path> signatures = new ArrayList<>();
    for (String who : people) {
      BundleSignature signature =
          bundles(roomOf(who), who).sign(bundle, new Person(who, "test"), Bundles::confirmation);
      signatures.add(Files.writeString(Files.createTempFile(temp, who, ".json"), signature.file()));
    }
    assertThat(bundles(house, "house").take(bundle, signatures))
        .isInstanceOf(Bundles.Imported.Complete.class);
    return bundle;
  }

  private Bundles bundles(KeyRoom room, String name) {
    return new Bundles(room, temp.resolve(name));
  }

  private Dispatch.Sent send(Path bundle) {
    return send(bundle, anvil.rpc(), PATIENCE);
  }

  private Dispatch.Sent send(Path bundle, URI node, Duration patience) {
    return new Dispatch(house, temp.resolve("house"))
        .send(bundle, new Dispatch.Route(node, TIMEOUT, patience, "person:alice"));
  }

  private List<AuditEntry> events() {
    List<AuditEntry> entries = new ArrayList<>();
    assertThat(KeyRoom.verify(temp.resolve("house"), List.of(), entries::add))
        .isInstanceOf(AuditVerdict.Sound.class);
    return entries;
  }

  private static long transactions(String address) {
    return JsonRpc.quantity(rpc.call("eth_getTransactionCount", address, "latest"));
  }

  @Test
  void aSignedTransactionIsSentOnceHoweverOftenItIsAsked() throws IOException {
    String timelock = timelock(proposer);
    Path bundle = complete(transaction(timelock, 31337, 0, "10"), "bob", "carol");
    assertThat(Bundle.read(bundle).text()).contains("updateDelay(uint256)");
    Dispatch.Sent first = send(bundle);
    assertThat(first).isInstanceOf(Dispatch.Sent.Included.class);
    assertThat(isScheduled(timelock)).isTrue();
    assertThat(send(bundle)).isEqualTo(first);
    assertThat(transactions(proposer)).isEqualTo(1);
    assertThat(events())
        .filteredOn(e -> e.action().equals("SEND") && e.outcome() == Outcome.DONE)
        .singleElement()
        .satisfies(e -> assertThat(e.detail()).contains("sends " + first.hash()));
    assertThat(events())
        .filteredOn(e -> e.action().equals("SENT"))
        .hasSize(2)
        .allMatch(e -> e.outcome() == Outcome.DONE && e.detail().contains("is in block"));
  }

  @Test
  void anotherChainIsRefused() throws IOException {
    Path bundle = complete(transaction(timelock(proposer), 1, 0, "10"), "bob", "carol");
    refused(bundle, "is for the chain 1, and http://127.0.0.1:");
  }

  @Test
  void aCallThatWouldRevertIsNotSent() throws IOException {
    Path bundle = complete(transaction(timelock(proposer), 31337, 0, "9"), "bob", "carol");
    refused(bundle, "tried now, the call reverts: TimelockInsufficientDelay(9, 10)");
  }

  @Test
  void anotherNonceIsRefused() throws IOException {
    Path early = complete(transaction(timelock(proposer), 31337, 1, "10"), "bob", "carol");
    refused(early, "whose next is 0: earlier ones are missing");
    Path first = complete(transaction(timelock(proposer), 31337, 0, "10"), "bob", "carol");
    Path second = complete(transaction(timelock(proposer), 31337, 0, "10"), "bob", "dave");
    assertThat(send(first)).isInstanceOf(Dispatch.Sent.Included.class);
    assertThatThrownBy(() -> send(second))
        .hasMessageContaining("whose next is 1: another one has used it");
  }

  @Test
  void anAddressWithoutCodeAndAnEmptyPurseAreRefused() throws IOException {
    String timelock = timelock(proposer);
    refused(complete(transaction(RICH, 31337, 0, "10"), "bob", "carol"), "there is no contract at");
    Path bundle = complete(transaction(timelock, 31337, 0, "10"), "bob", "carol");
    rpc.call("anvil_setBalance", proposer, "0x1");
    refused(bundle, "and may need 0.0006 for this");
  }

  private void refused(Path bundle, String words) {
    assertThatThrownBy(() -> send(bundle))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining(words)
        .hasMessageContaining("nothing was sent");
    assertThat(transactions(proposer)).isZero();
    assertThat(events())
        .anyMatch(e ->
            e.action().equals("SEND")
                && e.outcome() == Outcome.REFUSED
                && e.detail().contains(words));
  }

  @Test
  void aNodeThatDoesNotAnswerIsNamedWithoutItsSecrets() throws IOException {
    Path bundle = complete(transaction(timelock(proposer), 31337, 0, "10"), "bob", "carol");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    URI node = URI.create("http://127.0.0.1:" + port + "/v1/secret");
    assertThatThrownBy(() -> send(bundle, node, PATIENCE))
        .isInstanceOf(ChainUnavailable.class)
        .hasMessageContaining("http://127.0.0.1:" + port)
        .hasMessageContaining("nothing was sent");
    assertThat(events())
        .anyMatch(e -> e.action().equals("SEND") && e.outcome() == Outcome.FAILED)
        .noneMatch(e -> e.detail().contains("secret"));
  }

  /// The bytes are on the disk and left; nobody saw the answer. The next run looks for them.
  @Test
  void whatTimedOutIsLookedForAndNotMadeAnew() throws IOException {
    String timelock = timelock(proposer);
    Path bundle = complete(transaction(timelock, 31337, 0, "10"), "bob", "carol");
    rpc.call("evm_setAutomine", false);
    rpc.call("evm_setIntervalMining", 0);
    Dispatch.Sent waiting;
    try {
      waiting = send(bundle, anvil.rpc(), Duration.ZERO);
      assertThat(waiting).isInstanceOf(Dispatch.Sent.Waiting.class);
      assertThat(send(bundle, anvil.rpc(), Duration.ZERO)).isEqualTo(waiting);
    } finally {
      rpc.call("evm_setIntervalMining", 1);
    }
    Dispatch.Sent done = send(bundle);
    assertThat(done).isInstanceOf(Dispatch.Sent.Included.class);
    assertThat(done.hash()).isEqualTo(waiting.hash());
    assertThat(transactions(proposer)).isEqualTo(1);
    assertThat(events())
        .filteredOn(e -> e.action().equals("SEND") && e.outcome() == Outcome.DONE)
        .hasSize(1);
  }

  private static String artifact(String path) {
    Path file =
        Anvil.findContracts()
            .resolve("node_modules/@safe-global/safe-smart-account/build/artifacts/contracts")
            .resolve(path);
    try {
      return new ObjectMapper().readTree(file.toFile()).path("bytecode").asText();
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /// A real Safe of these people.
  private String newSafe(int threshold, String... people) {
    List<String> owners = new ArrayList<>();
    for (String who : people) {
      owners.add(String.valueOf(house.inventory().people().get(who)));
    }
    String singleton = deploy(artifact("Safe.sol/Safe.json"));
    String factory = deploy(artifact("proxies/SafeProxyFactory.sol/SafeProxyFactory.json"));
    String setup =
        Abi.call(
            "setup",
            "(address[],uint256,address,bytes,address,address,uint256,address)",
            List.of(
                owners,
                BigInteger.valueOf(threshold),
                NOBODY,
                "0x",
                NOBODY,
                NOBODY,
                BigInteger.ZERO,
                NOBODY));
    String create =
        Abi.call(
            "createProxyWithNonce",
            "(address,bytes,uint256)",
            List.of(singleton, setup, BigInteger.ONE));
    Map<String, String> call =
        Map.of("from", RICH, "to", factory, "data", create, "gas", "0x989680");
    String safe = Abi.addressOf(rpc.call("eth_call", call, "latest").asText());
    receipt(rpc.call("eth_sendTransaction", call));
    return safe;
  }

  @Test
  void aSafeActsWhenItsOwnersSigned() throws IOException {
    String safe = newSafe(2, "bob", "carol", "dave");
    String timelock = timelock(safe);
    Path bundle = complete(safe(safe, 0, timelock), "carol", "dave");
    Dispatch.Sent sent = send(bundle);
    assertThat(sent).isInstanceOf(Dispatch.Sent.Included.class);
    assertThat(isScheduled(timelock)).isTrue();
    String carrier = house.inventory().current("person:alice").orElseThrow().address();
    assertThat(send(bundle)).isEqualTo(sent);
    assertThat(transactions(carrier)).isEqualTo(1);
    Path late = complete(safe(safe, 0, timelock), "bob", "carol");
    assertThatThrownBy(() -> send(late))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("is at its transaction 1, and the bundle is 0");
  }

  @Test
  void aSafeThatWantsMoreOrOthersIsFoundOutBeforeAnythingIsSent() throws IOException {
    String strict = newSafe(3, "bob", "carol", "dave");
    String timelock = timelock(strict);
    Path two = complete(safe(strict, 0, timelock), "carol", "dave");
    assertThatThrownBy(() -> send(two)).hasMessageContaining("wants 3 signatures, and there are 2");
    String others = newSafe(2, "bob", "carol");
    Path stranger = complete(safe(others, 0, timelock), "carol", "dave");
    assertThatThrownBy(() -> send(stranger)).hasMessageContaining("does not have the owner");
    Path none = complete(safe(timelock, 0, timelock), "carol", "dave");
    assertThatThrownBy(() -> send(none)).hasMessageContaining("it is no Safe");
    // The Safe is no proposer of this timelock.
    String foreign = timelock(RICH);
    Path reverting = complete(safe(others, 0, foreign), "bob", "carol");
    assertThatThrownBy(() -> send(reverting)).hasMessageContaining("the call reverts");
    String carrier = house.inventory().current("person:alice").orElseThrow().address();
    assertThat(transactions(carrier)).isZero();
  }

  /// The Safe itself looks as well: signatures of one owner twice are no two.
  @Test
  void theSafeRefusesOnTheChainWhatIsRefusedHere() throws IOException {
    String safe = newSafe(2, "bob", "carol", "dave");
    String timelock = timelock(safe);
    Path bundle = complete(safe(safe, 0, timelock), "carol", "dave");
    Bundles.Finished finished = bundles(house, "house").finished(bundle);
    SafeTransaction payload = (SafeTransaction) finished.bundle().payload();
    String one = finished.result().substring(0, 2 + 130);
    String twice = payload.execution(one + one.substring(2));
    assertThatThrownBy(
            () -> rpc.call("eth_call", Map.of("from", RICH, "to", safe, "data", twice), "latest"))
        .hasMessageContaining("GS026");
    rpc.call(
        "eth_call",
        Map.of("from", RICH, "to", safe, "data", payload.execution(finished.result())),
        "latest");
  }
}

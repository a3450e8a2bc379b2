package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.Contracts.Timelock;
import io.fairway.chain.keys.vault.Secp256k1;
import io.fairway.control.AuditVerdict;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Hash;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;

/// One house and the machines of three holders, each with keys of its own. Bob's machine has the
/// upgrader's key as well.
class BundlesTest {
  private static final Duration LIFE = Duration.ofHours(24);

  private static final String ZERO = "0x" + "0".repeat(40);

  @TempDir Path temp;

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private KeyRoom house;
  private KeyRoom bob;
  private KeyRoom carol;
  private KeyRoom dave;
  private String upgrader = "";

  @BeforeEach
  void open() {
    house = room("house");
    bob = room("bob");
    carol = room("carol");
    dave = room("dave");
    for (KeyRoom room : List.of(bob, carol, dave)) {
      String id = room == bob ? "bob" : room == carol ? "carol" : "dave";
      house.register(id, room.create("person:" + id, List.of(id)).address());
    }
    upgrader = bob.create("upgrader", List.of("bob", "carol")).address();
    house.require("upgrade", 2, List.of("bob", "carol", "dave"));
  }

  @AfterEach
  void close() {
    List.of(house, bob, carol, dave).forEach(KeyRoom::close);
    for (String name : List.of("house", "bob", "carol", "dave")) {
      assertThat(KeyRoom.verify(temp.resolve(name), List.of()))
          .isInstanceOf(AuditVerdict.Sound.class);
    }
  }

  private KeyRoom room(String name) {
    Path folder = temp.resolve(name);
    return KeyRoom.open(
        KeyProfile.DEVELOPMENT, folder, folder, new Person(name, "test"), () -> now);
  }

  private Bundles bundles(KeyRoom room, String name) {
    return new Bundles(room, temp.resolve(name));
  }

  private Path draft() throws IOException {
    return Files.writeString(
        temp.resolve("draft.json"),
        """
        {"purpose": "mint for order 7", "function": "upgrade", "key": "%s",
         "payload": {"kind": "transaction", "chainId": 31337, "nonce": 4, "gasLimit": 200000,
           "maxFeePerGasWei": "1000000000", "maxTipPerGasWei": "1", "to": "0x%s",
           "contract": "Stablecoin", "call": "transfer",
           "arguments": {"to": "0x%s", "amount": "1234500000"}}}
        """
            .formatted(upgrader, "c".repeat(40), "d".repeat(40)));
  }

  private Path bundleFile() throws IOException {
    Bundle bundle = bundles(house, "house").make(draft(), new Person("alice", "test"), LIFE);
    return Files.writeString(temp.resolve("bundle.json"), bundle.file());
  }

  private Path signed(KeyRoom room, String who, Path bundleFile) throws IOException {
    BundleSignature signature =
        bundles(room, who).sign(bundleFile, new Person(who, "test"), Bundles::confirmation);
    return Files.writeString(temp.resolve(who + ".json"), signature.file());
  }

  private Bundles.Imported take(Path bundle, Path... signatures) {
    return bundles(house, "house").take(bundle, List.of(signatures));
  }

  @Test
  void whatIsSeenIsWhatIsSigned() throws Exception {
    Path file = bundleFile();
    Bundle bundle = Bundle.read(file);
    assertThat(bundle.text())
        .contains("mint for order 7")
        .contains("transaction on chain 31337, nonce 4")
        .contains("0.0002 ether")
        .contains("calls            transfer(address,uint256)")
        .contains("0x" + "d".repeat(40))
        .contains("1234500000")
        .contains(bundle.hash().toString());
    assertThat(take(file, signed(carol, "carol", file)))
        .isEqualTo(new Bundles.Imported.Waiting(List.of("carol"), 2, false));
    assertThat(take(file, signed(bob, "bob", file)))
        .isInstanceOfSatisfying(
            Bundles.Imported.Complete.class,
            done -> {
              assertThat(done.signers()).containsExactly("bob", "carol");
              SignedRawTransaction raw =
                  (SignedRawTransaction) TransactionDecoder.decode(done.result());
              assertThat(raw.getNonce().intValueExact()).isEqualTo(4);
              assertThat(raw.getTo()).isEqualTo("0x" + "c".repeat(40));
              assertThat(from(raw)).isEqualTo(upgrader);
            });
    assertThatThrownBy(() -> take(file)).hasMessageContaining("was completed before");
  }

  private static String from(SignedRawTransaction raw) {
    try {
      return raw.getFrom();
    } catch (java.security.SignatureException problem) {
      throw new IllegalStateException(problem);
    }
  }

  @Test
  void onePersonIsNeverTwo() throws IOException {
    Path file = bundleFile();
    Path mine = signed(bob, "bob", file);
    assertThat(take(file, mine, mine, mine))
        .isEqualTo(new Bundles.Imported.Waiting(List.of("bob"), 2, true));
    Path renamed =
        Files.writeString(
            temp.resolve("renamed.json"), Files.readString(mine).replace("bob", "carol"));
    assertThatThrownBy(() -> take(file, renamed))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("the approval that carol brings is by");
  }

  @Test
  void theMakerDoesNotSign() throws IOException {
    Path draft = draft();
    assertThatThrownBy(() -> bundles(house, "house").make(draft, new Person("bob", "test"), LIFE))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("the maker bob is a holder, too");
  }

  /// Each field of the file changed by somebody on the way, with both hashes left as they are, made
  /// anew for the change, or only the shown text changed.
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/payload/nonce, 5",
    "/payload/chainId, 1",
    "/payload/gasLimit, 1",
    "/purpose, other",
    "/payload/maxFeePerGasWei, 7",
    "/payload/valueWei, 1",
    "/required, 3",
    "/payload/to, 0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
    "/maker, mallory",
    "/signer, 0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
    "/expires, 2026-01-04T00:00:00Z",
    "/payload/contract, Settlement",
    "/holders/carol, 0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
    "/signingHash, 0x00",
    "/bundleHash, 0x00",
    "/shown/0, nothing to see",
    "/extra, hidden",
    "/payload/extra, hidden"
  })
  void aChangedBundleIsRefusedByTheSignerAndByTheImport(String pointer, String value)
      throws IOException {
    Path file = bundleFile();
    Path good = signed(bob, "bob", file);
    ObjectNode root = Json.read(file);
    int slash = pointer.lastIndexOf('/');
    var parent = root.at(pointer.substring(0, slash));
    if (parent instanceof ObjectNode object) {
      if (value.matches("[0-9]{1,9}") && object.path(pointer.substring(slash + 1)).isNumber()) {
        object.put(pointer.substring(slash + 1), Integer.parseInt(value));
      } else {
        object.put(pointer.substring(slash + 1), value);
      }
    } else {
      root.withArray("shown").set(0, value);
    }
    Path changed = Files.writeString(temp.resolve("changed.json"), Json.pretty(root));
    assertThatThrownBy(() -> Bundle.read(changed)).isInstanceOf(KeyProblem.class);
    assertThatThrownBy(() -> take(changed, good)).isInstanceOf(KeyProblem.class);
  }

  /// A bundle that is whole in itself, but that the house never made.
  @Test
  void aForeignBundleIsRefusedByTheImport() throws IOException {
    Bundle made = Bundle.read(bundleFile());
    Bundle other =
        new Bundle(
            "another purpose",
            made.function(),
            made.maker(),
            made.created(),
            made.expires(),
            made.required(),
            made.holders(),
            made.signer(),
            made.payload());
    Path file = Files.writeString(temp.resolve("other.json"), other.file());
    Path signature = signed(bob, "bob", file);
    assertThatThrownBy(() -> take(file, signature)).hasMessageContaining("was not made here");
    Path mine = bundleFile();
    assertThatThrownBy(() -> take(mine, signature)).hasMessageContaining("is for the bundle");
  }

  @Test
  void hiddenBytesAfterTheArgumentsAreRefused() throws IOException {
    Path file = bundleFile();
    ObjectNode payload = (ObjectNode) Json.read(file).path("payload");
    payload.put("data", payload.path("data").asText() + "00");
    assertThatThrownBy(() -> Payload.read(payload).lines())
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("something is hidden in them");
  }

  @Test
  void nobodySignsWhatTheyDidNotConfirmOrWhatIsTooOld() throws IOException {
    Path file = bundleFile();
    Bundles bobs = bundles(bob, "bob");
    Person bobHimself = new Person("bob", "test");
    assertThatThrownBy(() -> bobs.sign(file, bobHimself, shown -> "00000000"))
        .hasMessageContaining("nothing was signed");
    assertThatThrownBy(() -> bobs.sign(file, bobHimself, shown -> null))
        .hasMessageContaining("nobody confirmed what was shown");
    assertThatThrownBy(() -> bobs.sign(file, new Person("mallory", "test"), Bundles::confirmation))
        .hasMessageContaining("mallory is no holder of this bundle; expected one of bob");
    assertThatThrownBy(() -> bobs.sign(file, new Person("carol", "test"), Bundles::confirmation))
        .hasMessageContaining("is not on this machine");
    Path good = signed(bob, "bob", file);
    now = now.plus(LIFE).plusSeconds(1);
    assertThatThrownBy(() -> bobs.sign(file, bobHimself, Bundles::confirmation))
        .hasMessageContaining("expired at");
    assertThatThrownBy(() -> take(file, good)).hasMessageContaining("expired at");
  }

  @Test
  void aHolderWhoIsOneNoMoreDoesNotCount() throws IOException {
    Path file = bundleFile();
    Path good = signed(bob, "bob", file);
    house.require("upgrade", 2, List.of("carol", "dave"));
    assertThatThrownBy(() -> take(file, good)).hasMessageContaining("bob holds upgrade no more");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "gasLimit": 200000,  | ''                | the field gasLimit is missing; expected a whole number from 0
          "chainId": 31337     | "chainId": "one"  | the field chainId is "one"; expected a whole number from 0
          "Stablecoin"         | "Stablecoins"     | Stablecoins is not known here; expected one of DeploymentCheck, ERC1967Proxy, Escrow, MintGate, Settlement, Stablecoin, Timelock
          "call": "transfer"   | "call": "tranfer" | Stablecoin has no function tranfer; expected another name, such as transfer,
          }}}                  | }}                | no whole JSON, it goes wrong at line
          """)
  void aDraftThatIsNoneSaysWhatIsExpected(String word, String other, String said)
      throws IOException {
    String good = Files.readString(draft()).strip();
    assertThat(good).contains(word);
    Path bad = Files.writeString(temp.resolve("bad.json"), good.replace(word, other));
    assertThatThrownBy(() -> bundles(house, "house").make(bad, new Person("alice", "test"), LIFE))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining(said)
        .message()
        .doesNotContain("REDACTED")
        .doesNotContain("start marker");
  }

  @Test
  void aFileThatIsNotThereSaysSo() {
    assertThatThrownBy(() -> Json.read(temp.resolve("nope.json")))
        .isInstanceOf(KeyProblem.class)
        .hasMessageEndingWith("nope.json: cannot be read (no such file)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"kind": "safe", "chainId": 31337, "safe": "%1$s", "nonce": 0, "to": "%1$s",
         "contract": "Stablecoin", "call": "transfer",
         "arguments": {"to": "%1$s", "amount": "1"}}
        """,
        """
        {"kind": "typed-data", "domain": {"chainId": "31337", "verifyingContract": "%1$s"},
         "primaryType": "Order", "fields": [{"name": "amount", "type": "uint256"}],
         "message": {"amount": "5"}}
        """
      })
  void aKeyForWhatTheHoldersSignIsRefused(String payload) throws IOException {
    String draft =
        "{\"purpose\": \"p\", \"function\": \"upgrade\", %s\"payload\": "
            + payload.formatted("0x" + "a".repeat(40))
            + "}";
    Bundles bundles = bundles(house, "house");
    Person alice = new Person("alice", "test");
    Path without = Files.writeString(temp.resolve("without.json"), draft.formatted(""));
    assertThat(bundles.make(without, alice, LIFE).signer()).isEmpty();
    Path with =
        Files.writeString(temp.resolve("with.json"), draft.formatted("\"key\": \"upgrader\", "));
    assertThatThrownBy(() -> bundles.make(with, alice, LIFE))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("each holder signs with the holder's own key; expected no field key");
  }

  /// What is misspelt or left out would else be read as nothing.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          purpose          | purpos | the field purpos is not known; expected only
          maxFeePerGasWei  | fee    | the field fee is not known; expected only
          "maxTipPerGasWei": "1", | ''  | the field maxTipPerGasWei is missing; expected whole wei
          """)
  void aDraftIsReadWholeOrNotAtAll(String text, String instead, String said) throws IOException {
    Path file = draft();
    Files.writeString(file, Files.readString(file).replace(text, instead));
    assertThatThrownBy(() -> bundles(house, "house").make(file, new Person("alice", "test"), LIFE))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining(said);
  }

  @Test
  void typedDataAreSignedByEveryHolder() throws Exception {
    Path draft =
        Files.writeString(
            temp.resolve("typed.json"),
            """
            {"purpose": "a mint order", "function": "upgrade",
             "payload": {"kind": "typed-data", "contract": "Stablecoin",
               "domain": {"chainId": "31337", "verifyingContract": "0x%s"},
               "primaryType": "Order",
               "fields": [{"name": "to", "type": "address"}, {"name": "amount", "type": "uint256"},
                 {"name": "data", "type": "bytes"}, {"name": "operation", "type": "uint8"}],
               "message": {"to": "0x%s", "amount": "5", "data": "%s", "operation": "1"}}}
            """
                .formatted(
                    "a".repeat(40),
                    "c".repeat(40),
                    Json.text(Json.read(bundleFile()).path("payload"), "data")));
    Bundle bundle = bundles(house, "house").make(draft, new Person("alice", "test"), LIFE);
    assertThat(bundle.text())
        .contains("DELEGATECALL: runs foreign code")
        .contains("transfer(address,uint256)");
    Path file = Files.writeString(temp.resolve("typed-bundle.json"), bundle.file());
    Path one = signed(carol, "carol", file);
    Path two = signed(dave, "dave", file);
    assertThat(take(file, one, two))
        .isInstanceOfSatisfying(
            Bundles.Imported.Complete.class, done -> assertSafeSignatures(bundle, done.result()));
  }

  private void assertSafeSignatures(Bundle bundle, String result) {
    assertThat(result).hasSize(2 + 2 * 130);
    List<String> signers =
        List.of(result.substring(2, 132), result.substring(132)).stream()
            .map(hex -> java.util.HexFormat.of().parseHex(hex))
            .map(bytes -> {
              assertThat(bytes[64]).isBetween((byte) 27, (byte) 28);
              bytes[64] = (byte) (bytes[64] - 27);
              return Secp256k1.signer(bytes, bundle.signingHash()).orElseThrow();
            })
            .toList();
    assertThat(signers).isSorted();
    assertThat(signers)
        .containsExactlyInAnyOrder(
            house.inventory().people().get("carol"), house.inventory().people().get("dave"));
  }

  /// The type hashes are the constants in Safe's contract; the words are web3j's encoding.
  @Test
  void theHashOfASafesTransactionIsTheOneThatASafeComputes() throws IOException {
    String safe = "0x" + "a".repeat(40);
    String to = "0x" + "c".repeat(40);
    String data = Json.text(Json.read(bundleFile()).path("payload"), "data");
    ObjectNode payload =
        Json.object()
            .put("kind", "safe")
            .put("chainId", 31337)
            .put("safe", safe)
            .put("nonce", 9)
            .put("to", to)
            .put("valueWei", "7")
            .put("contract", "Stablecoin")
            .put("data", data);
    String domain =
        Hash.sha3(
            "0x47e79534a245952e8b16893a336b85a3d9ea9fa8c573f3d803afb92a79469218"
                + word(new Uint256(31337))
                + word(new Address(safe)));
    String struct =
        Hash.sha3(
            "0xbb8310d486368db6bd6f849402fdd73ad53d316b5a4b2644ad6efe0f941286d8"
                + word(new Address(to))
                + word(new Uint256(7))
                + Hash.sha3(data).substring(2)
                + word(new Uint256(0)).repeat(6)
                + word(new Uint256(9)));
    assertThat(Payload.read(payload).signingHash().toString())
        .isEqualTo(Hash.sha3("0x1901" + domain.substring(2) + struct.substring(2)));
  }

  private static String word(org.web3j.abi.datatypes.Type<?> value) {
    return org.web3j.abi.TypeEncoder.encode(value);
  }

  @Test
  void aCallWithinACallIsShownToo() {
    String grant = new Stablecoin.Transfer("0x" + "d".repeat(40), BigInteger.TEN).encode();
    String data =
        new Timelock.Schedule(
                "0x" + "c".repeat(40),
                BigInteger.ZERO,
                grant,
                Hash32.of(new byte[32]),
                Hash32.of(new byte[32]),
                BigInteger.TWO)
            .encode();
    assertThat(Shown.call("Timelock", data))
        .anyMatch(line -> line.contains("which says to a Stablecoin"))
        .anyMatch(line -> line.contains("calls            transfer(address,uint256)"))
        .anyMatch(line -> line.contains("0x" + "d".repeat(40)));
  }

  @Test
  void limitsChangeWhenEnoughPeopleSignedAndNotBefore() throws IOException {
    house.create("settler", List.of("bob"));
    house.require("limits", 2, List.of("bob", "carol", "dave"));
    KeyRecord.Limits wanted = KeyRecord.Limits.of(30, 500);
    Bundle bundle =
        bundles(house, "house").limits("settler", wanted, new Person("alice", "test"), LIFE);
    assertThat(bundle.text()).contains("settler").contains("30 days and 500 uses at most");
    Path file = Files.writeString(temp.resolve("limits.json"), bundle.file());
    take(file, signed(bob, "bob", file));
    KeyRecord before = house.inventory().current("settler").orElseThrow();
    assertThat(before.limits()).isNotEqualTo(wanted);
    assertThat(take(file, signed(dave, "dave", file)))
        .isInstanceOfSatisfying(
            Bundles.Imported.Complete.class,
            done -> assertThat(done.changed()).isEqualTo("settler: 30 days and 500 uses at most"));
    assertThat(house.inventory().current("settler").orElseThrow().limits()).isEqualTo(wanted);
    assertThatThrownBy(() ->
            bundles(house, "house").limits("settler", wanted, new Person("alice", "test"), LIFE))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("nothing would change");
    assertThatThrownBy(() -> take(file)).hasMessageContaining("was completed before");
  }

  @Test
  void limitsChangeUnderTheirOwnFunctionOnly() {
    assertThatThrownBy(() ->
            new Bundle(
                "x",
                "upgrade",
                "alice",
                now,
                now.plus(LIFE),
                2,
                house.inventory().people(),
                "",
                new Payload.Limits("settler", ZERO, KeyRecord.Limits.of(1, 1))))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("limits of keys change under the function limits");
  }
}

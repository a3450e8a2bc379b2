package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.keys.vault.Devices;
import io.fairway.control.AuditVerdict;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that somebody changed, or that never were what they should be: words say so, whatever is
/// in them.
class HandChangedTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;

  @BeforeEach
  void begin() {
    try (KeyRoom room = open()) {
      room.register("bob", room.create("person:bob", List.of("bob")).address());
      room.register("carol", "0x" + "c".repeat(40));
      room.require("upgrade", 2, List.of("bob", "carol"));
    }
  }

  private KeyRoom open() {
    return KeyRoom.open(
        KeyProfile.DEVELOPMENT, folder, folder, new Person("alice", "test"), () -> NOW);
  }

  @ParameterizedTest(name = "{0} := {1}")
  @CsvSource({
    "/keys/0/version, 0",
    "/keys/0/version, 99999999999",
    "/keys/0/version, 1.5",
    "/keys/0/class, 'ROYAL'",
    "/keys/0/status, 'LOST'",
    "/keys/0/status, 7",
    "/keys/0/ageMaxDays, 99999999999999999",
    "/keys/0/ageMaxDays, 0",
    "/keys/0/usesMax, -1",
    "/keys/0/uses, -1",
    "/keys/0/uses, 99999999999999999999",
    "/keys/0/holders, []",
    "/keys/0/holders, 'bob'",
    "/keys/0/created, 'yesterday'",
    "/quorums/upgrade/required, 9999999999",
    "/quorums/upgrade/required, 1",
    "/quorums/upgrade/holders, {}",
    "/store, 5"
  })
  void anInventoryThatWasChangedByHandSaysSo(String pointer, String value) throws IOException {
    Path file = folder.resolve("inventory.json");
    ObjectNode root = Json.readOwn(file);
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = root.at(pointer.substring(0, slash));
    ((ObjectNode) parent)
        .set(
            pointer.substring(slash + 1),
            value.matches("[A-Za-z].*")
                ? Json.object().textNode(value)
                : Json.MAPPER.readTree(value));
    Files.writeString(file, Json.pretty(root));
    assertThatThrownBy(() -> KeyRoom.read(folder))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining(file + " was changed by hand: ")
        .hasMessageNotContaining("java.")
        .hasMessageNotContaining("io.fairway");
    assertThatThrownBy(this::open)
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("was changed by hand");
    assertThat(KeyRoom.verify(folder, List.of()))
        .isInstanceOfSatisfying(
            AuditVerdict.Broken.class,
            broken -> assertThat(broken.what()).contains("it was changed by hand"));
  }

  @Test
  void aBundleThatNeedsMorePeopleThanThereAreIsRefused() throws IOException {
    try (KeyRoom room = open()) {
      ObjectNode root = Json.parse(bundle(room).file(), "bundle");
      for (BigInteger required :
          List.of(BigInteger.valueOf(9_999_999_999L), BigInteger.TWO.pow(31))) {
        root.put("required", required);
        Path file = Files.writeString(folder.resolve("bundle.json"), Json.pretty(root));
        assertThatThrownBy(() -> Bundle.read(file))
            .isInstanceOf(KeyProblem.class)
            .hasMessageContaining("the field required is " + required);
      }
    }
  }

  private Bundle bundle(KeyRoom room) throws IOException {
    Path draft = Files.writeString(folder.resolve("draft.json"), draft("uint256", "5", ""));
    return new Bundles(room, folder)
        .make(draft, new Person("alice", "test"), java.time.Duration.ofHours(1));
  }

  private static String draft(String type, String value, String more) {
    return """
    {"purpose": "p", "function": "upgrade",
     "payload": {"kind": "typed-data", "primaryType": "Note"%s,
       "domain": {"chainId": "1", "verifyingContract": "0x%s"},
       "fields": [{"name": "data", "type": "%s"}], "message": {"data": "%s"}}}
    """
        .formatted(more, "a".repeat(40), type, value);
  }

  /// Only bytes are a call.
  @ParameterizedTest
  @CsvSource({"uint256, 5", "string, z", "string, 0x5", "bytes, 0x", "bytes, 0xa9059cbb"})
  void dataThatAreNoCallAreRefused(String type, String value) throws IOException {
    ObjectNode draft = Json.parse(draft(type, value, ", \"contract\": \"Stablecoin\""), "draft");
    assertThatThrownBy(() -> Payload.read(draft.path("payload")).lines())
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("the call cannot be shown");
  }

  /// Neither has a size; the first has no end.
  @ParameterizedTest
  @ValueSource(strings = {"/dev/zero", "/dev/null"})
  void aDeviceIsNoBundle(String device) {
    assertThatThrownBy(() -> Bundle.read(Path.of(device)))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining(device);
  }

  /// Copied back from somewhere, or written before it was seen to.
  @Test
  void onlyTheOwnerReadsLogAndInventory() throws IOException {
    List<String> names = List.of("audit.log", "audit.head", "inventory.json");
    for (String name : names) {
      assertThat(rights(name)).isEqualTo("rw-------");
      Files.setPosixFilePermissions(
          folder.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
    }
    try (KeyRoom room = open()) {
      for (String name : names) {
        assertThat(rights(name)).isEqualTo("rw-------");
      }
      room.create("settler", List.of("bob"));
      assertThat(room.online().sign("settler", Devices.hash("m"))).isNotEmpty();
    }
    for (String name : names) {
      assertThat(rights(name)).isEqualTo("rw-------");
    }
  }

  private String rights(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }
}

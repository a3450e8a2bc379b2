package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the record of a ceremony proves, and to whom.
class CeremonyRecordTest {
  @TempDir Path temp;

  private KeyRoom house;
  private KeyRoom forger;
  private Ceremony.Held held;

  @BeforeEach
  void hold() throws IOException {
    house = open("house");
    forger = open("forger");
    Path script =
        Files.writeString(
            temp.resolve("script.json"),
            """
            {"title": "t", "place": "p", "leader": "house", "witnesses": ["eve", "frank"],
             "steps": [{"text": "make", "key": "upgrader", "holders": ["bob"]}]}
            """);
    held = Ceremony.hold(script, house, (number, of, step, made) -> "seen");
  }

  @AfterEach
  void close() {
    house.close();
    forger.close();
  }

  private KeyRoom open(String name) {
    Path folder = temp.resolve(name);
    return KeyRoom.open(
        KeyProfile.DEVELOPMENT, folder, folder, new Person(name, "test"), InstantSource.system());
  }

  private ObjectNode record() {
    return Json.parse(held.file(), "record");
  }

  private Path file(ObjectNode record) throws IOException {
    return Files.writeString(temp.resolve("record.json"), Json.pretty(record));
  }

  private static void sign(ObjectNode record, String name, String address, byte[] signature) {
    record
        .withArray("signatures")
        .addObject()
        .put("key", name)
        .put("address", address)
        .put("signature", "0x" + HexFormat.of().formatHex(signature));
  }

  private Ceremony.Checked check(ObjectNode record) throws IOException {
    return Ceremony.verify(file(record), null, temp.resolve("house"));
  }

  @Test
  void itNamesTheLogsKeyAndComparesIt() throws IOException {
    String log = house.inventory().auditAddress();
    assertThat(check(record())).isEqualTo(new Ceremony.Checked(2, log, true));
    Path elsewhere = temp.resolve("elsewhere");
    assertThat(Ceremony.verify(file(record()), null, elsewhere))
        .isEqualTo(new Ceremony.Checked(2, log, false));
    assertThat(Ceremony.verify(file(record()), log, temp.resolve("forger")).compared()).isTrue();
    assertThatThrownBy(() -> Ceremony.verify(file(record()), "0x" + "a".repeat(40), elsewhere))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("the log's key that signed is " + log);
    assertThatThrownBy(() -> Ceremony.verify(file(record()), null, temp.resolve("forger")))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("of the inventory in");
  }

  @Test
  void withoutTheLogsSignatureNothingIsProven() throws IOException {
    ObjectNode cut = record();
    ((ArrayNode) cut.path("signatures")).remove(1);
    assertThatThrownBy(() -> check(cut))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("expected one, the key that seals the audit log");
    ObjectNode twice = record();
    ArrayNode signatures = (ArrayNode) twice.path("signatures");
    signatures.set(1, signatures.get(0).deepCopy());
    ((ObjectNode) signatures.get(1)).put("key", KeyRoom.AUDIT);
    assertThatThrownBy(() -> check(twice))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("expected one, the key that seals the audit log");
    ObjectNode one = record();
    ((ArrayNode) one.path("signatures")).remove(0);
    assertThatThrownBy(() -> check(one))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("are missing");
  }

  /// Whole in itself, with keys and a log of the forger's own.
  @Test
  void aForgedRecordIsFoundByTheLogsAddress() throws IOException {
    KeyRecord own = forger.create("upgrader", List.of("mallory"));
    ObjectNode forged = record();
    forged.remove("signatures");
    ((ObjectNode) forged.path("steps").path(0)).set("key", Json.of(own));
    byte[] byKey = forger.signOffline(own, Json.hash(forged), "forges");
    byte[] byLog = forger.vault().sign(KeyRoom.AUDIT, Json.hash(forged));
    sign(forged, "upgrader", own.address(), byKey);
    sign(forged, KeyRoom.AUDIT, forger.inventory().auditAddress(), byLog);
    assertThatThrownBy(() -> check(forged))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("expected " + house.inventory().auditAddress());
    assertThat(Ceremony.verify(file(forged), null, temp.resolve("elsewhere")).compared()).isFalse();
    ObjectNode noKey = record();
    noKey.remove("signatures");
    noKey.putArray("steps").addObject().put("text", "made the master key");
    sign(noKey, "audit", own.address(), forger.signOffline(own, Json.hash(noKey), "forges"));
    assertThatThrownBy(() -> check(noKey))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("names no key that was made");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'signatures':{}}",
        "{'signatures':'x'}",
        "{'signatures':[1]}",
        "{'format':'fairway-ceremony-1','signatures':{}}",
        "{'format':'fairway-ceremony-1','signatures':[]}",
        "{'format':'fairway-ceremony-1','steps':[{'key':1}],'signatures':[]}",
        "{'format':'fairway-ceremony-1','steps':[{'key':{'address':'a'}}],'signatures':[1]}"
      })
  void whatIsNoRecordIsSaidInWords(String text) throws IOException {
    Path odd = Files.writeString(temp.resolve("odd.json"), text.replace('\'', '"'));
    assertThatThrownBy(() -> Ceremony.verify(odd, null, temp)).isInstanceOf(KeyProblem.class);
  }

  @Test
  void aCopyStaysWithTheKeys() throws IOException {
    Path copy = held.keep(temp.resolve("house"));
    assertThat(copy).startsWith(temp.resolve("house")).hasContent(held.file());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-------");
    assertThat(Ceremony.verify(copy, null, temp.resolve("house")).signatures()).isEqualTo(2);
  }
}

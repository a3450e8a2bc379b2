package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.keys.vault.Devices;
import io.fairway.control.AuditVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CeremonyTest {
  @TempDir Path folder;

  private KeyRoom open() {
    return KeyRoom.open(
        KeyProfile.DEVELOPMENT,
        folder,
        folder,
        new Person("alice", "test"),
        InstantSource.system());
  }

  private Path script(String witnesses) throws IOException {
    return Files.writeString(
        folder.resolve("script.json"),
        """
        {"title": "first keys", "place": "site A", "leader": "alice", "witnesses": [%s],
         "steps": [
           {"text": "the machine has no network: cables out, radio off"},
           {"text": "make the upgrader's key", "key": "upgrader", "holders": ["bob", "carol"]},
           {"text": "make the role manager's key", "key": "role-manager", "holders": ["dave"]},
           {"text": "the device goes into bag 00172"}]}
        """
            .formatted(witnesses));
  }

  @Test
  void aCeremonyLeavesARecordThatItsKeysSigned() throws IOException {
    Path file;
    try (KeyRoom room = open()) {
      Ceremony.Held held =
          Ceremony.hold(
              script("\"eve\", \"frank\""),
              room,
              (number, of, step, made) -> "seen by eve and frank");
      assertThat(held.keys()).containsOnlyKeys("upgrader", "role-manager");
      assertThat(room.inventory().current("upgrader").orElseThrow().holders())
          .containsExactly("bob", "carol");
      file = Files.writeString(folder.resolve("record.json"), held.file());
    }
    assertThat(Ceremony.verify(file, null, folder).signatures()).isEqualTo(3);
    String record = Files.readString(file);
    for (String changed :
        List.of(
            record.replace("bag 00172", "bag 00173"),
            record.replace("\"eve\"", "\"eva\""),
            record.replace("site A", "site B"))) {
      assertThat(changed).isNotEqualTo(record);
      Path forged = Files.writeString(folder.resolve("forged.json"), changed);
      assertThatThrownBy(() -> Ceremony.verify(forged, null, folder))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("does not fit: the record was changed");
    }
    assertThat(KeyRoom.verify(folder, List.of())).isInstanceOf(AuditVerdict.Sound.class);
  }

  @Test
  void aStepThatNobodyConfirmsEndsIt() throws IOException {
    Path script = script("\"eve\", \"frank\"");
    try (KeyRoom room = open()) {
      assertThatThrownBy(() ->
              Ceremony.hold(script, room, (number, of, step, made) -> number == 2 ? null : "yes"))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("step 2 was not confirmed");
      assertThat(room.inventory().keys()).extracting(KeyRecord::name).containsExactly("upgrader");
      assertThatThrownBy(() -> Ceremony.hold(script, room, (number, of, step, made) -> "yes"))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("there is a key upgrader already, of an earlier ceremony");
    }
  }

  /// A rehearsal that ends at a step; at none when it is 0.
  private record Rehearsal(int ending) implements Ceremony.Confirm {
    @Override
    public boolean isRehearsal() {
      return true;
    }

    @Override
    public @Nullable String done(int number, int of, Ceremony.Step step, @Nullable KeyRecord made) {
      return number == ending ? null : "rehearsed";
    }
  }

  @Test
  void aRehearsalMakesKeysOfItsOwnAndDestroysThem() throws IOException {
    Path script = script("\"eve\", \"frank\"");
    try (KeyRoom room = open()) {
      Ceremony.Held held = Ceremony.hold(script, room, new Rehearsal(0));
      assertThat(held.keys()).containsOnlyKeys("rehearsal:upgrader-1", "rehearsal:role-manager-2");
      assertThat(held.file()).contains("\"rehearsal\" : true");
      Path record = Files.writeString(folder.resolve("record.json"), held.file());
      assertThat(Ceremony.verify(record, null, folder).signatures()).isEqualTo(3);
      assertThatThrownBy(() -> Ceremony.hold(script, room, new Rehearsal(2)))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("step 2 was not confirmed")
          .message()
          .doesNotContain("stays");
      assertThat(room.inventory().keys())
          .hasSize(3)
          .allMatch(key -> key.status() == KeyRecord.Status.DESTROYED)
          .noneMatch(key -> room.vault().has(key.alias()));
      assertThat(Ceremony.hold(script, room, (number, of, step, made) -> "yes").keys())
          .containsOnlyKeys("upgrader", "role-manager");
    }
    assertThat(KeyRoom.verify(folder, List.of())).isInstanceOf(AuditVerdict.Sound.class);
  }

  @Test
  void nobodyElseLeadsIt() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("other.json"),
            Files.readString(script("\"eve\", \"frank\""))
                .replace("\"leader\": \"alice\"", "\"leader\": \"mallory\""));
    try (KeyRoom room = open()) {
      assertThatThrownBy(() -> Ceremony.hold(script, room, (number, of, step, made) -> "yes"))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("expected --as mallory");
      assertThat(room.inventory().keys()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"'\"eve\"'", "'\"eve\", \"eve\"'", "'\"eve\", \"alice\"'"})
  void witnessesAreTwoOthers(String witnesses) throws IOException {
    Path script = script(witnesses);
    assertThatThrownBy(() -> Ceremony.read(script))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("expected at least 2 persons, none of them the leader");
  }

  @Test
  void aDrillIsOfAFunctionThatThereIs() {
    try (KeyRoom room = open()) {
      assertThatThrownBy(() -> Compromise.drill(room, "bogus"))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("nothing has the function bogus; expected one of deployer, ");
      assertThat(room.inventory().keys()).isEmpty();
      room.create("treasury", List.of("bob"));
      assertThat(Compromise.drill(room, "treasury").refused()).contains("not active");
    }
  }

  @Test
  void eachVersionIsStoppedOnceAndByItsOwnNameWhenItIsNotInUse() {
    try (KeyRoom room = open()) {
      room.create("settler", List.of("bob"));
      room.rotate("settler");
      // The prepared one is lost while the other one works on.
      assertThat(Compromise.answer(room, "settler~2", "backup open").successor().alias())
          .isEqualTo("settler~3");
      assertThat(room.inventory().current("settler").orElseThrow().alias()).isEqualTo("settler");
      assertThat(Compromise.answer(room, "settler", "stolen").successor().alias())
          .isEqualTo("settler~3");
      List<KeyRecord> before = room.inventory().keys();
      assertThatThrownBy(() -> Compromise.answer(room, "Settler", "stolen"))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("its successor settler~3 is prepared");
      assertThatThrownBy(() -> Compromise.answer(room, "settler~2", "again"))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("settler~2 is stopped since 20");
      assertThatThrownBy(() -> Compromise.answer(room, "settler~9", "none"))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("there is no key settler~9");
      assertThat(room.inventory().keys()).isEqualTo(before);
    }
  }

  /// A run that was killed between stopping a key and making its successor.
  @Test
  void anInterruptedAnswerToALossGoesOn() {
    try (KeyRoom room = open()) {
      room.create("settler", List.of("bob"));
      room.compromise("settler", "stolen");
      assertThat(Compromise.answer(room, "settler", "stolen").successor().alias())
          .isEqualTo("settler~2");
    }
  }

  @Test
  void aDrillStopsAKeyMakesItsSuccessorAndCleansUp() {
    try (KeyRoom room = open()) {
      KeyRecord settler = room.create("settler", List.of("bob"));
      Compromise.Report drill = Compromise.drill(room, "settler");
      assertThat(drill.refused()).contains("is compromised, not active");
      assertThat(drill.successor().address()).isNotEqualTo(drill.compromised().address());
      assertThat(drill.onChain()).anyMatch(l -> l.contains(drill.compromised().address()));
      assertThat(room.inventory().current("settler")).contains(settler);
      assertThat(room.inventory().versions(drill.compromised().name()))
          .allMatch(key -> key.status() == KeyRecord.Status.DESTROYED)
          .hasSize(2);
      assertThat(Compromise.drill(room, "settler").successor().name())
          .isNotEqualTo(drill.successor().name());

      Compromise.Report real = Compromise.answer(room, "settler", "laptop stolen");
      assertThat(real.successor().status()).isEqualTo(KeyRecord.Status.PREPARED);
      assertThat(room.inventory().current("settler").orElseThrow().status())
          .isEqualTo(KeyRecord.Status.PREPARED);
      assertThatThrownBy(() -> room.online().sign("settler", Devices.hash("m")))
          .hasMessageContaining("not active");
    }
    assertThat(KeyRoom.verify(folder, List.of())).isInstanceOf(AuditVerdict.Sound.class);
  }
}

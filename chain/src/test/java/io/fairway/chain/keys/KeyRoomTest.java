package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.chain.keys.vault.Devices;
import io.fairway.control.AuditEntry;
import io.fairway.control.AuditEntry.Outcome;
import io.fairway.control.AuditLog;
import io.fairway.control.AuditVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In SoftHSM2 where it is installed, else in the keystore.
class KeyRoomTest {
  private static final Person ALICE = new Person("alice", "test");

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  @AfterEach
  void theLogHolds() {
    if (Files.exists(folder.resolve("audit.log"))) {
      assertThat(KeyRoom.verify(folder, List.of())).isInstanceOf(AuditVerdict.Sound.class);
    }
  }

  private KeyRoom open() {
    return KeyRoom.open(KeyProfile.DEVELOPMENT, folder, folder, ALICE, () -> now);
  }

  private List<AuditEntry> events() {
    List<AuditEntry> entries = new ArrayList<>();
    AuditLog.verify(
        folder,
        new io.fairway.control.AuditSeal() {
          @Override
          public String seal(String text) {
            throw new IllegalStateException();
          }

          @Override
          public boolean fits(String text, String seal) {
            return true;
          }
        },
        List.of(),
        entries::add);
    return entries;
  }

  private static Hash32 hash(String text) {
    return Devices.hash(text);
  }

  @Test
  void developmentMakesWhatIsMissingAndSignsOnlineWithIt() throws Exception {
    String admin;
    try (KeyRoom room = open()) {
      Keys keys = room.online();
      keys.prepare(List.of(Keys.DEPLOYER, Keys.SETTLER));
      admin = keys.address(Keys.DEPLOYER);
      Hash32 hash = hash("m");
      assertThat(Devices.signer(keys.sign(Keys.DEPLOYER, hash), hash)).isEqualTo(admin);
      assertThat(room.inventory().current(Keys.DEPLOYER).orElseThrow().keyClass())
          .isEqualTo(KeyRecord.KeyClass.SIGNIFICANT);
      assertThat(room.inventory().current(Keys.SETTLER).orElseThrow().keyClass())
          .isEqualTo(KeyRecord.KeyClass.OPERATIONAL);
    }
    try (KeyRoom room = open()) {
      room.online().prepare(List.of(Keys.DEPLOYER, Keys.SETTLER));
      assertThat(room.online().address(Keys.DEPLOYER)).isEqualTo(admin);
      assertThat(room.inventory().keys()).hasSize(2);
    }
  }

  @Test
  void aSignificantKeyOfACeremonyDoesNotSignOnline() {
    try (KeyRoom room = open()) {
      room.create("upgrader", List.of("bob"));
      assertThatThrownBy(() -> room.online().sign("upgrader", hash("m")))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("is significant and does not sign online")
          .hasMessageContaining("keys bundle");
    }
    assertThat(events())
        .anyMatch(e ->
            e.action().equals("SIGN")
                && e.outcome() == Outcome.REFUSED
                && e.person().contains("alice"));
  }

  @Test
  void productionRefusesWhatDevelopmentLeft() {
    assertThatThrownBy(() -> KeyRoom.open(KeyProfile.PRODUCTION, folder, folder, ALICE, () -> now))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("found nothing; expected keys in a certified hardware module");
    open().close();
    assertThatThrownBy(() -> KeyRoom.open(KeyProfile.PRODUCTION, folder, folder, ALICE, () -> now))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("of development; expected keys in a certified hardware module");
  }

  @Test
  void aKeystoreIsKeptWhereItWasBegunAndProductionRefusesIt() {
    io.fairway.chain.keys.vault.DevelopmentKeys old =
        io.fairway.chain.keys.vault.DevelopmentKeys.open(folder);
    old.prepare(List.of(Keys.DEPLOYER));
    String admin = old.address(Keys.DEPLOYER);
    try (KeyRoom room = open()) {
      assertThat(room.description()).contains("keystore");
      room.online().prepare(List.of(Keys.DEPLOYER));
      assertThat(room.online().address(Keys.DEPLOYER)).isEqualTo(admin);
    }
    assertThatThrownBy(() -> KeyRoom.open(KeyProfile.PRODUCTION, folder, folder, ALICE, () -> now))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("found a keystore of development");
  }

  @Test
  void productionRefusesSoftHsmEvenWhenItIsNamedAsAModule() throws IOException {
    Path library = Files.writeString(folder.resolve("libsofthsm2.so"), "");
    Files.writeString(
        folder.resolve("module.properties"),
        "library=" + library + "\nslot=0\ncertificate=FIPS 140-3 #1\n");
    assertThatThrownBy(() -> KeyRoom.open(KeyProfile.PRODUCTION, folder, folder, ALICE, () -> now))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("SoftHSM2, which keeps keys in files");
  }

  @Test
  void rotatingWaitsForTheChainAndTheOldKeySignsNoMore() {
    try (KeyRoom room = open()) {
      KeyRecord first = room.create("settler", List.of("bob"));
      KeyRecord next = room.rotate("settler");
      assertThat(next.version()).isEqualTo(2);
      assertThat(next.status()).isEqualTo(KeyRecord.Status.PREPARED);
      assertThat(room.online().address("settler")).isEqualTo(first.address());
      assertThatThrownBy(() -> room.rotate("settler")).hasMessageContaining("activate it first");
      room.activate("settler");
      assertThat(room.online().address("settler")).isEqualTo(next.address());
      assertThatThrownBy(
              () -> room.signOffline(first.with(KeyRecord.Status.ROTATED), hash("m"), ""))
          .hasMessageContaining("is rotated, not active");
      assertThatThrownBy(() -> room.destroy("settler~2")).hasMessageContaining("is active");
      room.destroy("settler");
      assertThat(room.inventory().versions("settler").getFirst().status())
          .isEqualTo(KeyRecord.Status.DESTROYED);
      assertThat(room.vault().has("settler")).isFalse();
    }
  }

  @Test
  void aCompromisedKeySignsNothing() {
    try (KeyRoom room = open()) {
      room.create("settler", List.of("bob"));
      Keys keys = room.online();
      keys.sign("settler", hash("before"));
      room.compromise("settler", "laptop stolen");
      assertThatThrownBy(() -> keys.sign("settler", hash("after")))
          .hasMessageContaining("is compromised, not active");
      assertThatThrownBy(() -> room.online().sign("settler", hash("after")))
          .hasMessageContaining("is compromised, not active");
    }
  }

  @Test
  void limitsOfAgeAndUsesStopAKey() {
    try (KeyRoom room = open()) {
      KeyRecord key = room.create("settler", List.of("bob"));
      room.online().sign("settler", hash("m"));
      assertThat(room.inventory().current("settler").orElseThrow().uses()).isEqualTo(1_000);
      now = now.plus(Duration.ofDays(366));
      assertThatThrownBy(() -> room.online().sign("settler", hash("m")))
          .hasMessageContaining("is older than its 365 days: rotate it");
      assertThat(key.used(key.limits().usesMax()).refusal(key.created(), 1))
          .contains("of 50,000,000 times: rotate it");
    }
  }

  @Test
  void oneRunAtATime() {
    try (KeyRoom room = open()) {
      assertThat(room.inventory().keys()).isEmpty();
      assertThatThrownBy(this::open)
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("in use by another run");
    }
  }

  @Test
  void anInventoryChangedByHandIsFoundAndNotUsed() throws IOException {
    try (KeyRoom room = open()) {
      room.create("settler", List.of("bob"));
    }
    Path file = folder.resolve("inventory.json");
    String good = Files.readString(file);
    Files.writeString(file, good.replace("OPERATIONAL", "SIGNIFICANT"));
    assertThat(KeyRoom.verify(folder, List.of()))
        .isInstanceOfSatisfying(
            AuditVerdict.Broken.class, b -> assertThat(b.what()).contains("changed by hand"));
    assertThatThrownBy(this::open)
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("was changed by hand");
    Files.writeString(file, good);
  }

  /// Both moments at which a change can be interrupted: before it was logged, and after.
  @Test
  void aChangeThatACrashInterruptedIsUndoneOrFinished() throws IOException {
    Path file = folder.resolve("inventory.json");
    Path next = folder.resolve("inventory.next.json");
    open().close();
    String before = Files.readString(file);
    Files.writeString(next, before.replace("module", "nonsense"));
    open().close();
    assertThat(next).doesNotExist();
    assertThat(Files.readString(file)).isEqualTo(before);
    try (KeyRoom room = open()) {
      room.create("settler", List.of("bob"));
    }
    Files.move(file, next);
    Files.writeString(file, before);
    assertThat(KeyRoom.verify(folder, List.of())).isInstanceOf(AuditVerdict.Sound.class);
    try (KeyRoom room = open()) {
      assertThat(room.inventory().current("settler")).isPresent();
    }
  }

  @Test
  void functionsThatNobodyThoughtOfAreSignificant() {
    assertThat(KeyRecord.KeyClass.of("role-manager")).isEqualTo(KeyRecord.KeyClass.SIGNIFICANT);
    assertThat(KeyRecord.KeyClass.of("deployer")).isEqualTo(KeyRecord.KeyClass.SIGNIFICANT);
    assertThat(KeyRecord.KeyClass.of("approver")).isEqualTo(KeyRecord.KeyClass.SIGNIFICANT);
    assertThat(KeyRecord.KeyClass.of("something new")).isEqualTo(KeyRecord.KeyClass.SIGNIFICANT);
    assertThat(KeyRecord.KeyClass.of("participant:L01")).isEqualTo(KeyRecord.KeyClass.OPERATIONAL);
  }

  @Test
  void nobodyActsAlone() {
    assertThatThrownBy(() -> new Inventory.Quorum(1, List.of("a", "b")))
        .hasMessageContaining("expected at least 2");
    assertThatThrownBy(() -> new Inventory.Quorum(2, List.of("a", "a")))
        .hasMessageContaining("names a person twice");
    try (KeyRoom room = open()) {
      assertThatThrownBy(() -> room.require("upgrade", 2, List.of("a", "b")))
          .hasMessageContaining("whose key is not registered");
      room.register("a", "0x" + "1".repeat(40));
      assertThatThrownBy(() -> room.register("b", "0x" + "1".repeat(40)))
          .hasMessageContaining("is that of a");
    }
  }
}

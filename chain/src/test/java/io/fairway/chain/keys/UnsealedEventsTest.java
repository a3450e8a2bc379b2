package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairway.chain.keys.vault.Devices;
import io.fairway.control.AuditEntry;
import io.fairway.control.AuditEntry.Outcome;
import io.fairway.control.AuditVerdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Failures that cannot be sealed when they happen: of the opening, and of the device.
class UnsealedEventsTest {
  private static final Person ALICE = new Person("alice", "test");

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  private KeyRoom open() {
    return open(KeyProfile.DEVELOPMENT);
  }

  private KeyRoom open(KeyProfile profile) {
    return KeyRoom.open(profile, folder, folder, ALICE, () -> now);
  }

  private List<AuditEntry> events() {
    List<AuditEntry> entries = new ArrayList<>();
    assertThat(KeyRoom.verify(folder, List.of(), entries::add))
        .isInstanceOf(AuditVerdict.Sound.class);
    return entries;
  }

  @Test
  void aWrongPinIsOnTheDiskAtOnceAndSealedByTheNextOpening() throws IOException {
    assumeTrue(Devices.hasSoftHsm(), "SoftHSM2 is not installed");
    open().close();
    Path pin = folder.resolve("softhsm/pin");
    String right = Files.readString(pin);
    Files.writeString(pin, "98765432\n");
    Devices.restart(folder.resolve("softhsm/libsofthsm2.so"));
    assertThatThrownBy(this::open).isInstanceOf(VaultUnavailable.class);
    assertThat(KeyRoom.unsealed(folder))
        .singleElement()
        .satisfies(e -> {
          assertThat(e.action()).isEqualTo("OPEN");
          assertThat(e.outcome()).isEqualTo(Outcome.FAILED);
          assertThat(e.person()).contains("alice");
          assertThat(e.detail()).contains("CKR_PIN_INCORRECT").doesNotContain("98765432");
        });
    Files.writeString(pin, right);
    Instant failed = now;
    now = now.plusSeconds(60);
    open().close();
    assertThat(KeyRoom.unsealed(folder)).isEmpty();
    assertThat(events())
        .filteredOn(e -> e.action().equals("OPEN"))
        .singleElement()
        .satisfies(e -> assertThat(e.detail()).contains("happened at " + failed));
  }

  @Test
  void openingsThatFailOtherwiseAreLoggedToo() throws IOException {
    assertThatThrownBy(() -> open(KeyProfile.PRODUCTION)).isInstanceOf(KeyProblem.class);
    try (KeyRoom room = open()) {
      assertThatThrownBy(this::open).hasMessageContaining("in use by another run");
      room.create("settler", List.of("bob"));
    }
    Path inventory = folder.resolve("inventory.json");
    String good = Files.readString(inventory);
    Files.writeString(inventory, good.replace("OPERATIONAL", "SIGNIFICANT"));
    assertThatThrownBy(this::open).hasMessageContaining("changed by hand");
    Files.writeString(inventory, good);
    Path log = folder.resolve("audit.log");
    String whole = Files.readString(log);
    Files.writeString(log, whole.replaceFirst("alice", "mallo"));
    assertThatThrownBy(this::open).hasMessageContaining("is broken");
    Files.writeString(log, whole);
    open().close();
    assertThat(events())
        .filteredOn(e -> e.action().equals("OPEN"))
        .extracting(e -> e.outcome() + " " + e.detail().replaceAll("; happened at .*", ""))
        .satisfiesExactly(
            e -> assertThat(e).contains("REFUSED").contains("production profile"),
            e -> assertThat(e).contains("REFUSED").contains("in use by another run"),
            e -> assertThat(e).contains("REFUSED").contains("changed by hand"),
            e -> assertThat(e).contains("FAILED").contains("is broken"));
  }

  @Test
  void aSignatureThatTheDeviceFailsIsLoggedWhenItIsBack() throws IOException {
    assumeTrue(Devices.hasSoftHsm(), "SoftHSM2 is not installed");
    try (KeyRoom room = open()) {
      room.create("settler", List.of("bob"));
      room.online().sign("settler", Devices.hash("before"));
      Path token = token();
      Path away = folder.resolve("away");
      Files.move(token, away);
      Throwable gone = catchThrowable(() -> room.online().sign("settler", Devices.hash("gone")));
      assertThat(gone).isInstanceOfAny(VaultUnavailable.class, KeyProblem.class);
      assertThat(KeyRoom.unsealed(folder))
          .singleElement()
          .satisfies(e -> assertThat(e.action()).isEqualTo("SIGN"));
      Files.move(away, token);
      room.online().sign("settler", Devices.hash("back"));
      room.compromise("settler", "to see that the log goes on");
    }
    assertThat(KeyRoom.unsealed(folder)).isEmpty();
    assertThat(events())
        .anyMatch(e -> e.action().equals("SIGN") && e.detail().contains("sealed later"));
  }

  private Path token() throws IOException {
    try (Stream<Path> tokens = Files.list(folder.resolve("softhsm/tokens"))) {
      return tokens.findFirst().orElseThrow();
    }
  }

  @Test
  void whatCanBeLoggedNowhereSaysSo() throws IOException {
    Files.createDirectories(folder.resolve("audit.unsealed"));
    assertThatThrownBy(() -> open(KeyProfile.PRODUCTION))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("production profile")
        .hasMessageContaining("THIS IS IN NO LOG")
        .hasMessageContaining("audit.unsealed cannot be written");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> KeyRoom.open(KeyProfile.DEVELOPMENT, file, folder, ALICE, () -> now))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("THIS IS IN NO LOG");
  }

  @Test
  void aTornLineIsNotLost() throws IOException {
    open().close();
    Files.writeString(folder.resolve("audit.unsealed"), "{\"time\":\"2026-01-0");
    open().close();
    assertThat(events()).anyMatch(e -> e.action().equals("UNREADABLE"));
  }

  @Test
  void theFileOfFailuresIsReadByItsOwnerOnly() {
    assertThatThrownBy(() -> open(KeyProfile.PRODUCTION)).isInstanceOf(KeyProblem.class);
    try {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("audit.unsealed"))))
          .isEqualTo("rw-------");
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}

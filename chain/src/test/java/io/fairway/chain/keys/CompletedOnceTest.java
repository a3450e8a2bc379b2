package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.control.AuditVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A bundle takes effect once, whatever becomes of the files beside it.
class CompletedOnceTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Person ALICE = new Person("alice", "test");
  private static final KeyRecord.Limits WIDE = KeyRecord.Limits.of(3_000, 1_000_000);
  private static final KeyRecord.Limits NARROW = KeyRecord.Limits.of(30, 500);

  @TempDir Path temp;

  private KeyRoom house;
  private KeyRoom bob;
  private KeyRoom carol;

  @BeforeEach
  void open() {
    house = room("house");
    bob = room("bob");
    carol = room("carol");
    house.register("bob", bob.create("person:bob", List.of("bob")).address());
    house.register("carol", carol.create("person:carol", List.of("carol")).address());
    house.create("minter", List.of("bob"));
    house.require("limits", 2, List.of("bob", "carol"));
  }

  @AfterEach
  void close() {
    List.of(house, bob, carol).forEach(KeyRoom::close);
    assertThat(KeyRoom.verify(temp.resolve("house"), List.of()))
        .isInstanceOf(AuditVerdict.Sound.class);
  }

  private KeyRoom room(String name) {
    Path folder = temp.resolve(name);
    return KeyRoom.open(
        KeyProfile.DEVELOPMENT, folder, folder, new Person(name, "test"), () -> NOW);
  }

  /// A bundle for other limits, and what it takes to complete it.
  private record Signed(Bundle bundle, Path file, List<Path> signatures) {}

  private Bundles houses() {
    return new Bundles(house, temp.resolve("house"));
  }

  private Signed signed(KeyRecord.Limits limits) throws IOException {
    Bundle bundle = houses().limits("minter", limits, ALICE, Duration.ofHours(24));
    Path file = Files.writeString(temp.resolve(bundle.hash() + ".json"), bundle.file());
    List<Path> signatures = new ArrayList<>();
    for (KeyRoom machine : List.of(bob, carol)) {
      String who = machine.person().id();
      BundleSignature signature =
          new Bundles(machine, temp.resolve(who))
              .sign(file, new Person(who, "test"), Bundles::confirmation);
      signatures.add(Files.writeString(temp.resolve(bundle.hash() + who), signature.file()));
    }
    return new Signed(bundle, file, signatures);
  }

  private KeyRecord.Limits limits() {
    return house.inventory().current("minter").orElseThrow().limits();
  }

  @Test
  void withoutItsMarkItIsStillCompleted() throws IOException {
    Signed wide = signed(WIDE);
    Signed narrow = signed(NARROW);
    houses().take(wide.file(), wide.signatures());
    houses().take(narrow.file(), narrow.signatures());
    Path bundles = temp.resolve("house/bundles");
    Files.delete(bundles.resolve(wide.bundle().hash() + ".done"));
    assertThatThrownBy(() -> houses().take(wide.file(), wide.signatures()))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("was completed before");
    assertThat(houses().finished(wide.file()).signers()).containsExactly("bob", "carol");
    assertThat(limits()).isEqualTo(NARROW);
  }

  /// Killed after the limits changed and before the bundle was marked: the next import completes
  /// it, and leaves limits alone that changed since.
  @Test
  void afterACrashItDoesNotTakeEffectAgain() throws IOException {
    Signed wide = signed(WIDE);
    Signed narrow = signed(NARROW);
    house.limit(
        (Payload.Limits) wide.bundle().payload(),
        "signed by bob, carol in bundle " + wide.bundle().hash());
    houses().take(narrow.file(), narrow.signatures());
    assertThat(houses().take(wide.file(), wide.signatures()))
        .isInstanceOf(Bundles.Imported.Complete.class);
    assertThat(limits()).isEqualTo(NARROW);
    assertThatThrownBy(() -> houses().take(wide.file(), List.of()))
        .hasMessageContaining("was completed before");
  }
}

package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.chain.Keys;
import io.fairway.chain.keys.vault.Devices;
import io.fairway.control.AuditVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that signs is killed with -9 in the middle: the count on the disk is never less than
/// the signatures that left it. After an orderly end it is exact.
class LeaseCrashTest {
  private static final Person ALICE = new Person("alice", "test");

  /// So that a lease is of 20 signatures and several of them are taken.
  private static final KeyRecord.Limits LIMITS = KeyRecord.Limits.of(30, 2_000);

  private static final int LEASE = 20;

  @TempDir Path folder;

  private static KeyRoom open(Path folder) {
    return KeyRoom.open(KeyProfile.DEVELOPMENT, folder, folder, ALICE, InstantSource.system());
  }

  private static long uses(KeyRoom room) {
    return room.inventory().current(Keys.SETTLER).orElseThrow().uses();
  }

  /// The process that is killed: signs, and says so, for ever.
  static final class Signer {
    private Signer() {}

    public static void main(String[] args) {
      KeyRoom room = open(Path.of(args[0]));
      for (int number = 1; ; number++) {
        var _ = room.online().sign(Keys.SETTLER, Devices.hash("m" + number));
        System.out.println("signed " + number);
      }
    }
  }

  @Test
  void aKilledProcessHasCountedWhatItSigned() throws Exception {
    try (KeyRoom room = open(folder)) {
      room.create(Keys.SETTLER, List.of("bob"), LIMITS);
    }
    long seed = Long.getLong("fairway.seed", new Random().nextLong());
    System.out.println("kill moments drawn from -Dfairway.seed=" + seed);
    Random random = new Random(seed);
    long signed = 0;
    for (int round = 1; round <= 3; round++) {
      signed += signAndKill(30 + random.nextInt(60));
      try (KeyRoom room = open(folder)) {
        assertThat(uses(room)).as("seed %s", seed).isGreaterThanOrEqualTo(signed);
        assertThat(uses(room)).isLessThanOrEqualTo(signed + (long) LEASE * round);
      }
      assertThat(KeyRoom.verify(folder, List.of())).isInstanceOf(AuditVerdict.Sound.class);
    }
  }

  /// Returns how many signatures left the process.
  private long signAndKill(int atLeast) throws IOException, InterruptedException {
    Path said = Files.createTempFile(folder, "signer", ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Signer.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(said.toFile())
            .start();
    try {
      while (signed(said) < atLeast) {
        assertThat(process.isAlive()).isTrue();
        Thread.sleep(10);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return signed(said);
  }

  private static long signed(Path said) throws IOException {
    return Files.readString(said).lines().filter(line -> line.startsWith("signed ")).count();
  }

  @Test
  void anOrderlyEndGivesBackWhatWasNotUsed() {
    try (KeyRoom room = open(folder)) {
      room.create(Keys.SETTLER, List.of("bob"), LIMITS);
      for (int number = 0; number < 3; number++) {
        room.online().sign(Keys.SETTLER, Devices.hash("m" + number));
      }
      assertThat(uses(room)).isEqualTo(LEASE);
    }
    try (KeyRoom room = open(folder)) {
      assertThat(uses(room)).isEqualTo(3);
    }
  }
}

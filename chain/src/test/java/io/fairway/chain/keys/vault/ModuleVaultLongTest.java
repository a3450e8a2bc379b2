package io.fairway.chain.keys.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairway.chain.Hash32;
import io.fairway.chain.keys.KeyProblem;
import io.fairway.chain.keys.KeyProfile;
import io.fairway.chain.keys.KeyRoom;
import io.fairway.chain.keys.Person;
import io.fairway.chain.keys.SigningSpeed;
import io.fairway.chain.keys.VaultUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many signatures side by side while the token goes and comes back, and what a signature costs.
@Tag("long")
class ModuleVaultLongTest {
  private static final int THREADS = 4;
  private static final int EACH = 1_000;
  private static final int ABSENCES = 10;

  @TempDir Path folder;

  @Test
  void everySignatureIsGoodHoweverOftenTheTokenGoes() throws Exception {
    assumeTrue(SoftHsm.library().isPresent(), "SoftHSM2 is not installed");
    AtomicInteger refused = new AtomicInteger();
    try (ModuleVault vault =
            ModuleVault.open(SoftHsm.prepare(folder, SoftHsm.library().orElseThrow()));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      vault.generate("settler");
      String address = vault.address("settler");
      List<CompletableFuture<Void>> work =
          IntStream.range(0, THREADS)
              .mapToObj(thread ->
                  CompletableFuture.runAsync(
                      () -> signAll(vault, address, thread, refused), threads))
              .toList();
      Path token;
      try (Stream<Path> tokens = Files.list(folder.resolve("tokens"))) {
        token = tokens.findFirst().orElseThrow();
      }
      for (int absence = 0; absence < ABSENCES; absence++) {
        Files.move(token, folder.resolve("away"));
        // Gone until somebody noticed, unless all have signed everything.
        int seen = refused.get();
        while (refused.get() == seen && !work.stream().allMatch(CompletableFuture::isDone)) {
          Thread.onSpinWait();
        }
        Files.move(folder.resolve("away"), token);
      }
      work.forEach(CompletableFuture::join);
    }
    assertThat(refused.get()).isPositive();
  }

  private static void signAll(
      ModuleVault vault, String address, int thread, AtomicInteger refused) {
    for (int n = 0; n < EACH; n++) {
      Hash32 hash = Devices.hash(thread + ":" + n);
      while (true) {
        try {
          assertThat(Secp256k1.signer(vault.sign("settler", hash), hash)).contains(address);
          break;
        } catch (VaultUnavailable | KeyProblem gone) {
          refused.incrementAndGet();
        }
      }
    }
  }

  @Test
  void whatASignatureCosts() {
    try (KeyRoom room =
        KeyRoom.open(
            KeyProfile.DEVELOPMENT,
            folder,
            folder,
            new Person("alice", "test"),
            InstantSource.system())) {
      SigningSpeed speed = SigningSpeed.measure(room, THREADS);
      System.out.println(room.description() + ": " + speed);
      assertThat(speed.aloneMicros()).isPositive();
    }
  }
}

package io.fairway.chain.keys.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairway.chain.Hash32;
import io.fairway.chain.keys.KeyProblem;
import io.fairway.chain.keys.VaultUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against the real SoftHSM2, where it is installed.
class ModuleVaultTest {
  @TempDir Path folder;

  private Path library = Path.of("");

  @BeforeEach
  void needsSoftHsm() {
    assumeTrue(SoftHsm.library().isPresent(), "SoftHSM2 is not installed");
    library = SoftHsm.library().orElseThrow();
  }

  private ModuleVault open() {
    return ModuleVault.open(SoftHsm.prepare(folder, library));
  }

  @Test
  void signaturesAreLowAndRecoverTheSigner() throws Exception {
    try (ModuleVault vault = open()) {
      vault.generate("settler");
      for (int round = 0; round < 64; round++) {
        Hash32 hash = Devices.hash("message " + round);
        byte[] signature = vault.sign("settler", hash);
        assertThat(Devices.signer(signature, hash)).isEqualTo(vault.address("settler"));
        assertThat(Secp256k1.signer(signature, hash)).contains(vault.address("settler"));
      }
    }
  }

  @Test
  void keysOutliveTheProcessOfTheModuleAndStayInside() {
    String address;
    try (ModuleVault vault = open()) {
      vault.generate("minter");
      address = vault.address("minter");
      assertThatThrownBy(() -> vault.generate("minter"))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("there is a key minter");
    }
    Cryptoki.restart(folder.resolve("libsofthsm2.so"));
    try (ModuleVault vault = open()) {
      assertThat(vault.address("minter")).isEqualTo(address);
      assertThat(vault.serial("minter")).isNotBlank();
      vault.destroy("minter");
      assertThat(vault.has("minter")).isFalse();
      assertThatThrownBy(() -> vault.sign("minter", Devices.hash("x")))
          .isInstanceOf(KeyProblem.class)
          .hasMessageContaining("there is no key minter");
    }
  }

  @Test
  void twoFoldersAreTwoTokensInOneProcess() {
    try (ModuleVault one = open();
        ModuleVault two = ModuleVault.open(SoftHsm.prepare(folder.resolve("two"), library))) {
      one.generate("settler");
      assertThat(two.has("settler")).isFalse();
      two.generate("settler");
      assertThat(two.address("settler")).isNotEqualTo(one.address("settler"));
    }
  }

  @Test
  void signingGoesOnWhenTheTokenWasGoneAndIsBack() throws Exception {
    try (ModuleVault vault = open()) {
      vault.generate("settler");
      String address = vault.address("settler");
      Path token = token();
      Path away = folder.resolve("away");
      Files.move(token, away);
      assertThatThrownBy(() -> vault.sign("settler", Devices.hash("gone")))
          .isInstanceOfAny(VaultUnavailable.class, KeyProblem.class);
      Files.move(away, token);
      assertThat(Devices.signer(vault.sign("settler", Devices.hash("back")), Devices.hash("back")))
          .isEqualTo(address);
    }
  }

  @Test
  void threadsSignSideBySide() throws Exception {
    try (ModuleVault vault = open();
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      vault.generate("settler");
      List<Callable<String>> work =
          IntStream.range(0, 400)
              .<Callable<String>>mapToObj(n ->
                  () ->
                      Devices.signer(
                          vault.sign("settler", Devices.hash("m" + n)), Devices.hash("m" + n)))
              .toList();
      for (Future<String> signed : threads.invokeAll(work)) {
        assertThat(signed.get()).isEqualTo(vault.address("settler"));
      }
    }
  }

  @Test
  void thePinLiesInAFileOfItsOwnerAndAWrongOneIsNamedWithoutShowingIt() throws IOException {
    open().close();
    Path pin = folder.resolve("pin");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pin)))
        .isEqualTo("rw-------");
    Files.writeString(pin, "98765432\n");
    Cryptoki.restart(folder.resolve("libsofthsm2.so"));
    assertThatThrownBy(this::open)
        .isInstanceOf(VaultUnavailable.class)
        .hasMessageContaining("CKR_PIN_INCORRECT")
        .hasMessageNotContaining("98765432");
    Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(this::open)
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("can be read by others; expected: chmod 600");
  }

  private Path token() throws IOException {
    try (Stream<Path> tokens = Files.list(folder.resolve("tokens"))) {
      return tokens.findFirst().orElseThrow();
    }
  }
}

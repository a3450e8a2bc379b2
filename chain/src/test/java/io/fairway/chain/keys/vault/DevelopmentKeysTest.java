package io.fairway.chain.keys.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.Chains;
import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.Sign;

class DevelopmentKeysTest {
  @TempDir Path folder;

  @Test
  void theKeysAreTheSameAfterReopening() {
    DevelopmentKeys keys = DevelopmentKeys.open(folder);
    keys.prepare(List.of(Keys.DEPLOYER));
    keys.prepare(List.of(Keys.DEPLOYER, Keys.participant("L001")));
    String admin = keys.address(Keys.DEPLOYER);
    String liquidity = keys.address(Keys.participant("L001"));
    assertThat(admin).matches("0x[0-9a-f]{40}").isNotEqualTo(liquidity);
    DevelopmentKeys again = DevelopmentKeys.open(folder);
    assertThat(again.address(Keys.DEPLOYER)).isEqualTo(admin);
    assertThat(again.address(Keys.participant("L001"))).isEqualTo(liquidity);
  }

  @Test
  void onlyTheOwnerReadsTheFiles() throws IOException {
    DevelopmentKeys.open(folder).prepare(List.of(Keys.DEPLOYER));
    for (String file : List.of("development-keys.p12", "development-keys.passphrase")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aMissingOrWrongPassphraseIsNamed() throws IOException {
    DevelopmentKeys.open(folder).prepare(List.of(Keys.DEPLOYER));
    Path passphrase = folder.resolve("development-keys.passphrase");
    Files.writeString(passphrase, "wrong");
    assertThatThrownBy(() -> DevelopmentKeys.open(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot be opened");
    Files.delete(passphrase);
    assertThatThrownBy(() -> DevelopmentKeys.open(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("passphrase file")
        .hasMessageContaining("is missing");
  }

  @Test
  void signaturesAreLowAndRecoverTheSigner() {
    DevelopmentKeys keys = DevelopmentKeys.open(folder);
    keys.prepare(List.of(Keys.SETTLER));
    BigInteger half = Sign.CURVE_PARAMS.getN().shiftRight(1);
    for (int round = 0; round < 32; round++) {
      Hash32 hash = Chains.id("message " + round);
      byte[] signature = keys.sign(Keys.SETTLER, hash);
      BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, 32));
      BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
      assertThat(s).isLessThanOrEqualTo(half);
      BigInteger key =
          Sign.recoverFromSignature(signature[64], new ECDSASignature(r, s), hash.bytes());
      assertThat("0x" + org.web3j.crypto.Keys.getAddress(key))
          .isEqualTo(keys.address(Keys.SETTLER));
    }
  }
}

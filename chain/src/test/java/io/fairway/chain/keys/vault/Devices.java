package io.fairway.chain.keys.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.chain.Hash32;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SignatureException;
import java.util.Arrays;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Sign;

/// What tests do with devices that nobody else may.
public final class Devices {
  private Devices() {}

  public static boolean hasSoftHsm() {
    return SoftHsm.library().isPresent();
  }

  /// As after a new start of the process: logged in nowhere.
  public static void restart(Path library) {
    Cryptoki.restart(library);
  }

  public static Hash32 hash(String text) {
    return Hash32.parse(Hash.sha3String(text));
  }

  /// By web3j's code, not by ours.
  public static String signer(byte[] signature, Hash32 hash) throws SignatureException {
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    assertThat(s).isLessThanOrEqualTo(Sign.CURVE_PARAMS.getN().shiftRight(1));
    BigInteger key =
        Sign.recoverFromSignature(signature[64], new ECDSASignature(r, s), hash.bytes());
    return "0x" + org.web3j.crypto.Keys.getAddress(key);
  }
}

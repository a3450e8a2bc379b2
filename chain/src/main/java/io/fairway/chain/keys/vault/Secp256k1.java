package io.fairway.chain.keys.vault;

import io.fairway.chain.Hash32;
import io.fairway.chain.keys.VaultUnavailable;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.web3j.crypto.Hash;

/// The curve's arithmetic on public values: what a module leaves to its user. No private key comes
/// near it.
public final class Secp256k1 {
  static final int SIGNATURE_BYTES = 65;

  private static final int WORD = 32;
  private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");
  private static final ECCurve CURVE = PARAMETERS.getCurve();
  private static final BigInteger ORDER = PARAMETERS.getN();
  private static final BigInteger HALF = ORDER.shiftRight(1);

  private Secp256k1() {}

  static ECPoint point(ECPublicKey key) {
    return CURVE.createPoint(key.getW().getAffineX(), key.getW().getAffineY());
  }

  /// The last 20 bytes of the hash of the public key (Yellow Paper, appendix F).
  static String address(ECPoint key) {
    byte[] bytes = key.getEncoded(false);
    byte[] hash = Hash.sha3(Arrays.copyOfRange(bytes, 1, bytes.length));
    return "0x" + HexFormat.of().formatHex(hash, hash.length - 20, hash.length);
  }

  /// Makes of a module's r and s what a chain accepts: the lower s (EIP-2) and the recovery id. The
  /// id is found by doing the verification: R = (e/s) G + (r/s) Q, and its y says which. So a
  /// signature that does not fit the key is found out here and goes nowhere.
  static byte[] complete(byte[] rs, Hash32 hash, ECPoint key) {
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(rs, 0, WORD));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(rs, WORD, 2 * WORD));
    if (rs.length != 2 * WORD || !inRange(r) || !inRange(s)) {
      throw new VaultUnavailable("the module answered with something that is no signature");
    }
    if (s.compareTo(HALF) > 0) {
      s = ORDER.subtract(s);
    }
    ECPoint nonce = nonce(r, s, hash, key);
    if (nonce.isInfinity()
        || !nonce.getAffineXCoord().toBigInteger().mod(ORDER).equals(r)
        // 1 in 2^128: a chain's recovery id of one bit cannot say it
        || nonce.getAffineXCoord().toBigInteger().compareTo(ORDER) >= 0) {
      throw new VaultUnavailable("the module's signature does not fit its public key");
    }
    byte[] signature = new byte[SIGNATURE_BYTES];
    System.arraycopy(BigIntegers.asUnsignedByteArray(WORD, r), 0, signature, 0, WORD);
    System.arraycopy(BigIntegers.asUnsignedByteArray(WORD, s), 0, signature, WORD, WORD);
    signature[2 * WORD] = (byte) (nonce.getAffineYCoord().toBigInteger().testBit(0) ? 1 : 0);
    return signature;
  }

  /// Whose signature is this? Empty when it is none, or one with the higher s, which anybody can
  /// make of the lower.
  public static Optional<String> signer(byte[] signature, Hash32 hash) {
    if (signature.length != SIGNATURE_BYTES || signature[2 * WORD] < 0 || signature[2 * WORD] > 1) {
      return Optional.empty();
    }
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, WORD));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, WORD, 2 * WORD));
    if (!inRange(r) || !inRange(s) || s.compareTo(HALF) > 0) {
      return Optional.empty();
    }
    byte[] compressed = new byte[1 + WORD];
    compressed[0] = (byte) (2 + signature[2 * WORD]);
    System.arraycopy(signature, 0, compressed, 1, WORD);
    ECPoint nonce;
    try {
      nonce = CURVE.decodePoint(compressed);
    } catch (IllegalArgumentException notOnTheCurve) {
      return Optional.empty();
    }
    BigInteger inverse = r.modInverse(ORDER);
    BigInteger e = new BigInteger(1, hash.bytes());
    ECPoint key =
        ECAlgorithms.sumOfTwoMultiplies(
                PARAMETERS.getG(),
                e.negate().multiply(inverse).mod(ORDER),
                nonce,
                s.multiply(inverse).mod(ORDER))
            .normalize();
    return key.isInfinity() ? Optional.empty() : Optional.of(address(key));
  }

  private static ECPoint nonce(BigInteger r, BigInteger s, Hash32 hash, ECPoint key) {
    BigInteger inverse = s.modInverse(ORDER);
    BigInteger e = new BigInteger(1, hash.bytes());
    return ECAlgorithms.sumOfTwoMultiplies(
            PARAMETERS.getG(), e.multiply(inverse).mod(ORDER), key, r.multiply(inverse).mod(ORDER))
        .normalize();
  }

  private static boolean inRange(BigInteger value) {
    return value.signum() > 0 && value.compareTo(ORDER) < 0;
  }
}

package io.fairway.chain.permission;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.TypedData;
import io.fairway.money.Invariant;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.web3j.crypto.Sign;

/// A person's consent to one [Act].
///
/// @param person an id that [Approvers] knows
/// @param signature of [Act#hash()] by the person's own key: r, s and v (27 or 28), `0x` and 130
///   hexadecimal digits
public record Approval(String person, String signature) {
  private static final int WORD = 32;
  private static final BigInteger HALF_ORDER = Sign.CURVE_PARAMS.getN().shiftRight(1);

  public Approval {
    Invariant.check(!person.isBlank() && !person.contains("\n"), "no person's id: '%s'", person);
    Invariant.check(
        signature.matches("(0x[0-9a-f]{130})?"), "no signature of 65 bytes: %s", signature);
  }

  /// An approval by a key that is held like the house's own, in a keystore or a module.
  ///
  /// @param signature of [Act#hash()], as `Keys.sign` gives it
  public static Approval of(String person, byte[] signature) {
    return new Approval(person, TypedData.signature(signature));
  }

  /// What a development chain puts on record when it approves by itself: nobody signed.
  static Approval development(int number) {
    return new Approval("development " + number, "");
  }

  /// False for what a development chain approves by itself.
  public boolean isSigned() {
    return !signature.isEmpty();
  }

  /// The signature as the record keeps it: r, s and v.
  public byte[] signatureBytes() {
    return HexFormat.of().parseHex(signature, 2, signature.length());
  }

  /// The address whose key signed this hash; empty when it is no signature, or one with the higher
  /// s, which anybody can make of the lower.
  Optional<String> signer(Hash32 hash) {
    if (!isSigned()) {
      return Optional.empty();
    }
    byte[] bytes = signatureBytes();
    byte[] s = Arrays.copyOfRange(bytes, WORD, 2 * WORD);
    if (new BigInteger(1, s).compareTo(HALF_ORDER) > 0) {
      return Optional.empty();
    }
    Sign.SignatureData data =
        new Sign.SignatureData(bytes[2 * WORD], Arrays.copyOfRange(bytes, 0, WORD), s);
    try {
      BigInteger key = Sign.signedMessageHashToKey(hash.bytes(), data);
      return Optional.of("0x" + org.web3j.crypto.Keys.getAddress(key));
    } catch (SignatureException | RuntimeException garbled) {
      return Optional.empty();
    }
  }
}

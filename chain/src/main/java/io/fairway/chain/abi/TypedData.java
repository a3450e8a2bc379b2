package io.fairway.chain.abi;

import io.fairway.chain.Hash32;
import io.fairway.money.Invariant;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.web3j.crypto.Hash;

/// What a person's or holder's key signs (EIP-712): a struct, within the domain of a contract on a
/// chain.
public final class TypedData {
  private static final byte[] PREFIX = {0x19, 0x01};
  private static final int SIGNATURE_BYTES = 65;
  private static final int V_OFFSET = 27;
  private static final Hash32 DOMAIN_TYPE =
      hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

  private TypedData() {}

  /// Where it is good.
  public record Domain(String name, String version, long chainId, String contract) {}

  /// What a contract answers to `DOMAIN_SEPARATOR()`.
  public static Hash32 domainSeparator(Domain domain) {
    return Hash32.of(
        struct(
            DOMAIN_TYPE,
            "(bytes32,bytes32,uint256,address)",
            List.of(
                hash(domain.name),
                hash(domain.version),
                BigInteger.valueOf(domain.chainId),
                domain.contract)));
  }

  /// The hash that is signed.
  ///
  /// @param type such as `Redeem(address holder,uint256 amount)`
  /// @param types ABI types of the values, such as `(address,uint256)`; a string's or a byte
  ///   string's value is its hash
  public static Hash32 signingHash(Domain domain, String type, String types, List<?> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFIX);
    out.writeBytes(domainSeparator(domain).bytes());
    out.writeBytes(struct(hash(type), types, values));
    return Hash32.of(Hash.sha3(out.toByteArray()));
  }

  /// A signature as contracts and wallets write it: r, s and v (27 or 28), `0x` and 130 hexadecimal
  /// digits.
  ///
  /// @param signature r, s and the recovery id, 0 or 1
  public static String signature(byte[] signature) {
    Invariant.check(signature.length == SIGNATURE_BYTES, "a signature: %s", signature.length);
    byte[] bytes = signature.clone();
    bytes[SIGNATURE_BYTES - 1] = (byte) (bytes[SIGNATURE_BYTES - 1] + V_OFFSET);
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  private static byte[] struct(Hash32 type, String types, List<?> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(type.bytes());
    out.writeBytes(Abi.encode(types, values));
    return Hash.sha3(out.toByteArray());
  }

  public static Hash32 hash(String text) {
    return Hash32.of(Hash.sha3(text.getBytes(StandardCharsets.UTF_8)));
  }
}

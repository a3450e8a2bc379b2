package io.fairway.chain;

import io.fairway.chain.abi.Abi;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.web3j.crypto.Hash;

/// What a person's or holder's key signs (EIP-712): a struct, within the domain of a contract on a
/// chain.
final class TypedData {
  private static final byte[] PREFIX = {0x19, 0x01};
  private static final Hash32 DOMAIN_TYPE =
      hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

  private TypedData() {}

  /// Where it is good.
  record Domain(String name, String version, long chainId, String contract) {}

  /// The hash that is signed.
  ///
  /// @param type such as `Redeem(address holder,uint256 amount)`
  /// @param types ABI types of the values, such as `(address,uint256)`; a string's or a byte
  ///   string's value is its hash
  static Hash32 signingHash(Domain domain, String type, String types, List<?> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFIX);
    out.writeBytes(
        struct(
            DOMAIN_TYPE,
            "(bytes32,bytes32,uint256,address)",
            List.of(
                hash(domain.name),
                hash(domain.version),
                BigInteger.valueOf(domain.chainId),
                domain.contract)));
    out.writeBytes(struct(hash(type), types, values));
    return Hash32.of(Hash.sha3(out.toByteArray()));
  }

  private static byte[] struct(Hash32 type, String types, List<?> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(type.bytes());
    out.writeBytes(Abi.encode(types, values));
    return Hash.sha3(out.toByteArray());
  }

  static Hash32 hash(String text) {
    return Hash32.of(Hash.sha3(text.getBytes(StandardCharsets.UTF_8)));
  }
}

package io.fairway.chain.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.money.Invariant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/// The code that this release compiled, as its manifest tells: what a contract must consist of that
/// nobody has looked at before.
final class ReleasedCode {
  private static final String MANIFEST = "/io/fairway/contracts/manifest.json";
  private static final int WORD_BYTES = 32;

  private final Map<String, Code> codes = new HashMap<>();

  /// @param maskedHash Keccak-256 of the runtime code with zeroes in the words of immutables
  private record Code(String maskedHash, List<Integer> immutables) {}

  private ReleasedCode(JsonNode manifest) {
    for (JsonNode contract : manifest.path("contracts")) {
      codes.put(
          contract.path("name").asText(),
          new Code(
              contract.path("deployedBytecodeHash").asText(),
              StreamSupport.stream(contract.path("immutables").spliterator(), false)
                  .map(place -> place.path("start").asInt())
                  .toList()));
    }
  }

  static ReleasedCode ofBuild() {
    try (InputStream in = ReleasedCode.class.getResourceAsStream(MANIFEST)) {
      Invariant.check(in != null, "%s is not on the class path", MANIFEST);
      return new ReleasedCode(new ObjectMapper().readTree(in));
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot read " + MANIFEST, problem);
    }
  }

  /// Is this the runtime code of that contract?
  ///
  /// @param contract its name in the manifest
  /// @param code `0x` and hexadecimal digits, as `eth_getCode` answers
  boolean is(String contract, String code) {
    Code known = codes.get(contract);
    Invariant.check(known != null, "the manifest has no contract %s", contract);
    Code expected = Objects.requireNonNull(known);
    byte[] bytes = Numeric.hexStringToByteArray(code);
    for (int offset : expected.immutables()) {
      if (offset + WORD_BYTES > bytes.length) {
        return false;
      }
      Arrays.fill(bytes, offset, offset + WORD_BYTES, (byte) 0);
    }
    return Numeric.toHexString(Hash.sha3(bytes)).equals(expected.maskedHash());
  }
}

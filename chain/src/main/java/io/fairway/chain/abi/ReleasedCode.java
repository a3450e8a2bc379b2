package io.fairway.chain.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.chain.Hash32;
import io.fairway.money.Invariant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/// The code that this release compiled, as its manifest tells: what a contract must consist of
/// before it is believed.
public final class ReleasedCode {
  private static final String MANIFEST = "/io/fairway/contracts/manifest.json";
  private static final int WORD_BYTES = 32;
  private static final Pattern BYTES = Pattern.compile("0x[0-9a-fA-F]*");

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

  /// The code that came with this build.
  public static ReleasedCode ofBuild() {
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
  public boolean is(String contract, String code) {
    Code expected = of(contract);
    if (code.length() % 2 != 0 || !BYTES.matcher(code).matches()) {
      return false; // a node's nonsense
    }
    byte[] bytes = Numeric.hexStringToByteArray(code);
    for (int offset : expected.immutables()) {
      if (offset + WORD_BYTES > bytes.length) {
        return false;
      }
      Arrays.fill(bytes, offset, offset + WORD_BYTES, (byte) 0);
    }
    return Numeric.toHexString(Hash.sha3(bytes)).equals(expected.maskedHash());
  }

  /// Keccak-256 of a contract's runtime code with zeroes in the words of immutables.
  public Hash32 maskedHash(String contract) {
    return Hash32.parse(of(contract).maskedHash());
  }

  /// Where in a contract's runtime code the words of immutables begin.
  public List<Integer> immutables(String contract) {
    return of(contract).immutables();
  }

  private Code of(String contract) {
    Code known = codes.get(contract);
    Invariant.check(known != null, "the manifest has no contract %s", contract);
    return Objects.requireNonNull(known);
  }
}

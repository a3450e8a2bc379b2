package io.fairway.chain.watch;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/// Which contracts may have told something in a block, as the block's header sums it up: 2,048
/// bits, of which each contract that told something sets three (Ethereum's yellow paper, M3:2048).
/// A contract whose bits are not all set told nothing. One whose bits are set told something, or
/// others set them: the fuller the block, the more often.
final class LogsBloom {
  private static final int BYTES = 256;
  private static final int BITS_EACH = 3;

  private final Map<String, int[]> bits = new HashMap<>();

  LogsBloom(Set<String> contracts) {
    contracts.forEach(contract -> bits.put(contract, bits(contract)));
  }

  /// True when one of the contracts may have told something that is not known of it.
  ///
  /// @param bloom of the header, in hexadecimal digits; what is none says nothing, so that all may
  /// @param known who is known to have told something
  boolean mayHoldMore(String bloom, Set<String> known) {
    if (!bloom.matches("0x[0-9a-fA-F]{" + 2 * BYTES + "}")) {
      return true;
    }
    byte[] set = Numeric.hexStringToByteArray(bloom);
    return bits.entrySet().stream()
        .anyMatch(
            contract -> !known.contains(contract.getKey()) && areSet(contract.getValue(), set));
  }

  private static int[] bits(String contract) {
    byte[] hash = Hash.sha3(Numeric.hexStringToByteArray(contract));
    int[] bits = new int[BITS_EACH];
    for (int at = 0; at < BITS_EACH; at++) {
      bits[at] = ByteBuffer.wrap(hash).getShort(2 * at) & (BYTES * Byte.SIZE - 1);
    }
    return bits;
  }

  /// Bits are counted from the last byte's lowest.
  private static boolean areSet(int[] bits, byte[] bloom) {
    for (int bit : bits) {
      if ((bloom[BYTES - 1 - bit / Byte.SIZE] & (1 << (bit % Byte.SIZE))) == 0) {
        return false;
      }
    }
    return true;
  }
}

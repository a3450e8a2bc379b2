package io.fairway.app.verify;

import io.fairway.chain.Hash32;
import io.fairway.chain.Leg;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The Merkle tree of a window's legs, computed anew. A leaf is the leg's ABI encoding (ref, coin,
/// from, to, amount) hashed twice; a node is the hash of its children in sorted order; the sorted
/// leaves fill the end of a complete tree backwards, as in OpenZeppelin's "standard-v1".
final class LegTree {
  private static final int WORD_BYTES = 32;

  private LegTree() {}

  /// @param coin the address of the coin's contract
  static byte[] leaf(Leg leg, String coin) {
    byte[] once =
        Keccak.hash(
            leg.reference().bytes(),
            address(coin),
            address(leg.from()),
            address(leg.to()),
            word(BigInteger.valueOf(leg.amount().units()).toByteArray()));
    return Keccak.hash(once);
  }

  static byte[] root(List<byte[]> leaves) {
    byte[][] sorted = leaves.toArray(byte[][]::new);
    Arrays.sort(sorted, Arrays::compareUnsigned);
    byte[][] nodes = new byte[2 * sorted.length - 1][];
    for (int rank = 0; rank < sorted.length; rank++) {
      nodes[nodes.length - 1 - rank] = sorted[rank];
    }
    for (int place = sorted.length - 2; place >= 0; place--) {
      nodes[place] = parent(nodes[2 * place + 1], nodes[2 * place + 2]);
    }
    return nodes[0];
  }

  /// The root that a proof leads to.
  static byte[] climb(byte[] leaf, List<Hash32> proof) {
    byte[] node = leaf;
    for (Hash32 sibling : proof) {
      node = parent(node, sibling.bytes());
    }
    return node;
  }

  private static byte[] parent(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other) <= 0
        ? Keccak.hash(one, other)
        : Keccak.hash(other, one);
  }

  private static byte[] address(String address) {
    return word(HexFormat.of().parseHex(address.substring(2)));
  }

  /// Right-aligned in a word of the ABI.
  private static byte[] word(byte[] bytes) {
    byte[] word = new byte[WORD_BYTES];
    System.arraycopy(bytes, 0, word, WORD_BYTES - bytes.length, bytes.length);
    return word;
  }
}

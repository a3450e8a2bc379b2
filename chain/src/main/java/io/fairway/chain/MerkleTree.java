package io.fairway.chain;

import io.fairway.money.Invariant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.web3j.crypto.Hash;

/// A Merkle tree over the legs of a window, in the layout of OpenZeppelin's "standard-v1" tree: the
/// leaves sorted by hash fill the end of a complete binary tree from its last place backwards, and
/// a node is the Keccak-256 hash of its two children in sorted order. So the settlement contract
/// and OpenZeppelin's own library verify its proofs.
public final class MerkleTree {
  private final byte[][] nodes;
  private final int[] places;

  private MerkleTree(byte[][] nodes, int[] places) {
    this.nodes = nodes;
    this.places = places;
  }

  /// The tree over these leaves; equal ones may repeat.
  public static MerkleTree of(List<Hash32> leaves) {
    Invariant.check(!leaves.isEmpty(), "a tree without leaves");
    byte[][] hashes = leaves.stream().map(Hash32::bytes).toArray(byte[][]::new);
    int[] sorted =
        IntStream.range(0, hashes.length)
            .boxed()
            .sorted(Comparator.comparing(index -> hashes[index], Arrays::compareUnsigned))
            .mapToInt(Integer::intValue)
            .toArray();
    byte[][] nodes = new byte[2 * hashes.length - 1][];
    int[] places = new int[hashes.length];
    for (int rank = 0; rank < sorted.length; rank++) {
      int place = nodes.length - 1 - rank;
      nodes[place] = hashes[sorted[rank]];
      places[sorted[rank]] = place;
    }
    for (int place = nodes.length - 1 - hashes.length; place >= 0; place--) {
      nodes[place] = parent(nodes[2 * place + 1], nodes[2 * place + 2]);
    }
    return new MerkleTree(nodes, places);
  }

  public Hash32 root() {
    return Hash32.of(nodes[0]);
  }

  /// The sibling hashes from a leaf to the root.
  ///
  /// @param index of the leaf in the list that the tree was made of
  public List<Hash32> proof(int index) {
    List<Hash32> siblings = new ArrayList<>();
    for (int place = places[index]; place > 0; place = (place - 1) / 2) {
      int sibling = place % 2 == 0 ? place - 1 : place + 1;
      siblings.add(Hash32.of(nodes[sibling]));
    }
    return siblings;
  }

  /// The leaves, in the order of the list that the tree was made of.
  public List<Hash32> leaves() {
    return IntStream.of(places).mapToObj(place -> Hash32.of(nodes[place])).toList();
  }

  /// The proofs of all leaves, in the order of the list that the tree was made of.
  public List<List<Hash32>> proofs() {
    return IntStream.range(0, places.length).mapToObj(this::proof).toList();
  }

  /// True when the leaf stands under the root.
  public static boolean verify(Hash32 root, Hash32 leaf, List<Hash32> proof) {
    byte[] node = leaf.bytes();
    for (Hash32 sibling : proof) {
      node = parent(node, sibling.bytes());
    }
    return Arrays.equals(node, root.bytes());
  }

  private static byte[] parent(byte[] one, byte[] other) {
    boolean ordered = Arrays.compareUnsigned(one, other) <= 0;
    byte[] both = Arrays.copyOf(ordered ? one : other, 2 * Hash32.LENGTH);
    System.arraycopy(ordered ? other : one, 0, both, Hash32.LENGTH, Hash32.LENGTH);
    return Hash.sha3(both);
  }
}

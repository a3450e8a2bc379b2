package io.fairway.ledger.proof;

import static io.fairway.ledger.proof.Hashing.HASH_BYTES;

/// A Merkle tree over leaf hashes that come one by one (RFC 6962): of equal subtrees only the last
/// waits for its twin, so that a tree of any size takes one hash a level.
final class Tree {
  private static final int LEVELS_MAX = 32;

  private final Hashing hashing;
  private final byte[] hashes = new byte[LEVELS_MAX * HASH_BYTES];
  private int depth;
  private int leaves;

  Tree(Hashing hashing) {
    this.hashing = hashing;
  }

  void clear() {
    depth = 0;
    leaves = 0;
  }

  int leaves() {
    return leaves;
  }

  /// Where the next leaf's hash is to be written in [#hashes], before [#add].
  int place() {
    return depth * HASH_BYTES;
  }

  byte[] hashes() {
    return hashes;
  }

  /// The hash at [#place] is a leaf's.
  void add() {
    depth++;
    leaves++;
    for (int pairs = leaves; (pairs & 1) == 0; pairs >>= 1) {
      joinLast();
    }
  }

  /// Ends the tree, which has leaves; the root is then the first of [#hashes].
  void finish() {
    while (depth > 1) {
      joinLast();
    }
  }

  private void joinLast() {
    int left = (depth - 2) * HASH_BYTES;
    hashing.node(hashes, left, hashes, left + HASH_BYTES, hashes, left);
    depth--;
  }
}

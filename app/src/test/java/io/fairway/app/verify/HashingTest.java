package io.fairway.app.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.chain.Hash32;
import io.fairway.chain.MerkleTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashingTest {
  private static final long SEED = 20261122;

  /// The empty string and "abc", from the Keccak team's test vectors (Keccak[c=512]).
  @ParameterizedTest
  @CsvSource({
    "'', c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    "abc, 4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
  })
  void hashesKnownText(String text, String hash) {
    assertThat(HexFormat.of().formatHex(Keccak.hash(text.getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo(hash);
  }

  @Test
  void agreesWithAnotherImplementationAtEveryLengthAroundTheBlock() {
    Random random = new Random(SEED);
    for (int length = 0; length <= 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      KeccakDigest other = new KeccakDigest(256);
      other.update(bytes, 0, length);
      byte[] expected = new byte[Keccak.HASH_BYTES];
      other.doFinal(expected, 0);
      assertThat(Keccak.hash(bytes)).as("seed %s, length %s", SEED, length).isEqualTo(expected);
    }
  }

  @Test
  void agreesWithTheTreeThatWindowsAreSettledWith() {
    Random random = new Random(SEED);
    for (int count = 1; count <= 40; count++) {
      List<Hash32> leaves = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] leaf = new byte[Hash32.LENGTH];
        random.nextBytes(leaf);
        leaves.add(Hash32.of(leaf));
      }
      MerkleTree tree = MerkleTree.of(leaves);
      byte[] root = tree.root().bytes();
      assertThat(LegTree.root(leaves.stream().map(Hash32::bytes).toList()))
          .as("seed %s, %s leaves", SEED, count)
          .isEqualTo(root);
      for (int i = 0; i < count; i++) {
        assertThat(LegTree.climb(leaves.get(i).bytes(), tree.proof(i))).isEqualTo(root);
      }
      byte[] stranger = new byte[Hash32.LENGTH];
      assertThat(LegTree.climb(stranger, tree.proof(0))).isNotEqualTo(root);
    }
  }
}

package io.fairway.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MerkleTreeTest {

  /// Roots and proofs made by OpenZeppelin's own library; the file names its version.
  static Stream<JsonNode> trees() throws IOException {
    try (InputStream in = MerkleTreeTest.class.getResourceAsStream("/merkle-trees.json")) {
      JsonNode kept = new ObjectMapper().readTree(Objects.requireNonNull(in));
      return StreamSupport.stream(kept.path("trees").spliterator(), false);
    }
  }

  @ParameterizedTest
  @MethodSource("trees")
  void agreesWithTheStandardTree(JsonNode kept) {
    List<Hash32> leaves = new ArrayList<>();
    for (JsonNode leg : kept.path("legs")) {
      Leg read =
          new Leg(
              Hash32.parse(leg.get(0).asText()),
              leg.get(2).asText(),
              leg.get(3).asText(),
              new Money(Asset.FHKD, leg.get(4).asLong()));
      leaves.add(Settling.leaf(read, leg.get(1).asText()));
    }
    MerkleTree tree = MerkleTree.of(leaves);
    assertThat(tree.root()).isEqualTo(Hash32.parse(kept.path("root").asText()));
    for (int index = 0; index < leaves.size(); index++) {
      List<Hash32> expected =
          StreamSupport.stream(kept.path("proofs").get(index).spliterator(), false)
              .map(node -> Hash32.parse(node.asText()))
              .toList();
      assertThat(tree.proof(index)).isEqualTo(expected);
    }
  }

  @Test
  void everyProofVerifiesAndNoOtherLeafDoes() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int size = 1; size <= 64; size++) {
      List<Hash32> leaves = IntStream.range(0, size).mapToObj(_ -> random(random)).toList();
      MerkleTree tree = MerkleTree.of(leaves);
      for (int index = 0; index < size; index++) {
        List<Hash32> proof = tree.proof(index);
        assertThat(MerkleTree.verify(tree.root(), leaves.get(index), proof))
            .as("seed %s, leaf %s of %s", seed, index, size)
            .isTrue();
        assertThat(MerkleTree.verify(tree.root(), random(random), proof))
            .as("seed %s, a stranger for leaf %s of %s", seed, index, size)
            .isFalse();
      }
    }
  }

  @Test
  void equalLeavesHaveProofsOfTheirOwn() {
    Hash32 leaf = Chains.id("twice");
    MerkleTree tree = MerkleTree.of(List.of(leaf, Chains.id("other"), leaf));
    for (List<Hash32> proof : List.of(tree.proof(0), tree.proof(2))) {
      assertThat(MerkleTree.verify(tree.root(), leaf, proof)).isTrue();
    }
  }

  private static Hash32 random(SplittableRandom random) {
    byte[] bytes = new byte[Hash32.LENGTH];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }
}

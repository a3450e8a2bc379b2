package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.chain.Hash32;
import io.fairway.chain.MerkleTree;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProofCheckTest {
  @TempDir Path folder;

  /// Keccak-256 over the numbers 1 and 2 as two words, as Foundry's `cast keccak` prints it.
  @Test
  void aKnownRoot() {
    Hash32 low = Hash32.parse("00".repeat(31) + "01");
    Hash32 high = Hash32.parse("00".repeat(31) + "02");
    Hash32 root =
        Hash32.parse("0xe90b7bceb6e7df5418fb78d8ee546e97c83a08bbccc01a0644d599ccd2a7c2e0");
    assertThat(ProofCheck.holds(settlement(root, 0, high, List.of(low)))).isTrue();
    assertThat(ProofCheck.holds(settlement(root, 0, low, List.of(high)))).isTrue();
    assertThat(ProofCheck.holds(settlement(root, 0, low, List.of(low)))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 100})
  void everyLeafOfAWindowProvesItself(int orders) {
    List<Receipt> receipts = window(orders);
    Path file = folder.resolve("receipts.csv");
    ReceiptsCsv.write(file, receipts);
    assertThat(ProofCheck.of(file)).isEqualTo(new ProofCheck(orders, List.of()));
  }

  @Test
  void aChangedReceiptIsFound() {
    List<Receipt> receipts = new ArrayList<>(window(8));
    Receipt.Settlement third = Objects.requireNonNull(receipts.get(2).settlement());
    receipts.set(
        2,
        Fixed.settledWith(
            4, settlement(third.merkleRoot(), 2, Sample.hash("another", 1), third.proof())));
    Path file = folder.resolve("receipts.csv");
    ReceiptsCsv.write(file, receipts);
    assertThat(ProofCheck.of(file)).isEqualTo(new ProofCheck(8, List.of(4L)));
  }

  @Test
  void linesWithoutSettlementAreNotCounted() {
    Path file = folder.resolve("receipts.csv");
    ReceiptsCsv.write(file, List.of(Fixed.malformed(), Fixed.hostile()));
    assertThat(ProofCheck.of(file)).isEqualTo(new ProofCheck(0, List.of()));
  }

  private static List<Receipt> window(int orders) {
    List<Hash32> leaves = IntStream.range(0, orders).mapToObj(i -> Sample.hash("leaf", i)).toList();
    MerkleTree tree = MerkleTree.of(leaves);
    return IntStream.range(0, orders)
        .mapToObj(i ->
            Fixed.settledWith(i + 2L, settlement(tree.root(), i, leaves.get(i), tree.proof(i))))
        .toList();
  }

  private static Receipt.Settlement settlement(
      Hash32 root, int leaf, Hash32 hash, List<Hash32> proof) {
    return new Receipt.Settlement(
        Sample.hash("window", 1),
        Sample.hash("transaction", 1),
        12,
        root,
        leaf,
        hash,
        proof,
        200_000,
        100,
        BigDecimal.ONE);
  }
}

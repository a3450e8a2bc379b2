package io.fairway.reporting;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.fairway.chain.Hash32;
import io.fairway.chain.MerkleTree;
import io.fairway.payments.Receipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Whether the receipts of a file prove what they say: from each leaf and its proof the root is
/// computed anew, with sorted pairs and Keccak-256 as OpenZeppelin's `MerkleProof` does, and must
/// be the root on the receipt. That the chain knows that root is for the chain to say.
///
/// @param checked receipts that have a proof
/// @param failed lines of the order file whose proof does not lead to their root
public record ProofCheck(long checked, List<Long> failed) {

  public ProofCheck {
    failed = List.copyOf(failed);
  }

  public boolean holds() {
    return failed.isEmpty();
  }

  /// True when the receipt's leaf stands under its root.
  public static boolean holds(Receipt.Settlement settlement) {
    return MerkleTree.verify(settlement.merkleRoot(), settlement.leafHash(), settlement.proof());
  }

  /// Checks every row of a `receipts.csv`, from the file alone.
  ///
  /// @throws UncheckedIOException when the file cannot be read
  /// @throws IllegalArgumentException when a hash is not one
  public static ProofCheck of(Path receiptsCsv) {
    long checked = 0;
    List<Long> failed = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(receiptsCsv)) {
      for (NamedCsvRecord row : rows) {
        if (!row.getField("leaf_hash").isEmpty()) {
          checked++;
          if (!holds(row)) {
            failed.add(Long.valueOf(row.getField("line")));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + receiptsCsv, e);
    }
    return new ProofCheck(checked, failed);
  }

  private static boolean holds(NamedCsvRecord row) {
    String proof = row.getField("proof");
    List<Hash32> siblings =
        proof.isEmpty()
            ? List.of()
            : Arrays.stream(proof.split(" ", -1)).map(Hash32::parse).toList();
    return MerkleTree.verify(
        Hash32.parse(row.getField("merkle_root")),
        Hash32.parse(row.getField("leaf_hash")),
        siblings);
  }
}

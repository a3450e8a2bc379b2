package io.fairway.ledger;

import java.util.List;

/// That a transfer is in a batch: what [io.fairway.ledger.proof.ProofCheck] checks, as values.
///
/// @param leafIndex which leaf of its batch the transfer is
/// @param path hashes from the leaf's sibling up, 64 hexadecimal digits each
/// @param chainBefore the chain value before the batch, 64 hexadecimal digits
public record Inclusion(
    Transfer transfer, int leafIndex, List<String> path, BatchRoot batch, String chainBefore) {

  /// A compact copy of the path.
  public Inclusion {
    path = List.copyOf(path);
  }

  /// The proof as text, up to the chain value of the last of the batches that follow its own, or of
  /// its own when none is given.
  ///
  /// @param after the batches right after its own, in order, without a gap
  public String text(List<BatchRoot> after) {
    StringBuilder text = new StringBuilder(2048);
    line(text, "fairway-proof", 1);
    line(text, "id", transfer.id());
    line(text, "debitAccountId", transfer.debitAccountId());
    line(text, "creditAccountId", transfer.creditAccountId());
    line(text, "amount", Long.toUnsignedString(transfer.amount()));
    line(text, "pendingId", transfer.pendingId());
    line(text, "userData128", transfer.userData128());
    line(text, "userData64", Long.toUnsignedString(transfer.userData64()));
    line(text, "userData32", Integer.toUnsignedString(transfer.userData32()));
    line(text, "timeout", Integer.toUnsignedString(transfer.timeout()));
    line(text, "ledger", Integer.toUnsignedString(transfer.ledger()));
    line(text, "code", transfer.code());
    line(text, "flags", transfer.flags());
    line(text, "timestamp", transfer.timestamp());
    line(text, "leafIndex", leafIndex);
    line(text, "leafCount", batch.leafCount());
    path.forEach(hash -> line(text, "path", hash));
    line(text, "batch", batch.index());
    line(text, "batchTimestamp", batch.timestamp());
    line(text, "chainBefore", chainBefore);
    after.forEach(
        next -> line(text, "link", next.timestamp() + " " + next.leafCount() + " " + next.root()));
    return text.toString();
  }

  private static void line(StringBuilder text, String key, Object value) {
    text.append(key).append('=').append(value).append('\n');
  }
}

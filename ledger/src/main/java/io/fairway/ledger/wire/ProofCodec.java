package io.fairway.ledger.wire;

import io.fairway.ledger.BatchRoot;
import io.fairway.ledger.Inclusion;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/// Writes and reads roots of batches and proofs of inclusion. Hashes are 32 bytes.
public final class ProofCodec {
  /// Bytes before a batch's root and chain value: index, timestamp, count of leaves.
  public static final int BATCH_HEADER_BYTES = 24;

  private static final int HASH_BYTES = 32;
  private static final int BATCH_BYTES = BATCH_HEADER_BYTES + 2 * HASH_BYTES;

  private ProofCodec() {}

  /// Starts a proof with the transfer that it proves; answers its length.
  public static int putTransfer(TransferEvent transfer, MutableDirectBuffer to, int offset) {
    return new TransferCodec().encode(transfer, to, offset);
  }

  /// Writes what comes before a batch's root and chain value.
  public static void putBatch(
      long index, long timestamp, int leafCount, MutableDirectBuffer to, int offset) {
    to.putLong(offset, index);
    to.putLong(offset + 8, timestamp);
    to.putInt(offset + 16, leafCount);
    to.putInt(offset + 20, 0);
  }

  /// The batches of a reply.
  public static List<BatchRoot> roots(DirectBuffer from, int offset) {
    int count = from.getInt(offset + Wire.REPLY_BODY_COUNT);
    List<BatchRoot> found = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      found.add(batch(from, offset + Wire.REPLY_HEADER + i * BATCH_BYTES));
    }
    return found;
  }

  /// The proof of a reply; null when there is no such transfer.
  public static @Nullable Inclusion inclusion(DirectBuffer from, int offset) {
    if (from.getInt(offset + Wire.REPLY_BODY_COUNT) == 0) {
      return null;
    }
    TransferEvent transfer = new TransferEvent();
    int at = offset + Wire.REPLY_HEADER;
    at += new TransferCodec().decode(from, at, transfer);
    BatchRoot batch = batch(from, at);
    at += BATCH_BYTES;
    String chainBefore = hash(from, at);
    at += HASH_BYTES;
    int leaf = from.getInt(at);
    int steps = from.getInt(at + 4);
    at += 8;
    List<String> path = new ArrayList<>(steps);
    for (int i = 0; i < steps; i++) {
      path.add(hash(from, at + i * HASH_BYTES));
    }
    return new Inclusion(transfer.toTransfer(), leaf, path, batch, chainBefore);
  }

  private static BatchRoot batch(DirectBuffer from, int offset) {
    return new BatchRoot(
        from.getLong(offset),
        from.getLong(offset + 8),
        from.getInt(offset + 16),
        hash(from, offset + BATCH_HEADER_BYTES),
        hash(from, offset + BATCH_HEADER_BYTES + HASH_BYTES));
  }

  private static String hash(DirectBuffer from, int offset) {
    byte[] hash = new byte[HASH_BYTES];
    from.getBytes(offset, hash);
    return HexFormat.of().formatHex(hash);
  }
}

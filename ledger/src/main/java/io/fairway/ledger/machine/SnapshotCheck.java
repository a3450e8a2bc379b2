package io.fairway.ledger.machine;

import io.fairway.money.InvariantViolation;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// Checks a snapshot's chunks, in order, without rebuilding the ledger from them: every chunk's
/// checksum, the checksum over all of them, and that debits equal credits in every ledger. Memory
/// does not grow with the snapshot.
public final class SnapshotCheck {

  /// Hears of the segment files that the snapshot names.
  public interface Segments {
    /// The next one of a name.
    ///
    /// @param index counted from zero within the name
    void onSegment(String name, int index, int bytes, int checksum);
  }

  private final Segments segments;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(Snapshot.CHUNK_BYTES);
  private final UnsafeBuffer chunk = new UnsafeBuffer(bytes);
  private final CRC32C crc = new CRC32C();
  private final Imbalances imbalances = new Imbalances();
  private int sequence;
  private long total;
  private long accounts;
  private long accountsExpected;
  private int segmentCount;
  private boolean complete;

  /// A check of one snapshot.
  public SnapshotCheck(Segments segments) {
    this.segments = segments;
  }

  /// True when the last chunk was read and everything agreed.
  public boolean isComplete() {
    return complete;
  }

  /// Checks the next chunk.
  ///
  /// @throws DamagedSnapshot when it is not what was written
  public void onChunk(DirectBuffer from, int offset, int length) {
    check(!complete, "bytes follow its end");
    check(
        length >= Snapshot.HEADER_BYTES && length <= Snapshot.CHUNK_BYTES,
        "chunk " + sequence + " has " + length + " bytes");
    chunk.putBytes(0, from, offset, length);
    check(chunk.getInt(Snapshot.AT_MAGIC) == Snapshot.MAGIC, "chunk " + sequence + " is none");
    short version = chunk.getShort(Snapshot.AT_VERSION);
    check(version >= 1 && version <= Snapshot.VERSION, "it has version " + version);
    int checksum = chunk.getInt(Snapshot.AT_CHECKSUM);
    chunk.putInt(Snapshot.AT_CHECKSUM, 0);
    check(
        checksum == Snapshot.checksum(crc, bytes, length),
        "chunk " + sequence + " does not have its checksum");
    check(chunk.getInt(Snapshot.AT_SEQUENCE) == sequence, "chunk " + sequence + " is missing");
    int payload = chunk.getInt(Snapshot.AT_LENGTH);
    check(payload == length - Snapshot.HEADER_BYTES, "chunk " + sequence + " was cut");
    accept(chunk.getShort(Snapshot.AT_KIND), payload);
    total = StateHash.mix(total, checksum);
    sequence++;
  }

  private void accept(short kind, int payload) {
    check((kind == Snapshot.KIND_HEAD) == (sequence == 0), "its head is not its first chunk");
    switch (kind) {
      case Snapshot.KIND_HEAD -> accountsExpected = chunk.getInt(Snapshot.HEAD_ACCOUNTS);
      case Snapshot.KIND_ACCOUNTS -> addAccounts(payload);
      case Snapshot.KIND_SEGMENTS -> tellSegments(payload);
      case Snapshot.KIND_END -> finish();
      default -> {
        // the checksums say that it is what was written
      }
    }
  }

  private void addAccounts(int payload) {
    check(payload % Accounts.BALANCE_BYTES == 0, "chunk " + sequence + " holds a part of a record");
    for (int at = 0; at < payload; at += Accounts.BALANCE_BYTES) {
      Accounts.addTo(imbalances, chunk, Snapshot.HEADER_BYTES + at);
      accounts++;
    }
  }

  private void tellSegments(int payload) {
    int end = Snapshot.HEADER_BYTES + payload;
    for (int at = Snapshot.HEADER_BYTES + Snapshot.SEGMENTS_HEADER_BYTES;
        at + Snapshot.SEGMENT_BYTES <= end;
        at += Snapshot.SEGMENT_BYTES) {
      segments.onSegment(
          "transfers",
          segmentCount++,
          chunk.getInt(at + Snapshot.SEGMENT_COUNT) * Transfers.RECORD_BYTES,
          chunk.getInt(at + Snapshot.SEGMENT_CHECKSUM));
    }
  }

  private void finish() {
    check(chunk.getLong(Snapshot.HEADER_BYTES) == total, "its checksums do not add up");
    check(accounts == accountsExpected, "it does not hold as many records as it says");
    try {
      imbalances.check();
    } catch (InvariantViolation e) {
      throw new DamagedSnapshot(String.valueOf(e.getMessage()));
    }
    complete = true;
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new DamagedSnapshot(what);
    }
  }
}

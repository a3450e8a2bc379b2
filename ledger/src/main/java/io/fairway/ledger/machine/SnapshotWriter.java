package io.fairway.ledger.machine;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// Writes a state machine's whole state as checksummed chunks.
public final class SnapshotWriter {

  /// Takes one chunk; the bytes are valid during the call only.
  public interface Sink {
    void onChunk(DirectBuffer buffer, int offset, int length);
  }

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(Snapshot.CHUNK_BYTES);
  private final UnsafeBuffer chunk = new UnsafeBuffer(bytes);
  private final CRC32C crc = new CRC32C();
  private final Sink sink;
  private int sequence;
  private long total;

  /// A writer for one snapshot.
  public SnapshotWriter(Sink sink) {
    this.sink = sink;
  }

  /// Writes all of it, in order. The state must not change meanwhile.
  public void write(StateMachine ledger) {
    chunk.putLong(Snapshot.HEAD_CLOCK, ledger.clockNanos());
    chunk.putLong(Snapshot.HEAD_COMMANDS, ledger.commands());
    chunk.putLong(Snapshot.HEAD_HASH, ledger.hash());
    chunk.putInt(Snapshot.HEAD_ACCOUNTS, ledger.accounts.count());
    chunk.putInt(Snapshot.HEAD_TRANSFERS, ledger.transfers.count());
    chunk.putLong(Snapshot.HEAD_BURNED_IDS, ledger.transfers.burned.count());
    chunk.putInt(Snapshot.HEAD_BATCHES, ledger.batches.ends.count());
    chunk.putInt(Snapshot.HEAD_EXPIRATIONS, ledger.batches.expirations.count());
    emit(Snapshot.KIND_HEAD, Snapshot.HEAD_PAYLOAD_BYTES);
    emitAll(Snapshot.KIND_ACCOUNTS, ledger.accounts.balances);
    emitAll(Snapshot.KIND_ACCOUNT_DETAILS, ledger.accounts.details);
    emitAll(Snapshot.KIND_TRANSFERS, ledger.transfers.records);
    emitAll(Snapshot.KIND_TRANSFER_STATES, ledger.transfers.states);
    emitAll(Snapshot.KIND_BURNED_IDS, ledger.transfers.burned);
    emitAll(Snapshot.KIND_BATCHES, ledger.batches.ends);
    emitAll(Snapshot.KIND_EXPIRATIONS, ledger.batches.expirations);
    chunk.putLong(Snapshot.HEADER_BYTES, total);
    emit(Snapshot.KIND_END, 8);
  }

  private void emitAll(short kind, Records records) {
    for (int index = 0; index < records.count(); ) {
      int copied =
          records.copyTo(
              index, chunk, Snapshot.HEADER_BYTES, Snapshot.CHUNK_BYTES - Snapshot.HEADER_BYTES);
      emit(kind, copied * records.width());
      index += copied;
    }
  }

  private void emit(short kind, int payloadLength) {
    int length = Snapshot.HEADER_BYTES + payloadLength;
    chunk.putInt(Snapshot.AT_MAGIC, Snapshot.MAGIC);
    chunk.putShort(Snapshot.AT_VERSION, Snapshot.VERSION);
    chunk.putShort(Snapshot.AT_KIND, kind);
    chunk.putInt(Snapshot.AT_SEQUENCE, sequence++);
    chunk.putInt(Snapshot.AT_LENGTH, payloadLength);
    chunk.putInt(Snapshot.AT_CHECKSUM, 0);
    chunk.putInt(Snapshot.AT_RESERVED, 0);
    int checksum = Snapshot.checksum(crc, bytes, length);
    chunk.putInt(Snapshot.AT_CHECKSUM, checksum);
    total = StateHash.mix(total, checksum);
    sink.onChunk(chunk, 0, length);
  }
}

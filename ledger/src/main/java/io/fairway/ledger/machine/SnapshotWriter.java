package io.fairway.ledger.machine;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// Writes a state machine's whole state as checksummed chunks. Alone it carries every byte; over a
/// [SegmentStorage] it names full chunks that stay in files, so that its length does not grow with
/// the history.
public final class SnapshotWriter {

  /// Takes one chunk; the bytes are valid during the call only.
  public interface Sink {
    void onChunk(DirectBuffer buffer, int offset, int length);
  }

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(Snapshot.CHUNK_BYTES);
  private final UnsafeBuffer chunk = new UnsafeBuffer(bytes);
  private final CRC32C crc = new CRC32C();
  private final Sink sink;
  private final @Nullable SegmentStorage segments;
  private int sequence;
  private long total;
  private long written;

  /// A writer for one snapshot that carries every byte.
  public SnapshotWriter(Sink sink) {
    this.sink = sink;
    this.segments = null;
  }

  /// A writer for one snapshot of a state machine over `segments`, readable where they are.
  public SnapshotWriter(Sink sink, SegmentStorage segments) {
    this.sink = sink;
    this.segments = segments;
  }

  /// Bytes written.
  public long bytes() {
    return written;
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
    emitStates(ledger.transfers.states);
    emitAll(Snapshot.KIND_BURNED_IDS, ledger.transfers.burned);
    emitAll(Snapshot.KIND_BATCHES, ledger.batches.ends);
    emitAll(Snapshot.KIND_EXPIRATIONS, ledger.batches.expirations);
    chunk.putLong(Snapshot.HEADER_BYTES, total);
    emit(Snapshot.KIND_END, 8);
  }

  private void emitAll(short kind, Records records) {
    for (int index = emitSegments(kind, records); index < records.count(); ) {
      int copied =
          records.copyTo(
              index, chunk, Snapshot.HEADER_BYTES, Snapshot.CHUNK_BYTES - Snapshot.HEADER_BYTES);
      emit(kind, copied * records.width());
      index += copied;
    }
  }

  /// Writes the states of transfers; long runs of none are counted only.
  private void emitStates(Records states) {
    long none = 0;
    for (int index = 0; index < states.count(); ) {
      int copied =
          states.copyTo(
              index, chunk, Snapshot.HEADER_BYTES, Snapshot.CHUNK_BYTES - Snapshot.HEADER_BYTES);
      if (isZero(copied)) {
        none += copied;
      } else {
        none = emitNone(none);
        states.copyTo(index, chunk, Snapshot.HEADER_BYTES, copied);
        emit(Snapshot.KIND_TRANSFER_STATES, copied);
      }
      index += copied;
    }
    emitNone(none);
  }

  private long emitNone(long count) {
    if (count > 0) {
      chunk.putLong(Snapshot.HEADER_BYTES, count);
      emit(Snapshot.KIND_NO_TRANSFER_STATES, 8);
    }
    return 0;
  }

  private boolean isZero(int length) {
    int at = Snapshot.HEADER_BYTES;
    int end = at + length;
    for (; at + 8 <= end; at += 8) {
      if (chunk.getLong(at) != 0) {
        return false;
      }
    }
    for (; at < end; at++) {
      if (chunk.getByte(at) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Names what stays in files; answers the first record that does not.
  private int emitSegments(short kind, Records records) {
    if (segments == null || !segments.keeps(records.name())) {
      return 0;
    }
    int full = records.fullChunks();
    for (int index = 0; index < full; ) {
      int at = Snapshot.HEADER_BYTES + Snapshot.SEGMENTS_HEADER_BYTES;
      chunk.putLong(Snapshot.HEADER_BYTES + Snapshot.SEGMENTS_KIND, kind);
      for (; index < full && at + Snapshot.SEGMENT_BYTES <= Snapshot.CHUNK_BYTES; index++) {
        chunk.putInt(at + Snapshot.SEGMENT_FIRST, index * records.chunkCount());
        chunk.putInt(at + Snapshot.SEGMENT_COUNT, records.chunkCount());
        chunk.putInt(at + Snapshot.SEGMENT_CHECKSUM, segments.seal(records.name(), index));
        at += Snapshot.SEGMENT_BYTES;
      }
      emit(Snapshot.KIND_SEGMENTS, at - Snapshot.HEADER_BYTES);
    }
    return full * records.chunkCount();
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
    written += length;
    sink.onChunk(chunk, 0, length);
  }
}

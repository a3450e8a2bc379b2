package io.fairway.cluster.disk;

import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.SnapshotMark;
import io.aeron.cluster.codecs.SnapshotMarkerDecoder;
import io.fairway.ledger.machine.DamagedSnapshot;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/// A snapshot as the archive holds it: the marks that Aeron puts around its own part, and for the
/// ledger's the chunks behind them.
public final class SnapshotRecording {
  private static final long MODULE_TYPE = 1;
  private static final long SERVICE_TYPE = 2;

  /// Takes the ledger's chunks.
  public interface Chunks {
    /// One chunk, valid during the call only.
    void onChunk(DirectBuffer buffer, int offset, int length);

    /// True after the last one.
    boolean isComplete();
  }

  private final Path archive;
  private final Recording recording;
  private final RecordingLogFile.Snapshot entry;
  private final @Nullable Chunks chunks;
  private final SnapshotMarkerDecoder marker = new SnapshotMarkerDecoder();
  private boolean begun;
  private boolean ended;

  private SnapshotRecording(
      Path archive, Recording recording, RecordingLogFile.Snapshot entry, @Nullable Chunks chunks) {
    this.archive = archive;
    this.recording = recording;
    this.entry = entry;
    this.chunks = chunks;
  }

  /// Reads the ledger's part.
  ///
  /// @throws DamagedLedger when anything of it is not what was written
  public static void readLedger(
      Path archive, Recording recording, RecordingLogFile.Snapshot entry, Chunks chunks) {
    new SnapshotRecording(archive, recording, entry, chunks).read();
  }

  /// Reads the consensus module's part.
  ///
  /// @throws DamagedLedger when anything of it is not what was written
  public static void readModule(
      Path archive, Recording recording, RecordingLogFile.Snapshot entry) {
    new SnapshotRecording(archive, recording, entry, null).read();
  }

  private void read() {
    FrameReader.End end =
        FrameReader.read(
            archive, recording, recording.startPosition(), CommitMark.NONE, this::onMessage);
    if (!ended || (chunks != null && !chunks.isComplete())) {
      throw damaged(end.position(), "the rest of the snapshot");
    }
  }

  private void onMessage(DirectBuffer buffer, int offset, int length, long start, long end) {
    if (chunks != null && ended) {
      try {
        chunks.onChunk(buffer, offset, length);
      } catch (DamagedSnapshot e) {
        throw damaged(start, "a good chunk (" + e.getMessage() + ")");
      }
      return;
    }
    if (ended || length < MessageHeaderDecoder.ENCODED_LENGTH) {
      throw damaged(start, "the end of the snapshot");
    }
    MessageHeaderDecoder header = new MessageHeaderDecoder();
    header.wrap(buffer, offset);
    if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
      throw damaged(start, "a message of the cluster");
    }
    if (header.templateId() == SnapshotMarkerDecoder.TEMPLATE_ID) {
      marker.wrap(
          buffer,
          offset + MessageHeaderDecoder.ENCODED_LENGTH,
          header.blockLength(),
          header.version());
      onMarker(start);
    } else if (!begun) {
      throw damaged(start, "the begin of a snapshot");
    }
  }

  private void onMarker(long start) {
    long type = chunks == null ? MODULE_TYPE : SERVICE_TYPE;
    if (marker.typeId() != type
        || marker.logPosition() != entry.position()
        || marker.leadershipTermId() != entry.termId()) {
      throw damaged(
          start,
          "the snapshot at log position %s of term %s, not at %s of term %s"
              .formatted(
                  entry.position(),
                  entry.termId(),
                  marker.logPosition(),
                  marker.leadershipTermId()));
    }
    if (marker.mark() == SnapshotMark.BEGIN) {
      begun = true;
    } else if (marker.mark() == SnapshotMark.END) {
      ended = true;
    }
  }

  private DamagedLedger damaged(long position, String expected) {
    long base = recording.segmentBase(position);
    return new DamagedLedger(recording.segment(archive, base), position - base, expected);
  }
}

package io.fairway.cluster.disk;

import io.fairway.ledger.machine.SnapshotCheck;
import java.nio.file.Path;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/// What a stopped node left on disk: catalogue, list of snapshots and mark, read once and compared
/// with each other. The caller has locked the directory.
///
/// @param log null before the first start came so far
public record StoredLedger(
    Path archive,
    Catalogue catalogue,
    RecordingLogFile recordingLog,
    @Nullable Recording log,
    long acknowledged) {

  /// Where the archive keeps its recordings.
  public static Path archiveOf(Path data) {
    return data.resolve("archive");
  }

  /// Where full chunks of transfers stand.
  public static Path segmentsOf(Path data) {
    return data.resolve("segments");
  }

  /// Where the consensus module keeps its list of terms and snapshots.
  public static Path clusterOf(Path data) {
    return data.resolve("cluster");
  }

  /// Null when no node was ever started here.
  ///
  /// @throws DamagedLedger when the files contradict themselves or each other
  public static @Nullable StoredLedger read(Path data) {
    Path archive = archiveOf(data);
    RecordingLogFile recordingLog = RecordingLogFile.read(clusterOf(data));
    long acknowledged = CommitMark.read(data);
    if (!Catalogue.exists(archive)) {
      if (acknowledged > 0 || recordingLog.logRecordingId() >= 0) {
        throw new DamagedLedger(archive.resolve(Catalogue.FILE), 0, "the archive's catalogue");
      }
      return null;
    }
    Catalogue catalogue = Catalogue.read(archive);
    Recording log = logOf(catalogue, recordingLog, acknowledged);
    StoredLedger stored = new StoredLedger(archive, catalogue, recordingLog, log, acknowledged);
    stored.checkNames();
    return stored;
  }

  /// Reads a snapshot's two recordings through, without the segments that it names.
  ///
  /// @throws DamagedLedger when they are not what was written
  public void checkSnapshot(RecordingLogFile.Snapshot snapshot) {
    SnapshotRecording.readModule(
        archive, named(snapshot.moduleRecordingId(), snapshot.moduleOffset()), snapshot);
    readSnapshot(snapshot, checking((name, index, bytes, checksum) -> {}));
  }

  /// Feeds the ledger's part of a snapshot.
  public void readSnapshot(RecordingLogFile.Snapshot snapshot, SnapshotRecording.Chunks chunks) {
    SnapshotRecording.readLedger(
        archive, named(snapshot.ledgerRecordingId(), snapshot.ledgerOffset()), snapshot, chunks);
  }

  /// Checks chunks and forgets them; whoever loads the snapshot checks the segments that it names.
  public static SnapshotRecording.Chunks checking(SnapshotCheck.Segments segments) {
    SnapshotCheck check = new SnapshotCheck(segments);
    return new SnapshotRecording.Chunks() {
      @Override
      public void onChunk(DirectBuffer buffer, int offset, int length) {
        check.onChunk(buffer, offset, length);
      }

      @Override
      public boolean isComplete() {
        return check.isComplete();
      }
    };
  }

  /// All recordings that the archive has.
  public List<Recording> recordings() {
    return catalogue.recordings();
  }

  /// The recording that the file of snapshots names.
  Recording named(long recordingId, long entryOffset) {
    Recording recording = catalogue.recording(recordingId);
    if (recording == null) {
      throw new DamagedLedger(
          recordingLog.file(), entryOffset, "a recording of the catalogue, not " + recordingId);
    }
    return recording;
  }

  /// Reads the log from a snapshot's position, or from its start.
  FrameReader.End readLog(RecordingLogFile.@Nullable Snapshot from, FrameReader.Handler handler) {
    if (log == null) {
      return new FrameReader.End(0, 0);
    }
    long position = from == null ? log.startPosition() : from.position();
    if (from == null && position != 0) {
      throw new DamagedLedger(
          recordingLog.file(), 0, "a snapshot: the log before " + position + " was cut off");
    }
    if (position < log.startPosition()) {
      throw new DamagedLedger(
          catalogue.file(),
          log.descriptorOffset(),
          "a log from position " + position + " on, not from " + log.startPosition());
    }
    return FrameReader.read(archive, log, position, acknowledged, handler);
  }

  /// Reads all of the log that is there, and feeds what follows the snapshot.
  public FrameReader.End readWholeLog(
      RecordingLogFile.@Nullable Snapshot from, FrameReader.Handler handler) {
    if (log == null || from == null || log.startPosition() > from.position()) {
      return readLog(from, handler);
    }
    return FrameReader.read(
        archive,
        log,
        log.startPosition(),
        acknowledged,
        (buffer, offset, length, start, end) -> {
          if (end > from.position()) {
            handler.onMessage(buffer, offset, length, start, end);
          }
        });
  }

  private static @Nullable Recording logOf(
      Catalogue catalogue, RecordingLogFile recordingLog, long acknowledged) {
    long id = recordingLog.logRecordingId();
    Recording log = catalogue.recording(id);
    if (log == null && id >= 0) {
      throw new DamagedLedger(
          recordingLog.file(),
          recordingLog.terms().getFirst().offset(),
          "a recording of the catalogue, not " + id);
    }
    if (log == null && acknowledged > 0) {
      throw new DamagedLedger(
          recordingLog.file(), 0, "a leadership term: the log reached " + acknowledged);
    }
    return log;
  }

  private void checkNames() {
    for (RecordingLogFile.Snapshot snapshot : recordingLog.snapshots()) {
      named(snapshot.ledgerRecordingId(), snapshot.ledgerOffset());
      named(snapshot.moduleRecordingId(), snapshot.moduleOffset());
    }
  }
}

package io.fairway.cluster;

import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ArchiveException;
import io.fairway.cluster.directory.Room;
import io.fairway.cluster.disk.DamagedLedger;
import io.fairway.cluster.disk.Recording;
import io.fairway.cluster.disk.RecordingLogFile;
import io.fairway.cluster.disk.SnapshotRecording;
import io.fairway.cluster.disk.StoredLedger;
import io.fairway.cluster.network.Health;
import io.fairway.cluster.storage.Courtesy;
import io.fairway.cluster.storage.SealedSegments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after the files of a running node, on a thread of its own: reads every new snapshot back
/// from the archive, and only then lets go of what it replaces. Two snapshots that were read back
/// are kept, and the log from the older one on.
///
/// A snapshot that is not what was written is taken off the list, so that no start loads it;
/// everything older stays, and another one is asked for.
final class Upkeep implements AutoCloseable {
  /// Snapshots that are kept, all of them read back.
  static final int SNAPSHOTS_KEPT = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long STOPPING_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);
  private static final long JOIN_MILLIS_MAX = TimeUnit.SECONDS.toMillis(30);

  /// One thing to let go of. A crash before, between or after any of them leaves a directory that
  /// starts.
  record Step(String name, Runnable action) {}

  private final Path data;
  private final Node node;
  private final AeronArchive.Context archiveClient;
  private final Health health;
  private final Thread thread;
  private final Set<Long> readBack = new HashSet<>();
  private @Nullable AeronArchive archive;

  /// Segments that were read: by the start, which loads the newest snapshot, or here. They never
  /// change.
  private final Set<Long> segments = new HashSet<>();

  private final long loadedPosition;
  private long failures;
  private volatile boolean closed;
  private volatile boolean paused;

  Upkeep(Path data, Node node, AeronArchive.Context archiveClient, Health health) {
    this.data = data;
    this.node = node;
    this.archiveClient = archiveClient;
    this.health = health;
    loadedPosition =
        RecordingLogFile.read(StoredLedger.clusterOf(data)).snapshots().stream()
            .mapToLong(RecordingLogFile.Snapshot::position)
            .max()
            .orElse(-1);
    thread = Thread.ofPlatform().daemon().name("ledger-upkeep").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Snapshots that were not what was written, since the start.
  synchronized long failures() {
    return failures;
  }

  /// Leaves the files alone, and the room for them, until a test calls [#pass].
  void pause() {
    paused = true;
  }

  /// Reads every snapshot back anew the next time.
  synchronized void forget() {
    readBack.clear();
    segments.clear();
  }

  private void run() {
    Courtesy.beNice(Courtesy.BESIDE);
    long seen = -1;
    while (!closed && health.failure() == null) {
      try {
        long taken = node.snapshots();
        if (!paused) {
          Room.check(data);
        }
        if (taken != seen && !paused && pass()) {
          seen = taken;
        }
      } catch (ArchiveException e) {
        LOG.warn("files are kept a while longer: {}", e.getMessage());
      } catch (RuntimeException e) {
        if (!closed) {
          health.fail(e);
        }
      }
      LockSupport.parkNanos(CHECK_NANOS);
    }
  }

  /// Reads new snapshots back and lets go of what they replace; false when it must be tried again.
  synchronized boolean pass() {
    List<Step> steps = steps();
    if (steps == null) {
      return false;
    }
    for (Step step : steps) {
      LOG.debug("{}", step.name());
      step.action().run();
    }
    return true;
  }

  /// What can be let go of now, in this order; null when a recording was not finished yet.
  synchronized @Nullable List<Step> steps() {
    RecordingLogFile recordingLog = RecordingLogFile.read(StoredLedger.clusterOf(data));
    List<RecordingLogFile.Snapshot> kept = new ArrayList<>();
    for (RecordingLogFile.Snapshot snapshot :
        new ArrayList<>(recordingLog.snapshots()).reversed()) {
      if (kept.size() == SNAPSHOTS_KEPT) {
        break;
      }
      try {
        if (!isReadBack(snapshot)) {
          return null;
        }
        kept.add(snapshot);
      } catch (DamagedLedger e) {
        failed(recordingLog, snapshot, e);
      }
    }
    return kept.size() < SNAPSHOTS_KEPT ? List.of() : release(recordingLog, kept);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(JOIN_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      CloseHelper.quietClose(archive);
    }
  }

  private boolean isReadBack(RecordingLogFile.Snapshot snapshot) {
    if (readBack.contains(snapshot.moduleRecordingId())) {
      return true;
    }
    Recording ledger = stopped(snapshot.ledgerRecordingId());
    Recording module = stopped(snapshot.moduleRecordingId());
    if (ledger == null || module == null) {
      return false;
    }
    Path files = StoredLedger.archiveOf(data);
    SnapshotRecording.readModule(files, module, snapshot);
    SnapshotRecording.readLedger(
        files,
        ledger,
        snapshot,
        StoredLedger.checking((name, index, bytes, checksum) -> {
          if (segments.add((long) index << 32 | Integer.toUnsignedLong(checksum))
              && snapshot.position() > loadedPosition) {
            SealedSegments.check(StoredLedger.segmentsOf(data), name, index, bytes, checksum);
          }
        }));
    readBack.add(snapshot.moduleRecordingId());
    LOG.info("the snapshot at log position {} was read back", snapshot.position());
    return true;
  }

  private void failed(
      RecordingLogFile recordingLog, RecordingLogFile.Snapshot snapshot, DamagedLedger damage) {
    LOG.error(
        "the snapshot at log position {} is not what was written ({}): it is not used, the log and"
            + " the snapshots before it are kept, and another one is taken",
        snapshot.position(),
        damage.getMessage());
    failures++;
    recordingLog.remove(snapshot);
    node.requestSnapshot();
  }

  private List<Step> release(RecordingLogFile recordingLog, List<RecordingLogFile.Snapshot> kept) {
    List<Step> steps = new ArrayList<>();
    RecordingLogFile.Snapshot oldest = kept.getLast();
    for (RecordingLogFile.Snapshot snapshot : List.copyOf(recordingLog.snapshots())) {
      if (snapshot.position() < oldest.position()) {
        steps.add(
            new Step(
                "forget the snapshot at " + snapshot.position(),
                () -> recordingLog.remove(snapshot)));
      }
    }
    long logId = recordingLog.logRecordingId();
    long firstKept = Long.MAX_VALUE;
    for (RecordingLogFile.Snapshot snapshot : kept) {
      firstKept = Math.min(firstKept, snapshot.ledgerRecordingId());
      firstKept = Math.min(firstKept, snapshot.moduleRecordingId());
    }
    for (Recording recording : recordings()) {
      if (recording.id() < firstKept && recording.id() != logId && !recording.isOpen()) {
        steps.add(
            new Step(
                "delete recording " + recording.id(),
                () -> archive().purgeRecording(recording.id())));
      }
      long base = recording.segmentBase(oldest.position());
      if (recording.id() == logId && base > recording.startPosition()) {
        steps.add(
            new Step("cut the log off before " + base, () -> archive().purgeSegments(logId, base)));
      }
    }
    return steps;
  }

  /// The recording once it was stopped; null when that takes too long.
  private @Nullable Recording stopped(long recordingId) {
    long deadline = System.nanoTime() + STOPPING_NANOS_MAX;
    while (!closed && System.nanoTime() - deadline < 0) {
      for (Recording recording : recordings()) {
        if (recording.id() == recordingId && !recording.isOpen()) {
          return recording;
        }
      }
      LockSupport.parkNanos(CHECK_NANOS / 100);
    }
    return null;
  }

  private List<Recording> recordings() {
    List<Recording> all = new ArrayList<>();
    archive()
        .listRecordings(
            0,
            Integer.MAX_VALUE,
            (controlSessionId,
                correlationId,
                recordingId,
                startTimestamp,
                stopTimestamp,
                startPosition,
                stopPosition,
                initialTermId,
                segmentFileLength,
                termBufferLength,
                mtuLength,
                sessionId,
                streamId,
                strippedChannel,
                originalChannel,
                sourceIdentity) ->
                all.add(
                    new Recording(
                        recordingId,
                        startPosition,
                        stopPosition,
                        initialTermId,
                        segmentFileLength,
                        termBufferLength,
                        streamId,
                        0)));
    return all;
  }

  private AeronArchive archive() {
    if (archive == null) {
      archive = AeronArchive.connect(archiveClient.clone());
    }
    return archive;
  }
}

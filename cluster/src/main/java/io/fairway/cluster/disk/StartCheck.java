package io.fairway.cluster.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what a start is going to read, before Aeron does: the newest snapshot and the log behind
/// it. Aeron would take a bad frame for the end of the log, and write new commands over
/// acknowledged ones.
///
/// What a killed process left half written is taken away here, because Aeron refuses some of it. A
/// newest snapshot that is damaged is taken off the list when the one before it and the log from
/// there on are good: the same state comes from them.
public final class StartCheck {
  private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);

  private final StoredLedger stored;

  private StartCheck(StoredLedger stored) {
    this.stored = stored;
  }

  /// Checks a data directory that the caller has locked.
  ///
  /// @throws DamagedLedger when the ledger in it must not be served
  public static void check(Path data) {
    StoredLedger stored = StoredLedger.read(data);
    if (stored != null) {
      StartCheck check = new StartCheck(stored);
      check.checkState();
      check.endOthers();
      check.deleteLeftovers();
    }
  }

  private void checkState() {
    List<RecordingLogFile.Snapshot> snapshots =
        new ArrayList<>(stored.recordingLog().snapshots()).reversed();
    List<RecordingLogFile.Snapshot> damaged = new ArrayList<>();
    DamagedLedger first = null;
    for (RecordingLogFile.Snapshot snapshot : snapshots) {
      try {
        stored.checkSnapshot(snapshot);
        checkLog(snapshot, first);
        for (RecordingLogFile.Snapshot bad : damaged) {
          LOG.warn("starting from the snapshot at {} and the log instead", snapshot.position());
          stored.recordingLog().remove(bad);
        }
        return;
      } catch (DamagedLedger e) {
        if (!isOf(snapshot, e)) {
          throw e; // the log itself: no older snapshot helps
        }
        LOG.warn("a snapshot cannot be used: {}", e.getMessage());
        damaged.add(snapshot);
        first = first == null ? e : first;
      }
    }
    checkLog(null, first);
  }

  private boolean isOf(RecordingLogFile.Snapshot snapshot, DamagedLedger e) {
    String name = e.file().getFileName().toString();
    return name.startsWith(snapshot.ledgerRecordingId() + "-")
        || name.startsWith(snapshot.moduleRecordingId() + "-");
  }

  /// @param damage why a newer snapshot is not used; it is what the log's lack is due to
  private void checkLog(RecordingLogFile.@Nullable Snapshot from, @Nullable DamagedLedger damage) {
    Recording log = stored.log();
    if (damage != null && log != null && from == null && log.startPosition() > 0) {
      throw damage;
    }
    FrameReader.End end = stored.readLog(from, (buffer, offset, length, start, stop) -> {});
    if (log != null && log.isOpen()) {
      cutOff(log, end, "the log");
    }
  }

  /// Recordings that no one uses: snapshots that a kill interrupted.
  private void endOthers() {
    for (Recording recording : stored.recordings()) {
      if (recording.isOpen() && !recording.equals(stored.log())) {
        FrameReader.End end = endOf(recording);
        if (end != null) {
          cutOff(recording, end, "an unfinished snapshot");
        }
      }
    }
  }

  private FrameReader.@Nullable End endOf(Recording recording) {
    try {
      return FrameReader.read(
          stored.archive(),
          recording,
          recording.startPosition(),
          -1,
          (buffer, offset, length, start, end) -> {});
    } catch (DamagedLedger e) {
      LOG.warn("an unused recording is damaged: {}", e.getMessage());
      return null;
    }
  }

  private void cutOff(Recording recording, FrameReader.End end, String what) {
    if (end.tornBytes() == 0) {
      return;
    }
    long base = recording.segmentBase(end.position());
    Path file = recording.segment(stored.archive(), base);
    LOG.info(
        "{} ends at byte {} of {}: {} bytes of a write that was cut short, and never acknowledged,"
            + " are cleared",
        what,
        end.position() - base,
        file,
        end.tornBytes());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(Math.toIntExact(end.tornBytes()));
      long at = end.position() - base;
      while (zeros.hasRemaining()) {
        at += channel.write(zeros, at);
      }
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /// Files of recordings whose deletion a kill interrupted.
  private void deleteLeftovers() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(stored.archive(), "*.rec{,.del}")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.endsWith(".del") || isDeleted(name)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear " + stored.archive(), e);
    }
  }

  private boolean isDeleted(String segmentName) {
    String[] parts = segmentName.split("[-.]", -1);
    if (parts.length < 3 || !(parts[0] + parts[1]).matches("[0-9]{2,36}")) {
      return false;
    }
    Recording log = stored.log();
    boolean detached =
        log != null
            && parts[0].equals(Long.toString(log.id()))
            && Long.parseLong(parts[1]) < log.segmentBase(log.startPosition());
    return detached || stored.catalogue().deleted().contains(Long.parseLong(parts[0]));
  }
}

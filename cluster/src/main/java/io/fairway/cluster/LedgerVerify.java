package io.fairway.cluster;

import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.SessionMessageHeaderDecoder;
import io.aeron.cluster.codecs.TimerEventDecoder;
import io.fairway.cluster.directory.DirectoryInUse;
import io.fairway.cluster.directory.DirectoryLock;
import io.fairway.cluster.disk.DamagedLedger;
import io.fairway.cluster.disk.FrameReader;
import io.fairway.cluster.disk.RecordingLogFile;
import io.fairway.cluster.disk.SnapshotRecording;
import io.fairway.cluster.disk.StoredLedger;
import io.fairway.cluster.storage.SealedSegments;
import io.fairway.ledger.machine.SnapshotReader;
import io.fairway.ledger.machine.StateAudit;
import io.fairway.ledger.machine.StateMachine;
import io.fairway.ledger.machine.Storage;
import io.fairway.ledger.proof.Roots;
import io.fairway.ledger.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// Proves a stopped node's directory again, without starting anything: loads the older snapshot (or
/// nothing), replays the log through a state machine of its own, compares the whole state with the
/// newer snapshot where that was taken, replays on to the end, and checks the books.
public final class LedgerVerify {
  private static final int ROOTS_CHUNK_BYTES = 1 << 20;

  /// Told how far the log was read.
  public interface Progress {
    /// The log was read so far.
    ///
    /// @param bytesTotal of the log that is replayed, as far as known
    void onLog(long bytesDone, long bytesTotal);
  }

  /// What was found.
  public sealed interface Verdict {}

  /// Everything agrees.
  ///
  /// @param hash the rolling hash over every command's effects
  /// @param fromPosition where the replay began in the log: the older snapshot, or zero
  /// @param comparedPosition where the state was compared with the newer snapshot; -1 without one
  /// @param endPosition where the log ends
  /// @param replayed commands and pulses replayed
  /// @param batches that created or expired something, and so have a Merkle root
  /// @param chain over the roots of all of them, as [io.fairway.ledger.History#roots] tells it
  /// @param tornBytes of a write at the end that was cut short, and never acknowledged
  public record Sound(
      long accounts,
      long transfers,
      long commands,
      long hash,
      long fromPosition,
      long comparedPosition,
      long endPosition,
      long replayed,
      long batches,
      String chain,
      long tornBytes)
      implements Verdict {}

  /// A file is not what was written.
  ///
  /// @param offset its first bad byte, or that of its first bad frame
  /// @param expected what should stand there
  public record Damaged(Path file, long offset, String expected) implements Verdict {}

  /// The files are whole, but the state that they give is not right.
  ///
  /// @param position in the log, after the command at which it shows
  public record Wrong(long position, String what) implements Verdict {}

  private final StoredLedger stored;
  private final Progress progress;
  private final UnsafeBuffer reply =
      new UnsafeBuffer(ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES_MAX));
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SessionMessageHeaderDecoder session = new SessionMessageHeaderDecoder();
  private final TimerEventDecoder timer = new TimerEventDecoder();
  private final SealedSegments storage;
  private StateMachine ledger;
  private RecordingLogFile.@Nullable Snapshot compareWith;
  private long comparedPosition = -1;
  private long position;
  private long from;
  private long bytesTotal;
  private long replayed;

  private LedgerVerify(Path data, StoredLedger stored, Progress progress) {
    this.storage = new SealedSegments(StoredLedger.segmentsOf(data));
    this.ledger = new StateMachine(storage);
    this.stored = stored;
    this.progress = progress;
  }

  /// Proves the ledger in `data` and changes nothing.
  ///
  /// @throws DirectoryInUse when a live ledger has the directory
  /// @throws IllegalArgumentException when no ledger ever ran there
  public static Verdict verify(Path data, Progress progress) {
    try (DirectoryLock _ = DirectoryLock.take(data)) {
      StoredLedger stored = StoredLedger.read(data);
      if (stored == null) {
        throw new IllegalArgumentException(data + " holds no ledger");
      }
      return new LedgerVerify(data, stored, progress).run();
    } catch (DamagedLedger e) {
      return new Damaged(e.file(), e.offset(), e.expected());
    }
  }

  private boolean hasSegments(RecordingLogFile.Snapshot snapshot) {
    boolean[] all = {true};
    stored.readSnapshot(
        snapshot,
        StoredLedger.checking(
            (name, index, bytes, _) -> all[0] &= storage.exists(name, index, bytes)));
    return all[0];
  }

  private Verdict run() {
    List<RecordingLogFile.Snapshot> snapshots = stored.recordingLog().snapshots();
    RecordingLogFile.Snapshot start =
        snapshots.size() < 2 ? null : snapshots.get(snapshots.size() - 2);
    for (RecordingLogFile.Snapshot snapshot : snapshots) {
      stored.checkSnapshot(snapshot);
    }
    compareWith = snapshots.isEmpty() ? null : snapshots.getLast();
    if (start == null && stored.log() != null && stored.log().startPosition() > 0) {
      start = compareWith; // the log before it is gone: nothing to compare with
      compareWith = null;
    }
    if (start != null && compareWith != null && !hasSegments(start)) {
      start = compareWith; // files that only an older snapshot names may be gone
      compareWith = null;
    }
    if (start != null) {
      ledger = load(start);
      from = start.position();
    }
    position = from;
    bytesTotal =
        stored.log() == null ? 0 : Math.max(stored.acknowledged(), stored.log().stopPosition());
    try {
      FrameReader.End end = stored.readWholeLog(start, this::onMessage);
      position = end.position();
      compare(Long.MAX_VALUE);
      StateAudit.checkBooks(ledger);
      Roots roots = roots();
      return new Sound(
          ledger.accountCount(),
          ledger.transferCount(),
          ledger.commands(),
          ledger.hash(),
          from,
          comparedPosition,
          end.position(),
          replayed,
          roots.batches(),
          roots.chain(),
          end.tornBytes());
    } catch (Difference e) {
      return new Wrong(position, String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return new Wrong(position, StateAudit.violation(e));
    }
  }

  /// Every root of the whole history, from the records.
  private Roots roots() {
    Roots roots = new Roots(ledger.committed(), Storage.direct(ROOTS_CHUNK_BYTES));
    int hashed;
    do {
      hashed = roots.doWork(Wire.EVENTS_MAX);
    } while (hashed > 0);
    return roots;
  }

  private StateMachine load(RecordingLogFile.Snapshot snapshot) {
    SnapshotReader reader = new SnapshotReader(storage);
    stored.readSnapshot(
        snapshot,
        new SnapshotRecording.Chunks() {
          @Override
          public void onChunk(DirectBuffer buffer, int offset, int length) {
            reader.onChunk(buffer, offset, length);
          }

          @Override
          public boolean isComplete() {
            return reader.isComplete();
          }
        });
    return reader.ledger();
  }

  private void onMessage(DirectBuffer buffer, int offset, int length, long start, long end) {
    compare(end);
    position = end;
    if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
      throw new Difference("a message of the log is too short to be one");
    }
    header.wrap(buffer, offset);
    int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
      throw new Difference("a message of the log is none of the cluster's");
    }
    if (header.templateId() == SessionMessageHeaderDecoder.TEMPLATE_ID) {
      session.wrap(buffer, body, header.blockLength(), header.version());
      int command = AeronCluster.SESSION_HEADER_LENGTH;
      ledger.apply(buffer, offset + command, length - command, session.timestamp(), reply);
      replayed++;
    } else if (header.templateId() == TimerEventDecoder.TEMPLATE_ID) {
      timer.wrap(buffer, body, header.blockLength(), header.version());
      ledger.pulse(timer.timestamp());
      replayed++;
    }
    progress.onLog(end - from, Math.max(bytesTotal, end) - from);
  }

  /// Compares with the newer snapshot once everything before `next` that it holds was replayed.
  private void compare(long next) {
    RecordingLogFile.Snapshot snapshot = compareWith;
    if (snapshot == null || next <= snapshot.position()) {
      return;
    }
    compareWith = null;
    String difference = StateAudit.difference(ledger, load(snapshot));
    if (difference != null) {
      throw new Difference(
          "replayed to log position "
              + snapshot.position()
              + ", the log and the snapshot there differ: "
              + difference);
    }
    comparedPosition = snapshot.position();
  }

  /// Ends the replay with a verdict.
  private static final class Difference extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Difference(String what) {
      super(what);
    }
  }
}

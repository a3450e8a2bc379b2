package io.fairway.cluster.disk;

import static io.aeron.cluster.RecordingLog.ENTRY_TYPE_INVALID_FLAG;
import static io.aeron.cluster.RecordingLog.ENTRY_TYPE_OFFSET;
import static io.aeron.cluster.RecordingLog.ENTRY_TYPE_SNAPSHOT;
import static io.aeron.cluster.RecordingLog.ENTRY_TYPE_TERM;
import static io.aeron.cluster.RecordingLog.LEADERSHIP_TERM_ID_OFFSET;
import static io.aeron.cluster.RecordingLog.LOG_POSITION_OFFSET;
import static io.aeron.cluster.RecordingLog.RECORDING_ID_OFFSET;
import static io.aeron.cluster.RecordingLog.SERVICE_ID_OFFSET;
import static io.aeron.cluster.RecordingLog.TERM_BASE_LOG_POSITION_OFFSET;
import static io.aeron.cluster.RecordingLog.TIMESTAMP_OFFSET;

import io.aeron.cluster.RecordingLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// The consensus module's list of leadership terms and snapshots. It has no checksums; what it says
/// is compared with itself, with the catalogue, and by the readers with the recordings it names.
public final class RecordingLogFile {
  /// The file's name in the cluster's directory.
  public static final String FILE = RecordingLog.RECORDING_LOG_FILE_NAME;

  private static final int ENTRY_BYTES = 64;
  private static final int REMOVED = -1;
  private static final int CONSENSUS_MODULE = -1;
  private static final int LEDGER = 0;
  private static final long UNKNOWN = -1;

  /// One leadership term.
  ///
  /// @param endPosition -1 while it lasts, and after a killed process
  /// @param offset of its entry in the file
  public record Term(
      long recordingId, long termId, long basePosition, long endPosition, long offset) {}

  /// A snapshot of the state at `position`: one recording of the ledger and one of the consensus
  /// module.
  ///
  /// @param moduleOffset of the consensus module's entry in the file
  /// @param ledgerOffset of the ledger's
  public record Snapshot(
      long position,
      long termId,
      long ledgerRecordingId,
      long moduleRecordingId,
      long ledgerOffset,
      long moduleOffset) {}

  private record Entry(
      long recordingId,
      long termId,
      long base,
      long position,
      long timestamp,
      int serviceId,
      int type,
      long offset) {}

  private final Path file;
  private final List<Term> terms = new ArrayList<>();
  private final List<Snapshot> snapshots = new ArrayList<>();

  private RecordingLogFile(Path file) {
    this.file = file;
  }

  /// Reads the file; the entries that it marks as removed or invalid are left out.
  ///
  /// @throws DamagedLedger at the first entry that cannot be
  public static RecordingLogFile read(Path cluster) {
    Path file = cluster.resolve(FILE);
    try {
      UnsafeBuffer bytes =
          new UnsafeBuffer(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
      RecordingLogFile log = new RecordingLogFile(file);
      log.readAll(bytes);
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /// The file.
  Path file() {
    return file;
  }

  /// Leadership terms, oldest first.
  List<Term> terms() {
    return terms;
  }

  /// Complete snapshots, oldest first.
  public List<Snapshot> snapshots() {
    return snapshots;
  }

  /// The recording that is the log, or -1 before there was one.
  public long logRecordingId() {
    return terms.isEmpty() ? UNKNOWN : terms.getLast().recordingId();
  }

  /// Takes a snapshot off the list, for good: no start uses it any more.
  public void remove(Snapshot snapshot) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      // the consensus module's entry is the one that makes a snapshot valid, so it goes first
      for (long offset : new long[] {snapshot.moduleOffset(), snapshot.ledgerOffset()}) {
        ByteBuffer removed = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        removed.putInt(0, REMOVED);
        channel.write(removed, offset + ENTRY_TYPE_OFFSET);
        channel.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    snapshots.remove(snapshot);
  }

  private void readAll(UnsafeBuffer bytes) {
    List<Entry> ledgers = new ArrayList<>();
    List<Entry> modules = new ArrayList<>();
    for (int at = 0; at + RecordingLog.ENDPOINT_OFFSET <= bytes.capacity(); at += ENTRY_BYTES) {
      Entry entry = entry(bytes, at);
      int type = entry.type() & ~ENTRY_TYPE_INVALID_FLAG;
      if (entry.type() == REMOVED) {
        continue;
      }
      check(
          type == ENTRY_TYPE_TERM || type == ENTRY_TYPE_SNAPSHOT,
          at + ENTRY_TYPE_OFFSET,
          "a term or a snapshot, not an entry of type " + entry.type());
      if ((entry.type() & ENTRY_TYPE_INVALID_FLAG) != 0) {
        continue;
      }
      if (type == ENTRY_TYPE_TERM) {
        addTerm(entry);
      } else {
        checkSnapshot(entry);
        (entry.serviceId() == LEDGER ? ledgers : modules).add(entry);
      }
    }
    pair(ledgers, modules);
  }

  private static Entry entry(UnsafeBuffer bytes, int at) {
    return new Entry(
        bytes.getLong(at + RECORDING_ID_OFFSET, ByteOrder.LITTLE_ENDIAN),
        bytes.getLong(at + LEADERSHIP_TERM_ID_OFFSET, ByteOrder.LITTLE_ENDIAN),
        bytes.getLong(at + TERM_BASE_LOG_POSITION_OFFSET, ByteOrder.LITTLE_ENDIAN),
        bytes.getLong(at + LOG_POSITION_OFFSET, ByteOrder.LITTLE_ENDIAN),
        bytes.getLong(at + TIMESTAMP_OFFSET, ByteOrder.LITTLE_ENDIAN),
        bytes.getInt(at + SERVICE_ID_OFFSET, ByteOrder.LITTLE_ENDIAN),
        bytes.getInt(at + ENTRY_TYPE_OFFSET, ByteOrder.LITTLE_ENDIAN),
        at);
  }

  private void addTerm(Entry e) {
    long at = e.offset();
    check(e.recordingId() >= 0, at, "a recording's id");
    check(e.serviceId() == -1, at + SERVICE_ID_OFFSET, "no service in a term");
    // a member that was filled by the others knows neither when a term began nor the terms between
    check(e.timestamp() > 0 || e.timestamp() == UNKNOWN, at + TIMESTAMP_OFFSET, "a time");
    check(e.base() >= 0, at + TERM_BASE_LOG_POSITION_OFFSET, "a log position");
    check(
        e.position() == UNKNOWN || e.position() >= e.base(),
        at + LOG_POSITION_OFFSET,
        "a log position from " + e.base() + " on");
    if (!terms.isEmpty()) {
      Term last = terms.getLast();
      check(e.recordingId() == last.recordingId(), at, "recording " + last.recordingId());
      check(
          e.termId() == last.termId() + 1
              || (e.timestamp() == UNKNOWN && e.termId() > last.termId()),
          at + 8,
          "term " + (last.termId() + 1));
      check(
          e.base() >= last.basePosition()
              && (last.endPosition() == UNKNOWN || e.base() == last.endPosition()),
          at + TERM_BASE_LOG_POSITION_OFFSET,
          "the end of the term before, " + last.endPosition());
    } else {
      check(e.termId() >= 0, at + LEADERSHIP_TERM_ID_OFFSET, "a leadership term");
    }
    terms.add(new Term(e.recordingId(), e.termId(), e.base(), e.position(), at));
  }

  private void checkSnapshot(Entry e) {
    long at = e.offset();
    check(
        e.serviceId() == LEDGER || e.serviceId() == CONSENSUS_MODULE,
        at + SERVICE_ID_OFFSET,
        "service 0 or -1, not " + e.serviceId());
    check(e.recordingId() >= 0, at, "a recording's id");
    check(e.timestamp() > 0, at + TIMESTAMP_OFFSET, "a time");
    Term term = term(e.termId());
    check(term != null, at + LEADERSHIP_TERM_ID_OFFSET, "a leadership term of this file");
    check(
        term != null && e.base() == term.basePosition(),
        at + TERM_BASE_LOG_POSITION_OFFSET,
        "the begin of leadership term " + e.termId());
    check(
        e.position() >= e.base(),
        at + LOG_POSITION_OFFSET,
        "a log position from " + e.base() + " on");
  }

  private @Nullable Term term(long termId) {
    for (Term term : terms) {
      if (term.termId() == termId) {
        return term;
      }
    }
    return null;
  }

  /// A ledger's entry without the consensus module's is a snapshot that was not finished, or one
  /// whose removal was not.
  private void pair(List<Entry> ledgers, List<Entry> modules) {
    for (Entry module : modules) {
      Entry own = null;
      for (Entry ledger : ledgers) {
        if (ledger.termId() == module.termId() && ledger.position() == module.position()) {
          own = ledger;
        }
      }
      check(own != null, module.offset(), "the ledger's snapshot at " + module.position() + " too");
      if (own != null) {
        snapshots.add(
            new Snapshot(
                module.position(),
                module.termId(),
                own.recordingId(),
                module.recordingId(),
                own.offset(),
                module.offset()));
      }
    }
    snapshots.sort(Comparator.comparingLong(Snapshot::position));
  }

  private void check(boolean holds, long offset, String expected) {
    if (!holds) {
      throw new DamagedLedger(file, offset, expected);
    }
  }
}

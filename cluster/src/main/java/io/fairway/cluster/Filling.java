package io.fairway.cluster;

import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusterBackup;
import io.aeron.cluster.RecordingLog;
import io.fairway.cluster.disk.CommitMark;
import io.fairway.cluster.disk.DamagedLedger;
import io.fairway.cluster.disk.StoredLedger;
import io.fairway.cluster.storage.SealedSegments;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.IoUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a member does before it takes part in the cluster: it makes sure that it can catch up.
///
/// A member that was down for long may find that the others have cut the log off behind their
/// snapshots. Then it throws its own log away, which holds nothing that their snapshots do not, and
/// fetches the leader's newest snapshot and log instead. Snapshots name files that every member has
/// of its own; when one names files that are not here, this member asks for one that carries every
/// byte, and fetches again.
///
/// A member with an empty directory may be a new one of a new cluster, or a replacement. A
/// replacement must not vote before it has what it once acknowledged: it could help to elect a
/// leader that lacks acknowledged commands. So it waits until either all others say that they are
/// empty too, or it has fetched the leader's log up to where the leader was when it began.
final class Filling {
  private static final Logger LOG = LoggerFactory.getLogger(Filling.class);
  private static final long ASK_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /// Stands in the data directory while what is fetched is not whole.
  private static final String UNFINISHED = "filling";

  private final NodeContexts contexts;
  private final Node node;
  private final CommitMark mark;
  private final Runnable wantWholeSnapshot;
  private final BooleanSupplier stopped;

  /// @param wantWholeSnapshot asks the others for a snapshot that carries every byte
  /// @param stopped true when the member is to be closed
  Filling(
      NodeContexts contexts,
      Node node,
      CommitMark mark,
      Runnable wantWholeSnapshot,
      BooleanSupplier stopped) {
    this.contexts = contexts;
    this.node = node;
    this.mark = mark;
    this.wantWholeSnapshot = wantWholeSnapshot;
    this.stopped = stopped;
  }

  /// Returns when the member may take part, or is to be closed.
  void run() {
    try (OtherArchives others = new OtherArchives(contexts)) {
      long end = ownEnd();
      if (Files.exists(unfinished())) {
        node.withoutArchive(this::startOver);
      } else if (end > 0) {
        if (others.ask(ASK_NANOS_MAX).stream().allMatch(log -> log.start() <= end)) {
          return;
        }
        LOG.warn("the others have cut their log off after this member's end at {}", end);
        node.withoutArchive(this::startOver);
      }
      long wanted = awaitOthers(others);
      if (wanted > 0) {
        fill(wanted);
      }
    }
  }

  /// The end of the longest log there is; 0 when all others say that they have none.
  private long awaitOthers(OtherArchives others) {
    while (!stopped.getAsBoolean()) {
      List<OtherArchives.Log> logs = others.ask(ASK_NANOS_MAX);
      long end = logs.stream().mapToLong(OtherArchives.Log::end).max().orElse(0);
      if (end > 0 || logs.size() == contexts.members().size() - 1) {
        return end;
      }
    }
    return 0;
  }

  /// What a vote was given for stays: this member must not vote twice in a term.
  private void startOver() {
    mark.startOver();
    IoUtil.delete(
        new File(contexts.clusterDirectory(), RecordingLog.RECORDING_LOG_FILE_NAME), true);
    IoUtil.delete(contexts.archiveDirectory(), true);
  }

  private long ownEnd() {
    try (AeronArchive archive = AeronArchive.connect(contexts.archiveClient())) {
      return OtherArchives.logOf(archive).end();
    }
  }

  private void fill(long end) {
    mark(unfinished());
    fetch(end);
    while (!stopped.getAsBoolean() && !hasNamedSegments()) {
      LOG.info("the snapshot names files that are not here: asking for one that carries them");
      wantWholeSnapshot.run();
      LockSupport.parkNanos(ASK_NANOS_MAX);
      node.withoutArchive(this::startOver);
      fetch(end);
    }
    if (!stopped.getAsBoolean()) {
      IoUtil.delete(unfinished().toFile(), false);
    }
  }

  /// True when the newest snapshot that is here can be loaded here.
  private boolean hasNamedSegments() {
    StoredLedger stored = StoredLedger.read(contexts.data());
    if (stored == null || stored.recordingLog().snapshots().isEmpty()) {
      return true;
    }
    SealedSegments segments = new SealedSegments(StoredLedger.segmentsOf(contexts.data()));
    try {
      stored.readSnapshot(
          stored.recordingLog().snapshots().getLast(), StoredLedger.checking(segments::sealed));
      return true;
    } catch (DamagedLedger missing) {
      LOG.debug("not loadable here: {}", missing.getMessage());
      return false;
    }
  }

  private void fetch(long end) {
    LOG.info("fetching the leader's newest snapshot and its log up to {}", end);
    try (ClusterBackup backup = ClusterBackup.launch(contexts.backup())) {
      ClusterBackup.Context running = backup.context();
      while (running.stateCounter().get() != ClusterBackup.State.BACKING_UP.code()
          || running.liveLogPositionCounter().get() < end) {
        if (stopped.getAsBoolean()) {
          return;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  private Path unfinished() {
    return contexts.data().resolve(UNFINISHED);
  }

  private static void mark(Path file) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}

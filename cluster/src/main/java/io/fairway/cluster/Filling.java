package io.fairway.cluster;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusterBackup;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import io.aeron.exceptions.AeronException;
import io.fairway.cluster.disk.CommitMark;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
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
/// fetches the leader's newest snapshot and log instead.
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

  /// The log in an archive; ends at 0 when there is none.
  ///
  /// @param start the first position that is still there
  /// @param end how far it was when asked
  private record Log(long start, long end) {
    static final Log NONE = new Log(0, 0);
  }

  private final NodeContexts contexts;
  private final Node node;
  private final CommitMark mark;
  private final BooleanSupplier stopped;

  /// @param stopped true when the member is to be closed
  Filling(NodeContexts contexts, Node node, CommitMark mark, BooleanSupplier stopped) {
    this.contexts = contexts;
    this.node = node;
    this.mark = mark;
    this.stopped = stopped;
  }

  /// Returns when the member may take part, or is to be closed.
  void run() {
    Log own = ownLog();
    if (Files.exists(unfinished())) {
      node.withoutArchive(this::startOver);
    } else if (own.end() > 0) {
      List<Log> others = askOthers();
      if (others.stream().allMatch(log -> log.start() <= own.end())) {
        return;
      }
      LOG.warn("the others have cut their log off after this member's end at {}", own.end());
      node.withoutArchive(this::startOver);
    }
    while (!stopped.getAsBoolean()) {
      List<Log> others = askOthers();
      long end = others.stream().mapToLong(Log::end).max().orElse(0);
      if (end > 0) {
        fill(end);
        return;
      }
      if (others.size() == contexts.members().size() - 1) {
        return; // a new cluster
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /// What a vote was given for stays: this member must not vote twice in a term.
  private void startOver() {
    mark.startOver();
    IoUtil.delete(
        new File(contexts.clusterDirectory(), RecordingLog.RECORDING_LOG_FILE_NAME), true);
    IoUtil.delete(contexts.archiveDirectory(), true);
  }

  private Log ownLog() {
    try (AeronArchive archive = AeronArchive.connect(contexts.archiveClient())) {
      return log(archive);
    }
  }

  /// The logs of those others that answer.
  private List<Log> askOthers() {
    List<Log> logs = new ArrayList<>();
    for (int other : contexts.members().others(contexts.id())) {
      if (stopped.getAsBoolean()) {
        break;
      }
      try (AeronArchive archive =
          AeronArchive.connect(contexts.archiveOf(other).messageTimeoutNs(ASK_NANOS_MAX))) {
        logs.add(log(archive));
      } catch (AeronException e) {
        LOG.debug("member {} does not answer: {}", other, e.getMessage());
      }
    }
    return logs;
  }

  private static Log log(AeronArchive archive) {
    long[] last = {Aeron.NULL_VALUE, 0};
    archive.listRecordings(
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
            sourceIdentity) -> {
          if (streamId == ConsensusModule.Configuration.LOG_STREAM_ID_DEFAULT) {
            last[0] = recordingId;
            last[1] = startPosition;
          }
        });
    if (last[0] == Aeron.NULL_VALUE) {
      return Log.NONE;
    }
    long end = archive.getMaxRecordedPosition(last[0]);
    return new Log(last[1], end);
  }

  private void fill(long end) {
    LOG.info("fetching the leader's newest snapshot and its log up to {}", end);
    mark(unfinished());
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
    IoUtil.delete(unfinished().toFile(), false);
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

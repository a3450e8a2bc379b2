package io.fairway.cluster;

import io.aeron.archive.status.RecordingPos;
import io.fairway.cluster.disk.CommitMark;
import io.fairway.cluster.disk.RecordingLogFile;
import io.fairway.cluster.disk.StoredLedger;
import io.fairway.cluster.network.Members;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.agrona.concurrent.status.CountersReader;
import org.jspecify.annotations.Nullable;

/// Sets the mark to how far the log is both committed and on this member's own disk. Alone, a
/// member commits what is on its disk. Among others it may apply what a majority has and its own
/// archive has not: it must not be told off for that after a crash.
final class OwnLog implements LongConsumer {
  private static final long UNKNOWN = -1;

  private final Path data;
  private final boolean alone;
  private final CommitMark mark;
  private volatile @Nullable Node node;
  private long recordingId = UNKNOWN;
  private int counterId = CountersReader.NULL_COUNTER_ID;

  OwnLog(Path data, Members members, CommitMark mark) {
    this.data = data;
    this.alone = members.size() == 1;
    this.mark = mark;
  }

  /// From now on this node's archive is asked how far it is.
  void watch(Node running) {
    node = running;
  }

  @Override
  public void accept(long logPosition) {
    mark.reached(alone ? logPosition : Math.min(logPosition, recorded()));
  }

  /// [#UNKNOWN] while the archive does not record the log.
  private long recorded() {
    Node running = node;
    if (running == null) {
      return UNKNOWN;
    }
    CountersReader counters = running.archiveContext().aeron().countersReader();
    if (recordingId == UNKNOWN) {
      recordingId = RecordingLogFile.read(StoredLedger.clusterOf(data)).logRecordingId();
    }
    if (counterId == CountersReader.NULL_COUNTER_ID
        || !RecordingPos.isActive(counters, counterId, recordingId)) {
      counterId =
          RecordingPos.findCounterIdByRecording(
              counters, recordingId, running.archiveContext().archiveId());
    }
    return counterId == CountersReader.NULL_COUNTER_ID
        ? UNKNOWN
        : counters.getCounterValue(counterId);
  }
}

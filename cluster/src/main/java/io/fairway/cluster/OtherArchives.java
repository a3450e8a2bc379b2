package io.fairway.cluster;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.exceptions.AeronException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the other members of a cluster have of its log, asked of their archives: these answer
/// before and while their members take part in anything.
final class OtherArchives implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OtherArchives.class);
  private static final long CONNECT_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /// The log in an archive; ends at 0 when there is none.
  ///
  /// @param start the first position that is still there
  /// @param end how far it was when asked
  record Log(long start, long end) {
    static final Log NONE = new Log(0, 0);
  }

  private final class Other {
    private final int id;
    private AeronArchive.@Nullable AsyncConnect connecting;
    private @Nullable AeronArchive archive;

    Other(int id) {
      this.id = id;
    }

    /// Null while it does not answer.
    @Nullable Log ask() {
      try {
        if (archive == null) {
          connect();
        }
        return archive == null ? null : logOf(archive);
      } catch (AeronException e) {
        LOG.debug("member {} does not answer: {}", id, e.getMessage());
        close();
        return null;
      }
    }

    private void connect() {
      if (connecting == null) {
        connecting =
            AeronArchive.asyncConnect(
                contexts
                    .archiveOf(id)
                    .aeron(aeron)
                    .ownsAeronClient(false)
                    .messageTimeoutNs(CONNECT_NANOS_MAX));
      }
      archive = connecting.poll();
      connecting = archive == null ? connecting : null;
    }

    private void close() {
      CloseHelper.quietCloseAll(connecting, archive);
      connecting = null;
      archive = null;
    }
  }

  private final NodeContexts contexts;
  private final Aeron aeron;
  private final List<Other> others;

  OtherArchives(NodeContexts contexts) {
    this.contexts = contexts;
    aeron =
        Aeron.connect(
            new Aeron.Context()
                .aeronDirectoryName(contexts.run().driver().toString())
                .errorHandler(contexts.health()::report));
    others = contexts.members().others(contexts.id()).stream().map(Other::new).toList();
  }

  /// The logs of those that answer within that time.
  List<Log> ask(long nanosMax) {
    long deadline = System.nanoTime() + nanosMax;
    while (true) {
      List<Log> logs = new ArrayList<>();
      for (Other other : others) {
        Log log = other.ask();
        if (log != null) {
          logs.add(log);
        }
      }
      if (logs.size() == others.size() || System.nanoTime() - deadline > 0) {
        return logs;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() {
    others.forEach(Other::close);
    aeron.close();
  }

  /// The cluster's log in an archive.
  static Log logOf(AeronArchive archive) {
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
    return new Log(last[1], archive.getMaxRecordedPosition(last[0]));
  }
}

package io.fairway.cluster;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.ImageFragmentAssembler;
import io.aeron.Publication;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import io.fairway.cluster.network.Health;
import io.fairway.cluster.storage.MappedStorage;
import io.fairway.ledger.machine.SnapshotReader;
import io.fairway.ledger.machine.SnapshotWriter;
import io.fairway.ledger.machine.StateMachine;
import io.fairway.ledger.wire.Attestation;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Replies;
import io.fairway.ledger.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// Feeds the committed log to the state machine and its replies to the clients. Whatever goes wrong
/// in here stops the node: a ledger that skipped a command is worse than none.
final class LedgerService implements ClusteredService {
  private static final long EXPIRY_TIMER = 1;

  /// How long all wait for one client that does not read its replies: once, until it reads again.
  private static final long REPLY_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /// Log time between two snapshots that carry every byte.
  private static final long WHOLE_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final int FRAGMENTS_MAX = 64;

  private final Health health;
  private final LongConsumer committed;
  private final Path data;
  private final MappedStorage storage;
  private final @Nullable Attestations attestations;
  private final QueryAgent queries;
  private final UnsafeBuffer reply =
      new UnsafeBuffer(ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES_MAX));
  private @Nullable StateMachine ledger;
  private @Nullable Cluster cluster;
  private long timerNanos = Long.MAX_VALUE;
  private final AtomicLong commandsSinceSnapshot = new AtomicLong();
  private final AtomicLong bytesSinceSnapshot = new AtomicLong();
  private final AtomicLong snapshotBytes = new AtomicLong();
  private final LongHashSet slowSessions = new LongHashSet();
  private volatile boolean wholeWanted;
  private long wholeAgainNanos;

  /// @param committed told how far the log is on disk and applied, before that is answered
  /// @param data the data directory, which is marked when its state turns out to be wrong
  /// @param storage where the state machine's records live
  /// @param attestations null when there are no other members to agree with
  /// @param queries answers what the state machine leaves aside
  LedgerService(
      Health health,
      LongConsumer committed,
      Path data,
      MappedStorage storage,
      @Nullable Attestations attestations,
      QueryAgent queries) {
    this.health = health;
    this.committed = committed;
    this.data = data;
    this.storage = storage;
    this.attestations = attestations;
    this.queries = queries;
  }

  /// Commands in the log after the last snapshot.
  long commandsSinceSnapshot() {
    return commandsSinceSnapshot.get();
  }

  /// Their bytes.
  long bytesSinceSnapshot() {
    return bytesSinceSnapshot.get();
  }

  /// What the last snapshot of this process carries itself.
  long snapshotBytes() {
    return snapshotBytes.get();
  }

  /// True when a member that lacks files waits for a snapshot that carries every byte.
  boolean wholeWanted() {
    return wholeWanted;
  }

  @Override
  public void onStart(Cluster started, @Nullable Image snapshotImage) {
    try {
      cluster = started;
      ledger =
          snapshotImage == null
              ? new StateMachine(storage)
              : load(started.idleStrategy(), snapshotImage);
      queries.follow(ledger.committed());
    } catch (RuntimeException | Error e) {
      throw stop(e);
    }
  }

  @Override
  public void onSessionMessage(
      @Nullable ClientSession session,
      long timestamp,
      DirectBuffer buffer,
      int offset,
      int length,
      Header header) {
    checkHealth();
    try {
      int replied = running().apply(buffer, offset, length, timestamp, reply);
      committed.accept(cluster().logPosition());
      count(length);
      if (replied == StateMachine.ASIDE) {
        replied = leaveAside(session, buffer, offset, length);
      }
      if (session != null && replied != StateMachine.ASIDE) {
        send(session, replied);
      }
      scheduleExpiry();
      attest(buffer, offset, length);
      noteWholeWanted(timestamp);
    } catch (RuntimeException | Error e) {
      throw stop(e);
    }
  }

  @Override
  public void onTimerEvent(long correlationId, long timestamp) {
    checkHealth();
    try {
      running().pulse(timestamp);
      count(0);
      timerNanos = Long.MAX_VALUE;
      scheduleExpiry();
      if (attestations != null) {
        attestations.applied(running().commands(), running().hash());
      }
    } catch (RuntimeException | Error e) {
      throw stop(e);
    }
  }

  @Override
  public void onTakeSnapshot(ExclusivePublication publication) {
    checkHealth();
    try {
      IdleStrategy idle = cluster().idleStrategy();
      SnapshotWriter.Sink sink = (chunk, offset, length) -> offer(publication, idle, chunk, length);
      SnapshotWriter writer =
          wholeWanted ? new SnapshotWriter(sink) : new SnapshotWriter(sink, storage);
      writer.write(running());
      wholeWanted = false;
      snapshotBytes.set(writer.bytes());
      commandsSinceSnapshot.set(0);
      bytesSinceSnapshot.set(0);
    } catch (RuntimeException | Error e) {
      throw stop(e);
    }
  }

  @Override
  public void onSessionOpen(ClientSession session, long timestamp) {}

  @Override
  public void onSessionClose(ClientSession session, long timestamp, CloseReason closeReason) {
    slowSessions.remove(session.id());
    queries.onSessionClose(session.id());
  }

  @Override
  public void onRoleChange(Cluster.Role newRole) {}

  @Override
  public void onTerminate(Cluster terminated) {}

  private StateMachine load(IdleStrategy idle, Image image) {
    SnapshotReader reader = new SnapshotReader(storage);
    ImageFragmentAssembler assembler =
        new ImageFragmentAssembler(
            (buffer, offset, length, header) -> reader.onChunk(buffer, offset, length));
    while (!reader.isComplete()) {
      int fragments = image.poll(assembler, FRAGMENTS_MAX);
      if (fragments == 0 && (image.isClosed() || image.isEndOfStream())) {
        break;
      }
      idle.idle(fragments);
    }
    return reader.ledger();
  }

  /// Only the leader answers. Answers the length of a reply when the query cannot wait.
  private int leaveAside(
      @Nullable ClientSession session, DirectBuffer command, int offset, int length) {
    if (session == null
        || cluster().role() != Cluster.Role.LEADER
        || queries.take(session, command, offset, length, running())) {
      return StateMachine.ASIDE;
    }
    return Replies.busy(reply, command, offset, running().clockNanos());
  }

  private void send(ClientSession session, int length) {
    IdleStrategy idle = cluster().idleStrategy();
    long wait = slowSessions.contains(session.id()) ? 0 : REPLY_WAIT_NANOS;
    long deadline = System.nanoTime() + wait;
    while (true) {
      long result = session.offer(reply, 0, length);
      // A client that is gone or does not read asks again by id; the ledger does not wait for it.
      if (result > 0
          || result == ClientSession.MOCKED_OFFER
          || result == Publication.NOT_CONNECTED
          || result == Publication.CLOSED) {
        slowSessions.remove(session.id());
        return;
      }
      if (System.nanoTime() - deadline >= 0) {
        slowSessions.add(session.id());
        return;
      }
      idle.idle();
    }
  }

  private static void offer(
      ExclusivePublication publication, IdleStrategy idle, DirectBuffer chunk, int length) {
    while (true) {
      long result = publication.offer(chunk, 0, length);
      if (result > 0) {
        return;
      }
      if (result == Publication.CLOSED
          || result == Publication.NOT_CONNECTED
          || result == Publication.MAX_POSITION_EXCEEDED) {
        throw new IllegalStateException(
            "the snapshot cannot be written: " + Publication.errorString(result));
      }
      idle.idle();
    }
  }

  /// Timers are coarse: one, for the next hold that expires. It survives restarts; setting it again
  /// to what it was changes nothing.
  private void scheduleExpiry() {
    long next = running().nextExpiryNanos();
    if (next < timerNanos) {
      IdleStrategy idle = cluster().idleStrategy();
      while (!cluster().scheduleTimer(EXPIRY_TIMER, next)) {
        idle.idle();
      }
      timerNanos = next;
    }
  }

  /// Anybody may ask, so all ask at most once in a while; one member alone has nobody to fill.
  private void noteWholeWanted(long timestampNanos) {
    if (running().applied() == Operation.WHOLE_SNAPSHOT
        && attestations != null
        && timestampNanos >= wholeAgainNanos) {
      wholeWanted = true;
      wholeAgainNanos = timestampNanos + WHOLE_PAUSE_NANOS;
    }
  }

  private void attest(DirectBuffer command, int offset, int length) {
    if (attestations != null) {
      attestations.applied(running().commands(), running().hash());
      if (Attestation.isOne(command, offset, length)) {
        attestations.heard(
            new Attestations.Claim(
                Attestation.member(command, offset),
                Attestation.commands(command, offset),
                Attestation.hash(command, offset)));
      }
    }
  }

  private void count(int bytes) {
    commandsSinceSnapshot.lazySet(commandsSinceSnapshot.get() + 1);
    bytesSinceSnapshot.lazySet(bytesSinceSnapshot.get() + bytes);
  }

  private StateMachine running() {
    if (ledger == null) {
      throw new IllegalStateException("the service was not started");
    }
    return ledger;
  }

  private Cluster cluster() {
    if (cluster == null) {
      throw new IllegalStateException("the service was not started");
    }
    return cluster;
  }

  private void checkHealth() {
    if (health.failure() != null) {
      throw new AgentTerminationException("the ledger stopped serving");
    }
  }

  /// Ends the service's thread. Aeron would log any other exception and go on with the next
  /// command.
  private AgentTerminationException stop(Throwable cause) {
    if (cause instanceof Divergence divergence) {
      divergence.mark(data);
    }
    health.fail(cause);
    return new AgentTerminationException("the ledger stopped serving");
  }
}

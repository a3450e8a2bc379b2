package io.fairway.cluster;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import io.fairway.cluster.client.BatchReply;
import io.fairway.cluster.client.Batches;
import io.fairway.cluster.client.ClientAgent;
import io.fairway.cluster.client.TransferBatch;
import io.fairway.cluster.directory.DirectoryLock;
import io.fairway.cluster.directory.RunDirectory;
import io.fairway.cluster.network.Drivers;
import io.fairway.cluster.network.Health;
import io.fairway.cluster.network.Members;
import io.fairway.ledger.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// The yardstick of the ledger's speed: the same node, client and durability around a service that
/// counts its messages and answers, and does nothing else. What the ledger loses against it is what
/// the ledger costs; what it loses itself is Aeron's, the disk's and the machine's.
///
/// It holds no money: every batch is answered as if all of it were created.
public final class BareCluster implements Batches, AutoCloseable {
  private static final long START_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);

  private final DirectoryLock lock;
  private final RunDirectory run;
  private final Node node;
  private final ClientAgent agent;
  private final AgentRunner client;
  private final Echo echo = new Echo();

  private BareCluster(Path directory, Members members, int id, DirectoryLock lock) {
    this.lock = lock;
    Health health = new Health();
    run = RunDirectory.create(directory);
    Node launched = null;
    try {
      launched = Node.launch(new NodeContexts(directory, run, members, id, health), echo);
      node = launched;
      agent = new ClientAgent(run, members, members.host(id), health, () -> {});
      client = new AgentRunner(Drivers.idle(), health::fail, null, agent);
    } catch (RuntimeException | Error e) {
      CloseHelper.quietCloseAll(launched, run);
      throw e;
    }
  }

  /// Starts a cluster of one and waits until it serves.
  ///
  /// @param mtuBytes the length of a fragment: [Members#MTU_BYTES_MAX] as the ledger has it; 1,408
  ///   as Aeron comes
  public static BareCluster start(Path directory, int mtuBytes) {
    BareCluster cluster = start(directory, Members.alone().withMtu(mtuBytes), 0);
    try {
      if (!cluster.agent.awaitConnected(START_NANOS_MAX)) {
        throw new IllegalStateException("the bare cluster did not start in time");
      }
      return cluster;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the bare cluster started", e);
    }
  }

  /// Starts one member of a cluster and does not wait for the others.
  public static BareCluster start(Path directory, Members members, int id) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    }
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      BareCluster cluster = new BareCluster(directory, members, id, lock);
      AgentRunner.startOnThread(cluster.client);
      return cluster;
    } catch (RuntimeException | Error e) {
      CloseHelper.quietClose(lock);
      throw e;
    }
  }

  @Override
  public CompletableFuture<BatchReply> submit(TransferBatch batch) {
    return agent.submit(batch);
  }

  /// What the running node does for durability, read back from its parts.
  public Durability durability() {
    return Durability.of(node);
  }

  /// What the node recorded since its start.
  public Recorded recorded() {
    return Recorded.of(node);
  }

  /// Messages that were counted.
  public long messages() {
    return echo.messages.get();
  }

  @Override
  public void close() {
    CloseHelper.quietClose(client);
    CloseHelper.closeAll(node, run, lock);
  }

  private static final class Echo implements ClusteredService {
    private final UnsafeBuffer reply = new UnsafeBuffer(new byte[Wire.REPLY_HEADER]);
    private final AtomicLong messages = new AtomicLong();
    private @Nullable Cluster cluster;

    @Override
    public void onStart(Cluster started, @Nullable Image snapshotImage) {
      cluster = started;
    }

    /// A reply starts as its command does, and zeros in the rest say that all was created.
    @Override
    public void onSessionMessage(
        @Nullable ClientSession session,
        long timestamp,
        DirectBuffer buffer,
        int offset,
        int length,
        Header header) {
      messages.lazySet(messages.get() + 1);
      if (session == null || cluster == null) {
        return;
      }
      reply.putBytes(0, buffer, offset, Wire.COMMAND_HEADER);
      reply.putLong(Wire.COMMAND_HEADER, timestamp);
      while (true) {
        long result = session.offer(reply, 0, Wire.REPLY_HEADER);
        if (result > 0
            || result == ClientSession.MOCKED_OFFER
            || result == Publication.NOT_CONNECTED
            || result == Publication.CLOSED) {
          return;
        }
        cluster.idleStrategy().idle();
      }
    }

    @Override
    public void onTimerEvent(long correlationId, long timestamp) {}

    @Override
    public void onTakeSnapshot(ExclusivePublication snapshotPublication) {}

    @Override
    public void onSessionOpen(ClientSession session, long timestamp) {}

    @Override
    public void onSessionClose(ClientSession session, long timestamp, CloseReason closeReason) {}

    @Override
    public void onRoleChange(Cluster.Role newRole) {}

    @Override
    public void onTerminate(Cluster terminated) {}
  }
}

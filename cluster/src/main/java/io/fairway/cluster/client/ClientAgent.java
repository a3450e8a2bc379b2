package io.fairway.cluster.client;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.cluster.codecs.EventCode;
import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.Header;
import io.fairway.cluster.directory.RunDirectory;
import io.fairway.cluster.network.Drivers;
import io.fairway.cluster.network.Health;
import io.fairway.cluster.network.Members;
import io.fairway.ledger.LedgerUnavailable;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Replies;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/// The one thread that speaks with the cluster. It joins the events of calls that wait at the same
/// time into one command, keeps several commands in flight, and hands each reply to its callers.
///
/// It follows the leader: a new leader makes itself known to the session, and a session that ends
/// is opened anew. What was in flight is then sent again, unless nobody waits for it: what was
/// applied before answers `EXISTS`. A reply is taken once, by its command's number. While no leader
/// is known nothing is taken from the queue, so that callers learn that nothing was sent.
public final class ClientAgent implements Agent, EgressListener {
  private static final int IN_FLIGHT_MAX = 8;
  private static final int WAITING_MAX = 1024;
  private static final long CONNECT_NANOS_MAX = TimeUnit.SECONDS.toNanos(3);
  private static final long CONNECT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long NEW_LEADER_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
  private static final long SUBMIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
  private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// How long a reply may take before it is held for lost.
  private static final long REPLY_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private final Members members;
  private final Health health;
  private final Runnable duty;
  private final RunDirectory run;
  private final AeronCluster.Context context;
  private final boolean repliesMayBeLost;
  private final CountDownLatch everConnected = new CountDownLatch(1);
  private final ArrayBlockingQueue<Call> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final ArrayDeque<Message> free = new ArrayDeque<>();
  private final ArrayDeque<Message> unsent = new ArrayDeque<>();
  private final ArrayDeque<Message> inFlight = new ArrayDeque<>();
  private Aeron aeron;
  private AeronCluster.@Nullable AsyncConnect connecting;
  private @Nullable AeronCluster cluster;
  private @Nullable Call next;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;
  private boolean sessionLost;
  private long correlation;
  private long connectNanos;
  private long keepAliveNanos;

  /// @param host this side's name in the network, where replies are sent
  /// @param duty done in every turn of this thread
  public ClientAgent(RunDirectory run, Members members, String host, Health health, Runnable duty) {
    this.members = members;
    this.run = run;
    this.health = health;
    this.duty = duty;
    repliesMayBeLost = !members.isEmbedded();
    aeron = open(run, health);
    context =
        new AeronCluster.Context()
            .ownsAeronClient(false)
            .ingressChannel(Drivers.ingressChannel(members))
            .egressChannel(Drivers.egressChannel(members, host))
            .egressListener(this)
            .messageTimeoutNs(CONNECT_NANOS_MAX)
            .newLeaderTimeoutNs(NEW_LEADER_NANOS_MAX)
            .idleStrategy(Drivers.idle())
            .errorHandler(health::report);
    if (!members.isEmbedded()) {
      context.ingressEndpoints(members.clientEndpoints());
    }
    for (int i = 0; i < IN_FLIGHT_MAX; i++) {
      free.add(new Message());
    }
    connectNanos = System.nanoTime();
  }

  /// Waits until the cluster has let this client in; false when it did not in that time.
  public boolean awaitConnected(long nanos) throws InterruptedException {
    return everConnected.await(nanos, TimeUnit.NANOSECONDS);
  }

  /// Queues a call, waiting for room until the deadline. Answers why it could not be queued; null
  /// when it was.
  @Nullable String send(Call call, long deadlineNanos) {
    if (closed) {
      return whyClosed();
    }
    try {
      long left = deadlineNanos - System.nanoTime();
      if (!waiting.offer(call, left, TimeUnit.NANOSECONDS)) {
        return "too many calls wait for the ledger";
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the caller was interrupted before its call was sent";
    }
    if (closed) {
      failWaiting(whyClosed());
    }
    LockSupport.unpark(thread);
    return null;
  }

  /// Queues a command of its own when there is room for it now; nobody waits for the answer.
  ///
  /// @param count events in the body
  /// @param length of the body
  public void tell(Operation operation, int count, DirectBuffer body, int length) {
    send(Call.of(operation, count, body, length, false), System.nanoTime());
  }

  /// Queues a batch; see [Batches#submit].
  public CompletableFuture<BatchReply> submit(TransferBatch batch) {
    Call call = batch.call();
    CompletableFuture<BatchReply> reply = BatchReply.of(call);
    String refusal = send(call, System.nanoTime() + SUBMIT_NANOS_MAX);
    if (refusal != null) {
      throw new LedgerUnavailable(refusal);
    }
    return reply;
  }

  @Override
  public void onStart() {
    thread = Thread.currentThread();
  }

  @Override
  public int doWork() {
    if (health.failure() != null) {
      closed = true;
      failAll(whyClosed());
      return 0;
    }
    duty.run();
    try {
      int work = aeron.conductorAgentInvoker().invoke();
      AeronCluster session = cluster;
      if (session == null) {
        return work + connect();
      }
      work += session.pollEgress();
      if (sessionLost || session.isClosed()) {
        disconnect();
        return work + 1;
      }
      return work + sendUnsent(session) + sendWaiting(session) + keepAlive(session);
    } catch (AeronException e) {
      health.report(e);
      disconnect();
      return 0;
    }
  }

  @Override
  public void onClose() {
    closed = true;
    failAll(whyClosed());
    CloseHelper.quietCloseAll(connecting, cluster, aeron);
  }

  /// A ledger that failed goes on saying why. Why a call was not taken in time.
  String whyNotTaken() {
    return "no leader of " + members + " took it in time";
  }

  private String whyClosed() {
    Throwable failure = health.failure();
    return failure == null
        ? "the ledger is closed"
        : "the ledger stopped serving: " + failure.getMessage();
  }

  @Override
  public String roleName() {
    return "ledger-client";
  }

  @Override
  public void onMessage(
      long clusterSessionId,
      long timestamp,
      DirectBuffer buffer,
      int offset,
      int length,
      Header header) {
    long answered = Replies.correlation(buffer, offset);
    for (Message message : inFlight) {
      if (message.correlation() == answered) {
        inFlight.remove(message);
        message.answer(buffer, offset, length);
        recycle(message);
        return;
      }
    }
  }

  @Override
  public void onSessionEvent(
      long correlationId,
      long clusterSessionId,
      long leadershipTermId,
      int leaderMemberId,
      EventCode code,
      String detail) {
    if (code == EventCode.CLOSED) {
      sessionLost = true;
    }
  }

  /// The replies of the leader before are lost with it.
  @Override
  public void onNewLeader(
      long clusterSessionId, long leadershipTermId, int leaderMemberId, String ingressEndpoints) {
    takeBackInFlight();
  }

  private int connect() {
    long now = System.nanoTime();
    if (connecting == null) {
      if (now - connectNanos < 0) {
        return 0;
      }
      connecting = AeronCluster.asyncConnect(context.clone().aeron(aeron));
    }
    try {
      cluster = connecting.poll();
    } catch (AeronException e) {
      health.report(e);
      CloseHelper.quietClose(connecting);
      connecting = null;
      connectNanos = now + CONNECT_PAUSE_NANOS;
      return 0;
    }
    if (cluster != null) {
      connecting = null;
      sessionLost = false;
      takeBackInFlight();
      everConnected.countDown();
    }
    return 1;
  }

  private void disconnect() {
    CloseHelper.quietCloseAll(connecting, cluster);
    connecting = null;
    cluster = null;
    connectNanos = System.nanoTime() + CONNECT_PAUSE_NANOS;
    if (aeron.isClosed()) { // the driver did not hear of it for long, say while the machine slept
      aeron = open(run, health);
    }
  }

  /// Everything in flight is sent again, in the order it had, but for what nobody waits for: its
  /// caller was told that the outcome is unknown. A command that lost events has another number,
  /// because a late reply to the whole of it would not fit.
  private void takeBackInFlight() {
    while (!inFlight.isEmpty()) {
      inFlight.peekLast().repeat();
      unsent.addFirst(inFlight.removeLast());
    }
    for (int i = unsent.size(); i > 0; i--) {
      Message message = unsent.removeFirst();
      if (message.dropOver() && !message.isEmpty()) {
        message.seal(++correlation);
      }
      if (message.isEmpty()) {
        recycle(message);
      } else {
        unsent.addLast(message);
      }
    }
  }

  private int sendUnsent(AeronCluster session) {
    int sent = 0;
    while (!unsent.isEmpty() && offer(session, unsent.peek())) {
      inFlight.add(unsent.remove());
      sent++;
    }
    return sent;
  }

  private int sendWaiting(AeronCluster session) {
    if (!unsent.isEmpty() || free.isEmpty()) {
      return 0;
    }
    Call first = next != null ? next : waiting.poll();
    next = null;
    if (first == null || !first.take()) {
      return 0;
    }
    Message message = free.remove();
    message.join(first);
    while (first.joins() && (next = waiting.poll()) != null) {
      if (!message.fits(next)) {
        break;
      }
      if (next.take()) {
        message.join(next);
      }
      next = null;
    }
    message.seal(++correlation);
    unsent.add(message);
    return 1 + sendUnsent(session);
  }

  private boolean offer(AeronCluster session, Message message) {
    long result = session.offer(message.bytes(), 0, message.length());
    if (result == Publication.MAX_POSITION_EXCEEDED) {
      sessionLost = true;
    }
    message.sentAt(System.nanoTime());
    return result > 0;
  }

  private int keepAlive(AeronCluster session) {
    long now = System.nanoTime();
    if (now - keepAliveNanos <= KEEP_ALIVE_NANOS) {
      return 0;
    }
    keepAliveNanos = now;
    Message oldest = inFlight.peek();
    if (oldest != null && now - oldest.sentNanos() > REPLY_NANOS_MAX) {
      onReplyLost(oldest);
    }
    return session.sendKeepAlive() ? 1 : 0;
  }

  /// A node gives a reply up when its client does not read for long.
  private void onReplyLost(Message message) {
    if (message.isOver()) {
      inFlight.remove(message);
      recycle(message);
    } else if (repliesMayBeLost) {
      sessionLost = true;
    }
  }

  private static Aeron open(RunDirectory run, Health health) {
    return Aeron.connect(
        new Aeron.Context()
            .aeronDirectoryName(run.driver().toString())
            .useConductorAgentInvoker(true)
            .errorHandler(health::report));
  }

  private void recycle(Message message) {
    message.clear();
    free.add(message);
  }

  private void failWaiting(String why) {
    for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
      call.fail(why);
    }
  }

  private void failAll(String why) {
    failWaiting(why);
    if (next != null) {
      next.fail(why);
      next = null;
    }
    unsent.addAll(inFlight);
    inFlight.clear();
    for (Message message : unsent) {
      message.fail(why);
    }
    unsent.clear();
  }
}

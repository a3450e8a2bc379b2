package io.fairway.cluster;

import io.aeron.Publication;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.cluster.codecs.EventCode;
import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.Header;
import io.fairway.ledger.LedgerUnavailable;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.Replies;
import io.fairway.ledger.wire.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// The one thread that speaks with the cluster. It joins the events of calls that wait at the same
/// time into one command, keeps several commands in flight, and hands each reply to its callers.
///
/// A command that lost its session is sent again: what was applied before answers `EXISTS`. A reply
/// is taken once, by its command's number.
final class ClientAgent implements Agent, EgressListener {
  private static final int IN_FLIGHT_MAX = 8;
  private static final int WAITING_MAX = 1024;
  private static final long START_NANOS_MAX = TimeUnit.MINUTES.toNanos(10);
  private static final long CONNECT_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);
  private static final long SUBMIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
  private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final class Message {
    final UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES_MAX));
    final List<Call> calls = new ArrayList<>();

    /// What is sent: the bytes above, or those of the only call.
    MutableDirectBuffer command = bytes;

    long correlation;
    int count;
    int length = Wire.COMMAND_HEADER;
  }

  private final Health health;
  private final Runnable onDutyCycle;
  private final AeronCluster.Context context;
  private final ArrayBlockingQueue<Call> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final ArrayDeque<Message> free = new ArrayDeque<>();
  private final ArrayDeque<Message> unsent = new ArrayDeque<>();
  private final ArrayDeque<Message> inFlight = new ArrayDeque<>();
  private @Nullable AeronCluster cluster;
  private @Nullable Call next;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;
  private boolean sessionLost;
  private long correlation;
  private long keepAliveNanos;

  /// @param onDutyCycle called now and then by the client's thread
  ClientAgent(RunDirectory run, Health health, Runnable onDutyCycle) {
    this.health = health;
    this.onDutyCycle = onDutyCycle;
    this.context =
        new AeronCluster.Context()
            .aeronDirectoryName(run.driver().toString())
            .ingressChannel(Drivers.ingressChannel(Members.alone()))
            .egressChannel(Drivers.egressChannel(Members.alone(), "127.0.0.1"))
            .egressListener(this)
            .messageTimeoutNs(CONNECT_NANOS_MAX)
            .idleStrategy(Node.idle())
            .errorHandler(health::report);
    for (int i = 0; i < IN_FLIGHT_MAX; i++) {
      free.add(new Message());
    }
    cluster = connectFirst();
  }

  /// Waits for the node to replay its log: it lets nobody in before.
  private AeronCluster connectFirst() {
    long deadline = System.nanoTime() + START_NANOS_MAX;
    while (true) {
      try {
        return AeronCluster.connect(context.clone());
      } catch (AeronException e) {
        Throwable failure = health.failure();
        if (failure != null) {
          throw new IllegalStateException("the ledger cannot start", failure);
        }
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }

  /// Queues a call, waiting for room until the deadline.
  ///
  /// @throws LedgerUnavailable when there is none, or the ledger no longer serves
  void send(Call call, long deadlineNanos) {
    if (closed) {
      throw new LedgerUnavailable("the ledger is closed");
    }
    try {
      long left = deadlineNanos - System.nanoTime();
      if (!waiting.offer(call, left, TimeUnit.NANOSECONDS)) {
        throw new LedgerUnavailable("too many calls wait for the ledger");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerUnavailable("the caller was interrupted before its call was sent");
    }
    if (closed) {
      failAll("the ledger is closed");
    }
    LockSupport.unpark(thread);
  }

  /// Queues a batch; see [Batches#submit].
  CompletableFuture<BatchReply> submit(TransferBatch batch) {
    Call call = batch.call();
    CompletableFuture<BatchReply> reply = BatchReply.of(call);
    send(call, System.nanoTime() + SUBMIT_NANOS_MAX);
    return reply;
  }

  @Override
  public void onStart() {
    thread = Thread.currentThread();
  }

  @Override
  public int doWork() {
    Throwable failure = health.failure();
    if (failure != null) {
      closed = true;
      failAll("the ledger stopped serving: " + failure.getMessage());
      failInFlight("the ledger stopped serving: " + failure.getMessage());
      return 0;
    }
    onDutyCycle.run();
    try {
      if (sessionLost) {
        reconnect();
      }
      return connected().pollEgress() + sendUnsent() + sendWaiting() + keepAlive();
    } catch (AeronException e) {
      health.report(e);
      sessionLost = true;
      return 0;
    }
  }

  @Override
  public void onClose() {
    closed = true;
    failAll("the ledger is closed");
    failInFlight("the ledger was closed before it answered");
    CloseHelper.quietClose(cluster);
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
      if (message.correlation == answered) {
        inFlight.remove(message);
        answer(message, buffer, offset, length);
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

  private static void answer(Message message, DirectBuffer buffer, int offset, int length) {
    byte[] copy = new byte[length];
    buffer.getBytes(offset, copy);
    UnsafeBuffer reply = new UnsafeBuffer(copy);
    int start = 0;
    for (Call call : message.calls) {
      call.answer().complete(new Call.Answer(reply, start, call.count()));
      start += call.count();
    }
  }

  private int sendUnsent() {
    int sent = 0;
    while (!unsent.isEmpty() && offer(unsent.peek())) {
      inFlight.add(unsent.remove());
      sent++;
    }
    return sent;
  }

  private int sendWaiting() {
    if (!unsent.isEmpty() || free.isEmpty()) {
      return 0;
    }
    Call first = next != null ? next : waiting.poll();
    next = null;
    if (first == null || first.isOver()) {
      return 0;
    }
    Message message = free.remove();
    join(message, first);
    while (first.joins() && (next = waiting.poll()) != null) {
      if (next.isOver()) {
        continue;
      }
      if (!fits(message, first, next)) {
        break;
      }
      join(message, next);
    }
    message.correlation = ++correlation;
    CommandWriter.header(message.command, 0, first.operation(), message.count, message.correlation);
    unsent.add(message);
    return 1 + sendUnsent();
  }

  private static boolean fits(Message message, Call first, Call call) {
    return call.joins()
        && call.operation() == first.operation()
        && message.count + call.count() <= Wire.EVENTS_MAX
        && message.length + call.length() <= Wire.MESSAGE_BYTES_MAX;
  }

  private static void join(Message message, Call call) {
    MutableDirectBuffer command = call.command();
    if (command != null) {
      message.command = command;
      message.length = call.length();
      message.count = call.count();
      message.calls.add(call);
      return;
    }
    message.bytes.putBytes(message.length, call.body(), 0, call.length());
    message.length += call.length();
    message.count += call.count();
    message.calls.add(call);
  }

  private boolean offer(Message message) {
    long result = connected().offer(message.command, 0, message.length);
    if (result == Publication.NOT_CONNECTED
        || result == Publication.CLOSED
        || result == Publication.MAX_POSITION_EXCEEDED) {
      sessionLost = true;
    }
    return result > 0;
  }

  private int keepAlive() {
    long now = System.nanoTime();
    if (now - keepAliveNanos > KEEP_ALIVE_NANOS) {
      keepAliveNanos = now;
      return connected().sendKeepAlive() ? 1 : 0;
    }
    return 0;
  }

  private void reconnect() {
    CloseHelper.quietClose(cluster);
    cluster = AeronCluster.connect(context.clone());
    sessionLost = false;
    while (!inFlight.isEmpty()) {
      unsent.addFirst(inFlight.removeLast());
    }
  }

  private AeronCluster connected() {
    if (cluster == null) {
      throw new IllegalStateException("never connected");
    }
    return cluster;
  }

  private void recycle(Message message) {
    message.calls.clear();
    message.command = message.bytes;
    message.count = 0;
    message.length = Wire.COMMAND_HEADER;
    free.add(message);
  }

  private void failAll(String why) {
    for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
      call.answer().completeExceptionally(new LedgerUnavailable(why));
    }
  }

  private void failInFlight(String why) {
    if (next != null) {
      next.answer().completeExceptionally(new LedgerUnavailable(why));
      next = null;
    }
    unsent.addAll(inFlight);
    inFlight.clear();
    for (Message message : unsent) {
      for (Call call : message.calls) {
        call.answer().completeExceptionally(new LedgerUnavailable(why));
      }
    }
    unsent.clear();
  }
}

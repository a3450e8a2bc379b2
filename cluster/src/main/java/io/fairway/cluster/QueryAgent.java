package io.fairway.cluster;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.MessageHeaderEncoder;
import io.aeron.cluster.codecs.SessionMessageHeaderEncoder;
import io.aeron.cluster.service.ClientSession;
import io.aeron.exceptions.RegistrationException;
import io.fairway.cluster.directory.RunDirectory;
import io.fairway.cluster.network.Health;
import io.fairway.cluster.storage.Courtesy;
import io.fairway.cluster.storage.HugePages;
import io.fairway.ledger.index.Index;
import io.fairway.ledger.index.Query;
import io.fairway.ledger.machine.Committed;
import io.fairway.ledger.machine.StateMachine;
import io.fairway.ledger.proof.Roots;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Refusal;
import io.fairway.ledger.wire.Wire;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// The one thread that follows the state machine and answers queries from what it has indexed. It
/// takes a query at its place in the log and answers it once it has followed so far: so a query
/// sees all that was answered before it was asked, and the service's thread never waits for one.
///
/// Aeron lets a service reply from its callbacks only, so the replies go out through publications
/// of this thread's own, to the same streams.
final class QueryAgent implements Agent {
  /// Queries that may wait; more are told that the ledger is busy.
  static final int QUERIES_MAX = 64;

  /// How long a query waits for the index, which builds anew at every start.
  private static final long QUERY_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

  private static final long REPLY_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /// How long all queries wait for one client that does not read.
  private static final long SLOW_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final int RECORDS_A_TURN = 2048;

  /// Batches that the roots may be behind the index under load: of the longest ones, some ten
  /// seconds of hashing.
  private static final int ROOTS_BEHIND_BATCHES_MAX = 4096;

  private static final int STORAGE_CHUNK_BYTES = 2 << 20;

  private static final class Waiting {
    final Query query = new Query();
    String channel = "";
    int stream;
    long session;
    long takenNanos;
  }

  private final RunDirectory run;
  private final Health health;
  private final OneToOneConcurrentArrayQueue<Waiting> free =
      new OneToOneConcurrentArrayQueue<>(QUERIES_MAX);
  private final OneToOneConcurrentArrayQueue<Waiting> waiting =
      new OneToOneConcurrentArrayQueue<>(QUERIES_MAX);
  private final ConcurrentLinkedQueue<Long> closedSessions = new ConcurrentLinkedQueue<>();
  private final Long2ObjectHashMap<Publication> publications = new Long2ObjectHashMap<>();
  private final UnsafeBuffer reply =
      new UnsafeBuffer(ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES_MAX));
  private final UnsafeBuffer header =
      new UnsafeBuffer(new byte[AeronCluster.SESSION_HEADER_LENGTH]);
  private final SessionMessageHeaderEncoder headerEncoder = new SessionMessageHeaderEncoder();
  private volatile @Nullable Committed committed;
  private @Nullable Aeron aeron;
  private @Nullable Index index;
  private @Nullable Roots roots;
  private @Nullable Waiting replying;
  private int replyLength;
  private long replyNanos;

  QueryAgent(RunDirectory run, Health health) {
    this.run = run;
    this.health = health;
    headerEncoder.wrapAndApplyHeader(header, 0, new MessageHeaderEncoder());
    for (int i = 0; i < QUERIES_MAX; i++) {
      free.add(new Waiting());
    }
  }

  /// Follows that state machine from now on. On the service's thread, once.
  void follow(Committed records) {
    committed = records;
  }

  /// Takes a query that the state machine has left aside; false when too many wait. On the
  /// service's thread.
  boolean take(
      ClientSession session, DirectBuffer from, int offset, int length, StateMachine machine) {
    Waiting taken = free.poll();
    if (taken == null) {
      return false;
    }
    taken.query.take(from, offset, length, machine);
    taken.channel = session.responseChannel();
    taken.stream = session.responseStreamId();
    taken.session = session.id();
    taken.takenNanos = System.nanoTime();
    return waiting.offer(taken);
  }

  /// A client is gone. On the service's thread.
  void onSessionClose(long session) {
    closedSessions.add(session);
  }

  @Override
  public void onStart() {
    Courtesy.beNice(Courtesy.BESIDE);
    aeron =
        Aeron.connect(
            new Aeron.Context()
                .aeronDirectoryName(run.driver().toString())
                .useConductorAgentInvoker(true)
                .errorHandler(health::report));
  }

  @Override
  public int doWork() {
    Committed records = committed;
    if (aeron == null || records == null || health.failure() != null) {
      return 0;
    }
    if (index == null || roots == null) {
      index = new Index(records, new HugePages(STORAGE_CHUNK_BYTES));
      roots = new Roots(records, new HugePages(STORAGE_CHUNK_BYTES));
    }
    int work = aeron.conductorAgentInvoker().invoke();
    work += forgetSessions();
    work += follow(index, roots);
    return work + (replying != null ? send(replying) : answer(index, roots));
  }

  /// The index comes first, because queries wait for it; roots are hashed when it has seen all,
  /// when somebody wants a proof, or when they are too far behind.
  private int follow(Index indexed, Roots hashed) {
    int work = indexed.doWork(RECORDS_A_TURN);
    Waiting next = waiting.peek();
    if (work == 0
        || (next != null && isProof(next.query.operation()))
        || indexed.batches() - hashed.batches() > ROOTS_BEHIND_BATCHES_MAX) {
      work += hashed.doWork(RECORDS_A_TURN);
    }
    return work;
  }

  @Override
  public void onClose() {
    CloseHelper.quietClose(aeron);
  }

  @Override
  public String roleName() {
    return "ledger-queries";
  }

  private int answer(Index indexed, Roots hashed) {
    Waiting next = waiting.peek();
    if (next == null) {
      return 0;
    }
    Operation operation = next.query.operation();
    boolean proves = isProof(operation);
    int reached = proves ? hashed.batches() : indexed.batches();
    if (reached >= next.query.batches()) {
      replyLength = proves ? hashed.answer(next.query, reply) : indexed.answer(next.query, reply);
    } else if (System.nanoTime() - next.takenNanos > QUERY_NANOS_MAX) {
      replyLength = next.query.header(reply, Refusal.BUSY, 0);
    } else {
      return 0;
    }
    replying = next;
    replyNanos = System.nanoTime();
    return 1 + send(next);
  }

  private static boolean isProof(Operation operation) {
    return operation == Operation.PROVE || operation == Operation.ROOTS;
  }

  /// A client that is gone or does not read asks again; the other queries do not wait for it long.
  private int send(Waiting to) {
    Publication publication = publicationFor(to);
    long result = Publication.CLOSED;
    if (publication != null) {
      headerEncoder.clusterSessionId(to.session).timestamp(to.query.clockNanos());
      result = publication.offer(header, 0, header.capacity(), reply, 0, replyLength);
    }
    long wait = result == Publication.BACK_PRESSURED ? SLOW_WAIT_NANOS : REPLY_WAIT_NANOS;
    boolean over = System.nanoTime() - replyNanos > wait;
    if (result > 0 || result == Publication.CLOSED || over) {
      replying = null;
      waiting.poll();
      free.offer(to);
      return 1;
    }
    return 0;
  }

  private @Nullable Publication publicationFor(Waiting to) {
    Publication publication = publications.get(to.session);
    if (publication == null && aeron != null) {
      try {
        publication = aeron.addPublication(to.channel, to.stream);
        publications.put(to.session, publication);
      } catch (RegistrationException e) {
        health.report(e);
      }
    }
    return publication;
  }

  private int forgetSessions() {
    int forgotten = 0;
    for (Long session = closedSessions.poll(); session != null; session = closedSessions.poll()) {
      CloseHelper.quietClose(publications.remove(session.longValue()));
      forgotten++;
    }
    return forgotten;
  }
}

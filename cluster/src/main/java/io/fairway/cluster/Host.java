package io.fairway.cluster;

import io.fairway.cluster.client.ClientAgent;
import io.fairway.cluster.client.LedgerClient;
import io.fairway.cluster.directory.DirectoryInUse;
import io.fairway.cluster.directory.DirectoryLock;
import io.fairway.cluster.directory.Room;
import io.fairway.cluster.directory.RunDirectory;
import io.fairway.cluster.disk.CommitMark;
import io.fairway.cluster.disk.StartCheck;
import io.fairway.cluster.disk.StoredLedger;
import io.fairway.cluster.network.Drivers;
import io.fairway.cluster.network.Health;
import io.fairway.cluster.network.Members;
import io.fairway.cluster.storage.MappedStorage;
import io.fairway.ledger.DefiniteLedger;
import io.fairway.ledger.History;
import io.fairway.ledger.wire.Attestation;
import io.fairway.ledger.wire.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// One member of a cluster in this process: its directory, its parts, its own client, and what it
/// does in the background.
final class Host implements AutoCloseable {
  private static final long CLOSING_SNAPSHOT_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

  /// @param limits when snapshots are taken
  /// @param watcher hears of every change of what the member is doing, on a thread of the host
  record Plan(
      Path directory,
      Members members,
      int id,
      Snapshots.Limits limits,
      Consumer<NodeState> watcher) {}

  private final Plan plan;
  private final DirectoryLock lock;
  private final RunDirectory run;
  private final Health health = new Health();
  private final @Nullable Attestations attestations;
  private final MappedStorage storage;
  private final LedgerService service;
  private final Node node;
  private final CommitMark mark;
  private final OwnLog own;
  private final Upkeep upkeep;
  private final Snapshots snapshots;
  private final AgentRunner runner;
  private final AgentRunner queryRunner;
  private final ClientAgent client;
  private final LedgerClient ledger;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread joining;
  private NodeState state = NodeState.ELECTING;

  private Host(Plan plan, DirectoryLock lock) {
    this.plan = plan;
    this.lock = lock;
    Divergence.refuseMarked(plan.directory());
    Membership.check(plan.directory(), plan.members(), plan.id());
    Room.check(plan.directory());
    StartCheck.check(plan.directory());
    run = RunDirectory.create(plan.directory());
    CommitMark opened = null;
    Node launched = null;
    storage = new MappedStorage(StoredLedger.segmentsOf(plan.directory()));
    try {
      opened = CommitMark.open(plan.directory());
      mark = opened;
      Members members = plan.members();
      attestations = members.size() == 1 ? null : new Attestations(members.size(), plan.id());
      own = new OwnLog(plan.directory(), members, mark);
      QueryAgent queries = new QueryAgent(run, health);
      service = new LedgerService(health, own, plan.directory(), storage, attestations, queries);
      NodeContexts contexts = new NodeContexts(plan.directory(), run, members, plan.id(), health);
      launched = Node.open(contexts);
      node = launched;
      own.watch(node);
      upkeep = new Upkeep(plan.directory(), node, contexts.archiveClient(), health);
      snapshots = new Snapshots(node, service, plan.limits());
      client = new ClientAgent(run, members, members.host(plan.id()), health, this::duty);
      runner = new AgentRunner(Drivers.idle(), health::fail, null, client);
      queryRunner = new AgentRunner(Drivers.idle(), health::fail, null, queries);
      ledger = new LedgerClient(client);
      joining = new Thread(() -> join(contexts), "ledger-join");
    } catch (RuntimeException | Error e) {
      CloseHelper.quietCloseAll(launched, storage, run, opened);
      throw e;
    }
  }

  /// Starts the member that lives in the directory, or a new one.
  ///
  /// @throws DirectoryInUse when another live ledger has the directory
  /// @throws Divergence when the member must not serve again
  /// @throws WrongMember when the directory is another member's, or an address is not to be had
  /// @throws io.fairway.cluster.disk.DamagedLedger when its files are not what was written
  static Host start(Plan plan) {
    try {
      Files.createDirectories(plan.directory());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + plan.directory(), e);
    }
    DirectoryLock lock = DirectoryLock.take(plan.directory());
    try {
      Host host = new Host(plan, lock);
      AgentRunner.startOnThread(host.runner);
      AgentRunner.startOnThread(host.queryRunner);
      host.joining.start();
      return host;
    } catch (RuntimeException | Error e) {
      CloseHelper.quietClose(lock);
      throw e;
    }
  }

  /// Waits until this member's own client is let in, which no member does before it has replayed
  /// its log.
  ///
  /// @throws IllegalStateException when the member failed or took longer
  void awaitServing(long nanosMax) {
    long deadline = System.nanoTime() + nanosMax;
    try {
      while (!client.awaitConnected(TimeUnit.MILLISECONDS.toNanos(100))) {
        Throwable failure = health.failure();
        if (failure != null) {
          throw new IllegalStateException(
              "the ledger cannot start: " + failure.getMessage(), failure);
        }
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("the ledger did not start in time");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the ledger started", e);
    }
  }

  DefiniteLedger ledger() {
    return ledger;
  }

  ClientAgent client() {
    return client;
  }

  History history() {
    return ledger.history();
  }

  Node node() {
    return node;
  }

  Health health() {
    return health;
  }

  Upkeep upkeep() {
    return upkeep;
  }

  LedgerService service() {
    return service;
  }

  MappedStorage storage() {
    return storage;
  }

  /// For a test: from now on this member's state counts as another one.
  void plantDivergence() {
    if (attestations == null) {
      throw new IllegalStateException("one member has none to differ from");
    }
    attestations.plantDivergence();
  }

  /// Stops. A member that has no others takes a snapshot first, so that the next start is quick.
  /// Calls under way end with `LedgerUnavailable`.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    CloseHelper.quietClose(runner);
    awaitJoined();
    CloseHelper.quietClose(queryRunner);
    if (health.failure() == null && plan.members().size() == 1) {
      snapshots.takeLast(CLOSING_SNAPSHOT_NANOS_MAX);
    }
    CloseHelper.closeAll(upkeep, node, storage, run, mark, lock);
  }

  /// Asks the others that the next snapshot carry every byte, and does not wait.
  private void wantWholeSnapshot() {
    UnsafeBuffer nothing = new UnsafeBuffer(new byte[0]);
    client.tell(Operation.WHOLE_SNAPSHOT, 0, nothing, 0);
  }

  /// Takes part in the cluster, as soon as this member may.
  private void join(NodeContexts contexts) {
    try {
      if (plan.members().size() > 1) {
        new Filling(contexts, node, mark, this::wantWholeSnapshot, closed::get).run();
      }
      node.join(service);
      upkeep.start();
    } catch (RuntimeException | Error e) {
      health.fail(e);
    }
  }

  private void awaitJoined() {
    try {
      joining.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What is done in every turn of the client's thread.
  private void duty() {
    snapshots.check();
    NodeState now =
        !node.isSettled()
            ? NodeState.ELECTING
            : node.isLeader() ? NodeState.LEADER : NodeState.FOLLOWER;
    if (now != state) {
      state = now;
      plan.watcher().accept(now);
    }
    Attestations.Claim claim = attestations == null ? null : attestations.due();
    if (claim != null && now != NodeState.ELECTING) {
      UnsafeBuffer body = new UnsafeBuffer(new byte[Attestation.BYTES]);
      Attestation.write(claim.member(), claim.commands(), claim.hash(), body, 0);
      // A claim that finds no room is not made: the next one will be.
      client.tell(Operation.ATTEST, 1, body, Attestation.BYTES);
    }
  }
}

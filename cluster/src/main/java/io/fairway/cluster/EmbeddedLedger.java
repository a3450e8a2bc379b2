package io.fairway.cluster;

import io.fairway.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;

/// A durable ledger in this process: a cluster of one node that syncs every command to disk before
/// it answers. Killed at any moment, the next start in the same directory goes on from everything
/// that was ever answered.
///
/// The JVM needs `--add-opens java.base/jdk.internal.misc=ALL-UNNAMED` and, for checksums,
/// `--add-opens java.base/java.util.zip=ALL-UNNAMED`.
public final class EmbeddedLedger implements Batches, AutoCloseable {
  private static final long CLOSING_SNAPSHOT_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

  private final DirectoryLock lock;
  private final RunDirectory run;
  private final Node node;
  private final Health health;
  private final AgentRunner client;
  private final LedgerService service;
  private final Snapshots snapshots;
  private final Ledger ledger;
  private final ClientAgent agent;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedLedger(
      DirectoryLock lock, RunDirectory run, Node node, Health health, Running running) {
    this.lock = lock;
    this.run = run;
    this.node = node;
    this.health = health;
    this.client = running.client();
    this.service = running.service();
    this.snapshots = running.snapshots();
    this.ledger = running.ledger();
    this.agent = running.agent();
  }

  private record Running(
      AgentRunner client,
      LedgerService service,
      Snapshots snapshots,
      Ledger ledger,
      ClientAgent agent) {}

  /// Starts the ledger that lives in `directory`, or a new one.
  ///
  /// @throws DirectoryInUse when another live ledger has the directory
  public static EmbeddedLedger start(Path directory) {
    return start(directory, Snapshots.LIMITS);
  }

  static EmbeddedLedger start(Path directory, Snapshots.Limits limits) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    }
    DirectoryLock lock = DirectoryLock.take(directory);
    RunDirectory run = null;
    Node node = null;
    try {
      Health health = new Health();
      run = RunDirectory.create(directory);
      LedgerService service = new LedgerService(health);
      node = Node.launch(new NodeContexts(directory, run, Members.alone(), 0, health), service);
      Snapshots snapshots = new Snapshots(node, service, limits);
      ClientAgent agent = new ClientAgent(run, health, snapshots::check);
      AgentRunner client = new AgentRunner(Node.idle(), health::fail, null, agent);
      AgentRunner.startOnThread(client);
      return new EmbeddedLedger(
          lock,
          run,
          node,
          health,
          new Running(client, service, snapshots, new LedgerClient(agent), agent));
    } catch (RuntimeException | Error e) {
      CloseHelper.quietCloseAll(node, run, lock);
      throw e;
    }
  }

  /// The ledger, for any number of threads, until this object is closed.
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public CompletableFuture<BatchReply> submit(TransferBatch batch) {
    return agent.submit(batch);
  }

  /// What the node recorded since its start.
  public Recorded recorded() {
    return Recorded.of(node);
  }

  /// What the running node does for durability, read back from its parts.
  public Durability durability() {
    return Durability.of(node);
  }

  /// How often the state machine was called since the last snapshot.
  long commandsSinceSnapshot() {
    return service.commandsSinceSnapshot();
  }

  /// Snapshots taken since the start.
  long snapshots() {
    return node.snapshots();
  }

  /// Takes a snapshot, so that the next start is quick, and stops. Calls under way end with
  /// `LedgerUnavailable`.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    CloseHelper.quietClose(client);
    if (health.failure() == null) {
      snapshots.takeLast(CLOSING_SNAPSHOT_NANOS_MAX);
    }
    CloseHelper.closeAll(node, run, lock);
  }
}

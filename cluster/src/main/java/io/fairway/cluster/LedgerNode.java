package io.fairway.cluster;

import io.fairway.cluster.client.BatchReply;
import io.fairway.cluster.client.Batches;
import io.fairway.cluster.client.TransferBatch;
import io.fairway.cluster.directory.DirectoryInUse;
import io.fairway.cluster.disk.StartCheck;
import io.fairway.cluster.network.Members;
import io.fairway.ledger.DefiniteLedger;
import io.fairway.ledger.History;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/// One member of a ledger's cluster of one, three or five, in this process; the others run
/// elsewhere. What a majority has synced to disk is answered, and survives the loss of the others.
///
/// The JVM needs what [EmbeddedLedger] needs.
public final class LedgerNode implements Batches, AutoCloseable {
  /// The loggers (SLF4J) on which a member tells an operator what it does at its start with a
  /// damaged or an empty directory.
  public static final List<String> NOTES =
      List.of(StartCheck.class.getName(), Filling.class.getName());

  private final Host host;
  private final Thread guard;

  private LedgerNode(Host host) {
    this.host = host;
    guard = Thread.ofPlatform().daemon().name("ledger-guard").start(this::stopOnFailure);
  }

  /// Starts the member that lives in `directory`, or a new one, which the others then fill. Does
  /// not wait for them.
  ///
  /// @param id which of the members this is
  /// @param watcher hears of every change of what the member is doing; must not block
  /// @throws DirectoryInUse when another live ledger has the directory
  /// @throws WrongMember when the directory is another member's, or an address is not to be had
  /// @throws io.fairway.cluster.disk.DamagedLedger when its files are not what was written
  /// @throws Divergence when this member was found to have another state than the majority
  public static LedgerNode start(
      Path directory, Members members, int id, Consumer<NodeState> watcher) {
    return start(new Host.Plan(directory, members, id, Snapshots.LIMITS, watcher));
  }

  static LedgerNode start(Host.Plan plan) {
    if (plan.id() < 0 || plan.id() >= plan.members().size()) {
      throw new IllegalArgumentException(
          "there is no member " + plan.id() + " among " + plan.members());
    }
    return new LedgerNode(Host.start(plan));
  }

  /// The ledger of the whole cluster, for any number of threads, until this object is closed.
  public DefiniteLedger ledger() {
    return host.ledger();
  }

  @Override
  public CompletableFuture<BatchReply> submit(TransferBatch batch) {
    return host.client().submit(batch);
  }

  /// What the node recorded since its start.
  public Recorded recorded() {
    return Recorded.of(host.node());
  }

  /// What happened on it and what it held at any time, for any number of threads.
  public History history() {
    return host.history();
  }

  /// What this member does for durability, read back from its parts.
  public Durability durability() {
    return Durability.of(host.node());
  }

  /// Waits until the member stops serving by itself, and answers why; it is closed then.
  public Throwable awaitFailure() throws InterruptedException {
    host.health().awaitFailure();
    guard.join();
    return failure();
  }

  /// Stops this member; the others go on while they are a majority.
  @Override
  public void close() {
    host.close();
  }

  Host host() {
    return host;
  }

  private Throwable failure() {
    @Nullable Throwable failure = host.health().failure();
    if (failure == null) {
      throw new IllegalStateException("the member has not failed");
    }
    return failure;
  }

  /// A leader whose ledger has stopped would keep the others from electing one that works.
  private void stopOnFailure() {
    try {
      host.health().awaitFailure();
      CloseHelper.quietClose(host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

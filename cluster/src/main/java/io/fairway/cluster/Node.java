package io.fairway.cluster;

import io.aeron.archive.Archive;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;

/// Media driver, archive, consensus module and service container of one member of a cluster, in
/// this process.
final class Node implements AutoCloseable {
  private static final long IDLE_PARK_MIN_NS = TimeUnit.MICROSECONDS.toNanos(10);
  private static final long IDLE_PARK_MAX_NS = TimeUnit.MICROSECONDS.toNanos(100);

  private final MediaDriver driver;
  private final Archive archive;
  private final ConsensusModule consensus;
  private final ClusteredServiceContainer container;

  private Node(
      MediaDriver driver,
      Archive archive,
      ConsensusModule consensus,
      ClusteredServiceContainer container) {
    this.driver = driver;
    this.archive = archive;
    this.consensus = consensus;
    this.container = container;
  }

  static Node launch(NodeContexts contexts, ClusteredService service) {
    MediaDriver driver = null;
    Archive archive = null;
    ConsensusModule consensus = null;
    try {
      driver = MediaDriver.launch(contexts.driver());
      archive = Archive.launch(contexts.archive());
      consensus = ConsensusModule.launch(contexts.consensus());
      ClusteredServiceContainer container =
          ClusteredServiceContainer.launch(contexts.container(service));
      return new Node(driver, archive, consensus, container);
    } catch (RuntimeException e) {
      CloseHelper.quietCloseAll(consensus, archive, driver);
      throw e;
    }
  }

  static IdleStrategy idle() {
    return new BackoffIdleStrategy(10, 20, IDLE_PARK_MIN_NS, IDLE_PARK_MAX_NS);
  }

  /// Snapshots taken since the node started.
  long snapshots() {
    return consensus.context().snapshotCounter().get();
  }

  /// Asks for a snapshot; false when one is under way.
  boolean requestSnapshot() {
    AtomicCounter toggle = consensus.context().controlToggleCounter();
    return ClusterControl.ToggleState.SNAPSHOT.toggle(toggle);
  }

  /// True while this member leads, is ready to take commands and no election is under way.
  boolean isLeader() {
    return isSettled()
        && Cluster.Role.get(consensus.context().clusterNodeRoleCounter()) == Cluster.Role.LEADER;
  }

  /// True while no election is under way.
  boolean isSettled() {
    return ElectionState.get(consensus.context().electionStateCounter()) == ElectionState.CLOSED;
  }

  Archive.Context archiveContext() {
    return archive.context();
  }

  ConsensusModule.Context consensusContext() {
    return consensus.context();
  }

  @Override
  public void close() {
    CloseHelper.closeAll(consensus, container, archive, driver);
  }
}

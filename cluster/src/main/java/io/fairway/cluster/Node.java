package io.fairway.cluster;

import io.aeron.archive.Archive;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/// Media driver, archive, consensus module and service container of one member of a cluster, in
/// this process.
final class Node implements AutoCloseable {
  private static final Pattern ENDPOINT = Pattern.compile("endpoint=([^,|\\s]+)");

  private final NodeContexts contexts;
  private final MediaDriver driver;
  private Archive archive;
  private volatile @Nullable ConsensusModule consensus;
  private @Nullable ClusteredServiceContainer container;
  private boolean closed;

  private Node(NodeContexts contexts, MediaDriver driver, Archive archive) {
    this.contexts = contexts;
    this.driver = driver;
    this.archive = archive;
  }

  /// Starts all parts.
  static Node launch(NodeContexts contexts, ClusteredService service) {
    Node node = open(contexts);
    try {
      node.join(service);
      return node;
    } catch (RuntimeException e) {
      CloseHelper.quietClose(node);
      throw e;
    }
  }

  /// Starts what a member needs to reach the others and its own files, and no more.
  static Node open(NodeContexts contexts) {
    MediaDriver driver = MediaDriver.launch(contexts.driver());
    try {
      return new Node(contexts, driver, Archive.launch(contexts.archive()));
    } catch (RuntimeException e) {
      CloseHelper.quietClose(driver);
      throw explained(e);
    }
  }

  /// Says in plain words what Aeron says of an address that it cannot have.
  private static RuntimeException explained(RuntimeException e) {
    String text = String.valueOf(e.getMessage());
    Matcher endpoint = ENDPOINT.matcher(text);
    String address = endpoint.find() ? endpoint.group(1) : "an address of this member";
    if (text.contains("Address already in use")) {
      return new WrongMember(address + " is in use by another process", e);
    }
    if (text.contains("Cannot assign requested address")) {
      return new WrongMember(address + " is not an address of this machine", e);
    }
    if (text.contains("UnresolvedAddressException") || text.contains("unresolved")) {
      return new WrongMember("the host of " + address + " is not known", e);
    }
    return e;
  }

  /// Takes part in the cluster from now on; does nothing once the node is closed.
  synchronized void join(ClusteredService service) {
    if (!closed) {
      consensus = ConsensusModule.launch(contexts.consensus());
      container = ClusteredServiceContainer.launch(contexts.container(service));
    }
  }

  /// Stops the archive, lets `change` work on its files and starts it again; does nothing once the
  /// node is closed.
  synchronized void withoutArchive(Runnable change) {
    if (!closed) {
      archive.close();
      change.run();
      archive = Archive.launch(contexts.archive());
    }
  }

  /// Snapshots taken since the node started.
  long snapshots() {
    ConsensusModule module = consensus;
    return module == null ? 0 : module.context().snapshotCounter().get();
  }

  /// Asks for a snapshot; false when one is under way.
  boolean requestSnapshot() {
    ConsensusModule module = consensus;
    return module != null
        && ClusterControl.ToggleState.SNAPSHOT.toggle(module.context().controlToggleCounter());
  }

  /// True while this member leads, is ready to take commands and no election is under way.
  boolean isLeader() {
    ConsensusModule module = consensus;
    return module != null
        && isSettled()
        && Cluster.Role.get(module.context().clusterNodeRoleCounter()) == Cluster.Role.LEADER;
  }

  /// True while it takes part in the cluster and no election is under way.
  boolean isSettled() {
    ConsensusModule module = consensus;
    return module != null
        && ElectionState.get(module.context().electionStateCounter()) == ElectionState.CLOSED;
  }

  synchronized Archive.Context archiveContext() {
    return archive.context();
  }

  /// @throws IllegalStateException when it does not take part in the cluster yet
  ConsensusModule.Context consensusContext() {
    ConsensusModule module = consensus;
    if (module == null) {
      throw new IllegalStateException("the member has not joined the others yet");
    }
    return module.context();
  }

  @Override
  public synchronized void close() {
    closed = true;
    CloseHelper.closeAll(consensus, container, archive, driver);
  }
}

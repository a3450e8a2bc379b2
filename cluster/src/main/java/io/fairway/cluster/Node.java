package io.fairway.cluster;

import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.checksum.Checksums;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.NanosecondClusterClock;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.LogBufferDescriptor;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;

/// Media driver, archive, consensus module and service container of a cluster of one, in this
/// process. What callers see as durable is: archive, catalogue and recording log are synced with
/// their metadata before a command is committed.
final class Node implements AutoCloseable {
  /// Data and metadata are on disk before the position advances (Aeron's `fileSyncLevel`).
  static final int FILE_SYNC_LEVEL = 2;

  static final String INGRESS_CHANNEL = "aeron:ipc?term-length=16m|alias=ledger-ingress";

  private static final int TERM_BYTES = 16 << 20;
  private static final int SEGMENT_BYTES = 64 << 20;
  private static final String LOG_CHANNEL = "aeron:ipc?term-length=16m|alias=ledger-log";

  /// No other member exists, so nothing is sent to these; any free loopback port will do.
  private static final String LOOPBACK = "127.0.0.1:0";

  private static final String MEMBERS =
      "0," + String.join(",", LOOPBACK, LOOPBACK, LOOPBACK, LOOPBACK, LOOPBACK);

  private static final long SESSION_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long CLIENT_LIVENESS_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long IDLE_PARK_MIN_NS = TimeUnit.MICROSECONDS.toNanos(10);
  private static final long IDLE_PARK_MAX_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int SESSIONS_MAX = 16;

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

  static Node launch(Path data, RunDirectory run, ClusteredService service, Health health) {
    MediaDriver driver = null;
    Archive archive = null;
    ConsensusModule consensus = null;
    try {
      driver = MediaDriver.launch(driver(run, health));
      archive = Archive.launch(archive(data, run, health));
      consensus = ConsensusModule.launch(consensus(data, run, health));
      ClusteredServiceContainer container =
          ClusteredServiceContainer.launch(container(data, run, service, health));
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

  private static MediaDriver.Context driver(RunDirectory run, Health health) {
    return new MediaDriver.Context()
        .aeronDirectoryName(run.driver().toString())
        .dirDeleteOnStart(true)
        .dirDeleteOnShutdown(true)
        .threadingMode(ThreadingMode.SHARED)
        .sharedIdleStrategy(idle())
        .termBufferSparseFile(true)
        .ipcTermBufferLength(TERM_BYTES)
        .publicationTermBufferLength(LogBufferDescriptor.TERM_MIN_LENGTH)
        .clientLivenessTimeoutNs(CLIENT_LIVENESS_NS)
        .publicationUnblockTimeoutNs(2 * CLIENT_LIVENESS_NS)
        .timerIntervalNs(TimeUnit.MILLISECONDS.toNanos(100))
        .errorHandler(health::report);
  }

  private static Archive.Context archive(Path data, RunDirectory run, Health health) {
    return new Archive.Context()
        .aeronDirectoryName(run.driver().toString())
        .archiveDir(data.resolve("archive").toFile())
        .markFileDir(run.marks().toFile())
        .controlChannelEnabled(false)
        .recordingEventsEnabled(false)
        .archiveClientContext(
            new AeronArchive.Context().controlResponseChannel("aeron:udp?endpoint=" + LOOPBACK))
        .replicationChannel("aeron:udp?endpoint=" + LOOPBACK)
        .threadingMode(ArchiveThreadingMode.SHARED)
        .idleStrategySupplier(Node::idle)
        .segmentFileLength(SEGMENT_BYTES)
        .fileSyncLevel(FILE_SYNC_LEVEL)
        .catalogFileSyncLevel(FILE_SYNC_LEVEL)
        .recordChecksum(Checksums.crc32c())
        .replayChecksum(Checksums.crc32c())
        .errorHandler(health::report);
  }

  private static ConsensusModule.Context consensus(Path data, RunDirectory run, Health health) {
    return new ConsensusModule.Context()
        .aeronDirectoryName(run.driver().toString())
        .clusterDir(data.resolve("cluster").toFile())
        .markFileDir(run.marks().toFile())
        .archiveContext(archiveClient(run))
        .clusterMemberId(0)
        .clusterMembers(MEMBERS)
        .ingressChannel(INGRESS_CHANNEL)
        // With an IPC ingress channel this would subscribe to it twice: every command would stand
        // in the log twice and be answered twice.
        .isIpcIngressAllowed(false)
        .logChannel(LOG_CHANNEL)
        .replicationChannel("aeron:udp?endpoint=" + LOOPBACK)
        .clusterClock(new NanosecondClusterClock())
        .fileSyncLevel(FILE_SYNC_LEVEL)
        .sessionTimeoutNs(SESSION_TIMEOUT_NS)
        .maxConcurrentSessions(SESSIONS_MAX)
        .idleStrategySupplier(Node::idle)
        .terminationHook(() -> health.fail(new IllegalStateException("consensus module stopped")))
        .errorHandler(health::report);
  }

  private static ClusteredServiceContainer.Context container(
      Path data, RunDirectory run, ClusteredService service, Health health) {
    return new ClusteredServiceContainer.Context()
        .aeronDirectoryName(run.driver().toString())
        .clusterDir(data.resolve("cluster").toFile())
        .markFileDir(run.marks().toFile())
        .archiveContext(archiveClient(run))
        .clusteredService(service)
        .idleStrategySupplier(Node::idle)
        .terminationHook(() -> health.fail(new IllegalStateException("ledger service stopped")))
        .errorHandler(health::report);
  }

  private static AeronArchive.Context archiveClient(RunDirectory run) {
    return new AeronArchive.Context()
        .aeronDirectoryName(run.driver().toString())
        .controlRequestChannel("aeron:ipc?term-length=64k")
        .controlRequestStreamId(AeronArchive.Configuration.localControlStreamId())
        .controlResponseChannel("aeron:ipc?term-length=64k");
  }
}

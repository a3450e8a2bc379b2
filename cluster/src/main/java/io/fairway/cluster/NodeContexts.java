package io.fairway.cluster;

import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.checksum.Checksums;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusterBackup;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.NanosecondClusterClock;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.fairway.cluster.directory.RunDirectory;
import io.fairway.cluster.disk.FrameReader;
import io.fairway.cluster.network.Drivers;
import io.fairway.cluster.network.Health;
import io.fairway.cluster.network.Members;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// How the parts of a member are set up. What callers see as durable is: archive, catalogue and
/// recording log are synced with their metadata before a command is committed.
///
/// A cluster of three serves again within 5 s of losing its leader: a follower notices after
/// [#LEADER_HEARTBEAT_NANOS_MAX], stands for election within half of [#ELECTION_NANOS] and waits
/// for the votes, the dead member's among them, for the whole of it; the rest is left for joining
/// the new leader's log and for the clients to follow.
record NodeContexts(Path data, RunDirectory run, Members members, int id, Health health) {
  /// Data and metadata are on disk before the position advances (Aeron's `fileSyncLevel`).
  static final int FILE_SYNC_LEVEL = 2;

  /// Three times what a stalled disk or a collection of garbage was seen to cost.
  static final long LEADER_HEARTBEAT_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(1_500);

  static final long LEADER_HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  static final long ELECTION_NANOS = TimeUnit.MILLISECONDS.toNanos(600);
  private static final long ELECTION_STATUS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /// How long a member that starts waits for all others before a majority is enough.
  private static final long CANVASS_NANOS_MAX = TimeUnit.SECONDS.toNanos(4);

  private static final long BACKUP_ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
  private static final long BACKUP_PROGRESS_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);
  private static final long BACKUP_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int SEGMENT_BYTES = 64 << 20;
  private static final long SESSION_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int SESSIONS_MAX = 64;

  MediaDriver.Context driver() {
    return Drivers.context(run, members.mtuBytes(), health);
  }

  Archive.Context archive() {
    Archive.Context archive =
        new Archive.Context()
            .aeronDirectoryName(run.driver().toString())
            .archiveDir(archiveDirectory())
            .markFileDir(run.marks().toFile())
            .controlChannelEnabled(!members.isEmbedded())
            .recordingEventsEnabled(false)
            .archiveClientContext(
                new AeronArchive.Context().controlResponseChannel(Drivers.anyPort(host())))
            .replicationChannel(Drivers.anyPort(host()))
            .threadingMode(ArchiveThreadingMode.SHARED)
            .idleStrategySupplier(Drivers::idle)
            .segmentFileLength(SEGMENT_BYTES)
            // what a crash can leave half written: the check at start counts on it
            .fileIoMaxLength(FrameReader.UNSYNCED_BYTES_MAX)
            .fileSyncLevel(FILE_SYNC_LEVEL)
            .catalogFileSyncLevel(FILE_SYNC_LEVEL)
            .recordChecksum(Checksums.crc32c())
            .replayChecksum(Checksums.crc32c())
            .errorHandler(health::report);
    if (!members.isEmbedded()) {
      archive.controlChannel("aeron:udp?endpoint=" + members.archive(id));
    }
    return archive;
  }

  ConsensusModule.Context consensus() {
    return new ConsensusModule.Context()
        .aeronDirectoryName(run.driver().toString())
        .clusterDir(clusterDirectory())
        .markFileDir(run.marks().toFile())
        .archiveContext(archiveClient())
        .clusterMemberId(id)
        .clusterMembers(members.clusterMembers())
        .ingressChannel(Drivers.ingressChannel(members))
        // With an IPC ingress channel this would subscribe to it twice: every command would stand
        // in the log twice and be answered twice.
        .isIpcIngressAllowed(false)
        .logChannel(Drivers.logChannel(members))
        .snapshotChannel(Drivers.SNAPSHOT_CHANNEL)
        .replicationChannel(Drivers.anyPort(host()))
        .clusterClock(new NanosecondClusterClock())
        .fileSyncLevel(FILE_SYNC_LEVEL)
        .leaderHeartbeatTimeoutNs(LEADER_HEARTBEAT_NANOS_MAX)
        .leaderHeartbeatIntervalNs(LEADER_HEARTBEAT_NANOS)
        .electionTimeoutNs(ELECTION_NANOS)
        .electionStatusIntervalNs(ELECTION_STATUS_NANOS)
        .startupCanvassTimeoutNs(CANVASS_NANOS_MAX)
        .sessionTimeoutNs(SESSION_TIMEOUT_NANOS)
        .maxConcurrentSessions(SESSIONS_MAX)
        .idleStrategySupplier(Drivers::idle)
        .terminationHook(() -> health.fail(new IllegalStateException("consensus module stopped")))
        .errorHandler(health::report);
  }

  ClusteredServiceContainer.Context container(ClusteredService service) {
    return new ClusteredServiceContainer.Context()
        .aeronDirectoryName(run.driver().toString())
        .clusterDir(clusterDirectory())
        .markFileDir(run.marks().toFile())
        .archiveContext(archiveClient())
        .clusteredService(service)
        .snapshotChannel(Drivers.SNAPSHOT_CHANNEL)
        .idleStrategySupplier(Drivers::idle)
        .terminationHook(() -> health.fail(new IllegalStateException("ledger service stopped")))
        .errorHandler(health::report);
  }

  /// What fetches the leader's snapshot and log into this member's directory.
  ClusterBackup.Context backup() {
    return new ClusterBackup.Context()
        .aeronDirectoryName(run.driver().toString())
        .clusterDir(clusterDirectory())
        .markFileDir(run.marks().toFile())
        .archiveContext(archiveClient())
        .clusterArchiveContext(
            new AeronArchive.Context()
                .aeronDirectoryName(run.driver().toString())
                .controlRequestChannel("aeron:udp?term-length=64k")
                .controlResponseChannel(Drivers.anyPort(host())))
        .consensusChannel("aeron:udp?endpoint=" + members.consensus(id))
        .clusterConsensusEndpoints(
            members.others(id).stream().map(members::consensus).collect(Collectors.joining(",")))
        .catchupEndpoint(members.catchUp(id))
        .sourceType(ClusterBackup.SourceType.LEADER)
        .clusterBackupResponseTimeoutNs(BACKUP_ANSWER_NANOS_MAX)
        .clusterBackupProgressTimeoutNs(BACKUP_PROGRESS_NANOS_MAX)
        .clusterBackupCoolDownIntervalNs(BACKUP_PAUSE_NANOS)
        .terminationHook(() -> health.fail(new IllegalStateException("fetching the log failed")))
        .errorHandler(health::report);
  }

  /// How this member reaches another's archive.
  AeronArchive.Context archiveOf(int other) {
    return new AeronArchive.Context()
        .aeronDirectoryName(run.driver().toString())
        .controlRequestChannel("aeron:udp?term-length=64k|endpoint=" + members.archive(other))
        .controlResponseChannel(Drivers.anyPort(host()));
  }

  File archiveDirectory() {
    return data.resolve("archive").toFile();
  }

  File clusterDirectory() {
    return data.resolve("cluster").toFile();
  }

  /// How a client of this member's archive reaches it.
  AeronArchive.Context archiveClient() {
    return new AeronArchive.Context()
        .aeronDirectoryName(run.driver().toString())
        .controlRequestChannel("aeron:ipc?term-length=64k")
        .controlRequestStreamId(AeronArchive.Configuration.localControlStreamId())
        .controlResponseChannel("aeron:ipc?term-length=64k");
  }

  private String host() {
    return members.host(id);
  }
}

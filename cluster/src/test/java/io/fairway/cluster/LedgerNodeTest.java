package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.archive.client.AeronArchive;
import io.fairway.cluster.disk.StoredLedger;
import io.fairway.cluster.network.Members;
import io.fairway.ledger.Account;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.DefiniteLedger;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Outcome;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LedgerNodeTest {
  private static final Id128 A = new Id128(0, 1);
  private static final Id128 B = new Id128(0, 2);
  private static final long LOG_SEGMENT_BYTES = 64L << 20;

  /// More than a file of transfers holds, so that a snapshot names one.
  private static final int SEGMENTED = 40_000;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final List<LedgerNode> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    CloseHelper.quietCloseAll(nodes);
  }

  @Test
  void threeServeAsOneAndTwoOfThemGoOn() throws IOException {
    Members members = start();
    try (LedgerConnection connection = LedgerConnection.connect(members)) {
      DefiniteLedger ledger = connection.ledger();
      ledger.createAccounts(List.of(Account.open(A, 1, 1, 0), Account.open(B, 1, 1, 0)));
      assertThat(post(ledger, 1, 1000)).containsOnly(CreateTransferStatus.CREATED);
      int leader = leader();
      nodes.get(leader).close();
      // of the batch sent now the reply may be lost with the leader: then it exists
      assertThat(post(ledger, 1001, 1000))
          .isSubsetOf(CreateTransferStatus.CREATED, CreateTransferStatus.EXISTS);
      nodes.set(leader, node(members, leader));
      assertThat(post(nodes.get(leader).ledger(), 1, 2000))
          .containsOnly(CreateTransferStatus.EXISTS);
      assertThat(ledger.lookupAccounts(List.of(A)).getFirst().debitsPosted()).isEqualTo(2000);
    }
  }

  @Test
  void theLongestReplyPasses() throws IOException {
    Members members = start();
    try (LedgerConnection connection = LedgerConnection.connect(members)) {
      DefiniteLedger ledger = connection.ledger();
      ledger.createAccounts(List.of(Account.open(A, 1, 1, 0), Account.open(B, 1, 1, 0)));
      assertThat(post(ledger, 1, Wire.EVENTS_MAX)).containsOnly(CreateTransferStatus.CREATED);
      assertThat(post(ledger, 10_001, Wire.EVENTS_MAX)).containsOnly(CreateTransferStatus.CREATED);
      List<Transfer> page = ledger.queryTransfers(QueryFilter.from(0));
      assertThat(page).hasSize(QueryFilter.LIMIT_MAX);
      assertThat(ledger.queryTransfers(QueryFilter.from(page.getLast().timestamp() + 1)))
          .hasSize(QueryFilter.LIMIT_MAX);
    }
  }

  @Test
  void everyMemberSyncsWhatItHolds() throws IOException {
    start();
    for (LedgerNode node : nodes) {
      while (!node.host().node().isSettled()) {
        Thread.onSpinWait();
      }
      assertThat(node.durability()).isEqualTo(new Durability(2, 2, 2, "CRC-32C", "CRC-32C"));
    }
  }

  @Test
  void withoutAMajorityNothingIsSent() throws IOException {
    Members members = Loopback.members(3);
    nodes.add(node(members, 0));
    try (LedgerConnection connection = LedgerConnection.connect(members)) {
      assertThat(connection.ledger().submit(transfers(1, 1), Duration.ofMillis(200)))
          .isInstanceOf(Outcome.BackPressured.class);
    }
  }

  /// A disk was lost, say. The member has everything again before it takes part: with it and one
  /// other alone nothing is missing.
  @Test
  void anEmptyMemberIsFilledByTheOthers() throws IOException {
    Members members = start();
    try (LedgerConnection connection = LedgerConnection.connect(members)) {
      DefiniteLedger ledger = connection.ledger();
      ledger.createAccounts(List.of(Account.open(A, 1, 1, 0), Account.open(B, 1, 1, 0)));
      assertThat(post(ledger, 1, SEGMENTED)).containsOnly(CreateTransferStatus.CREATED);
      snapshot(nodes.get(leader()).host().node());
      assertThat(post(ledger, SEGMENTED + 1, 1000)).containsOnly(CreateTransferStatus.CREATED);
      int lost = (leader() + 1) % 3;
      nodes.get(lost).close();
      IoUtil.delete(directory.resolve("member-" + lost).toFile(), false);
      nodes.set(lost, node(members, lost));
      while (!nodes.get(lost).host().node().isSettled()) {
        Thread.onSpinWait();
      }
      nodes.get((lost + 1) % 3).close();
      assertThat(post(ledger, 1, SEGMENTED + 1000)).containsOnly(CreateTransferStatus.EXISTS);
      assertThat(post(ledger, SEGMENTED + 1001, 1))
          .isSubsetOf(CreateTransferStatus.CREATED, CreateTransferStatus.EXISTS);
    }
  }

  /// It was down while the others took snapshots and cut their log off behind them.
  @Test
  @Tag("long")
  void aMemberThatFellBehindTheLogIsFilledByTheOthers() throws IOException {
    Members members = start();
    try (LedgerConnection connection = LedgerConnection.connect(members)) {
      DefiniteLedger ledger = connection.ledger();
      ledger.createAccounts(List.of(Account.open(A, 1, 1, 0), Account.open(B, 1, 1, 0)));
      assertThat(post(ledger, 1, SEGMENTED)).containsOnly(CreateTransferStatus.CREATED);
      int behind = (leader() + 1) % 3;
      nodes.get(behind).close();
      IoUtil.delete(StoredLedger.segmentsOf(directory.resolve("member-" + behind)).toFile(), false);
      Node leader = nodes.get(leader()).host().node();
      List<Id128> nobodies =
          LongStream.range(0, Wire.EVENTS_MAX).mapToObj(i -> new Id128(1L << 40, i)).toList();
      for (long bytes = 0; bytes <= LOG_SEGMENT_BYTES; bytes += nobodies.size() * 16L) {
        assertThat(ledger.lookupTransfers(nobodies)).isEmpty(); // it stands in the log
      }
      while (firstKept(leader) == 0) {
        snapshot(leader);
      }
      assertThat(post(ledger, SEGMENTED + 1, 1000)).containsOnly(CreateTransferStatus.CREATED);
      nodes.set(behind, node(members, behind));
      while (!nodes.get(behind).host().node().isSettled()) {
        Thread.onSpinWait();
      }
      nodes.get((behind + 1) % 3).close();
      int all = SEGMENTED + 1000;
      assertThat(post(ledger, 1, all)).containsOnly(CreateTransferStatus.EXISTS);
      assertThat(ledger.lookupAccounts(List.of(A)).getFirst().debitsPosted()).isEqualTo(all);
    }
  }

  private static void snapshot(Node leader) {
    long before = leader.snapshots();
    leader.requestSnapshot();
    while (leader.snapshots() == before) {
      Thread.onSpinWait();
    }
  }

  /// Where the log that a member keeps begins.
  private static long firstKept(Node node) {
    try (AeronArchive archive =
        AeronArchive.connect(
            new AeronArchive.Context()
                .aeronDirectoryName(node.archiveContext().aeronDirectoryName())
                .controlRequestChannel("aeron:ipc?term-length=64k")
                .controlRequestStreamId(AeronArchive.Configuration.localControlStreamId())
                .controlResponseChannel("aeron:ipc?term-length=64k"))) {
      return OtherArchives.logOf(archive).start();
    }
  }

  @Test
  void aMemberOfAnotherStateStopsAndTheOthersGoOn() throws Exception {
    Members members = start();
    try (LedgerConnection connection = LedgerConnection.connect(members)) {
      DefiniteLedger ledger = connection.ledger();
      ledger.createAccounts(List.of(Account.open(A, 1, 1, 0), Account.open(B, 1, 1, 0)));
      int wrong = (leader() + 1) % 3;
      nodes.get(wrong).host().plantDivergence();
      int posted = 0;
      while (nodes.get(wrong).host().health().failure() == null) {
        assertThat(post(ledger, ++posted, 1)).containsOnly(CreateTransferStatus.CREATED);
      }
      assertThat(nodes.get(wrong).awaitFailure())
          .isInstanceOf(Divergence.class)
          .hasMessageContaining("differs from the majority's after command 512: its hash is");
      assertThat(post(ledger, ++posted, 1)).containsOnly(CreateTransferStatus.CREATED);
      assertThatThrownBy(() -> node(members, wrong))
          .isInstanceOf(Divergence.class)
          .hasMessageContaining("must not be served");
      assertThat(ledger.lookupAccounts(List.of(A)).getFirst().debitsPosted()).isEqualTo(posted);
    }
  }

  private Members start() throws IOException {
    Members members = Loopback.members(3);
    for (int id = 0; id < members.size(); id++) {
      nodes.add(node(members, id));
    }
    return members;
  }

  private LedgerNode node(Members members, int id) {
    return LedgerNode.start(directory.resolve("member-" + id), members, id, _ -> {});
  }

  private int leader() {
    while (true) {
      for (int id = 0; id < nodes.size(); id++) {
        if (nodes.get(id).host().node().isLeader()) {
          return id;
        }
      }
      Thread.onSpinWait();
    }
  }

  /// Posts a batch, as often as it takes.
  private static List<CreateTransferStatus> post(DefiniteLedger ledger, int first, int count) {
    List<CreateTransferStatus> statuses = new ArrayList<>(count);
    for (int done = 0; done < count; done += Wire.EVENTS_MAX) {
      statuses.addAll(postBatch(ledger, first + done, Math.min(Wire.EVENTS_MAX, count - done)));
    }
    return statuses;
  }

  private static List<CreateTransferStatus> postBatch(DefiniteLedger ledger, int first, int count) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Outcome outcome = ledger.submit(transfers(first, count), PATIENCE);
      if (outcome instanceof Outcome.Answered answered) {
        return answered.results().stream().map(result -> result.status()).toList();
      }
      assertThat(System.nanoTime() - deadline).as("%s", outcome).isNegative();
    }
  }

  private static List<Transfer> transfers(int first, int count) {
    List<Transfer> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(Transfer.of(new Id128(1, first + i), A, B, 1, 1, 1, 0));
    }
    return list;
  }
}

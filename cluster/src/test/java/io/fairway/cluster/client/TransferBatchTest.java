package io.fairway.cluster.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fairway.cluster.BareCluster;
import io.fairway.cluster.Durability;
import io.fairway.cluster.EmbeddedLedger;
import io.fairway.cluster.network.Members;
import io.fairway.ledger.Account;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferBatchTest {
  private static final int BATCHES = 200;

  @TempDir Path directory;

  private final TransferEvent transfer = new TransferEvent();

  @Test
  void aReplyListsWhatWasNotPlainlyCreated() {
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      openAccounts(node);
      TransferBatch batch = new TransferBatch();
      add(batch, 1, 2, 3);
      BatchReply first = node.submit(batch).join();
      assertThat(first.created()).isEqualTo(3);
      assertThat(first.exceptions()).isZero();

      batch.clear();
      add(batch, 3, 4, 0);
      BatchReply second = node.submit(batch).join();
      assertThat(second.count()).isEqualTo(3);
      assertThat(second.created()).isEqualTo(1);
      assertThat(second.exceptions()).isEqualTo(2);
      assertThat(second.index(0)).isZero();
      assertThat(second.status(0)).isEqualTo(CreateTransferStatus.EXISTS);
      assertThat(second.timestamp(0)).isEqualTo(first.timestamp());
      assertThat(second.index(1)).isEqualTo(2);
      assertThat(second.status(1)).isEqualTo(CreateTransferStatus.ID_MUST_NOT_BE_ZERO);
    }
  }

  @Test
  void aBatchIsFullAtTheWiresLimit() {
    TransferBatch batch = new TransferBatch();
    for (int i = 1; i <= Wire.EVENTS_MAX; i++) {
      assertThat(batch.add(event(i))).isTrue();
    }
    assertThat(batch.add(event(9_999))).isFalse();
    assertThat(batch.count()).isEqualTo(Wire.EVENTS_MAX);
    batch.clear();
    assertThat(batch.add(event(1))).isTrue();
  }

  @Test
  void theBareClusterCountsAndAnswersEveryBatch() {
    try (BareCluster bare = BareCluster.start(directory, Members.MTU_BYTES_MAX)) {
      TransferBatch batch = new TransferBatch();
      add(batch, 1, 2, 3);
      for (int i = 0; i < 10; i++) {
        BatchReply reply = bare.submit(batch).join();
        assertThat(reply.created()).isEqualTo(3);
      }
      assertThat(bare.messages()).isEqualTo(10);
      assertThat(bare.durability()).isEqualTo(new Durability(2, 2, 2, "CRC-32C", "CRC-32C"));
      assertThat(bare.recorded().bytes()).isGreaterThan(10L * batch.length());
    }
  }

  /// From the caller through client, log, archive and service and back, on all of this JVM's
  /// threads. A batch may cost a few objects; less than a byte a transfer says that none of them
  /// allocates.
  @Test
  void aTransferAllocatesNothingOnItsWholeWay() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      openAccounts(node);
      TransferBatch batch = new TransferBatch();
      long least = Long.MAX_VALUE;
      int id = 1;
      for (int i = 0; i < BATCHES; i++) {
        long before = threads.getTotalThreadAllocatedBytes();
        batch.clear();
        while (batch.add(event(id))) {
          id++;
        }
        assertThat(node.submit(batch).join().created()).isEqualTo(Wire.EVENTS_MAX);
        least = Math.min(least, threads.getTotalThreadAllocatedBytes() - before);
      }
      assertThat(least).as("bytes of a batch").isLessThan(Wire.EVENTS_MAX);
    }
  }

  private void add(TransferBatch batch, int... ids) {
    for (int id : ids) {
      assertThat(batch.add(event(id))).isTrue();
    }
  }

  private TransferEvent event(int id) {
    transfer.idLow = id;
    transfer.debitLow = 1;
    transfer.creditLow = 2;
    transfer.amount = 1;
    transfer.ledger = 1;
    transfer.code = 1;
    return transfer;
  }

  private static void openAccounts(EmbeddedLedger node) {
    node.ledger()
        .createAccounts(
            List.of(
                Account.open(new Id128(0, 1), 1, 1, 0), Account.open(new Id128(0, 2), 1, 1, 0)));
  }
}

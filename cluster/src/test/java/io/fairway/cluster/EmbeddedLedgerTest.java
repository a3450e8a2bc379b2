package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.cluster.directory.DirectoryInUse;
import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.LedgerUnavailable;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.wire.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedLedgerTest {
  private static final Id128 A = new Id128(0, 1);
  private static final Id128 B = new Id128(0, 2);

  @TempDir Path directory;

  @Test
  void balancesAndAnswersSurviveARestart() {
    List<Account> before;
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      openAccounts(node.ledger());
      assertThat(statuses(node.ledger().createTransfers(transfers(1, 100))))
          .containsOnly(CreateTransferStatus.CREATED);
      before = node.ledger().lookupAccounts(List.of(A, B));
      assertThat(before.getFirst().debitsPosted()).isEqualTo(100);
    }
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      assertThat(node.ledger().lookupAccounts(List.of(A, B))).isEqualTo(before);
      assertThat(statuses(node.ledger().createTransfers(transfers(1, 100))))
          .containsOnly(CreateTransferStatus.EXISTS);
      assertThat(node.ledger().lookupAccounts(List.of(A, B))).isEqualTo(before);
      assertThat(node.ledger().queryTransfers(QueryFilter.from(0))).hasSize(100);
    }
  }

  @Test
  void aLongListIsCutAtChainEnds() {
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      openAccounts(node.ledger());
      List<Transfer> list = new ArrayList<>(transfers(1, 20_000));
      int start = Wire.EVENTS_MAX - 10;
      for (int i = start; i < start + 20; i++) {
        list.set(i, list.get(i).linked());
      }
      assertThat(statuses(node.ledger().createTransfers(list)))
          .hasSize(20_000)
          .containsOnly(CreateTransferStatus.CREATED);
    }
  }

  @Test
  void everyCommandStandsInTheLogOnce() {
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      openAccounts(node.ledger());
      for (int i = 1; i <= 20; i++) {
        node.ledger().createTransfers(transfers(i, 1));
      }
      assertThat(node.commandsSinceSnapshot()).isEqualTo(21);
    }
  }

  @Test
  void whatIsAnsweredIsSynced() {
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      assertThat(node.durability()).isEqualTo(new Durability(2, 2, 2, "CRC-32C", "CRC-32C"));
    }
  }

  @Test
  void aHoldExpiresThoughNobodyAsks() {
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      openAccounts(node.ledger());
      Transfer hold = Transfer.of(new Id128(1, 1), A, B, 5, 1, 1, TransferFlags.PENDING);
      node.ledger()
          .createTransfers(
              List.of(
                  new Transfer(
                      hold.id(), A, B, 5, Id128.ZERO, Id128.ZERO, 0, 0, 1, 1, 1, hold.flags(), 0)));
      long commands = node.commandsSinceSnapshot();
      await(() -> node.commandsSinceSnapshot() > commands);
      assertThat(node.ledger().lookupAccounts(List.of(A)).getFirst().debitsPending()).isZero();
    }
  }

  @Test
  void snapshotsAreTakenWhileTransfersCome() {
    try (EmbeddedLedger node = EmbeddedLedger.start(directory, new Snapshots.Limits(1 << 20, 5))) {
      openAccounts(node.ledger());
      int[] next = {1};
      await(() -> {
        node.ledger().createTransfers(transfers(next[0]++, 1));
        return node.snapshots() >= 3;
      });
      assertThat(node.ledger().lookupAccounts(List.of(B)).getFirst().creditsPosted())
          .isEqualTo(next[0] - 1);
    }
  }

  @Test
  void aClosedLedgerSaysSo() {
    EmbeddedLedger node = EmbeddedLedger.start(directory);
    openAccounts(node.ledger());
    node.close();
    node.close(); // a second time changes nothing
    assertThatThrownBy(() -> node.ledger().lookupAccounts(List.of(A)))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessage("the ledger is closed");
  }

  @Test
  void aChainLongerThanACommandIsRefused() {
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      List<Transfer> chain =
          transfers(1, Wire.EVENTS_MAX + 1).stream().map(Transfer::linked).toList();
      assertThatThrownBy(() -> node.ledger().createTransfers(chain))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the linked chain at index 0 is longer than 8190");
    }
  }

  @Test
  void oneDirectoryHasOneOwner() {
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      assertThatThrownBy(() -> EmbeddedLedger.start(directory))
          .isInstanceOf(DirectoryInUse.class)
          .hasMessageContaining("in use by another ledger of this process");
      openAccounts(node.ledger());
    }
  }

  @Test
  void manyThreadsShareTheLedger() throws Exception {
    int threads = 8;
    int calls = 50;
    try (EmbeddedLedger node = EmbeddedLedger.start(directory);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      openAccounts(node.ledger());
      List<Callable<List<CreateTransferResult>>> work = new ArrayList<>();
      for (int i = 0; i < threads * calls; i++) {
        int first = 1 + i * 3;
        work.add(() -> node.ledger().createTransfers(transfers(first, 3)));
      }
      for (Future<List<CreateTransferResult>> done : pool.invokeAll(work)) {
        assertThat(statuses(done.get())).containsOnly(CreateTransferStatus.CREATED).hasSize(3);
      }
      assertThat(node.ledger().lookupAccounts(List.of(B)).getFirst().creditsPosted())
          .isEqualTo(1200);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waited too long").isNegative();
      Thread.onSpinWait();
    }
  }

  private static void openAccounts(Ledger ledger) {
    assertThat(
            ledger.createAccounts(
                List.of(
                    Account.open(A, 1, 1, 0),
                    Account.open(B, 1, 1, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS))))
        .extracting(r -> r.status())
        .containsOnly(CreateAccountStatus.CREATED);
  }

  private static List<Transfer> transfers(int first, int count) {
    List<Transfer> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(Transfer.of(new Id128(1, first + i), A, B, 1, 1, 1, 0));
    }
    return list;
  }

  private static List<CreateTransferStatus> statuses(List<CreateTransferResult> results) {
    return results.stream().map(CreateTransferResult::status).toList();
  }
}

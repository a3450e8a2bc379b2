package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountBalance;
import io.fairway.ledger.AccountFilter;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.BatchRoot;
import io.fairway.ledger.ChangeEvent;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Inclusion;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.proof.ProofCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedHistoryTest {
  private static final Id128 A = new Id128(0, 1);
  private static final Id128 B = new Id128(0, 2);

  @TempDir Path directory;

  @Test
  void historyIsKnownAtOnceAndAfterARestart() {
    List<AccountBalance> balances;
    List<ChangeEvent> changes;
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      openAccounts(node);
      for (int i = 1; i <= 30; i++) {
        List<CreateTransferResult> results = node.ledger().createTransfers(transfers(i, 1));
        long time = results.getFirst().timestamp();
        // a read sees what was answered before it was asked
        assertThat(node.history().accountsAt(List.of(A, B), time).getFirst().debitsPosted())
            .isEqualTo(i);
        assertThat(node.history().accountsAt(List.of(A), time - 1).getFirst().debitsPosted())
            .isEqualTo(i - 1);
      }
      balances = node.history().accountBalances(AccountFilter.of(A));
      assertThat(balances).hasSize(30);
      changes = node.history().changes(0, 0, QueryFilter.LIMIT_MAX);
      assertThat(changes).hasSize(30);
    }
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      assertThat(node.history().accountBalances(AccountFilter.of(A))).isEqualTo(balances);
      assertThat(node.history().changes(0, 0, QueryFilter.LIMIT_MAX)).isEqualTo(changes);
      node.ledger().createTransfers(transfers(31, 1));
      assertThat(node.history().accountTransfers(AccountFilter.of(B))).hasSize(31);
    }
  }

  @Test
  void aProofLeadsToAPublishedChainValueAcrossARestart() {
    String published;
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      openAccounts(node);
      for (int i = 1; i <= 5; i++) {
        node.ledger().createTransfers(transfers(10 * i, 7));
      }
      published = node.history().roots(0, QueryFilter.LIMIT_MAX).getLast().chain();
    }
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      Inclusion proof = Objects.requireNonNull(node.history().prove(new Id128(1, 23)));
      List<BatchRoot> after = node.history().roots(proof.batch().index() + 1, 100);
      assertThat(ProofCheck.refusal(proof.text(after), published)).isEmpty();
      assertThat(node.history().prove(new Id128(1, 9_999))).isNull();
    }
  }

  /// More readers than queries may wait: those that find the ledger busy ask again.
  @Test
  void manyReadersAreAllAnswered() throws Exception {
    int readers = QueryAgent.QUERIES_MAX + 36;
    try (EmbeddedLedger node = EmbeddedLedger.start(directory);
        ExecutorService pool = Executors.newFixedThreadPool(readers)) {
      openAccounts(node);
      node.ledger().createTransfers(transfers(1, 5_000));
      List<Callable<List<Transfer>>> work = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        work.add(() -> node.history().accountTransfers(AccountFilter.of(A)));
      }
      for (Future<List<Transfer>> read : pool.invokeAll(work)) {
        assertThat(read.get()).hasSize(5_000);
      }
    }
  }

  private static void openAccounts(EmbeddedLedger node) {
    node.ledger()
        .createAccounts(
            List.of(
                Account.open(A, 1, 1, AccountFlags.HISTORY),
                Account.open(B, 1, 1, AccountFlags.HISTORY)));
  }

  private static List<Transfer> transfers(int first, int count) {
    List<Transfer> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(Transfer.of(new Id128(1, first + i), A, B, 1, 1, 1, 0));
    }
    return list;
  }
}

package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.Id128;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.TransferEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CommittedTest {
  private static final Id128 A = new Id128(0, 1);
  private static final Id128 B = new Id128(0, 2);

  @Test
  void batchesEndWhereTheRecordsOfTheirCommandsDo() {
    LocalLedger ledger = new LocalLedger().at(1000);
    Committed committed = ledger.machine().committed();
    assertThat(committed.batchCount()).isZero();
    ledger.createAccounts(List.of(Account.open(A, 1, 1, 0), Account.open(B, 1, 1, 0)));
    ledger.at(2000).lookupAccounts(List.of(A));
    assertThat(committed.batchCount()).isEqualTo(1);
    assertThat(committed.timestamp(0)).isEqualTo(1002);
    assertThat(committed.clockNanos()).isEqualTo(2000);
    ledger.at(3000).createTransfers(List.of(transfer(1, 7), transfer(2, 8)));
    assertThat(committed.batchCount()).isEqualTo(2);
    assertThat(committed.transfersEnd(0)).isZero();
    assertThat(committed.transfersEnd(1)).isEqualTo(2);
    assertThat(committed.accountsEnd(1)).isEqualTo(2);
    TransferEvent t = new TransferEvent();
    committed.readTransfer(1, t);
    assertThat(t.toTransfer())
        .isEqualTo(ledger.lookupTransfers(List.of(transfer(2, 8).id())).get(0));
  }

  @Test
  void whatExpiresHasATimestampOfItsOwn() {
    LocalLedger ledger =
        Script.run(
            """
            A id=1                             -> CREATED
            A id=2                             -> CREATED
            time=1000000000
            T id=1 pending amount=5 timeout=2  -> CREATED
            T id=2 pending amount=5 timeout=1  -> CREATED
            """);
    Committed committed = ledger.machine().committed();
    ledger.at(5_000_000_000L).pulse();
    int last = committed.batchCount() - 1;
    assertThat(committed.expirationsEnd(last)).isEqualTo(2);
    assertThat(committed.expiredTransfer(0)).isEqualTo(1);
    assertThat(committed.expiredTransfer(1)).isZero();
    assertThat(committed.expirationTimestamp(0)).isEqualTo(5_000_000_002L);
    assertThat(committed.expirationTimestamp(1)).isEqualTo(5_000_000_003L);
    assertThat(committed.timestamp(last)).isEqualTo(5_000_000_001L + StateMachine.PULSE_MAX);
  }

  @Test
  void anAccountIsReadAsItWasCreated() {
    LocalLedger ledger =
        Script.run(
            """
            A id=1                                        -> CREATED
            A id=2                                        -> CREATED
            T id=1 pending cdr amount=5                    -> CREATED
            """);
    AccountEvent a = new AccountEvent();
    ledger.machine().committed().readAccount(0, a);
    assertThat(a.flags).isZero();
    assertThat(a.debitsPending).isZero();
    Account now = ledger.lookupAccounts(List.of(A)).getFirst();
    assertThat(now.flags()).isEqualTo(AccountFlags.CLOSED);
    assertThat(now.debitsPending()).isEqualTo(5);
  }

  @Test
  void aRestoredLedgerHasTheSameBatches() {
    RandomEvents events = new RandomEvents(5);
    LocalLedger ledger = new LocalLedger();
    for (int i = 0; i < 200; i++) {
      long time = events.logTime();
      ledger.at(time);
      if (i % 4 == 0) {
        ledger.createAccounts(events.accounts(time));
      } else {
        ledger.createTransfers(events.transfers(time));
      }
    }
    LocalLedger restored = LocalLedger.restore(ledger.snapshot());
    List<String> expected = all(ledger.machine().committed());
    assertThat(expected).anyMatch(line -> line.startsWith("expired"));
    assertThat(all(restored.machine().committed())).isEqualTo(expected);
  }

  /// A follower on another thread never meets a batch whose records are not there, and every
  /// transfer it reads is the one that was asked for.
  @Test
  void aFollowerOnAnotherThreadReadsWholeRecords() throws Exception {
    int batches = 3_000;
    LocalLedger ledger = new LocalLedger().at(1000);
    ledger.createAccounts(List.of(Account.open(A, 1, 1, 0), Account.open(B, 1, 1, 0)));
    Committed committed = ledger.machine().committed();
    Callable<Long> follower =
        () -> {
          TransferEvent t = new TransferEvent();
          long sum = 0;
          for (int batch = 1; batch <= batches; batch++) {
            while (committed.batchCount() <= batch) {
              Thread.onSpinWait();
            }
            for (int i = committed.transfersEnd(batch - 1);
                i < committed.transfersEnd(batch);
                i++) {
              committed.readTransfer(i, t);
              assertThat(t.amount).isEqualTo(t.idLow * 3);
              sum += t.amount;
            }
          }
          return sum;
        };
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Future<Long> sum = pool.submit(follower);
      for (int i = 0; i < batches; i++) {
        ledger.createTransfers(
            List.of(transfer(2 * i + 1, 6 * i + 3), transfer(2 * i + 2, 6 * i + 6)));
      }
      assertThat(sum.get()).isEqualTo(ledger.lookupAccounts(List.of(B)).getFirst().creditsPosted());
    }
    assertThat(ledger.queryTransfers(QueryFilter.from(0))).hasSize(2 * batches);
  }

  private static List<String> all(Committed committed) {
    List<String> lines = new ArrayList<>();
    int last = committed.batchCount() - 1;
    for (int i = 0; i <= last; i++) {
      lines.add(
          "batch %s %s %s %s"
              .formatted(
                  committed.timestamp(i),
                  committed.transfersEnd(i),
                  committed.accountsEnd(i),
                  committed.expirationsEnd(i)));
    }
    for (int i = 0; i < committed.expirationsEnd(last); i++) {
      lines.add(
          "expired %s %s"
              .formatted(committed.expiredTransfer(i), committed.expirationTimestamp(i)));
    }
    AccountEvent a = new AccountEvent();
    for (int i = 0; i < committed.accountsEnd(last); i++) {
      committed.readAccount(i, a);
      lines.add(a.toAccount().toString());
    }
    return lines;
  }

  private static Transfer transfer(long id, long amount) {
    return Transfer.of(new Id128(9, id), A, B, amount, 1, 1, 0);
  }
}

package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.index.Index;
import io.fairway.ledger.proof.Roots;
import io.fairway.ledger.wire.AccountCodec;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.TransferCodec;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What followers cost a transfer: memory is asserted, processor time is printed. Transfers between
/// random accounts, a third of them with user data of their own.
class FollowerCostTest {
  private static final int BATCH = Wire.EVENTS_MAX;
  private static final int TRANSFER_BYTES_MAX = 40;
  private static final int ACCOUNT_BYTES_MAX = 64;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final UnsafeBuffer command = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
  private final UnsafeBuffer reply = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
  private final SplittableRandom random = new SplittableRandom(1);
  private long made;

  @Test
  void memoryStaysWithinItsGoals() {
    run(10_000, 100);
  }

  @Test
  @Tag("long")
  void whatFollowersCost() {
    run(10_000, 1_200);
    run(1_000_000, 1_200);
  }

  private void run(int accounts, int batches) {
    StateMachine ledger = new StateMachine(Storage.direct(1 << 20));
    Index index = new Index(ledger.committed(), Storage.direct(1 << 20));
    Roots roots = new Roots(ledger.committed(), Storage.direct(1 << 20));
    open(ledger, accounts);
    catchUp(index, roots);
    long accountBytes = index.bytes();
    long machineNanos = 0;
    long indexNanos = 0;
    long rootsNanos = 0;
    long allocatedLeast = Long.MAX_VALUE;
    for (int batch = 0; batch < batches; batch++) {
      int length = write(accounts);
      long start = threads.getCurrentThreadCpuTime();
      assertThat(ledger.apply(command, 0, length, made, reply)).isEqualTo(Wire.REPLY_HEADER);
      long applied = threads.getCurrentThreadCpuTime();
      long allocated = threads.getCurrentThreadAllocatedBytes();
      index.doWork(Integer.MAX_VALUE);
      allocatedLeast =
          Math.min(allocatedLeast, threads.getCurrentThreadAllocatedBytes() - allocated);
      long indexed = threads.getCurrentThreadCpuTime();
      roots.doWork(Integer.MAX_VALUE);
      long hashed = threads.getCurrentThreadCpuTime();
      if (batch >= batches / 4) {
        machineNanos += applied - start;
        indexNanos += indexed - applied;
        rootsNanos += hashed - indexed;
      }
    }
    long timed = (long) (batches - batches / 4) * BATCH;
    long transferBytes = (index.bytes() - accountBytes) / ((long) batches * BATCH);
    System.out.printf(
        "%,d accounts, %,d transfers: machine %d ns, index %d ns, roots %d ns a transfer; "
            + "%d bytes a transfer, %d bytes an account%n",
        accounts,
        (long) batches * BATCH,
        machineNanos / timed,
        indexNanos / timed,
        rootsNanos / timed,
        transferBytes,
        accountBytes / accounts);
    assertThat(allocatedLeast).isZero();
    assertThat(transferBytes).isLessThanOrEqualTo(TRANSFER_BYTES_MAX);
    // an account's record, and its place in the lists of its ledger and its code
    assertThat(accountBytes / accounts).isLessThanOrEqualTo(ACCOUNT_BYTES_MAX + 16);
  }

  private static void catchUp(Index index, Roots roots) {
    index.doWork(Integer.MAX_VALUE);
    roots.doWork(Integer.MAX_VALUE);
  }

  private void open(StateMachine ledger, int accounts) {
    AccountEvent account = new AccountEvent();
    account.ledger = 1;
    account.code = 1;
    account.flags = AccountFlags.HISTORY;
    for (int opened = 0; opened < accounts; ) {
      int count = Math.min(BATCH, accounts - opened);
      CommandWriter.header(command, 0, Operation.CREATE_ACCOUNTS, count, 0);
      int at = Wire.COMMAND_HEADER;
      for (int i = 0; i < count; i++) {
        account.idLow = ++opened;
        at += AccountCodec.encode(account, command, at);
      }
      ledger.apply(command, 0, at, 0, reply);
    }
  }

  private int write(int accounts) {
    TransferCodec codec = new TransferCodec();
    TransferEvent transfer = new TransferEvent();
    CommandWriter.header(command, 0, Operation.CREATE_TRANSFERS, BATCH, made);
    int at = Wire.COMMAND_HEADER;
    for (int i = 0; i < BATCH; i++) {
      made++;
      transfer.idHigh = random.nextLong();
      transfer.idLow = made;
      int debit = random.nextInt(accounts);
      int credit = random.nextInt(accounts - 1);
      transfer.debitLow = debit + 1L;
      transfer.creditLow = credit < debit ? credit + 1L : credit + 2L;
      transfer.amount = 1L + random.nextInt(100_000);
      transfer.userData128High = i % 3 == 0 ? random.nextLong() : 0;
      transfer.ledger = 1;
      transfer.code = 1;
      at += codec.encode(transfer, command, at);
    }
    return at;
  }
}

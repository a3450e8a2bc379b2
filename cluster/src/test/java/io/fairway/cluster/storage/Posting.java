package io.fairway.cluster.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.index.Index;
import io.fairway.ledger.machine.StateMachine;
import io.fairway.ledger.wire.AccountCodec;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.TransferCodec;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// Full batches of transfers between random accounts, straight into a state machine: the same for
/// the same seed.
final class Posting {
  private static final int LEDGER = 2;

  private final StateMachine ledger;
  private final SplittableRandom random;
  private final UnsafeBuffer command =
      new UnsafeBuffer(ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES_MAX));
  private final UnsafeBuffer reply =
      new UnsafeBuffer(ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES_MAX));
  private final TransferCodec codec = new TransferCodec();
  private final TransferEvent transfer = new TransferEvent();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final @Nullable Index index;
  private long cpuNanos;
  private long indexNanos;

  Posting(StateMachine ledger, long seed) {
    this(ledger, seed, null);
  }

  /// One that has the index follow after every batch.
  Posting(StateMachine ledger, long seed, @Nullable Index index) {
    this.ledger = ledger;
    this.index = index;
    this.random = new SplittableRandom(seed);
  }

  /// Processor time inside the state machine, so far.
  long cpuNanos() {
    return cpuNanos;
  }

  /// Processor time inside the index, so far.
  long indexNanos() {
    return indexNanos;
  }

  void openAccounts(int accounts) {
    AccountEvent account = new AccountEvent();
    account.ledger = LEDGER;
    account.code = 1;
    account.flags = AccountFlags.HISTORY;
    for (int opened = ledger.accountCount(); opened < accounts; ) {
      int count = Math.min(Wire.EVENTS_MAX, accounts - opened);
      CommandWriter.header(command, 0, Operation.CREATE_ACCOUNTS, count, 0);
      int at = Wire.COMMAND_HEADER;
      for (int i = 0; i < count; i++) {
        account.idLow = ++opened;
        at += AccountCodec.encode(account, command, at);
      }
      apply(at);
    }
    assertThat(ledger.accountCount()).isEqualTo(accounts);
  }

  /// Posts whole batches until there are at least that many transfers.
  void post(int transfers) {
    while (ledger.transferCount() < transfers) {
      apply(writeBatch());
    }
  }

  private int writeBatch() {
    int accounts = ledger.accountCount();
    codec.reset();
    CommandWriter.header(command, 0, Operation.CREATE_TRANSFERS, Wire.EVENTS_MAX, 0);
    int at = Wire.COMMAND_HEADER;
    for (int i = 0; i < Wire.EVENTS_MAX; i++) {
      transfer.idHigh = random.nextLong();
      transfer.idLow = random.nextLong();
      int debit = random.nextInt(accounts);
      int credit = random.nextInt(accounts - 1);
      transfer.debitLow = debit + 1L;
      transfer.creditLow = credit < debit ? credit + 1L : credit + 2L;
      transfer.amount = 1L + random.nextInt(100_000);
      transfer.ledger = LEDGER;
      transfer.code = 1;
      at += codec.encode(transfer, command, at);
    }
    return at;
  }

  private void apply(int length) {
    long before = threads.getCurrentThreadCpuTime();
    int replied = ledger.apply(command, 0, length, 0, reply);
    long applied = threads.getCurrentThreadCpuTime();
    cpuNanos += applied - before;
    if (index != null) {
      index.doWork(Integer.MAX_VALUE);
      indexNanos += threads.getCurrentThreadCpuTime() - applied;
    }
    assertThat(replied).isEqualTo(Wire.REPLY_HEADER);
  }
}

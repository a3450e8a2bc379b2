package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Wire;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/// Once there is room, nothing on the commit path allocates: not chains, holds, refusals or
/// replies.
class AllocationTest {
  private static final int BATCH = 1_000;
  private static final int BATCHES = 300;

  @Test
  void aBatchAllocatesNothingButRoomForRecords() {
    StateMachine ledger = new StateMachine(Storage.direct(1 << 24));
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
    UnsafeBuffer reply = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
    CommandWriter writer = new CommandWriter();
    CommandWriter.header(bytes, 0, Operation.CREATE_ACCOUNTS, 2, 1);
    int accounts =
        writer.accounts(
            List.of(Account.open(new Id128(0, 1), 1, 1, 0), Account.open(new Id128(0, 2), 1, 1, 0)),
            bytes,
            Wire.COMMAND_HEADER);
    ledger.apply(bytes, 0, Wire.COMMAND_HEADER + accounts, 1, reply);

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int batch = 0; batch < BATCHES; batch++) {
      CommandWriter.header(bytes, 0, Operation.CREATE_TRANSFERS, BATCH, batch);
      int length = writer.transfers(batch(batch), bytes, Wire.COMMAND_HEADER);
      long before = threads.getCurrentThreadAllocatedBytes();
      ledger.apply(bytes, 0, Wire.COMMAND_HEADER + length, batch, reply);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(ledger.transferCount()).isGreaterThan(BATCHES * BATCH / 2);
    // In many batches a part of the id map grows; what an event itself allocated would show in all.
    assertThat(least).isZero();
  }

  private static List<Transfer> batch(int number) {
    List<Transfer> list = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      Id128 id = new Id128(number, i + 1);
      int flags =
          (i % 7 == 0 ? TransferFlags.LINKED : 0) | (i % 3 == 0 ? TransferFlags.PENDING : 0);
      long missing = i % 11 == 0 ? 9 : 2;
      list.add(Transfer.of(id, new Id128(0, 1), new Id128(0, missing), 1, 1, 1, flags));
    }
    return list;
  }
}

package io.fairway.bench;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.machine.StateMachine;
import io.fairway.ledger.machine.Storage;
import io.fairway.ledger.wire.AccountCodec;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.TransferCodec;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import io.fairway.money.Invariant;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The state machine alone, on one thread, without log, disk or network: TigerBeetle's benchmark
/// workload, full batches of transfers between uniformly random accounts with history on. The
/// ledger grows from the first iteration to the last, so that a slope in them is a cost of size.
///
/// ```
/// java -cp … org.openjdk.jmh.Main StateMachineBenchmark
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xmx3g",
      "-XX:+UseSerialGC",
      "-XX:MaxDirectMemorySize=6g",
      "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"
    })
public class StateMachineBenchmark {
  private static final int BATCH = Wire.EVENTS_MAX;
  private static final int CHUNK_BYTES = 4 << 20;
  private static final int LEDGER = 2;

  @Param("10000")
  private int accounts = 10_000;

  @Param({"sequential", "random"})
  private String ids = "sequential";

  private final StateMachine ledger = new StateMachine(Storage.direct(CHUNK_BYTES));
  private final UnsafeBuffer command =
      new UnsafeBuffer(ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES_MAX));
  private final UnsafeBuffer reply =
      new UnsafeBuffer(ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES_MAX));
  private final TransferCodec codec = new TransferCodec();
  private final TransferEvent transfer = new TransferEvent();
  private final SplittableRandom random = new SplittableRandom(42);
  private long made;
  private int length;

  /// Opens the accounts.
  @Setup(Level.Trial)
  public void openAccounts() {
    AccountEvent account = new AccountEvent();
    account.ledger = LEDGER;
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
    Invariant.check(ledger.accountCount() == accounts, "not all accounts were opened");
  }

  /// Writes the next batch, which is the client's work.
  @Setup(Level.Invocation)
  public void writeBatch() {
    codec.reset();
    CommandWriter.header(command, 0, Operation.CREATE_TRANSFERS, BATCH, made);
    int at = Wire.COMMAND_HEADER;
    for (int i = 0; i < BATCH; i++) {
      made++;
      transfer.idHigh = ids.equals("random") ? random.nextLong() : 0;
      transfer.idLow = ids.equals("random") ? random.nextLong() : made;
      int debit = random.nextInt(accounts);
      int credit = random.nextInt(accounts - 1);
      transfer.debitLow = debit + 1L;
      transfer.creditLow = credit < debit ? credit + 1L : credit + 2L;
      transfer.amount = 1L + random.nextInt(100_000);
      transfer.ledger = LEDGER;
      transfer.code = 1;
      at += codec.encode(transfer, command, at);
    }
    length = at;
  }

  /// One batch, checked to be posted whole.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int applyBatch() {
    int replied = ledger.apply(command, 0, length, made, reply);
    Invariant.check(replied == Wire.REPLY_HEADER, "not every transfer was posted");
    return replied;
  }
}

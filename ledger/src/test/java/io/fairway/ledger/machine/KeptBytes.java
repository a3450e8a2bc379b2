package io.fairway.ledger.machine;

import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Wire;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.agrona.concurrent.UnsafeBuffer;

/// Writes the bytes that [KeptBytesTest] reads for ever: a log of commands, the snapshot in the
/// middle of it, and what came of them. Run once for each released format, into a directory of its
/// own; never again into one that is kept:
///
/// ```
/// ./mvnw -o -q -pl ledger -am test -Dtest=KeptBytesTest -Dsurefire.failIfNoSpecifiedTests=false \
///     -Dfairway.keep=$PWD/ledger/src/test/resources/v2
/// ```
final class KeptBytes {
  static final String COMMANDS = "commands.gz";
  static final String SNAPSHOT = "snapshot.gz";
  static final String RESULT = "result.txt";

  private static final int STEPS = 240;
  static final int PULSE = -1;
  static final int END = -2;

  private final UnsafeBuffer command = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
  private final UnsafeBuffer reply = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
  private final CommandWriter writer = new CommandWriter();
  private final StateMachine machine = new StateMachine(LocalLedger.storage());
  private final RandomEvents events = new RandomEvents(20_261_123);
  private final DataOutputStream commands;
  private long time;

  private KeptBytes(DataOutputStream commands) {
    this.commands = commands;
  }

  static void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (DataOutputStream commands = open(directory.resolve(COMMANDS))) {
      KeptBytes kept = new KeptBytes(commands);
      for (int step = 0; step < STEPS; step++) {
        if (step == STEPS / 2) {
          kept.snapshot(directory);
        }
        kept.step(step);
      }
      commands.writeInt(END);
      Files.writeString(directory.resolve(RESULT), result(kept.machine));
    }
  }

  /// What two states must agree in, in words.
  static String result(StateMachine machine) {
    StringBuilder text = new StringBuilder();
    text.append(
        "commands %d clock %d hash %016x%n"
            .formatted(machine.commands(), machine.clockNanos(), machine.hash()));
    LocalLedger ledger = new LocalLedger(machine);
    QueryFilter all = QueryFilter.from(0);
    ledger.queryAccounts(all).forEach(account -> text.append(line(account)));
    ledger.queryTransfers(all).forEach(transfer -> text.append(line(transfer)));
    return text.toString();
  }

  private static String line(Account a) {
    return "A %s dp=%d dpo=%d cp=%d cpo=%d u=%s,%d,%d ledger=%d code=%d flags=%x @%d%n"
        .formatted(
            a.id(),
            a.debitsPending(),
            a.debitsPosted(),
            a.creditsPending(),
            a.creditsPosted(),
            a.userData128(),
            a.userData64(),
            a.userData32(),
            a.ledger(),
            a.code(),
            a.flags(),
            a.timestamp());
  }

  private static String line(Transfer t) {
    return "T %s %s>%s amount=%d p=%s u=%s,%d,%d timeout=%d ledger=%d code=%d flags=%x @%d%n"
        .formatted(
            t.id(),
            t.debitAccountId(),
            t.creditAccountId(),
            t.amount(),
            t.pendingId(),
            t.userData128(),
            t.userData64(),
            t.userData32(),
            t.timeout(),
            t.ledger(),
            t.code(),
            t.flags(),
            t.timestamp());
  }

  private void step(int step) throws IOException {
    time = events.logTime();
    switch (step % 8) {
      case 0 -> accounts(events.accounts(time));
      case 3 -> lookups(step);
      case 5 -> queries(step);
      case 7 -> {
        commands.writeInt(PULSE);
        commands.writeLong(time);
        machine.pulse(time);
      }
      default -> transfers(events.transfers(time));
    }
  }

  private void accounts(List<Account> accounts) throws IOException {
    int length = writer.accounts(accounts, command, Wire.COMMAND_HEADER);
    apply(Operation.CREATE_ACCOUNTS, accounts.size(), length);
  }

  private void transfers(List<Transfer> transfers) throws IOException {
    int length = writer.transfers(transfers, command, Wire.COMMAND_HEADER);
    apply(Operation.CREATE_TRANSFERS, transfers.size(), length);
  }

  private void lookups(int step) throws IOException {
    List<Id128> ids = List.of(new Id128(0, 1), new Id128(0, step));
    int length = CommandWriter.ids(ids, command, Wire.COMMAND_HEADER);
    boolean accounts = step % 16 < 8;
    apply(accounts ? Operation.LOOKUP_ACCOUNTS : Operation.LOOKUP_TRANSFERS, 2, length);
  }

  private void queries(int step) throws IOException {
    int length = CommandWriter.filter(QueryFilter.from(0), command, Wire.COMMAND_HEADER);
    boolean accounts = step % 16 < 8;
    apply(accounts ? Operation.QUERY_ACCOUNTS : Operation.QUERY_TRANSFERS, 1, length);
  }

  private void apply(Operation operation, int count, int bodyLength) throws IOException {
    CommandWriter.header(command, 0, operation, count, machine.commands());
    int length = Wire.COMMAND_HEADER + bodyLength;
    commands.writeInt(length);
    commands.writeLong(time);
    commands.write(command.byteArray(), 0, length);
    machine.apply(command, 0, length, time, reply);
  }

  private void snapshot(Path directory) throws IOException {
    try (DataOutputStream out = open(directory.resolve(SNAPSHOT))) {
      out.writeLong(machine.commands());
      for (byte[] chunk : new LocalLedger(machine).snapshot()) {
        out.writeInt(chunk.length);
        out.write(chunk);
      }
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)));
  }
}

package io.fairway.cluster;

import io.fairway.ledger.Account;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A process that only lives to be killed: it starts the ledger, then posts transfers for ever and
/// prints `A <index>` on standard output after the ledger has acknowledged a batch.
public final class Victim {
  static final Id128 DEBIT = new Id128(0, 1);
  static final Id128 CREDIT = new Id128(0, 2);
  static final int BATCH = 7;

  /// Snapshots come so often that a kill meets one.
  private static final Snapshots.Limits OFTEN = new Snapshots.Limits(1 << 20, 50);

  private Victim() {}

  /// Arguments: the data directory and the number of the round.
  public static void main(String[] args) {
    long round = Long.parseLong(args[1]);
    EmbeddedLedger node = EmbeddedLedger.start(Path.of(args[0]), OFTEN);
    node.ledger()
        .createAccounts(List.of(Account.open(DEBIT, 1, 1, 0), Account.open(CREDIT, 1, 1, 0)));
    System.out.println("STARTED");
    for (long index = 0; ; index += BATCH) {
      List<Transfer> batch = batch(round, index);
      for (CreateTransferResult result : node.ledger().createTransfers(batch)) {
        if (result.status() != CreateTransferStatus.CREATED) {
          System.out.println("UNEXPECTED " + result);
        }
      }
      System.out.println("A " + index);
    }
  }

  static List<Transfer> batch(long round, long index) {
    List<Transfer> batch = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      batch.add(Transfer.of(id(round, index + i), DEBIT, CREDIT, 1, 1, 1, 0));
    }
    return batch;
  }

  static Id128 id(long round, long index) {
    return new Id128(round, index + 1);
  }
}

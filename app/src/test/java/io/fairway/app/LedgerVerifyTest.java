package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.cluster.EmbeddedLedger;
import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerVerifyTest {
  private static final Id128 A = new Id128(0, 1);
  private static final Id128 B = new Id128(0, 2);

  @TempDir Path directory;

  @Test
  void saysWhatHoldsAndNamesTheFirstBadByte() throws IOException {
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      node.ledger().createAccounts(List.of(Account.open(A, 1, 1, 0), Account.open(B, 1, 1, 0)));
      node.ledger().createTransfers(List.of(Transfer.of(new Id128(1, 1), A, B, 7, 1, 1, 0)));
      CommandRun running = CommandRun.of("ledger", "verify", "--data", directory);
      assertThat(running.code()).isEqualTo(ExitCode.USAGE);
      assertThat(running.err()).contains("in use").contains("stop it first");
    }
    CommandRun good = CommandRun.of("ledger", "verify", "--data", directory);
    assertThat(good.code()).isEqualTo(ExitCode.OK);
    assertThat(good.out())
        .contains("2 accounts, 1 transfers")
        .contains("every balance and the hash are those of the snapshot")
        .contains("the books balance, and the log ends cleanly");

    try (RandomAccessFile log =
        new RandomAccessFile(directory.resolve("archive/0-0.rec").toFile(), "rw")) {
      log.seek(100);
      log.write(log.read() ^ 1);
    }
    CommandRun bad = CommandRun.of("ledger", "verify", "--data", directory, "--json");
    assertThat(bad.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(bad.out()).contains("\"ok\":false").contains("0-0.rec").contains("\"byte\":96");
  }

  @Test
  void saysThatThereIsNothing() {
    CommandRun run = CommandRun.of("ledger", "verify", "--data", directory);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("holds no ledger");
  }
}

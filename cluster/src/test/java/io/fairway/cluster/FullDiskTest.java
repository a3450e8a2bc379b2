package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fairway.ledger.Account;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.LedgerUnavailable;
import io.fairway.ledger.Transfer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that fills up, and one that cannot be written. They are small file systems of their own,
/// mounted for the test, which takes root.
class FullDiskTest {
  private static final Id128 A = new Id128(0, 1);
  private static final Id128 B = new Id128(0, 2);

  /// Less than a node wants, and more than it writes until it looks.
  private static final long LEFT_BYTES = 64 << 20;

  @TempDir Path work;
  private Path disk = Path.of("");
  private Path data = Path.of("");

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    disk = Files.createDirectories(work.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=320m", "tmpfs", disk.toString()))
        .as("a small file system cannot be mounted here (that takes root): nothing is tested")
        .isZero();
    data = Files.createDirectories(disk.resolve("data"));
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    run("umount", "-l", disk.toString());
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void aNodeStopsBeforeTheDiskIsFull() throws IOException {
    assertNothingIsLost("is full", false);
  }

  /// The same where nobody looked in time, and a write is refused.
  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void aNodeStopsWhenAWriteIsRefused() throws IOException {
    assertNothingIsLost("cannot be written", true);
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsOneClearError() throws IOException, InterruptedException {
    EmbeddedLedger.start(data).close();
    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isZero();
    assertThatThrownBy(() -> EmbeddedLedger.start(data))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot lock " + data)
        .hasMessageContaining("Read-only file system");
  }

  private void assertNothingIsLost(String why, boolean lookedAway) throws IOException {
    List<Id128> acknowledged = new ArrayList<>();
    Path ballast = disk.resolve("ballast");
    EmbeddedLedger node = EmbeddedLedger.start(data);
    try {
      if (lookedAway) {
        node.upkeep().pause();
      }
      node.ledger().createAccounts(List.of(Account.open(A, 1, 1, 0), Account.open(B, 1, 1, 0)));
      post(node, 10, acknowledged);
      // who looks needs time for it, so some room is left until then
      fill(ballast, lookedAway ? 0 : LEFT_BYTES);
      assertThatThrownBy(() -> post(node, 1_000_000, acknowledged))
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessageContaining(why);
    } finally {
      node.close();
    }
    assertThatThrownBy(() -> EmbeddedLedger.start(data))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("is full")
        .hasMessageContaining("make room and start again");
    Files.delete(ballast);
    assertThat(LedgerVerify.verify(data, (done, total) -> {}))
        .isInstanceOf(LedgerVerify.Sound.class);
    try (EmbeddedLedger again = EmbeddedLedger.start(data)) {
      assertThat(again.ledger().lookupTransfers(acknowledged)).hasSameSizeAs(acknowledged);
    }
  }

  private static void post(EmbeddedLedger node, int count, List<Id128> acknowledged) {
    for (int i = 0; i < count; i++) {
      Id128 id = new Id128(1, acknowledged.size() + 1);
      List<CreateTransferResult> results =
          node.ledger().createTransfers(List.of(Transfer.of(id, A, B, 1, 1, 1, 0)));
      assertThat(results.getFirst().status()).isEqualTo(CreateTransferStatus.CREATED);
      acknowledged.add(id);
    }
  }

  private void fill(Path ballast, long left) throws IOException {
    byte[] block = new byte[1 << 16];
    FileStore store = Files.getFileStore(disk);
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (left == 0 || store.getUsableSpace() > left) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}

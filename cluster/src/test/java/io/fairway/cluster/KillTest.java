package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.cluster.directory.DirectoryInUse;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process with a ledger is killed with -9 in the middle of a stream of transfers and started
/// again at once: everything it acknowledged is there once, and whole batches only.
class KillTest {
  @TempDir Path directory;

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void killedTwice() throws IOException, InterruptedException {
    kill(2, 1);
  }

  @Test
  @Tag("long")
  void killedOften() throws IOException, InterruptedException {
    kill(Integer.getInteger("fairway.rounds", 100), Long.getLong("fairway.seed", 1));
  }

  /// Killed at any moment of its start, the first one included, it starts the next time.
  @Test
  @Tag("long")
  void killedWhileStarting() throws IOException, InterruptedException {
    long seed = Long.getLong("fairway.seed", 1);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 1; round <= Integer.getInteger("fairway.rounds", 50); round++) {
      Process victim = start(round);
      assertThat(victim.waitFor(100 + random.nextInt(2_500), TimeUnit.MILLISECONDS))
          .as("seed %s, round %s: it must not end by itself", seed, round)
          .isFalse();
      victim.toHandle().destroyForcibly();
      victim.waitFor();
    }
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      check(node.ledger(), Set.of());
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aLiveProcessKeepsItsDirectory() throws IOException, InterruptedException {
    Process victim = start(1);
    try {
      BufferedReader lines = lines(victim);
      assertThat(lines.readLine()).isEqualTo("STARTED");
      assertThatThrownBy(() -> EmbeddedLedger.start(directory))
          .isInstanceOf(DirectoryInUse.class)
          .hasMessageContaining("in use by another live process: pid " + victim.pid());
      // the refused attempt did not disturb the owner
      assertThat(lines.readLine()).startsWith("A ");
    } finally {
      victim.destroyForcibly().waitFor();
    }
    EmbeddedLedger.start(directory).close(); // and takes the buffers away
  }

  private void kill(int rounds, long seed) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    Set<Id128> acknowledged = new HashSet<>();
    for (int round = 1; round <= rounds; round++) {
      int batches = 20 + random.nextInt(400);
      long last = runAndKill(round, batches);
      for (long index = 0; index <= last + Victim.BATCH - 1; index++) {
        acknowledged.add(Victim.id(round, index));
      }
    }
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      check(node.ledger(), acknowledged);
    }
  }

  /// Answers the index of the last acknowledged batch.
  private long runAndKill(int round, int batches) throws IOException, InterruptedException {
    Process victim = start(round);
    try {
      BufferedReader lines = lines(victim);
      assertThat(lines.readLine()).as("round %s", round).isEqualTo("STARTED");
      long last = -1;
      for (int i = 0; i < batches; i++) {
        String line = lines.readLine();
        assertThat(line).as("round %s", round).startsWith("A ");
        last = Long.parseLong(line.substring(2));
      }
      victim.toHandle().destroyForcibly(); // unlike Process, leaves what it has said readable
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // the line that the kill cut short does not count
        last = line.matches("A [0-9]+") ? Long.parseLong(line.substring(2)) : last;
      }
      return last;
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  private static void check(Ledger ledger, Set<Id128> acknowledged) {
    List<Id128> found = new ArrayList<>();
    QueryFilter next = QueryFilter.from(0);
    for (List<Transfer> page = ledger.queryTransfers(next);
        !page.isEmpty();
        page = ledger.queryTransfers(next)) {
      page.forEach(transfer -> found.add(transfer.id()));
      next = QueryFilter.from(page.getLast().timestamp() + 1);
    }
    assertThat(found).doesNotHaveDuplicates();
    assertThat(new HashSet<>(found)).containsAll(acknowledged);
    assertThat(found.size() % Victim.BATCH).as("batches are whole").isZero();
    assertThat(ledger.lookupAccounts(List.of(Victim.DEBIT, Victim.CREDIT)))
        .extracting(account -> account.debitsPosted() + account.creditsPosted())
        .containsOnly((long) found.size());
  }

  private Process start(int round) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/java.util.zip=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            directory.toString(),
            Integer.toString(round))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}

package io.fairway.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.cluster.disk.FrameReader;
import io.fairway.cluster.disk.RecordingLogFile;
import io.fairway.cluster.disk.StoredLedger;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.wire.Wire;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpkeepTest {
  /// A command of this many unknown ids fills the log without filling the ledger.
  private static final List<Id128> UNKNOWN =
      LongStream.range(0, Wire.EVENTS_MAX).mapToObj(i -> new Id128(1L << 40, i)).toList();

  private static final Snapshots.Limits NEVER = new Snapshots.Limits(1L << 60, 1L << 60);
  private static final long SEGMENT_BYTES = 64L << 20;

  @TempDir Path work;

  /// Twelve snapshots over some 380 MB of log, killed in between: what stays on disk is two
  /// snapshots and less than three segments.
  @Test
  void diskUseStaysBounded() throws IOException {
    Path data = work.resolve("data");
    String told = "";
    for (int part = 1; part <= 3; part++) {
      try (EmbeddedLedger node = EmbeddedLedger.start(data, NEVER)) {
        assertThat(KnownHistory.told(node.ledger())).isEqualTo(told);
        KnownHistory.play(node.ledger(), part);
        for (int i = 0; i < 4; i++) {
          fill(node.ledger(), SEGMENT_BYTES / 2);
          snapshot(node);
        }
        told = KnownHistory.told(node.ledger());
        await(() -> node.upkeep().pass());
        assertThat(snapshots(data)).hasSize(Upkeep.SNAPSHOTS_KEPT);
        Path killed = DataDirectory.copy(data, work.resolve("killed" + part));
        data = killed;
      }
    }
    assertThat(DataDirectory.bytesOnDisk(data)).isLessThan(3 * SEGMENT_BYTES);
    assertThat(requireNonNull(StoredLedger.read(data)).recordings()).hasSize(5);
    assertThat(LedgerVerify.verify(data, (done, total) -> {}))
        .isInstanceOf(LedgerVerify.Sound.class);
    try (EmbeddedLedger node = EmbeddedLedger.start(data, NEVER)) {
      assertThat(KnownHistory.told(node.ledger())).isEqualTo(told);
    }
  }

  /// Whatever step a crash comes before or after, the directory is sound and starts.
  @Test
  void aCrashBetweenAnyTwoStepsLeavesWhatStarts() throws IOException {
    Path data = work.resolve("data");
    Path spare = work.resolve("spare");
    try (EmbeddedLedger node = EmbeddedLedger.start(data, NEVER)) {
      node.upkeep().pause();
      KnownHistory.play(node.ledger(), 1);
      for (int i = 0; i < 4; i++) {
        fill(node.ledger(), i == 0 ? SEGMENT_BYTES : 1 << 20);
        snapshot(node);
      }
      String told = KnownHistory.told(node.ledger());
      List<Upkeep.Step> steps = steps(node);
      // two snapshots go, with two recordings each, and a segment of the log
      assertThat(steps).hasSize(2 + 4 + 1);
      for (int done = 0; done <= steps.size(); done++) {
        Path killed = DataDirectory.copy(data, spare.resolve("at" + done));
        String after = done == 0 ? "at first" : steps.get(done - 1).name();
        assertThat(LedgerVerify.verify(killed, (read, total) -> {}))
            .as(after)
            .isInstanceOf(LedgerVerify.Sound.class);
        try (EmbeddedLedger restarted = EmbeddedLedger.start(killed, NEVER)) {
          assertThat(KnownHistory.told(restarted.ledger())).as(after).isEqualTo(told);
        }
        if (done < steps.size()) {
          steps.get(done).action().run();
        }
      }
    }
  }

  @Test
  void aSnapshotThatIsNotWhatWasWrittenIsNotTrusted() throws IOException {
    Path data = work.resolve("data");
    String told;
    try (EmbeddedLedger node = EmbeddedLedger.start(data, NEVER)) {
      KnownHistory.play(node.ledger(), 1);
      snapshot(node);
      await(() -> node.upkeep().pass());
      node.upkeep().pause();
      KnownHistory.play(node.ledger(), 2);
      snapshot(node);
      RecordingLogFile.Snapshot good = snapshots(data).getFirst();
      RecordingLogFile.Snapshot bad = snapshots(data).getLast();
      steps(node); // both are stopped
      flip(
          StoredLedger.archiveOf(data).resolve(bad.ledgerRecordingId() + "-0.rec"),
          FrameReader.UNSYNCED_BYTES_MAX / 1024);
      long taken = node.snapshots();
      node.upkeep().forget();
      assertThat(node.upkeep().pass()).isTrue();
      assertThat(node.upkeep().failures()).isEqualTo(1);
      assertThat(snapshots(data)).contains(good).doesNotContain(bad);
      await(() -> node.snapshots() > taken);
      await(() -> node.upkeep().pass());
      assertThat(snapshots(data)).hasSize(2).contains(good);
      told = KnownHistory.told(node.ledger());
      data = DataDirectory.copy(data, work.resolve("killed"));
    }
    try (EmbeddedLedger node = EmbeddedLedger.start(data)) {
      assertThat(KnownHistory.told(node.ledger())).isEqualTo(told);
    }
  }

  private static List<Upkeep.Step> steps(EmbeddedLedger node) {
    List<Upkeep.Step> steps = node.upkeep().steps();
    while (steps == null) {
      steps = node.upkeep().steps();
    }
    return steps;
  }

  private static void snapshot(EmbeddedLedger node) {
    long before = node.snapshots();
    boolean[] asked = {false};
    await(() -> {
      asked[0] = asked[0] || node.requestSnapshot();
      return node.snapshots() > before;
    });
  }

  private static void fill(Ledger ledger, long bytes) {
    for (long sent = 0; sent < bytes; sent += (long) UNKNOWN.size() * Wire.ID_BYTES) {
      assertThat(ledger.lookupTransfers(UNKNOWN)).isEmpty();
    }
  }

  private static List<RecordingLogFile.Snapshot> snapshots(Path data) {
    return RecordingLogFile.read(StoredLedger.clusterOf(data)).snapshots();
  }

  private static void flip(Path file, long offset) throws IOException {
    assertThat(Files.size(file)).isGreaterThan(offset);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(offset);
      int before = bytes.read();
      bytes.seek(offset);
      bytes.write(before ^ 0x10);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waited too long").isNegative();
      Thread.onSpinWait();
    }
  }
}

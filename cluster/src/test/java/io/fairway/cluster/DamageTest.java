package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.cluster.disk.CommitMark;
import io.fairway.cluster.disk.DamagedLedger;
import io.fairway.cluster.disk.FrameReader;
import io.fairway.cluster.disk.RecordingLogFile;
import io.fairway.cluster.disk.StoredLedger;
import io.fairway.cluster.storage.MappedStorage;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every kind of damage to a data directory is found before a node serves from it: named by file
/// and byte, at start and by verify. `killed` is a directory as `kill -9` leaves it, `closed` one
/// that was closed; both have two snapshots and a log behind the newer one.
class DamageTest {
  @TempDir static Path shared;
  @TempDir Path work;
  private static Path killed = Path.of("");
  private static Path closed = Path.of("");
  private static long acknowledged;

  /// More than one segment holds.
  private static final int SEGMENT_TRANSFERS = MappedStorage.CHUNK_BYTES / 64 + 1;

  private static final int FRAME_BYTES_MAX = 1 << 16;
  private static String told = "";
  private static String toldAtClose = "";

  @BeforeAll
  static void play() throws IOException {
    closed = shared.resolve("closed");
    for (int part = 1; part <= 2; part++) {
      try (EmbeddedLedger node = EmbeddedLedger.start(closed)) {
        KnownHistory.play(node.ledger(), part);
        toldAtClose = KnownHistory.told(node.ledger());
      }
    }
    Path live = DataDirectory.copy(closed, shared.resolve("live"));
    try (EmbeddedLedger node = EmbeddedLedger.start(live)) {
      KnownHistory.play(node.ledger(), 3);
      told = KnownHistory.told(node.ledger());
      killed = DataDirectory.copy(live, shared.resolve("killed"));
    }
    acknowledged = CommitMark.read(killed);
  }

  /// `at` is a byte, counted from the end of what is acknowledged or of the file when negative.
  /// What is expected names the file, and where it is certain the byte.
  @ParameterizedTest(name = "{0} {1} {2} at {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what   | does  | file                   | at   | named
          killed   | flip  | archive/0-0.rec        | -40  | archive/0-0.rec
          killed   | flip  | archive/0-0.rec        | -3000| archive/0-0.rec
          killed   | cut   | archive/0-0.rec        | -64  | archive/0-0.rec
          killed   | cut   | archive/0-0.rec        | -5000| archive/0-0.rec
          killed   | zero  | archive/0-0.rec        | -64  | archive/0-0.rec
          killed   | zero  | archive/0-0.rec        | -9000| archive/0-0.rec
          killed   | delete| archive/0-0.rec        | 0    | archive/0-0.rec
          killed   | delete| archive/archive.catalog| 0    | archive/archive.catalog
          killed   | cut   | archive/archive.catalog| 400  | archive/archive.catalog
          killed   | cut   | archive/archive.catalog| 0    | archive/archive.catalog
          killed   | flip  | archive/archive.catalog| 0    | archive/archive.catalog
          killed   | flip  | archive/archive.catalog| 16   | archive/archive.catalog
          killed   | flip  | archive/archive.catalog| 32   | archive/archive.catalog
          killed   | flip  | archive/archive.catalog| 120  | archive/archive.catalog
          killed   | flip  | archive/archive.catalog| 800  | archive/archive.catalog
          killed   | delete| cluster/recording.log  | 0    | cluster/recording.log
          killed   | cut   | cluster/recording.log  | 0    | cluster/recording.log
          killed   | flip  | cluster/recording.log  | 0    | cluster/recording.log
          killed   | flip  | cluster/recording.log  | 8    | cluster/recording.log
          killed   | flip  | cluster/recording.log  | 64   | cluster/recording.log
          killed   | flip  | cluster/recording.log  | 72   | cluster/recording.log
          killed   | flip  | cluster/recording.log  | 80   | cluster/recording.log
          killed   | flip  | cluster/recording.log  | 104  | cluster/recording.log
          killed   | flip  | cluster/recording.log  | 108  | cluster/recording.log
          killed   | zero  | committed.mark         | 0    | committed.mark
          killed   | cut   | committed.mark         | 0    | committed.mark
          closed   | flip  | archive/archive.catalog| 112  | archive/archive.catalog
          """)
  void isNamedAndNotServed(String which, String deed, String name, int at, String named)
      throws IOException {
    Path data = copy(which);
    damage(data, deed, name, at);
    LedgerVerify.Verdict verdict = LedgerVerify.verify(data, (done, total) -> {});
    assertThat(verdict).isInstanceOf(LedgerVerify.Damaged.class);
    if (verdict instanceof LedgerVerify.Damaged damaged) {
      assertThat(damaged.file()).isEqualTo(data.resolve(named));
    }
    assertThatThrownBy(() -> EmbeddedLedger.start(data))
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining(data.resolve(named) + " is damaged at byte ");
  }

  /// A start does not read what its snapshot holds already: it serves the right state, and verify
  /// names the damage.
  @ParameterizedTest(name = "at {0}")
  @CsvSource({"-40", "-9000"})
  void damageBeforeTheNewestSnapshotIsNamed(int at) throws IOException {
    Path data = copy("closed");
    Path log = data.resolve("archive/0-0.rec");
    long snapshot =
        RecordingLogFile.read(StoredLedger.clusterOf(data)).snapshots().getLast().position();
    flip(log, snapshot + at, 4);
    LedgerVerify.Verdict verdict = LedgerVerify.verify(data, (done, total) -> {});
    assertThat(verdict).isInstanceOf(LedgerVerify.Damaged.class);
    if (verdict instanceof LedgerVerify.Damaged damaged) {
      assertThat(damaged.file()).isEqualTo(log);
    }
    try (EmbeddedLedger node = EmbeddedLedger.start(data)) {
      assertThat(KnownHistory.told(node.ledger())).isEqualTo(toldAtClose);
    }
  }

  /// Not one bit of what was acknowledged can change unseen.
  @Test
  void aFlippedBitAnywhereInTheLogIsFound() throws IOException {
    assertFlipsAreFound(5, 60);
  }

  @Test
  @Tag("long")
  void aThousandFlippedBitsAreFound() throws IOException {
    assertFlipsAreFound(6, 1_000);
  }

  private void assertFlipsAreFound(long seed, int rounds) throws IOException {
    Path data = copy("killed");
    SplittableRandom random = new SplittableRandom(seed);
    Path log = data.resolve("archive/0-0.rec");
    for (int round = 0; round < rounds; round++) {
      long at = random.nextLong(acknowledged);
      int bit = 1 << random.nextInt(8);
      flip(log, at, bit);
      LedgerVerify.Verdict verdict = LedgerVerify.verify(data, (done, total) -> {});
      assertThat(verdict)
          .as("seed %s, round %s, bit %s of byte %s", seed, round, bit, at)
          .isInstanceOf(LedgerVerify.Damaged.class);
      if (verdict instanceof LedgerVerify.Damaged damaged) {
        assertThat(damaged.offset())
            .isBetween(Math.max(0, at - FRAME_BYTES_MAX), at + FRAME_BYTES_MAX);
      }
      flip(log, at, bit);
    }
    assertThat(LedgerVerify.verify(data, (done, total) -> {}))
        .isInstanceOf(LedgerVerify.Sound.class);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"1", "31", "64", "2000", "1000000"})
  void aTornWriteThatWasNeverAcknowledgedIsCutOff(int bytes) throws IOException {
    Path data = copy("killed");
    byte[] garbage = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(garbage);
    garbage[0] = 1;
    garbage[bytes - 1] = 1;
    try (RandomAccessFile log =
        new RandomAccessFile(data.resolve("archive/0-0.rec").toFile(), "rw")) {
      log.seek(acknowledged);
      log.write(garbage);
    }
    LedgerVerify.Verdict verdict = LedgerVerify.verify(data, (done, total) -> {});
    assertThat(verdict).isInstanceOf(LedgerVerify.Sound.class);
    if (verdict instanceof LedgerVerify.Sound sound) {
      assertThat(sound.tornBytes()).isEqualTo(bytes);
    }
    try (EmbeddedLedger node = EmbeddedLedger.start(data)) {
      assertThat(KnownHistory.told(node.ledger())).isEqualTo(told);
    }
    assertThat(LedgerVerify.verify(data, (done, total) -> {}))
        .isInstanceOf(LedgerVerify.Sound.class);
  }

  @Test
  void moreThanOneWriteBehindABadFrameIsDamageEvenWithoutAMark() throws IOException {
    Path data = copy("killed");
    Files.delete(data.resolve(CommitMark.FILE));
    try (RandomAccessFile log =
        new RandomAccessFile(data.resolve("archive/0-0.rec").toFile(), "rw")) {
      log.seek(acknowledged);
      log.write(1);
      log.seek(acknowledged + FrameReader.UNSYNCED_BYTES_MAX);
      log.write(1);
    }
    assertThat(LedgerVerify.verify(data, (done, total) -> {}))
        .isInstanceOf(LedgerVerify.Damaged.class);
    assertThatThrownBy(() -> EmbeddedLedger.start(data)).isInstanceOf(DamagedLedger.class);
  }

  /// The one before it and the log give the same state, so the node serves; verify tells of it.
  @ParameterizedTest(name = "{0} {1} of the newest snapshot")
  @CsvSource({
    "flip, ledger",
    "cut, ledger",
    "zero, ledger",
    "delete, ledger",
    "flip, module",
    "delete, module"
  })
  void aDamagedNewestSnapshotIsReplacedByTheOneBefore(String deed, String part) throws IOException {
    Path data = copy("killed");
    RecordingLogFile.Snapshot newest =
        RecordingLogFile.read(StoredLedger.clusterOf(data)).snapshots().getLast();
    long id = part.equals("ledger") ? newest.ledgerRecordingId() : newest.moduleRecordingId();
    String name = "archive/" + id + "-0.rec";
    damage(data, deed, name, 200);
    LedgerVerify.Verdict verdict = LedgerVerify.verify(data, (done, total) -> {});
    assertThat(verdict).isInstanceOf(LedgerVerify.Damaged.class);
    if (verdict instanceof LedgerVerify.Damaged damaged) {
      assertThat(damaged.file()).isEqualTo(data.resolve(name));
    }
    try (EmbeddedLedger node = EmbeddedLedger.start(data)) {
      assertThat(KnownHistory.told(node.ledger())).isEqualTo(told);
    }
    assertThat(LedgerVerify.verify(data, (done, total) -> {}))
        .isInstanceOf(LedgerVerify.Sound.class);
  }

  /// Full chunks of transfers stand in files that snapshots only name.
  @ParameterizedTest(name = "{0}")
  @CsvSource({"flip", "cut", "zero", "delete"})
  void aDamagedSegmentIsNamedAndNotServed(String deed) throws IOException {
    Path data = work.resolve("data");
    try (EmbeddedLedger node = EmbeddedLedger.start(data)) {
      KnownHistory.play(node.ledger(), 1);
      List<Transfer> many = new ArrayList<>();
      for (int i = 0; i < SEGMENT_TRANSFERS; i++) {
        many.add(
            Transfer.of(
                new Id128(5, i + 1L),
                KnownHistory.account(1, 1),
                KnownHistory.account(1, 2),
                1,
                1,
                1,
                0));
      }
      node.ledger().createTransfers(many);
    }
    assertThat(LedgerVerify.verify(data, (done, total) -> {}))
        .isInstanceOf(LedgerVerify.Sound.class);
    Path segment = DataDirectory.files(StoredLedger.segmentsOf(data)).getFirst();
    damage(data, deed, data.relativize(segment).toString(), 4711);
    LedgerVerify.Verdict verdict = LedgerVerify.verify(data, (done, total) -> {});
    assertThat(verdict).isInstanceOf(LedgerVerify.Damaged.class);
    if (verdict instanceof LedgerVerify.Damaged damaged) {
      assertThat(damaged.file()).isEqualTo(segment);
    }
    assertThatThrownBy(() -> EmbeddedLedger.start(data))
        .hasMessageContaining(segment + " is damaged at byte ");
  }

  private Path copy(String which) throws IOException {
    return DataDirectory.copy(which.equals("killed") ? killed : closed, work.resolve("data"));
  }

  private static void damage(Path data, String deed, String name, int at) throws IOException {
    Path file = data.resolve(name);
    long end = name.equals("archive/0-0.rec") ? CommitMark.read(data) : Files.size(file);
    long offset = at < 0 ? end + at : at;
    switch (deed) {
      case "delete" -> Files.delete(file);
      case "flip" -> flip(file, offset, 4);
      default -> {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
          long length = bytes.length();
          bytes.setLength(offset);
          if (deed.equals("zero")) {
            bytes.setLength(length);
          }
        }
      }
    }
  }

  private static void flip(Path file, long offset, int bit) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(offset);
      int before = bytes.read();
      assertThat(before).as("%s has no byte %s", file, offset).isNotNegative();
      bytes.seek(offset);
      bytes.write(before ^ bit);
    }
  }
}

package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A data directory of every released format, as a killed node left it, is proven, started and
/// written on. What is promised: the same accounts and transfers, with the same timestamps.
///
/// To keep one of a new format:
///
/// ```
/// ./mvnw -o -q -pl cluster -am test -Dtest='KeptDirectoryTest#aDirectoryCanBeKept' \
///     -Dsurefire.failIfNoSpecifiedTests=false -Dfairway.keep=$PWD/cluster/src/test/resources/v2
/// ```
class KeptDirectoryTest {
  @TempDir Path work;

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void isProvenServedAndWrittenOn(String format) throws IOException {
    Path data = work.resolve("data");
    DataDirectory.unzip(resource(format, KnownHistory.ZIP), data);
    String told;
    try (InputStream in = resource(format, KnownHistory.RESULT)) {
      told = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertSound(data);
    try (EmbeddedLedger node = EmbeddedLedger.start(data)) {
      assertThat(KnownHistory.told(node.ledger())).isEqualTo(told);
      node.ledger()
          .createTransfers(
              List.of(
                  Transfer.of(
                      new Id128(9, 9),
                      KnownHistory.account(1, 1),
                      KnownHistory.account(1, 2),
                      1,
                      1,
                      1,
                      0)));
    }
    assertSound(data);
    try (EmbeddedLedger node = EmbeddedLedger.start(data)) {
      assertThat(node.ledger().lookupTransfers(List.of(new Id128(9, 9)))).hasSize(1);
    }
  }

  /// Writes the directory to keep when asked to, and else proves that it still could.
  @Test
  void aDirectoryCanBeKept() throws IOException {
    String keep = System.getProperty("fairway.keep");
    Path to = keep == null ? work.resolve("to") : Path.of(keep);
    KnownHistory.keep(work, to);
    assertThat(to.resolve(KnownHistory.RESULT)).isNotEmptyFile();
  }

  private static void assertSound(Path data) {
    assertThat(LedgerVerify.verify(data, (done, total) -> {}))
        .isInstanceOf(LedgerVerify.Sound.class);
  }

  private static InputStream resource(String format, String name) {
    String path = "/" + format + "/" + name;
    return Objects.requireNonNull(KeptDirectoryTest.class.getResourceAsStream(path), path);
  }
}

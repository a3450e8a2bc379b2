package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The bytes of each message kind, held against kept files. When a change is meant, the new bytes
/// are in `target/golden`.
class GoldenMessagesTest {
  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of("batch.pacs.008", Samples.batch()),
        Arguments.of("cross-border.pacs.008", Samples.crossBorder()),
        Arguments.of("domestic.pacs.008", Samples.domestic()),
        Arguments.of("statuses.pacs.002", Samples.statuses()),
        Arguments.of("refusal.pacs.002", Samples.refusal()),
        Arguments.of("debits.camt.054", Samples.debits()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void bytesAreAsKept(String name, BankMessage message) throws IOException {
    check(name + ".xml", message.document());
    check(name + ".head.001.xml", message.header());
  }

  private static void check(String file, byte[] written) throws IOException {
    Path actual = Path.of("target", "golden", file);
    Files.createDirectories(actual.getParent());
    Files.write(actual, written);
    try (InputStream in = GoldenMessagesTest.class.getResourceAsStream("/golden/" + file)) {
      String kept = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(new String(written, StandardCharsets.UTF_8)).as(file).isEqualTo(kept);
    }
  }
}

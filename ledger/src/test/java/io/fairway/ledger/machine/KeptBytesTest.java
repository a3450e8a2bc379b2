package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.wire.Wire;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The log and the snapshot of every released format still give what they gave. What is promised:
/// the same accounts and transfers with the same timestamps, and the same state hash; a release
/// that defines the hash anew gives its fixtures a result of their own and says so.
class KeptBytesTest {
  private final UnsafeBuffer command = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
  private final UnsafeBuffer reply = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void theLogGivesWhatItGave(String format) throws IOException {
    StateMachine machine = new StateMachine(LocalLedger.storage());
    replay(format, machine);
    assertThat(KeptBytes.result(machine)).isEqualTo(result(format));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void theSnapshotAndTheLogAfterItToo(String format) throws IOException {
    StateMachine machine;
    try (DataInputStream in = open(format, KeptBytes.SNAPSHOT)) {
      SnapshotReader reader = new SnapshotReader(LocalLedger.storage());
      SnapshotCheck check = new SnapshotCheck((name, index, bytes, checksum) -> {});
      long commands = in.readLong();
      while (!reader.isComplete()) {
        byte[] chunk = in.readNBytes(in.readInt());
        reader.onChunk(new UnsafeBuffer(chunk), 0, chunk.length);
        check.onChunk(new UnsafeBuffer(chunk), 0, chunk.length);
      }
      machine = reader.ledger();
      assertThat(check.isComplete()).isTrue();
      assertThat(machine.commands()).isEqualTo(commands);
    }
    replay(format, machine);
    assertThat(KeptBytes.result(machine)).isEqualTo(result(format));
  }

  /// Writes the bytes to keep when asked to, and else proves that it still could.
  @Test
  void theBytesOfThisFormatCanBeKept() throws IOException {
    String keep = System.getProperty("fairway.keep");
    Path to = keep == null ? directory : Path.of(keep);
    KeptBytes.write(to);
    assertThat(to.resolve(KeptBytes.RESULT)).isNotEmptyFile();
  }

  /// Applies the commands that the machine has not seen.
  private void replay(String format, StateMachine machine) throws IOException {
    long seen = machine.commands();
    try (DataInputStream in = open(format, KeptBytes.COMMANDS)) {
      int length = in.readInt();
      for (long i = 0; length != KeptBytes.END; i++) {
        long time = in.readLong();
        byte[] bytes = in.readNBytes(Math.max(0, length));
        if (i >= seen && length == KeptBytes.PULSE) {
          machine.pulse(time);
        } else if (i >= seen) {
          command.putBytes(0, bytes);
          machine.apply(command, 0, length, time, reply);
        }
        length = in.readInt();
      }
    }
  }

  private static String result(String format) throws IOException {
    try (InputStream in = resource(format, KeptBytes.RESULT)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static DataInputStream open(String format, String name) throws IOException {
    return new DataInputStream(new GZIPInputStream(resource(format, name)));
  }

  private static InputStream resource(String format, String name) {
    String path = "/" + format + "/" + name;
    return Objects.requireNonNull(KeptBytesTest.class.getResourceAsStream(path), path);
  }
}

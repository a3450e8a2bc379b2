package io.fairway.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A member's state is not what the others have: it must not serve again until its data directory
/// is replaced. The directory is marked, so that no restart forgets.
public final class Divergence extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  static final String MARK = "diverged";

  Divergence(String what) {
    super(what);
  }

  /// Marks a data directory, durably.
  void mark(Path data) {
    byte[] text = (getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel file =
        FileChannel.open(
            data.resolve(MARK),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot mark " + data + " as diverged", e);
    }
  }

  /// @throws Divergence when the directory is marked
  static void refuseMarked(Path data) {
    Path mark = data.resolve(MARK);
    if (!Files.exists(mark)) {
      return;
    }
    try {
      throw new Divergence(
          data
              + " must not be served: "
              + Files.readString(mark).strip()
              + ". Replace the directory by an empty one: the other members fill it");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + mark, e);
    }
  }
}

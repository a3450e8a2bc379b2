package io.fairway.cluster.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Room on the disk. A node stops before there is none: Aeron's files are mapped, and a mapped page
/// that finds no block ends in an error in the middle of anything.
public final class Room {
  /// A node that has less stops, and none starts. An archive of Aeron asks for as much.
  static final long FREE_BYTES_MIN = 128L << 20;

  private Room() {}

  /// Looks whether there is enough.
  ///
  /// @throws UncheckedIOException when there is not
  public static void check(Path data) {
    try {
      long free = Files.getFileStore(data).getUsableSpace();
      if (free < FREE_BYTES_MIN) {
        throw new IOException(
            "the disk of %s is full: %d MiB are free, %d MiB are needed; make room and start again"
                .formatted(data, free >> 20, FREE_BYTES_MIN >> 20));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}

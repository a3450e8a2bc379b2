package io.fairway.reporting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes a file that is there whole or not at all: beside its place first, then moved over it, so
/// that a reader never sees half a report and a crash leaves the former one.
final class WholeFile {
  private WholeFile() {}

  /// What fills the file.
  @FunctionalInterface
  interface Content {
    void writeTo(Writer writer) throws IOException;
  }

  /// @throws UncheckedIOException when the disk refuses, with the path in its message
  static void write(Path file, Content content) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (Writer writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
        content.writeTo(writer);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}

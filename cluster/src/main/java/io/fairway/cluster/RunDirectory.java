package io.fairway.cluster;

import io.fairway.ledger.Id128;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.IoUtil;

/// What only a running node needs: the media driver's buffers and Aeron's mark files. It lives in
/// memory where the machine offers that, else in the data directory. Nothing in it outlives its
/// owner, so it is emptied when a node starts, which clears the marks of a killed one.
final class RunDirectory implements AutoCloseable {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final Path path;

  private RunDirectory(Path path) {
    this.path = path;
  }

  /// The empty run directory of a data directory that the caller has locked.
  static RunDirectory create(DirectoryLock owned, Path dataDirectory) {
    try {
      Path real = dataDirectory.toRealPath();
      Path path =
          Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY)
              ? SHARED_MEMORY.resolve("fairway-" + nameOf(real))
              : real.resolve("run");
      IoUtil.delete(path.toFile(), true);
      Files.createDirectories(path.resolve("marks"));
      return new RunDirectory(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare a run directory", e);
    }
  }

  Path driver() {
    return path.resolve("driver");
  }

  Path marks() {
    return path.resolve("marks");
  }

  @Override
  public void close() {
    IoUtil.delete(path.toFile(), true);
  }

  /// The inode is part of the name: a directory that was deleted under a live owner and made again
  /// must not share buffers with it.
  private static String nameOf(Path real) throws IOException {
    Object inode = Files.getAttribute(real, "fileKey");
    return Id128.hash(real.toString(), String.valueOf(inode)).toString();
  }
}

package io.fairway.app.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// A data directory, locked for this process. The kernel lets go of the lock when the process dies,
/// however it dies, so a lock is never stale.
final class DataDirectory implements AutoCloseable {
  private static final int HOLDER_LENGTH_MAX = 64;

  private final Path root;
  private final FileChannel lock;

  private DataDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /// Creates the directory when it is new, and takes its lock.
  static DataDirectory open(Path path) {
    Path root = path.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectories(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return new DataDirectory(root, lock(root));
    } catch (IOException e) {
      throw new EngineFailure(
          "Cannot use the data directory " + root + ": " + e + ". Name another with --data.", e);
    }
  }

  private static FileChannel lock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(
            root.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by another run in this very process; reported like any other holder.
    }
    if (lock == null) {
      String holder = read(channel);
      channel.close();
      throw new EngineFailure(
          "Another Fairway run (process "
              + holder
              + ") is using "
              + root
              + ". Wait for it to end, or name another directory with --data.");
    }
    byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
    return channel;
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(HOLDER_LENGTH_MAX);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  Path ledger() {
    return root.resolve("ledger");
  }

  Path chain() {
    return root.resolve("chain");
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new EngineFailure("Cannot release the lock of " + root + ": " + e, e);
    }
  }
}

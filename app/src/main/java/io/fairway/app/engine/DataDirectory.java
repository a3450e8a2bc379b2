package io.fairway.app.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A data directory, locked for this process. The kernel lets go of the lock when the process dies,
/// however it dies, so a lock is never stale.
final class DataDirectory implements AutoCloseable {
  private static final int HOLDER_LENGTH_MAX = 64;

  /// Closing any channel of a file drops the process's lock on it, so a file that this process has
  /// locked must not be opened again.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

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
      Path real = root.toRealPath();
      return new DataDirectory(real, lock(real));
    } catch (IOException e) {
      throw new EngineFailure(
          "Cannot use the data directory " + root + ": " + why(e) + ". Name another with --data.",
          e);
    }
  }

  /// In words, where Java only names a class.
  private static String why(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException _ -> "a file is in its place";
      case AccessDeniedException _ -> "no permission to write there";
      case NoSuchFileException _ -> "it cannot be made there";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> e.toString();
    };
  }

  private static FileChannel lock(Path root) throws IOException {
    if (!HELD.add(root)) {
      throw inUse(root, Long.toString(ProcessHandle.current().pid()));
    }
    try {
      return lockFile(root);
    } catch (IOException | RuntimeException e) {
      HELD.remove(root);
      throw e;
    }
  }

  private static FileChannel lockFile(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(
            root.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      String holder = read(channel);
      channel.close();
      throw inUse(root, holder);
    }
    byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
    return channel;
  }

  private static EngineFailure inUse(Path root, String holder) {
    return new EngineFailure(
        "Another Fairway run (process "
            + holder
            + ") is using "
            + root
            + ". Wait for it to end, or name another directory with --data.");
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

  Path programs() {
    return root.resolve("programs");
  }

  Path chain() {
    return root.resolve("chain");
  }

  Path keys() {
    return root.resolve("keys");
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new EngineFailure("Cannot release the lock of " + root + ": " + e, e);
    } finally {
      HELD.remove(root);
    }
  }
}

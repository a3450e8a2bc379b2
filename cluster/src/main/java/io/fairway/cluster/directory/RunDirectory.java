package io.fairway.cluster.directory;

import io.fairway.ledger.Id128;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.IoUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What only a running node needs: the media driver's buffers and Aeron's mark files. It lives in
/// memory where the machine offers that, else in the data directory. Nothing in it outlives its
/// owner, so it is emptied when a node starts, which clears the marks of a killed one. What other
/// killed nodes left in memory is cleared too, after the same proof that their owner is dead.
public final class RunDirectory implements AutoCloseable {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final long SHARED_MEMORY_BYTES_MIN = 512L << 20;
  private static final String PREFIX = "fairway-ledger-";
  private static final String MARKS = "marks";
  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);
  private static final long CLEARING_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  /// A directory this young may belong to a node that is about to lock it.
  private static final long LEFT_BEHIND_MILLIS_MIN = TimeUnit.MINUTES.toMillis(1);

  private final Path path;
  private final DirectoryLock lock;

  private RunDirectory(Path path, DirectoryLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /// The empty run directory of a data directory that the caller has locked.
  public static RunDirectory create(Path ownedDataDirectory) {
    try {
      Path real = ownedDataDirectory.toRealPath();
      Path path = real.resolve("run");
      if (hasSharedMemory()) {
        clearLeftBehind();
        path = SHARED_MEMORY.resolve(PREFIX + nameOf(real));
      }
      clear(path);
      Files.createDirectories(path.resolve(MARKS));
      return new RunDirectory(path, DirectoryLock.take(path));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare a run directory", e);
    }
  }

  /// The run directory of a process that keeps no data, such as a client.
  public static RunDirectory temporary() {
    try {
      boolean shared = hasSharedMemory();
      if (shared) {
        clearLeftBehind();
      }
      Path path =
          shared
              ? Files.createTempDirectory(SHARED_MEMORY, PREFIX + "client-")
              : Files.createTempDirectory(PREFIX + "client-");
      Files.createDirectories(path.resolve(MARKS));
      return new RunDirectory(path, DirectoryLock.take(path));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare a run directory", e);
    }
  }

  /// Where the media driver has its buffers; Aeron's clients find it there.
  public Path driver() {
    return path.resolve("driver");
  }

  /// Where Aeron's parts leave their mark files.
  public Path marks() {
    return path.resolve(MARKS);
  }

  @Override
  public void close() {
    IoUtil.delete(path.toFile(), true);
    lock.close();
  }

  /// Containers often have 64 MB only, and a buffer that finds no room there kills the process.
  private static boolean hasSharedMemory() throws IOException {
    return Files.isDirectory(SHARED_MEMORY)
        && Files.isWritable(SHARED_MEMORY)
        && Files.getFileStore(SHARED_MEMORY).getUsableSpace() >= SHARED_MEMORY_BYTES_MIN;
  }

  /// Empties the directory of the node before, which is dead because its data directory is ours.
  private static void clear(Path path) {
    long deadline = System.nanoTime() + CLEARING_NANOS_MAX;
    while (Files.isDirectory(path)) {
      try (DirectoryLock _ = DirectoryLock.take(path)) {
        IoUtil.delete(path.toFile(), true);
      } catch (DirectoryInUse e) {
        // another node, which starts as well, is clearing it just now
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }

  private static void clearLeftBehind() throws IOException {
    try (DirectoryStream<Path> others = Files.newDirectoryStream(SHARED_MEMORY, PREFIX + "*")) {
      for (Path other : others) {
        if (isOld(other)) {
          clearIfDead(other);
        }
      }
    }
  }

  private static void clearIfDead(Path other) {
    try (DirectoryLock _ = DirectoryLock.take(other)) {
      // Its next node may have made it anew since: then what we locked is no longer its lock.
      if (isOld(other)) {
        IoUtil.delete(other.toFile(), true);
      }
    } catch (DirectoryInUse | UncheckedIOException e) {
      LOG.debug("left alone: {}", e.toString());
    }
  }

  private static boolean isOld(Path other) {
    try {
      FileTime made = Files.getLastModifiedTime(other.resolve(MARKS));
      return System.currentTimeMillis() - made.toMillis() > LEFT_BEHIND_MILLIS_MIN;
    } catch (IOException e) {
      return false;
    }
  }

  /// The inode is part of the name: a directory that was deleted under a live owner and made again
  /// must not share buffers with it.
  private static String nameOf(Path real) throws IOException {
    Object inode = Files.getAttribute(real, "fileKey");
    return Id128.hash(real.toString(), String.valueOf(inode)).toString();
  }
}

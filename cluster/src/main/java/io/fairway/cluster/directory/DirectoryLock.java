package io.fairway.cluster.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The right to a data directory, held by one live process at a time.
///
/// The operating system's lock on `owner.lock` is released by the death of its holder, however it
/// dies, so getting it proves that no live process holds it. The file also names its owner by pid
/// and start time: when that very process still lives although its lock was got, the file system
/// does not keep locks, and the directory is refused.
public final class DirectoryLock implements AutoCloseable {
  /// Closing any channel of a file drops the whole process's lock on it, so this process must never
  /// open a lock file that it already holds.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  static final String FILE = "owner.lock";

  private static final int OWNER_BYTES_MAX = 256;

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /// Takes the directory, which must exist.
  ///
  /// @throws DirectoryInUse when a live process has it
  public static DirectoryLock take(Path directory) {
    try {
      Path real = directory.toRealPath();
      if (!HELD.add(real)) {
        throw new DirectoryInUse(real + " is in use by another ledger of this process");
      }
      try {
        return new DirectoryLock(real, lock(real));
      } catch (IOException | RuntimeException e) {
        HELD.remove(real);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + directory + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.truncate(0);
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unlock " + directory, e);
    } finally {
      HELD.remove(directory);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      String owner = read(channel);
      FileLock lock = channel.tryLock();
      if (lock == null || isAlive(owner)) {
        throw new DirectoryInUse(
            directory + " is in use by another live process: " + describe(owner));
      }
      write(channel, ProcessHandle.current().pid());
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String describe(String owner) {
    return owner.isEmpty() ? "it has not yet said which" : "pid " + owner.split(" ", 2)[0];
  }

  /// True when the process that `owner` names, other than this one, still runs.
  private static boolean isAlive(String owner) {
    String[] words = owner.split(" ", 2);
    if (words.length < 2 || !words[0].matches("[0-9]{1,18}")) {
      return false;
    }
    long pid = Long.parseLong(words[0]);
    return pid != ProcessHandle.current().pid() && words[1].equals(identity(pid));
  }

  /// What tells a process from a later one of the same pid; null when none has that pid.
  private static @Nullable String identity(long pid) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    try {
      if (Files.isReadable(stat)) {
        String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
        // proc(5): the name, in parentheses, is the second field; the start time is the 22nd
        String[] afterName = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
            + ":"
            + afterName[19];
      }
    } catch (IOException e) {
      return null; // the process ended while it was looked at
    }
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().startInstant())
        .map(Object::toString)
        .orElse(null);
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(OWNER_BYTES_MAX);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
  }

  private static void write(FileChannel channel, long pid) throws IOException {
    String owner = pid + " " + identity(pid) + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.US_ASCII)), 0);
    channel.force(true);
  }
}

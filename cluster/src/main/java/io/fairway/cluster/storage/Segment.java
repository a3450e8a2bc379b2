package io.fairway.cluster.storage;

import io.fairway.cluster.disk.DamagedLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/// One chunk of records in a file, mapped. It is written until it is full, and sealed once.
final class Segment {
  private static final int PAGE_BYTES = 4096;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 * 1024).asReadOnlyBuffer();

  private final Path file;
  private final MappedByteBuffer mapped;
  private final UnsafeBuffer buffer;
  private boolean sealed;
  private int checksum;

  private Segment(Path file, MappedByteBuffer mapped) {
    this.file = file;
    this.mapped = mapped;
    this.buffer = new UnsafeBuffer(mapped);
  }

  /// The length is part of the name, so that a release with other chunks never writes over these.
  static Path file(Path directory, String name, int index, int bytes) {
    return directory.resolve("%s.%d.%010d".formatted(name, bytes, index));
  }

  /// Of all segments of a name, for [java.nio.file.Files#newDirectoryStream(Path, String)].
  static String pattern(String name, int bytes) {
    return "%s.%d.*".formatted(name, bytes);
  }

  /// A new file of zeros, every page of it in memory and ready to be written.
  ///
  /// @throws UncheckedIOException when the disk has no room. The zeros are written, because a hole
  ///   would be found to have no room only when a page of it is touched, which kills the process.
  static Segment create(Path file, int bytes) {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      for (int written = 0; written < bytes; ) {
        ByteBuffer zeros = ZEROS.duplicate();
        zeros.limit(Math.min(zeros.capacity(), bytes - written));
        written += channel.write(zeros);
      }
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
      for (int at = 0; at < bytes; at += PAGE_BYTES) {
        mapped.put(at, (byte) 0);
      }
      return new Segment(file, mapped);
    } catch (FileAlreadyExistsException e) {
      throw new UncheckedIOException("cannot make " + file, e);
    } catch (IOException e) {
      deleteQuietly(file); // the next try must not stumble over it
      throw new UncheckedIOException("cannot make " + file, e);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // the reason why it was not made is the one that counts
    }
  }

  /// A sealed file, checked.
  ///
  /// @throws DamagedLedger when it is not what was sealed
  static Segment open(Path file, int bytes, int checksum) {
    if (!Files.isRegularFile(file)) {
      throw new DamagedLedger(file, 0, "a segment of the snapshot, and it is missing");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != bytes) {
        throw new DamagedLedger(
            file, Math.min(bytes, channel.size()), "a segment of " + bytes + " bytes");
      }
      Segment segment =
          new Segment(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
      if (segment.computeChecksum() != checksum) {
        throw new DamagedLedger(
            file, 0, "a segment with the checksum (CRC-32C) that the snapshot names");
      }
      segment.checksum = checksum;
      segment.sealed = true;
      return segment;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  UnsafeBuffer buffer() {
    return buffer;
  }

  /// Makes the file and its name durable, the first time; answers the CRC-32C of its bytes. Nobody
  /// writes to it any more.
  synchronized int seal() {
    if (!sealed) {
      checksum = computeChecksum();
      PageCache.unmap(buffer);
      sync(file, StandardOpenOption.WRITE);
      sync(file.resolveSibling("."), StandardOpenOption.READ);
      sealed = true;
    }
    return checksum;
  }

  void drop() {
    PageCache.drop(file, buffer);
  }

  private int computeChecksum() {
    CRC32C crc = new CRC32C();
    crc.update(mapped.duplicate());
    return (int) crc.getValue();
  }

  private static void sync(Path path, StandardOpenOption option) {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot sync " + path, e);
    }
  }
}

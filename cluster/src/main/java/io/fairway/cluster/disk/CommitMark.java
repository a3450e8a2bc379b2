package io.fairway.cluster.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/// How far the log was certainly on disk when a command was applied, and so before it was answered:
/// two stores into a mapped page a command. The page outlives a killed process; after a power cut
/// it may be old, never ahead. A log that ends before the mark has lost acknowledged commands,
/// whatever its files look like.
///
/// Two slots are written in turn, each a position and a check of it, so that one of them is whole
/// at any moment.
public final class CommitMark implements AutoCloseable {
  /// The file's name in the data directory.
  public static final String FILE = "committed.mark";

  /// No mark was ever set.
  public static final long NONE = -1;

  private static final int FILE_BYTES = 4096;
  private static final int SLOT_BYTES = 16;
  private static final long CHECK = 0x6c6564676572_4d4bL;

  private final MappedByteBuffer mapped;
  private final UnsafeBuffer slots;
  private long position;
  private int slot;

  private CommitMark(MappedByteBuffer mapped) {
    this.mapped = mapped;
    slots = new UnsafeBuffer(mapped);
  }

  /// The mark of a data directory that the caller has locked; made when there is none.
  public static CommitMark open(Path data) {
    Path file = data.resolve(FILE);
    if (read(data) == NONE) {
      create(data, file);
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES);
      CommitMark mark = new CommitMark(mapped);
      mark.set(read(data));
      return mark;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot map " + file, e);
    }
  }

  /// Whole or not at all: a file without a mark is a damaged one.
  private static void create(Path data, Path file) {
    Path unnamed = data.resolve(FILE + ".new");
    UnsafeBuffer slots = new UnsafeBuffer(new byte[FILE_BYTES]);
    slots.putLong(8, check(0));
    slots.putLong(SLOT_BYTES + 8, check(0));
    try {
      Files.write(unnamed, slots.byteArray(), StandardOpenOption.CREATE, StandardOpenOption.SYNC);
      Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + file, e);
    }
  }

  /// The mark that a stopped or killed node left; [#NONE] when it left none.
  ///
  /// @throws DamagedLedger when neither slot is whole
  public static long read(Path data) {
    Path file = data.resolve(FILE);
    if (!Files.exists(file)) {
      return NONE;
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length < 2 * SLOT_BYTES) {
        throw new DamagedLedger(file, bytes.length, "two marks");
      }
      UnsafeBuffer slots = new UnsafeBuffer(bytes);
      long mark = Math.max(slot(slots, 0), slot(slots, SLOT_BYTES));
      if (mark == NONE) {
        throw new DamagedLedger(file, 0, "a mark with its check");
      }
      return mark;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /// The log is on disk and applied up to here.
  public void reached(long logPosition) {
    if (logPosition > position) {
      set(logPosition);
    }
  }

  /// The log is thrown away and begins anew.
  public void startOver() {
    set(0);
    set(0);
    force();
  }

  /// Brings the mark itself to disk.
  public void force() {
    mapped.force();
  }

  @Override
  public void close() {
    force();
    IoUtil.unmap(mapped);
  }

  private void set(long logPosition) {
    int at = slot;
    slot ^= SLOT_BYTES;
    slots.putLongVolatile(at + 8, 0);
    slots.putLongVolatile(at, logPosition);
    slots.putLongVolatile(at + 8, check(logPosition));
    position = logPosition;
  }

  private static long slot(UnsafeBuffer slots, int at) {
    long position = slots.getLong(at);
    return slots.getLong(at + 8) == check(position) && position >= 0 ? position : NONE;
  }

  private static long check(long position) {
    return (position ^ CHECK) * 0x9e3779b97f4a7c15L;
  }
}

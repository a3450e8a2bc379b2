package io.fairway.cluster.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// The segments of one kind of records: made ahead, sealed behind, and dropped from memory when
/// they are old. The state machine's thread takes them in order; two other threads do the rest.
final class SegmentLane {
  /// Segments that stand ready: a tenth of a second at two million transfers a second.
  private static final int AHEAD = 8;

  /// Old segments looked at in one round, because a query may have read them back in.
  private static final int SWEEP = 64;

  private final Path directory;
  private final String name;
  private final int bytes;
  private final int recent;
  private final ConcurrentHashMap<Integer, Segment> segments = new ConcurrentHashMap<>();
  private final AtomicLong madeInline = new AtomicLong();
  private volatile boolean writable;
  private volatile int taken;
  private int sealed;
  private int dropped;
  private int sweep;

  /// @param recent how many segments may stay in memory
  SegmentLane(Path directory, String name, int bytes, int recent) {
    this.directory = directory;
    this.name = name;
    this.bytes = bytes;
    this.recent = recent;
  }

  /// A sealed segment of an earlier process. In order, before anything is taken.
  UnsafeBuffer open(int index, int checksum) {
    Segment segment = Segment.open(file(index), bytes, checksum);
    segments.put(index, segment);
    taken = index + 1;
    sealed = index + 1;
    dropOld();
    return segment.buffer();
  }

  /// True when segments are taken from it.
  boolean isWritable() {
    return writable;
  }

  /// The first segment that will be taken. What stands in files from there on no loaded snapshot
  /// names: it is deleted, and the log makes it again.
  void startAt(int index) {
    Path first = file(index);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, Segment.pattern(name, bytes))) {
      for (Path file : files) {
        if (file.compareTo(first) >= 0) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear " + directory, e);
    }
    writable = true;
  }

  /// The next segment; made now when it is not ready.
  UnsafeBuffer take(int index) {
    Segment ready = segments.get(index);
    if (ready == null) {
      madeInline.incrementAndGet();
      ready = make(index);
    }
    taken = index + 1;
    return ready.buffer();
  }

  /// Makes segments that will be taken soon; true when it made one.
  boolean makeAhead() {
    if (!writable) {
      return false;
    }
    int first = taken;
    for (int index = first; index < first + AHEAD; index++) {
      if (!segments.containsKey(index)) {
        make(index);
        return true;
      }
    }
    return false;
  }

  /// Seals what cannot change any more, and drops what is old. A chain reaches back over one
  /// segment's end at most.
  void sealBehind() {
    if (!writable) {
      return;
    }
    while (sealed < taken - 2) {
      seal(sealed);
      sealed++;
      dropOld();
    }
  }

  /// Drops old segments again, a few in each call.
  void sweep() {
    if (!writable) {
      return;
    }
    for (int i = 0; i < Math.min(SWEEP, dropped); i++) {
      sweep = sweep + 1 < dropped ? sweep + 1 : 0;
      drop(sweep);
    }
  }

  int seal(int index) {
    Segment segment = segments.get(index);
    if (segment == null) {
      throw new IllegalStateException("no segment " + index + " of " + name);
    }
    return segment.seal();
  }

  long mappedBytes() {
    return (long) segments.size() * bytes;
  }

  long residentBytes() {
    long resident = 0;
    for (Segment segment : segments.values()) {
      long in = PageCache.resident(segment.buffer());
      if (in == PageCache.UNKNOWN) {
        return PageCache.UNKNOWN;
      }
      resident += in;
    }
    return resident;
  }

  long madeInline() {
    return madeInline.get();
  }

  private Segment make(int index) {
    return segments.computeIfAbsent(index, i -> Segment.create(file(i), bytes));
  }

  private void dropOld() {
    while (dropped < sealed - recent) {
      drop(dropped);
      dropped++;
    }
  }

  private void drop(int index) {
    @Nullable Segment segment = segments.get(index);
    if (segment != null) {
      segment.drop();
    }
  }

  private Path file(int index) {
    return Segment.file(directory, name, index, bytes);
  }
}

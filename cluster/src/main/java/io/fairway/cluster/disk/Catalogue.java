package io.fairway.cluster.disk;

import io.aeron.archive.ArchiveMarkFile;
import io.aeron.archive.checksum.Checksums;
import io.aeron.archive.codecs.CatalogHeaderDecoder;
import io.aeron.archive.codecs.RecordingDescriptorDecoder;
import io.aeron.archive.codecs.RecordingDescriptorHeaderDecoder;
import io.aeron.archive.codecs.RecordingState;
import io.aeron.logbuffer.LogBufferDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.BitUtil;
import org.agrona.SemanticVersion;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// An archive's catalogue: every descriptor has its checksum, which Aeron writes but never reads.
final class Catalogue {
  /// The file's name in the archive's directory.
  public static final String FILE = "archive.catalog";

  private static final int HEADER_BYTES = CatalogHeaderDecoder.BLOCK_LENGTH;
  private static final int DESCRIPTOR_HEADER_BYTES = RecordingDescriptorHeaderDecoder.BLOCK_LENGTH;
  private static final int DESCRIPTOR_BYTES_MIN = RecordingDescriptorDecoder.BLOCK_LENGTH;

  /// The three channel names of a descriptor are short; a longer one is damage.
  private static final int DESCRIPTOR_BYTES_MAX = 1 << 16;

  private static final int VERSION = ArchiveMarkFile.SEMANTIC_VERSION;

  private final Path file;
  private final UnsafeBuffer buffer;
  private final List<Recording> recordings = new ArrayList<>();
  private final Set<Long> deleted = new HashSet<>();
  private int alignment;

  private Catalogue(Path file, UnsafeBuffer buffer) {
    this.file = file;
    this.buffer = buffer;
  }

  /// Reads the catalogue of an archive that does not run.
  ///
  /// @throws DamagedLedger at the first descriptor that is not what was written
  public static Catalogue read(Path archive) {
    Path file = archive.resolve(FILE);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocateDirect((int) Math.min(channel.size(), 1 << 30));
      int read;
      do {
        read = channel.read(bytes);
      } while (read > 0);
      Catalogue catalogue = new Catalogue(file, new UnsafeBuffer(bytes, 0, bytes.position()));
      catalogue.readAll();
      return catalogue;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /// Whether an archive stands there at all.
  public static boolean exists(Path archive) {
    return Files.exists(archive.resolve(FILE));
  }

  /// The file.
  public Path file() {
    return file;
  }

  /// The recordings that were not deleted, in order of their ids.
  public List<Recording> recordings() {
    return recordings;
  }

  /// Recordings whose deletion was decided; their files may still stand.
  public Set<Long> deleted() {
    return deleted;
  }

  /// The recording of that id, or null.
  public @Nullable Recording recording(long id) {
    for (Recording recording : recordings) {
      if (recording.id() == id) {
        return recording;
      }
    }
    return null;
  }

  private void readAll() {
    check(buffer.capacity() >= HEADER_BYTES, buffer.capacity(), "the catalogue's header");
    CatalogHeaderDecoder header = new CatalogHeaderDecoder();
    header.wrap(buffer, 0, HEADER_BYTES, CatalogHeaderDecoder.SCHEMA_VERSION);
    check(header.version() == VERSION, 0, "the version " + SemanticVersion.toString(VERSION));
    check(
        header.length() == HEADER_BYTES, CatalogHeaderDecoder.lengthEncodingOffset(), "length 32");
    alignment = header.alignment();
    check(alignment == 64, CatalogHeaderDecoder.alignmentEncodingOffset(), "an alignment of 64");
    long nextId = 0;
    int offset = HEADER_BYTES;
    while (offset + DESCRIPTOR_HEADER_BYTES <= buffer.capacity()) {
      int length = buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
      if (length == 0) {
        break;
      }
      check(
          length >= DESCRIPTOR_BYTES_MIN
              && length <= DESCRIPTOR_BYTES_MAX
              && offset + DESCRIPTOR_HEADER_BYTES + length <= buffer.capacity(),
          offset,
          "the length of a descriptor, not " + length);
      nextId = readOne(offset, length, nextId);
      offset += BitUtil.align(DESCRIPTOR_HEADER_BYTES + length, alignment);
    }
    checkEnd(offset, nextId, header.nextRecordingId());
  }

  /// Nothing may follow but one descriptor whose writing was cut short: it has no length yet.
  private void checkEnd(int end, long nextId, long nextIdInHeader) {
    check(
        nextIdInHeader >= nextId && nextIdInHeader <= nextId + 1,
        CatalogHeaderDecoder.nextRecordingIdEncodingOffset(),
        "next recording " + nextId + ", not " + nextIdInHeader);
    for (int at = end + DESCRIPTOR_BYTES_MAX; at < buffer.capacity(); at++) {
      check(buffer.getByte(at) == 0, at, "zero after the last descriptor");
    }
    check(nextIdInHeader == nextId, end, "the descriptor of recording " + nextId);
  }

  private long readOne(int offset, int length, long nextId) {
    int state =
        buffer.getInt(
            offset + RecordingDescriptorHeaderDecoder.stateEncodingOffset(),
            ByteOrder.LITTLE_ENDIAN);
    int at = offset + DESCRIPTOR_HEADER_BYTES;
    RecordingDescriptorDecoder descriptor = new RecordingDescriptorDecoder();
    descriptor.wrap(buffer, at, DESCRIPTOR_BYTES_MIN, RecordingDescriptorDecoder.SCHEMA_VERSION);
    if (state == RecordingState.INVALID.value()) {
      return nextId; // its writing was cut short, and nobody knows of it
    }
    check(
        state == RecordingState.VALID.value() || state == RecordingState.DELETED.value(),
        offset + RecordingDescriptorHeaderDecoder.stateEncodingOffset(),
        "a recording's state, not " + state);
    long id = descriptor.recordingId();
    checkChecksum(offset, length);
    check(id >= nextId, at, "a recording from " + nextId + " on, not " + id);
    if (state == RecordingState.DELETED.value()) {
      deleted.add(id);
      return id + 1;
    }
    Recording recording =
        new Recording(
            id,
            descriptor.startPosition(),
            descriptor.stopPosition(),
            descriptor.initialTermId(),
            descriptor.segmentFileLength(),
            descriptor.termBufferLength(),
            descriptor.streamId(),
            offset);
    checkPlausible(recording);
    recordings.add(recording);
    return id + 1;
  }

  private void checkPlausible(Recording r) {
    boolean plausible =
        BitUtil.isPowerOfTwo(r.termBytes())
            && r.termBytes() >= LogBufferDescriptor.TERM_MIN_LENGTH
            && r.segmentBytes() >= r.termBytes()
            && r.segmentBytes() % r.termBytes() == 0
            && r.startPosition() >= 0
            && (r.isOpen() || r.stopPosition() >= r.startPosition());
    check(plausible, r.descriptorOffset(), "a possible descriptor of recording " + r.id());
  }

  /// A restart after a kill fills in where a recording stopped and leaves the checksum as it was
  /// with no stop.
  private void checkChecksum(int offset, int length) {
    int at = offset + DESCRIPTOR_HEADER_BYTES;
    int expected =
        buffer.getInt(
            offset + RecordingDescriptorHeaderDecoder.checksumEncodingOffset(),
            ByteOrder.LITTLE_ENDIAN);
    if (checksum(buffer, at, length) == expected) {
      return;
    }
    UnsafeBuffer open = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    open.putBytes(0, buffer, at, length);
    open.putLong(RecordingDescriptorDecoder.stopPositionEncodingOffset(), Recording.OPEN);
    open.putLong(RecordingDescriptorDecoder.stopTimestampEncodingOffset(), -1);
    check(checksum(open, 0, length) == expected, offset, "a descriptor with its CRC-32C");
  }

  private static int checksum(UnsafeBuffer bytes, int offset, int length) {
    return Checksums.crc32c().compute(bytes.addressOffset(), offset, length);
  }

  private void check(boolean holds, long offset, String expected) {
    if (!holds) {
      throw new DamagedLedger(file, offset, expected);
    }
  }
}

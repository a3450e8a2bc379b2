package io.fairway.cluster.disk;

import io.aeron.archive.checksum.Checksums;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.NewLeadershipTermEventDecoder;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// Reads a recording's frames in order and puts its messages together. A frame's payload has a
/// CRC-32C; its header has none, so every field of it is compared with what it must be.
///
/// Where the catalogue tells the end, anything else than good frames up to there is damage. Where
/// it does not (the process was killed), the first frame that is not good is the end if it can be:
/// the archive syncs every write before it starts the next, so that what never reached the disk is
/// at most one write long, and nothing follows it.
public final class FrameReader {
  /// The archive's longest write, in bytes: all that a crash can leave half written.
  public static final int UNSYNCED_BYTES_MAX = 1 << 20;

  private static final int HEADER = DataHeaderFlyweight.HEADER_LENGTH;
  private static final int BEGIN = FrameDescriptor.BEGIN_FRAG_FLAG & 0xff;
  private static final int END = FrameDescriptor.END_FRAG_FLAG & 0xff;

  /// Takes a message; its bytes are valid during the call only.
  public interface Handler {
    /// The next message.
    ///
    /// @param start position of the message's first frame
    /// @param end position after its last frame
    void onMessage(DirectBuffer buffer, int offset, int length, long start, long end);
  }

  /// Where a recording ends.
  ///
  /// @param position after the last good frame
  /// @param tornBytes what follows it of a write that was cut short; zero after a clean end
  public record End(long position, long tornBytes) {}

  private final Path archive;
  private final Recording recording;
  private final Handler handler;
  private final long acknowledged;
  private final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
  private long messageStart = -1;
  private int messageLength;
  private boolean anyBegun;
  private long position;

  private FrameReader(Path archive, Recording recording, long acknowledged, Handler handler) {
    this.archive = archive;
    this.recording = recording;
    this.acknowledged = acknowledged;
    this.handler = handler;
  }

  /// Reads from `from`, which must be a frame's position, to the end.
  ///
  /// @param acknowledged the log certainly reached this position; [CommitMark#NONE] if unknown
  /// @throws DamagedLedger at the first frame that is not what was written
  static End read(
      Path archive, Recording recording, long from, long acknowledged, Handler handler) {
    return new FrameReader(archive, recording, acknowledged, handler).readFrom(from);
  }

  private End readFrom(long from) {
    position = from;
    long stop = recording.isOpen() ? Long.MAX_VALUE : recording.stopPosition();
    if (stop < acknowledged) {
      throw new DamagedLedger(
          archive.resolve(Catalogue.FILE),
          recording.descriptorOffset(),
          "a log that stops at " + acknowledged + " or later, not at " + stop);
    }
    while (position < stop) {
      long base = recording.segmentBase(position);
      Path file = recording.segment(archive, base);
      if (!Files.exists(file)) {
        return missing(file);
      }
      End end = readSegment(file, base, stop);
      if (end != null) {
        return end;
      }
    }
    return new End(position, 0);
  }

  private End missing(Path file) {
    if (recording.isOpen() && position >= acknowledged) {
      return new End(position, 0);
    }
    throw new DamagedLedger(file, 0, "a segment file with the log from position " + position);
  }

  /// Answers the end, or null when the recording goes on after this segment.
  private @Nullable End readSegment(Path file, long base, long stop) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      int size = (int) Math.min(channel.size(), recording.segmentBytes());
      UnsafeBuffer segment =
          new UnsafeBuffer(
              channel
                  .map(FileChannel.MapMode.READ_ONLY, 0, size, arena)
                  .asByteBuffer()
                  .order(ByteOrder.LITTLE_ENDIAN));
      while (position < stop && position < base + recording.segmentBytes()) {
        int offset = (int) (position - base);
        String expected = checkFrame(segment, offset);
        if (expected != null) {
          return end(file, segment, offset, expected);
        }
        int length = segment.getInt(offset, ByteOrder.LITTLE_ENDIAN);
        long end = position + BitUtil.align(length, FrameDescriptor.FRAME_ALIGNMENT);
        if (type(segment, offset) == HeaderFlyweight.HDR_TYPE_DATA) {
          deliver(file, segment, offset, length, end);
        }
        position = end;
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /// Null for a good frame, else what should stand there.
  private @Nullable String checkFrame(UnsafeBuffer segment, int offset) {
    if (offset + HEADER > segment.capacity()) {
      return "a frame's header, but the file ends at " + segment.capacity();
    }
    int length = segment.getInt(offset, ByteOrder.LITTLE_ENDIAN);
    int termOffset = (int) (position & (recording.termBytes() - 1));
    int termId =
        recording.initialTermId()
            + (int) (position / Integer.toUnsignedLong(recording.termBytes()));
    int aligned = BitUtil.align(length, FrameDescriptor.FRAME_ALIGNMENT);
    if (length < HEADER || termOffset + aligned > recording.termBytes()) {
      return "the length of a frame, not " + length;
    }
    int type = type(segment, offset);
    boolean header =
        segment.getByte(offset + HeaderFlyweight.VERSION_FIELD_OFFSET) == 0
            && (type == HeaderFlyweight.HDR_TYPE_DATA || type == HeaderFlyweight.HDR_TYPE_PAD)
            && get(segment, offset, DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET) == termOffset
            && get(segment, offset, DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET)
                == recording.streamId()
            && get(segment, offset, DataHeaderFlyweight.TERM_ID_FIELD_OFFSET) == termId
            && segment.getLong(offset + DataHeaderFlyweight.RESERVED_VALUE_OFFSET) == 0
            && (flags(segment, offset) & ~(BEGIN | END)) == 0;
    if (!header) {
      return "the header of the frame at position " + position + " (term " + termId + ")";
    }
    if (type == HeaderFlyweight.HDR_TYPE_PAD) {
      // Only the header of padding is written; whoever has a payload was a message once.
      int end = Math.min(offset + aligned, segment.capacity());
      return isZero(segment, offset + HEADER, end) ? null : "padding without a payload";
    }
    if (offset + aligned > segment.capacity()) {
      return "a frame of " + length + " bytes, but the file ends at " + segment.capacity();
    }
    int checksum =
        Checksums.crc32c().compute(segment.addressOffset(), offset + HEADER, aligned - HEADER);
    return checksum == get(segment, offset, DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET)
        ? null
        : "a payload with the frame's CRC-32C";
  }

  private End end(Path file, UnsafeBuffer segment, int offset, String expected) {
    long base = position - offset;
    long lastUsed = segment.capacity();
    while (lastUsed > offset && segment.getByte((int) lastUsed - 1) == 0) {
      lastUsed--;
    }
    boolean goesOn =
        Files.exists(recording.segment(archive, base + recording.segmentBytes()))
            && position < base + recording.segmentBytes();
    if (recording.isOpen()
        && position >= acknowledged
        && !goesOn
        && lastUsed - offset <= UNSYNCED_BYTES_MAX) {
      return new End(position, lastUsed - offset);
    }
    String why = position < acknowledged ? ", acknowledged up to position " + acknowledged : "";
    throw new DamagedLedger(file, offset, expected + why);
  }

  private void deliver(Path file, UnsafeBuffer segment, int offset, int length, long end) {
    int flags = flags(segment, offset);
    boolean begins = (flags & BEGIN) != 0;
    if (begins && messageStart >= 0 && !isNewTerm(segment, offset, length)) {
      throw new DamagedLedger(file, offset, "the rest of the message at position " + messageStart);
    }
    if (!begins && messageStart < 0 && isAtCut()) {
      return;
    }
    if (!begins && messageStart < 0) {
      throw new DamagedLedger(file, offset, "the first frame of a message");
    }
    anyBegun = true;
    if (begins && (flags & END) != 0) {
      messageStart = -1;
      handler.onMessage(segment, offset + HEADER, length - HEADER, position, end);
      return;
    }
    if (begins) {
      messageStart = position;
      messageLength = 0;
    }
    message.putBytes(messageLength, segment, offset + HEADER, length - HEADER);
    messageLength += length - HEADER;
    if ((flags & END) != 0) {
      long start = messageStart;
      messageStart = -1;
      handler.onMessage(message, 0, messageLength, start, end);
    }
  }

  /// A log that was cut off at a segment's begin may begin in the middle of a message.
  private boolean isAtCut() {
    return recording.startPosition() > 0 && !anyBegun;
  }

  /// A message may stay unfinished only where a process died: the next one tells of a new start.
  private static boolean isNewTerm(UnsafeBuffer segment, int offset, int length) {
    int at = offset + HEADER;
    return length >= HEADER + MessageHeaderDecoder.ENCODED_LENGTH
        && segment.getShort(at + 2, ByteOrder.LITTLE_ENDIAN)
            == NewLeadershipTermEventDecoder.TEMPLATE_ID
        && segment.getShort(at + 4, ByteOrder.LITTLE_ENDIAN) == MessageHeaderDecoder.SCHEMA_ID;
  }

  private static boolean isZero(UnsafeBuffer segment, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      if (segment.getLong(at) != 0) {
        return false;
      }
    }
    for (; at < to; at++) {
      if (segment.getByte(at) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int type(UnsafeBuffer segment, int offset) {
    return segment.getShort(offset + HeaderFlyweight.TYPE_FIELD_OFFSET, ByteOrder.LITTLE_ENDIAN)
        & 0xffff;
  }

  private static int flags(UnsafeBuffer segment, int offset) {
    return segment.getByte(offset + HeaderFlyweight.FLAGS_FIELD_OFFSET) & 0xff;
  }

  private static int get(UnsafeBuffer segment, int offset, int field) {
    return segment.getInt(offset + field, ByteOrder.LITTLE_ENDIAN);
  }
}

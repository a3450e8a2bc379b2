package io.fairway.payments.order;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The lines of a file as bytes, each bounded before anything looks into it. A line ends with LF or
/// CRLF; the last one need not.
///
/// A line longer than [#BYTES_MAX] is read past without being kept, so a file without line ends
/// costs no more memory than a small one.
final class Lines implements AutoCloseable {

  /// The longest line, and the longest record of several lines. An order takes about a hundred
  /// bytes; a shop's export with addresses and notes a few thousand.
  static final int BYTES_MAX = 64 * 1024;

  /// One line without its line end.
  static final class Line {
    private final long number;
    private final byte[] bytes;
    private final long length;

    private Line(long number, byte[] bytes, long length) {
      this.number = number;
      this.bytes = bytes;
      this.length = length;
    }

    /// From 1.
    long number() {
      return number;
    }

    /// The line itself, not a copy; empty when it is too long.
    byte[] bytes() {
      return bytes;
    }

    /// How many bytes it has in the file.
    long length() {
      return length;
    }

    boolean isTooLong() {
      return length > BYTES_MAX;
    }
  }

  private final InputStream in;
  private final MessageDigest digest;
  private final byte[] buffer = new byte[BYTES_MAX];
  private int position;
  private int limit;
  private long number;
  private byte[] kept = new byte[256];
  private int keptLength;

  Lines(InputStream in, MessageDigest digest) {
    this.in = in;
    this.digest = digest;
  }

  /// The next line, or null at the end of the file.
  @Nullable Line next() throws IOException {
    if (position == limit && !fill()) {
      return null;
    }
    keptLength = 0;
    long length = 0;
    boolean ended = false;
    do {
      int start = position;
      while (position < limit && buffer[position] != '\n') {
        position++;
      }
      keep(start, position);
      length += position - start;
      if (position < limit) {
        position++;
        ended = true;
      }
    } while (!ended && fill());
    return line(length);
  }

  /// SHA-256 of what was read so far, in lower-case hex; ends the reading.
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private Line line(long lengthWithReturn) {
    number++;
    long length = lengthWithReturn;
    if (length > BYTES_MAX) {
      return new Line(number, new byte[0], length);
    }
    if (length > 0 && kept[keptLength - 1] == '\r') {
      length--;
    }
    return new Line(number, Arrays.copyOf(kept, (int) length), length);
  }

  private void keep(int start, int end) {
    int room = BYTES_MAX - keptLength;
    int count = Math.min(end - start, room);
    if (keptLength + count > kept.length) {
      kept =
          Arrays.copyOf(kept, Math.min(BYTES_MAX, Math.max(kept.length * 2, keptLength + count)));
    }
    System.arraycopy(buffer, start, kept, keptLength, count);
    keptLength += count;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    digest.update(buffer, 0, limit);
    return limit > 0;
  }
}

package io.fairway.rails;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Documents as they lie in the database: a batch shrinks to a twelfth, which the disk feels more
/// than the processor does.
final class Gzip {
  private static final int RATIO_GUESS = 8;
  private static final int BUFFER = 4_096;

  private Gzip() {}

  static byte[] pack(byte[] document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(document.length / RATIO_GUESS + BUFFER);
    try (GZIPOutputStream out = new Fast(bytes)) {
      out.write(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] unpack(byte[] packed) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), BUFFER)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("a document on record is damaged", e);
    }
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(ByteArrayOutputStream bytes) throws IOException {
      super(bytes, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}

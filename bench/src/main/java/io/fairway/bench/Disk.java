package io.fairway.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/// The machine's own write and sync: 4 KiB after 4 KiB into a file of the log's size, each synced
/// with its metadata, as the log is. What no durable answer can be quicker than.
final class Disk implements AutoCloseable {
  private static final int BLOCK_BYTES = 4 << 10;
  private static final long FILE_BYTES = 64L << 20;

  private final RandomAccessFile file;
  private final FileChannel channel;
  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
  private long position;

  Disk(Path path) throws IOException {
    file = new RandomAccessFile(path.toFile(), "rw");
    file.setLength(FILE_BYTES);
    channel = file.getChannel();
  }

  /// Writes and syncs blocks; adds how long each took.
  void probe(int count, Histogram latency) {
    try {
      for (int i = 0; i < count; i++) {
        block.clear();
        long start = System.nanoTime();
        channel.write(block, position);
        channel.force(true);
        latency.recordValue(System.nanoTime() - start);
        position = (position + BLOCK_BYTES) % FILE_BYTES;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the disk cannot be measured", e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

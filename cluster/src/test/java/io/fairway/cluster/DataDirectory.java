package io.fairway.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Copies of data directories. The copy of a running node's is what a `kill -9` at that moment
/// would leave: the system's page cache is the process's own files.
final class DataDirectory {
  private static final int BLOCK_BYTES = 1 << 16;

  private DataDirectory() {}

  /// Copies all files but the owner's lock; zeros become holes.
  static Path copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        Path copy = to.resolve(from.relativize(file).toString());
        write(copy, channel.size(), block -> read(channel, block));
      } catch (NoSuchFileException gone) {
        // the archive deletes behind its answer: what it takes away meanwhile is no more in the
        // copy
      }
    }
    return to;
  }

  /// Packs all files but the owner's lock.
  static void zip(Path from, Path zip) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Path file : files(from)) {
        ZipEntry entry = new ZipEntry(from.relativize(file).toString());
        entry.setTime(0);
        out.putNextEntry(entry);
        Files.copy(file, (OutputStream) out);
        out.closeEntry();
      }
    }
  }

  /// Unpacks what [#zip] packed.
  static void unzip(InputStream zip, Path to) throws IOException {
    try (ZipInputStream in = new ZipInputStream(zip)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        write(to.resolve(entry.getName()), -1, block -> in.readNBytes(block, 0, block.length));
      }
    }
  }

  /// Bytes that the files take on disk, holes left out.
  static long bytesOnDisk(Path directory) throws IOException {
    long bytes = 0;
    for (Path file : files(directory)) {
      // Java tells the length only; `du` asks for the blocks
      Process du = new ProcessBuilder("du", "-k", file.toString()).start();
      try (InputStream out = du.getInputStream()) {
        bytes +=
            Long.parseLong(
                    new String(out.readAllBytes(), StandardCharsets.US_ASCII).split("\\s", 2)[0])
                << 10;
      }
    }
    return bytes;
  }

  /// The files of a directory in order of their names.
  static List<Path> files(Path directory) throws IOException {
    List<Path> all = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            all.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException && !file.equals(directory)) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return all.stream()
        .filter(Files::isRegularFile)
        .filter(file -> !file.getFileName().toString().equals("owner.lock"))
        .filter(file -> !file.startsWith(directory.resolve("run")))
        .sorted()
        .toList();
  }

  private interface Source {
    int read(byte[] block) throws IOException;
  }

  private static int read(FileChannel channel, byte[] block) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(block);
    int read;
    do {
      read = channel.read(bytes);
    } while (read > 0);
    return bytes.position();
  }

  private static void write(Path to, long length, Source source) throws IOException {
    Files.createDirectories(to.getParent());
    byte[] block = new byte[BLOCK_BYTES];
    byte[] zeros = new byte[BLOCK_BYTES];
    try (RandomAccessFile file = new RandomAccessFile(to.toFile(), "rw")) {
      long at = 0;
      for (int read = source.read(block); read > 0; read = source.read(block)) {
        if (!Arrays.equals(block, 0, read, zeros, 0, read)) {
          file.seek(at);
          file.write(block, 0, read);
        }
        at += read;
      }
      file.setLength(length < 0 ? at : length);
    }
  }
}

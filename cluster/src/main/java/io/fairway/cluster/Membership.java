package io.fairway.cluster;

import io.fairway.cluster.network.Members;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Which member of which cluster a data directory is. A member that was started with the directory
/// of another, or with its own under another list, would answer for a ledger that the others never
/// hear of.
final class Membership {
  static final String FILE = "member";

  private Membership() {}

  /// Compares with what an earlier start wrote, or writes it. The directory is locked.
  ///
  /// @throws WrongMember when it is another member's, or of a cluster of other members
  static void check(Path directory, Members members, int id) {
    Path file = directory.resolve(FILE);
    String now = text(members, id);
    try {
      if (!Files.exists(file)) {
        write(file, now);
        return;
      }
      String before = Files.readString(file, StandardCharsets.UTF_8).strip();
      if (!before.equals(now)) {
        throw new WrongMember(
            "%s is %s, not %s; to move a ledger to other addresses, write them into %s of every member"
                .formatted(directory, before, now, file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or write " + file, e);
    }
  }

  /// One member alone may move: nobody else has to find it.
  private static String text(Members members, int id) {
    return "member %s of %s%s"
        .formatted(id, members.size(), members.size() == 1 ? "" : ": " + members);
  }

  private static void write(Path file, String text) throws IOException {
    Path part = file.resolveSibling(FILE + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

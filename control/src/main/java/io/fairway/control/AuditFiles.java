package io.fairway.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The files of an audit log: `audit.log`, a line an entry, and `audit.head`, the newest line with
/// its seal. The head is written first, so a crash between the two leaves a line that is known and
/// signed, but not yet in its place.
final class AuditFiles {
  /// What the first line chains to.
  static final String START = "0".repeat(64);

  /// Who did what with which key is nobody else's business.
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private static final String SEALED = "fairway audit head ";

  private final Path log;
  private final Path head;

  AuditFiles(Path folder) {
    this.log = folder.resolve("audit.log");
    this.head = folder.resolve("audit.head");
  }

  record Head(AuditEntry entry, String seal) {}

  static String hash(String before, AuditEntry entry) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      String text = before + "\n" + AuditEntry.content(entry);
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  static String sealed(AuditEntry entry) {
    return SEALED + entry.number() + " " + entry.hash();
  }

  /// Takes the right to read away from others, who could have it of files that were made before, or
  /// copied back.
  void keepToOwner() throws IOException {
    for (Path file : List.of(log, head)) {
      if (Files.exists(file) && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
        Files.setPosixFilePermissions(file, OWNER_ONLY);
      }
    }
  }

  /// The newest line of all, and its seal.
  void writeHead(AuditEntry entry, String seal) throws IOException {
    Path part = head.resolveSibling("audit.head.part");
    byte[] bytes = (entry.line() + "\n" + seal + "\n").getBytes(StandardCharsets.UTF_8);
    Files.deleteIfExists(part);
    try (FileChannel channel =
        FileChannel.open(
            part,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      writeAll(channel, bytes);
    }
    Files.move(part, head, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    syncFolder();
  }

  void appendLine(AuditEntry entry) throws IOException {
    boolean made = !Files.exists(log);
    try (FileChannel channel =
        FileChannel.open(
            log,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      channel.position(channel.size());
      writeAll(channel, (entry.line() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    if (made) {
      syncFolder();
    }
  }

  /// Takes the part of a line away that a crash left at the end.
  void dropTornLine() throws IOException {
    if (!Files.exists(log)) {
      return;
    }
    byte[] bytes = Files.readAllBytes(log);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(end).force(true);
    }
  }

  @Nullable Head readHead() throws IOException {
    if (!Files.exists(head)) {
      return null;
    }
    List<String> lines = Files.readAllLines(head);
    AuditEntry entry = lines.size() == 2 ? AuditEntry.parse(lines.getFirst()) : null;
    return entry == null ? null : new Head(entry, lines.get(1));
  }

  boolean isEmpty() {
    return !Files.exists(log) && !Files.exists(head);
  }

  /// Walks every line. Nothing is changed.
  AuditVerdict verify(AuditSeal seal, Consumer<AuditEntry> each) throws IOException {
    if (isEmpty()) {
      return new AuditVerdict.Sound(0, null, false);
    }
    Head newest = readHead();
    if (newest == null) {
      return new AuditVerdict.Broken(
          0, head + " is missing or unreadable: the end is not anchored");
    }
    if (!seal.fits(sealed(newest.entry()), newest.seal())) {
      return new AuditVerdict.Broken(
          newest.entry().number(),
          head + ": the seal does not fit line " + newest.entry().number());
    }
    return new Walk(newest, each).verdict();
  }

  private final class Walk {
    private final Head newest;
    private final Consumer<AuditEntry> each;
    private long number;
    private @Nullable AuditEntry last;

    Walk(Head newest, Consumer<AuditEntry> each) {
      this.newest = newest;
      this.each = each;
    }

    AuditVerdict verdict() throws IOException {
      boolean torn = endsTorn();
      if (Files.exists(log)) {
        try (BufferedReader lines = Files.newBufferedReader(log)) {
          String line = lines.readLine();
          while (line != null) {
            String next = lines.readLine();
            AuditVerdict.Broken broken = next == null && torn ? tornUnlessOfHead(line) : take(line);
            if (broken != null) {
              return broken;
            }
            line = next;
          }
        }
      }
      return end();
    }

    /// What a crash leaves of a line is the beginning of the line that the head has whole.
    private AuditVerdict.@Nullable Broken tornUnlessOfHead(String line) {
      AuditEntry entry = newest.entry();
      return entry.number() == number + 1 && entry.line().startsWith(line)
          ? null
          : new AuditVerdict.Broken(number + 1, "line " + (number + 1) + " is no audit entry");
    }

    private AuditVerdict.@Nullable Broken take(String line) {
      AuditEntry entry = AuditEntry.parse(line);
      String before = last == null ? START : last.hash();
      if (entry == null) {
        return new AuditVerdict.Broken(number + 1, "line " + (number + 1) + " is no audit entry");
      }
      if (entry.number() != number + 1) {
        return new AuditVerdict.Broken(
            number + 1,
            "entry " + entry.number() + " stands where entry " + (number + 1) + " was expected");
      }
      if (!hash(before, entry).equals(entry.hash())) {
        return new AuditVerdict.Broken(
            number + 1, "entry " + entry.number() + " does not chain to the one before it");
      }
      number++;
      last = entry;
      each.accept(entry);
      return null;
    }

    private AuditVerdict end() {
      AuditEntry entry = newest.entry();
      String lastHash = last == null ? START : last.hash();
      if (entry.number() == number && entry.hash().equals(lastHash)) {
        return new AuditVerdict.Sound(number, last, false);
      }
      if (entry.number() == number + 1 && hash(lastHash, entry).equals(entry.hash())) {
        each.accept(entry);
        return new AuditVerdict.Sound(number + 1, entry, true);
      }
      return new AuditVerdict.Broken(
          number + 1,
          "the log ends with entry "
              + number
              + ", but the sealed head is entry "
              + entry.number()
              + ": lines were cut off or added");
    }
  }

  private boolean endsTorn() throws IOException {
    if (!Files.exists(log) || Files.size(log) == 0) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      int read = channel.read(last, channel.size() - 1);
      return read != 1 || last.get(0) != '\n';
    }
  }

  private void syncFolder() throws IOException {
    try (FileChannel folder = FileChannel.open(folder(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private Path folder() {
    Path parent = log.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalStateException(log + " lies in no folder");
    }
    return parent;
  }

  private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.force(true);
  }
}

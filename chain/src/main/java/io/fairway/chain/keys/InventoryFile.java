package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.keys.vault.Secrets;
import io.fairway.control.AuditEntry;
import io.fairway.control.AuditLog;
import io.fairway.control.AuditSeal;
import io.fairway.control.AuditVerdict;
import io.fairway.money.InvariantViolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The inventory on disk, bound to the audit log: the log's newest event about a change names the
/// hash of the inventory that it led to.
final class InventoryFile implements AutoCloseable {
  /// Goes before the hash in an event's detail.
  static final String NAMES_HASH = "; inventory ";

  private static final String NAME = "inventory.json";
  private static final String NEXT = "inventory.next.json";
  private static final String BEGUN = "begun";
  private static final Pattern HASH = Pattern.compile(NAMES_HASH + "(0x[0-9a-f]{64})$");

  private final Path folder;
  private final FileChannel channel;
  private volatile @Nullable Inventory inventory;

  private InventoryFile(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /// Takes the folder for this process; the system lets go of it when the process ends, however.
  static InventoryFile lock(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new KeyProblem(
            "the keys in " + folder + " are in use by another run; wait for it to end");
      }
      return new InventoryFile(folder, channel);
    } catch (IOException problem) {
      throw new KeyProblem(
          "the folder of the keys " + folder + " cannot be used: " + problem, problem);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException another) {
      return false;
    }
  }

  boolean exists() {
    return Files.exists(folder.resolve(NAME));
  }

  /// The first inventory, before there is a log that could name it.
  void begin(Inventory first) {
    if (!exists()) {
      write(NAME, Json.pretty(Json.of(first)));
    }
    try {
      Secrets.keepToOwner(folder.resolve(NAME));
    } catch (IOException problem) {
      throw new UncheckedIOException(folder.resolve(NAME) + " cannot be kept from others", problem);
    }
  }

  /// The version that a key of this name has next. One that was begun and is not to be found is
  /// spent: of a key that was being made when the process was killed a module may keep a half, and
  /// finds two under one name when it is made again.
  int nextVersion(String name, Predicate<String> isInDevice) {
    List<KeyRecord> known = inventory().versions(name);
    int version = known.isEmpty() ? 1 : known.getLast().version() + 1;
    Set<String> begun = readBegun();
    while (begun.contains(KeyRecord.alias(name, version))
        && !isInDevice.test(KeyRecord.alias(name, version))) {
      version++;
    }
    return version;
  }

  /// Keeps that a key is being made, before the device hears of it.
  void begun(String alias) {
    Set<String> begun = readBegun();
    begun.add(alias);
    write(BEGUN, String.join("\n", begun));
  }

  private Set<String> readBegun() {
    Path file = folder.resolve(BEGUN);
    try {
      return Files.exists(file) ? new TreeSet<>(Files.readAllLines(file)) : new TreeSet<>();
    } catch (IOException problem) {
      throw new KeyProblem(file + " cannot be read: " + problem, problem);
    }
  }

  /// Finishes a change that a crash interrupted: the log decides.
  void settle(KeyLog audit) {
    Path next = folder.resolve(NEXT);
    String named = newestNamed(folder);
    try {
      if (Files.exists(next)) {
        if (named != null && hash(next).equals(named)) {
          Files.move(
              next,
              folder.resolve(NAME),
              StandardCopyOption.REPLACE_EXISTING,
              StandardCopyOption.ATOMIC_MOVE);
        } else {
          Files.delete(next);
        }
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(next + " cannot be put in its place", problem);
    }
    if (named == null) {
      String hash = hash(folder.resolve(NAME));
      audit.done("BEGIN", "inventory", "begun" + NAMES_HASH + hash);
    } else if (!hash(folder.resolve(NAME)).equals(named)) {
      throw new KeyProblem(
          folder.resolve(NAME)
              + " was changed by hand: its hash is "
              + hash(folder.resolve(NAME))
              + ", but the audit log's newest change led to "
              + named);
    }
    inventory = read(folder);
  }

  /// Writes the next inventory beside the old one, has it logged, puts it in its place.
  synchronized void change(Inventory next, Consumer<String> log) {
    write(NEXT, Json.pretty(Json.of(next)));
    log.accept(hash(folder.resolve(NEXT)));
    try {
      Files.move(
          folder.resolve(NEXT),
          folder.resolve(NAME),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException problem) {
      throw new UncheckedIOException(folder.resolve(NAME) + " cannot be written", problem);
    }
    inventory = next;
  }

  Inventory inventory() {
    Inventory now = inventory;
    if (now == null) {
      throw new IllegalStateException("the inventory was not settled");
    }
    return now;
  }

  static Inventory read(Path folder) {
    ObjectNode root = document(folder);
    try {
      return Json.inventory(root);
    } catch (KeyProblem | InvariantViolation unfit) {
      throw new KeyProblem(
          folder.resolve(NAME) + " was changed by hand: " + unfit.getMessage(), unfit);
    }
  }

  /// Of the key that seals the log, whatever else the file says.
  static String auditAddress(Path folder) {
    return Json.text(document(folder), "auditAddress");
  }

  /// As above; null when the folder has no inventory.
  static @Nullable String auditAddressIn(Path folder) {
    return Files.exists(folder.resolve(NAME)) ? auditAddress(folder) : null;
  }

  private static ObjectNode document(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      throw new KeyProblem(folder + " holds no keys: expected " + file);
    }
    return Json.readOwn(file);
  }

  static AuditVerdict verify(
      Path folder, List<AuditLog.Anchor> anchors, AuditSeal seal, Consumer<AuditEntry> each) {
    Newest newest = new Newest();
    AuditVerdict verdict = AuditLog.verify(folder, seal, anchors, newest.andThen(each));
    if (!(verdict instanceof AuditVerdict.Sound sound)) {
      return verdict;
    }
    Path next = folder.resolve(NEXT);
    boolean interrupted = Files.exists(next) && hash(next).equals(newest.named);
    if (newest.named == null || interrupted || hash(folder.resolve(NAME)).equals(newest.named)) {
      return sound;
    }
    return new AuditVerdict.Broken(
        newest.number,
        folder.resolve(NAME)
            + " has the hash "
            + hash(folder.resolve(NAME))
            + ", but entry "
            + newest.number
            + " led to "
            + newest.named
            + ": it was changed by hand");
  }

  /// Remembers the newest hash that the log names.
  private static final class Newest implements Consumer<AuditEntry> {
    private @Nullable String named;
    private long number;

    @Override
    public void accept(AuditEntry entry) {
      Matcher matcher = HASH.matcher(entry.detail());
      if (matcher.find()) {
        named = matcher.group(1);
        number = entry.number();
      }
    }
  }

  private @Nullable String newestNamed(Path where) {
    Newest newest = new Newest();
    // Whether it is sound was seen when it was opened; here only its words are read.
    AuditLog.verify(where, new AnySeal(), List.of(), newest);
    return newest.named;
  }

  /// When something was done last to one of these subjects, as the log has it.
  Optional<Instant> newest(String action, List<String> subjects) {
    AtomicReference<@Nullable Instant> newest = new AtomicReference<>();
    AuditLog.verify(
        folder,
        new AnySeal(),
        List.of(),
        entry -> {
          if (entry.outcome() == AuditEntry.Outcome.DONE
              && entry.action().equals(action)
              && subjects.contains(entry.subject())) {
            newest.set(entry.time());
          }
        });
    return Optional.ofNullable(newest.get());
  }

  private record AnySeal() implements AuditSeal {
    @Override
    public String seal(String text) {
      throw new IllegalStateException("a reader seals nothing");
    }

    @Override
    public boolean fits(String text, String seal) {
      return true;
    }
  }

  private static String hash(Path file) {
    try {
      return Inventory.hash(Files.readString(file)).toString();
    } catch (IOException problem) {
      throw new KeyProblem(file + ": cannot be read (" + problem.getMessage() + ")", problem);
    }
  }

  private void write(String name, String content) {
    try {
      Secrets.write(folder.resolve(name), content);
    } catch (IOException problem) {
      throw new UncheckedIOException(folder.resolve(name) + " cannot be written", problem);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException problem) {
      throw new UncheckedIOException("the lock of " + folder + " cannot be released", problem);
    }
  }
}

package io.fairway.control;

import io.fairway.money.Invariant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An append-only log in which every line carries the hash of all before it and the newest is
/// sealed. What was changed, removed, reordered or cut off is found by [#verify]. A line is on the
/// disk before [#append] returns; a crash within it leaves the line whole or not at all.
///
/// One process writes at a time; its owner sees to that.
public final class AuditLog {
  /// An entry that somebody wrote down elsewhere, to find a log that was replaced by an older copy
  /// of itself, seal and all.
  ///
  /// @param hash 64 hexadecimal digits
  public record Anchor(long number, String hash) {
    public Anchor {
      Invariant.check(number > 0, "an anchor is an entry's number, from 1, not %s", number);
    }

    /// Reads `NUMBER:HASH`; empty when it is none.
    public static Optional<Anchor> parse(String text) {
      return text.matches("[1-9][0-9]{0,17}:[0-9a-f]{64}")
          ? Optional.of(
              new Anchor(
                  Long.parseLong(text.substring(0, text.indexOf(':'))),
                  text.substring(text.indexOf(':') + 1)))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return number + ":" + hash;
    }
  }

  /// An event that is to be logged.
  public record Event(
      String person, String action, String subject, AuditEntry.Outcome outcome, String detail) {
    public Event {
      Invariant.check(!person.isBlank(), "an event of nobody: %s %s", action, subject);
      Invariant.check(!action.isBlank(), "an event without an action: %s", subject);
    }
  }

  private final AuditFiles files;
  private final AuditSeal seal;
  private final InstantSource clock;
  private @Nullable AuditEntry last;
  private boolean broken;

  private AuditLog(AuditFiles files, AuditSeal seal, InstantSource clock) {
    this.files = files;
    this.seal = seal;
    this.clock = clock;
  }

  /// Opens the log of a folder, or begins one. Finishes an append that a crash interrupted.
  ///
  /// @throws AuditBroken when the log is not what it was; nothing may be appended to it
  public static AuditLog open(Path folder, AuditSeal seal, InstantSource clock) {
    try {
      Files.createDirectories(folder);
      AuditFiles files = new AuditFiles(folder);
      files.keepToOwner();
      AuditLog log = new AuditLog(files, seal, clock);
      switch (files.verify(seal, entry -> {})) {
        case AuditVerdict.Broken(long _, String what) -> throw new AuditBroken(folder, what);
        case AuditVerdict.Sound(long _, AuditEntry newest, boolean unfinished) -> {
          if (unfinished && newest != null) {
            files.dropTornLine();
            files.appendLine(newest);
          }
          log.last = newest;
        }
      }
      return log;
    } catch (IOException problem) {
      throw new UncheckedIOException(
          "the audit log in " + folder + " cannot be opened: " + problem.getMessage(), problem);
    }
  }

  /// Writes an event to the disk. When this throws, nothing more can be appended until the log is
  /// opened again, which finds out what became of the event.
  public synchronized AuditEntry append(Event event) {
    Invariant.check(!broken, "the audit log failed before; open it again");
    AuditEntry before = last;
    AuditEntry entry =
        new AuditEntry(
            before == null ? 1 : before.number() + 1,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            event.person(),
            event.action(),
            event.subject(),
            event.outcome(),
            event.detail(),
            "");
    entry =
        hashed(entry, AuditFiles.hash(before == null ? AuditFiles.START : before.hash(), entry));
    broken = true;
    try {
      files.writeHead(entry, seal.seal(AuditFiles.sealed(entry)));
      files.appendLine(entry);
    } catch (IOException problem) {
      throw new UncheckedIOException(
          "the audit log cannot be written: " + problem.getMessage(), problem);
    }
    broken = false;
    last = entry;
    return entry;
  }

  /// The newest entry, to be written down elsewhere; null while there is none.
  public synchronized @Nullable Anchor anchor() {
    return last == null ? null : new Anchor(last.number(), last.hash());
  }

  /// Walks the whole log of a folder and changes nothing.
  ///
  /// @param anchors entries that must be in it
  /// @param each is handed every entry up to the first that is broken
  public static AuditVerdict verify(
      Path folder, AuditSeal seal, List<Anchor> anchors, Consumer<AuditEntry> each) {
    List<Anchor> missing = new ArrayList<>(anchors);
    try {
      AuditVerdict verdict =
          new AuditFiles(folder)
              .verify(
                  seal,
                  entry -> {
                    missing.remove(new Anchor(entry.number(), entry.hash()));
                    each.accept(entry);
                  });
      if (verdict instanceof AuditVerdict.Sound && !missing.isEmpty()) {
        Anchor first = missing.getFirst();
        return new AuditVerdict.Broken(
            first.number(),
            "entry " + first + " is not in the log: it was replaced or rolled back");
      }
      return verdict;
    } catch (IOException problem) {
      throw new UncheckedIOException(
          "the audit log in " + folder + " cannot be read: " + problem.getMessage(), problem);
    }
  }

  private static AuditEntry hashed(AuditEntry entry, String hash) {
    return new AuditEntry(
        entry.number(),
        entry.time(),
        entry.person(),
        entry.action(),
        entry.subject(),
        entry.outcome(),
        entry.detail(),
        hash);
  }
}

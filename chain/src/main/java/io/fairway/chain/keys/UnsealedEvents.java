package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.control.AuditEntry;
import io.fairway.control.AuditEntry.Outcome;
import io.fairway.control.AuditLog;
import io.fairway.control.PlainText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Failures that could not be sealed when they happened, because the key of the seal is in the
/// device that failed, or another run had the log: a wrong PIN, a token that is gone. The next
/// opening takes them into the sealed log. Until then they stand here as plain lines, and whoever
/// may write the folder could take them out again.
final class UnsealedEvents {
  private static final String NAME = "audit.unsealed";

  private UnsealedEvents() {}

  /// Keeps that the keys were not opened.
  static void keepOpening(Path folder, Instant time, Person person, RuntimeException problem) {
    AuditLog.Event failed =
        new AuditLog.Event(
            PlainText.escaped(person.toString()),
            "OPEN",
            "keys",
            KeyLog.outcome(problem),
            PlainText.escaped(KeyLog.words(problem)));
    keep(folder, time, failed, problem);
  }

  /// Keeps an event on the disk.
  ///
  /// @param why it is not in the sealed log
  /// @throws KeyProblem when it cannot be written here either: it then is in no log
  static synchronized void keep(
      Path folder, Instant time, AuditLog.Event event, RuntimeException why) {
    String line =
        Json.line(
            Json.object()
                .put("time", time.toString())
                .put("person", event.person())
                .put("action", event.action())
                .put("subject", event.subject())
                .put("outcome", event.outcome().name())
                .put("detail", event.detail()));
    try (FileChannel file =
            FileChannel.open(
                folder.resolve(NAME),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        FileLock _ = file.lock()) {
      write(file, line + "\n");
    } catch (IOException cannot) {
      KeyProblem problem =
          new KeyProblem(
              event.detail()
                  + "; and THIS IS IN NO LOG, because "
                  + folder.resolve(NAME)
                  + " cannot be written: "
                  + cannot,
              cannot);
      problem.addSuppressed(why);
      throw problem;
    }
  }

  private static void write(FileChannel file, String text) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    file.force(true);
  }

  /// Seals what was kept. A crash in between seals some of them twice, and loses none.
  static synchronized void takeInto(Path folder, AuditLog log) {
    if (!Files.exists(folder.resolve(NAME))) {
      return;
    }
    try (FileChannel file = FileChannel.open(folder.resolve(NAME), StandardOpenOption.WRITE);
        FileLock _ = file.lock()) {
      for (AuditEntry kept : read(folder)) {
        var _ =
            log.append(
                new AuditLog.Event(
                    kept.person(),
                    kept.action(),
                    kept.subject(),
                    kept.outcome(),
                    kept.detail() + "; happened at " + kept.time() + ", sealed later"));
      }
      file.truncate(0);
      file.force(true);
    } catch (IOException problem) {
      throw new UncheckedIOException(folder.resolve(NAME) + " cannot be taken in", problem);
    }
  }

  /// What waits to be sealed; the entries have the number 0 and no hash.
  static List<AuditEntry> read(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return List.of();
    }
    List<AuditEntry> entries = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        entries.add(entry(line));
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(file + " cannot be read", problem);
    }
    return entries;
  }

  private static AuditEntry entry(String line) {
    try {
      ObjectNode event = Json.parse(line, NAME);
      return new AuditEntry(
          0,
          Json.instant(event, "time"),
          Json.text(event, "person"),
          Json.text(event, "action"),
          Json.text(event, "subject"),
          Outcome.valueOf(Json.text(event, "outcome")),
          Json.text(event, "detail"),
          "");
    } catch (IllegalArgumentException | KeyProblem torn) {
      // A crash tore it, or somebody changed it: that there was something must not be lost.
      return new AuditEntry(
          0, Instant.EPOCH, "?", "UNREADABLE", NAME, Outcome.FAILED, "the line: " + line, "");
    }
  }
}

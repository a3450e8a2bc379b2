package io.fairway.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One line of an audit log: who did what to what, when, and how it ended.
///
/// @param number from 1, without gaps
/// @param person who did it; never empty
/// @param action a word in capitals, such as `ROTATE`
/// @param subject what it was done to, such as a key's name
/// @param outcome failed events stand in the log like the others
/// @param detail in words; never a secret
/// @param hash of this line and, through the one before it, of all before it
public record AuditEntry(
    long number,
    Instant time,
    String person,
    String action,
    String subject,
    Outcome outcome,
    String detail,
    String hash) {

  /// How an event ended.
  public enum Outcome {
    /// It is asked for, and was not tried yet. How it ended is another line; where there is none, a
    /// crash came between.
    ASKED,
    /// It was done.
    DONE,
    /// A rule said no.
    REFUSED,
    /// It went wrong.
    FAILED
  }

  private static final int FIELDS = 8;

  /// What of the line is hashed: all fields but the hash.
  static String content(AuditEntry entry) {
    return String.join(
        "\t",
        Long.toString(entry.number),
        entry.time.toString(),
        escaped(entry.person),
        escaped(entry.action),
        escaped(entry.subject),
        entry.outcome.name(),
        escaped(entry.detail));
  }

  String line() {
    return content(this) + "\t" + hash;
  }

  /// Reads a line back; null when it is none.
  static @Nullable AuditEntry parse(String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != FIELDS) {
      return null;
    }
    try {
      AuditEntry entry =
          new AuditEntry(
              Long.parseLong(fields[0]),
              Instant.parse(fields[1]),
              plain(fields[2]),
              plain(fields[3]),
              plain(fields[4]),
              Outcome.valueOf(fields[5]),
              plain(fields[6]),
              fields[7]);
      return entry.line().equals(line) ? entry : null;
    } catch (IllegalArgumentException | java.time.DateTimeException unreadable) {
      return null;
    }
  }

  /// Tabs and line ends would make two fields or lines of one.
  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static String plain(String text) {
    return text.translateEscapes();
  }
}

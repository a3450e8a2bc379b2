package io.fairway.screening;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Chooses, in a directory, the newest good file of each kind.
///
/// Good means: not empty, whole, readable to its last row, and not implausibly smaller than the
/// file before it. What is not good is refused by name and the next older one is tried. A kind all
/// of whose files are bad is an error: going on without it would let listed names through.
final class ListFolder {
  /// Largest file, in bytes.
  private static final long FILE_BYTES_MAX = 256L << 20;

  /// A file with fewer rows than this share of its predecessor's, in percent, is refused. Our own
  /// choice: lists grow, and an operator who means such a removal takes the older file away.
  private static final int SHRINK_PERCENT_MIN = 80;

  private final List<ListReport.Used> used = new ArrayList<>();
  private final List<ListReport.Refused> refused = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();
  private final EntryBook book = new EntryBook();
  private final StringBuilder version = new StringBuilder();
  private final MessageDigest digest = sha256();

  /// A directory read to the end.
  record Loaded(EntryBook book, ListReport report, String version) {}

  /// @throws ListException when no list can be used, or a kind has only bad files
  static Loaded load(Path directory) throws IOException {
    return new ListFolder().read(directory);
  }

  private Loaded read(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new ListException(directory + " is not a directory; expected one that holds lists");
    }
    List<Candidate> candidates = candidates(directory);
    for (ListKind kind : ListKind.values()) {
      choose(kind, candidates.stream().filter(c -> c.kind == kind).toList());
    }
    if (book.names() == 0) {
      throw new ListException(
          "no list in %s: expected sdn_DATE.csv, alt_DATE.csv, add_DATE.csv or UN_consolidated_DATE.xml"
              .formatted(directory));
    }
    version.append(':').append(HexFormat.of().formatHex(digest.digest(), 0, 6));
    ListReport report =
        new ListReport(
            used,
            refused,
            unread,
            book.entries().size(),
            book.names(),
            book.orphanAliases(),
            book.orphanAddresses());
    return new Loaded(book, report, version.toString());
  }

  private List<Candidate> candidates(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> listing = Files.list(directory)) {
      files = listing.filter(Files::isRegularFile).sorted().toList();
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Path file : files) {
      Candidate candidate = candidate(file);
      if (candidate == null) {
        unread.add(file.getFileName().toString());
      } else {
        candidates.add(candidate);
      }
    }
    candidates.sort(Comparator.comparing(Candidate::date).thenComparing(c -> c.name()).reversed());
    return candidates;
  }

  private @Nullable Candidate candidate(Path file) throws IOException {
    String name = file.getFileName().toString();
    for (ListKind kind : ListKind.values()) {
      Matcher named = kind.fileName.matcher(name);
      if (named.matches()) {
        String date = named.group(1);
        try {
          return new Candidate(
              kind, file, date == null ? modified(file) : LocalDate.parse(date), date != null);
        } catch (DateTimeException notADate) {
          refused.add(new ListReport.Refused(kind.listName, name, "no such date: " + date));
          return null;
        }
      }
    }
    return null;
  }

  private static LocalDate modified(Path file) throws IOException {
    return LocalDate.ofInstant(Files.getLastModifiedTime(file).toInstant(), ZoneOffset.UTC);
  }

  private void choose(ListKind kind, List<Candidate> newestFirst) throws IOException {
    for (int i = 0; i < newestFirst.size(); i++) {
      Candidate candidate = newestFirst.get(i);
      try {
        Content content = content(candidate);
        refuseIfShrunk(content, predecessor(newestFirst.subList(i + 1, newestFirst.size())));
        use(candidate, content);
        return;
      } catch (ListException bad) {
        refused.add(
            new ListReport.Refused(
                kind.listName, candidate.name(), String.valueOf(bad.getMessage())));
      }
    }
    if (!newestFirst.isEmpty()) {
      throw new ListException(
          "no good %s list: %s; put a whole one there, or take the bad ones away"
              .formatted(
                  kind.listName,
                  refused.stream()
                      .filter(r -> r.list().equals(kind.listName))
                      .map(r -> r.file() + " (" + r.reason() + ")")
                      .toList()));
    }
  }

  private static @Nullable Content predecessor(List<Candidate> olderNewestFirst)
      throws IOException {
    for (Candidate older : olderNewestFirst) {
      try {
        return content(older);
      } catch (ListException bad) {
        // Not a measure for its successor; it is named when its own turn comes.
      }
    }
    return null;
  }

  private static void refuseIfShrunk(Content content, @Nullable Content before)
      throws ListException {
    if (before == null) {
      return;
    }
    if ((long) content.rows * 100 < (long) before.rows * SHRINK_PERCENT_MIN) {
      throw new ListException(
          "implausibly small: %d rows after %d in the file before it"
              .formatted(content.rows, before.rows));
    }
    if (before.endMark && !content.endMark) {
      throw new ListException("cut short: it lacks the end mark that the file before it has");
    }
  }

  private static Content content(Candidate candidate) throws IOException {
    long size = Files.size(candidate.file);
    if (size == 0) {
      throw new ListException("empty (0 bytes)");
    }
    if (size > FILE_BYTES_MAX) {
      throw new ListException("%d bytes, at most %d are read".formatted(size, FILE_BYTES_MAX));
    }
    byte[] bytes = Files.readAllBytes(candidate.file);
    Content content;
    if (candidate.kind == ListKind.UN) {
      List<Entry> entries = UnReader.read(bytes);
      content = new Content(bytes, List.of(), entries, entries.size(), false);
    } else {
      OfacReader.Rows rows = OfacReader.read(candidate.kind, bytes);
      content = new Content(bytes, rows.rows(), List.of(), rows.rows().size(), rows.endMark());
    }
    if (content.rows == 0) {
      throw new ListException("empty (no rows)");
    }
    return content;
  }

  private void use(Candidate candidate, Content content) {
    switch (candidate.kind) {
      case SDN -> content.table.forEach(book::sdn);
      case ALT -> content.table.forEach(book::alt);
      case ADD -> content.table.forEach(book::add);
      case UN -> book.whole(content.entries);
    }
    used.add(new ListReport.Used(candidate.kind.listName, candidate.name(), content.rows));
    version.append(version.isEmpty() ? "" : "+");
    version.append(candidate.kind.name().toLowerCase(java.util.Locale.ROOT));
    version.append(candidate.dated ? "-" + candidate.date : "");
    digest.update(candidate.kind.name().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    digest.update(content.bytes);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// @param dated whether the date stands in the name; otherwise it is the day of modification
  private record Candidate(ListKind kind, Path file, LocalDate date, boolean dated) {
    String name() {
      return file.getFileName().toString();
    }
  }

  // The array is read once and never handed out.
  @SuppressWarnings("ArrayRecordComponent")
  private record Content(
      byte[] bytes, List<String[]> table, List<Entry> entries, int rows, boolean endMark) {}
}

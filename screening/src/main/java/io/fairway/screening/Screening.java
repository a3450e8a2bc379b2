package io.fairway.screening;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compares names with sanctions lists. Immutable: a newer list is a new `Screening`.
///
/// ```
/// Screening screening = Screening.load(directory);
/// switch (screening.screen("Wei Zhang", "GB")) {
///   case Screened.Clean() -> ...
///   case Screened.Hit hit -> hit.best().explain() ...
///   case Screened.Unreadable(String why) -> ...
/// }
/// ```
public final class Screening {
  /// The threshold that [#screen(String, String)] uses, in thousandths.
  public static final int DEFAULT_THRESHOLD_PERMILLE = 900;

  /// The lowest threshold that is searched, in thousandths; below it everything is alike.
  public static final int THRESHOLD_PERMILLE_MIN = 700;

  /// Most matches in one answer.
  public static final int MATCHES_MAX = 10;

  /// Longest name that is compared, in characters.
  public static final int NAME_CHARS_MAX = 512;

  /// Most words of a name that is compared.
  public static final int NAME_WORDS_MAX = 48;

  /// What a shared country adds to a score, in thousandths. It can lift a near miss over the
  /// threshold; another country takes nothing away.
  static final int SAME_COUNTRY_PERMILLE = 20;

  /// So that a sum of shares that is one up to the last bit counts as one.
  private static final float ROUNDING_SLACK = 0.01f;

  /// Answers kept, twice over: see [GenerationCache].
  private static final int CACHE_GENERATION_MAX = 50_000;

  private final NameIndex index;
  private final ListReport report;
  private final String version;
  private final GenerationCache<Asked, Answer> answers =
      new GenerationCache<>(CACHE_GENERATION_MAX);

  private Screening(EntryBook book, ListReport report, String version) {
    this.index = new NameIndex(book.entries());
    this.report = report;
    this.version = version;
  }

  /// Loads the newest good file of each kind: `sdn_DATE*.csv`, `alt_DATE*.csv`, `add_DATE*.csv`,
  /// `UN_consolidated_DATE*.xml` by the date in the name, and the plain names under which they are
  /// published by the day of modification. What is refused is named in [#report()].
  ///
  /// @throws ListException when no list is good, or a kind that is there has only bad files
  public static Screening load(Path directory) throws IOException {
    ListFolder.Loaded loaded = ListFolder.load(directory);
    return new Screening(loaded.book(), loaded.report(), loaded.version());
  }

  /// The project's own small list: every name on it is made up.
  public static Screening builtIn() {
    EntryBook book = new EntryBook();
    MessageDigest digest = ListFolder.sha256();
    List<ListReport.Used> used = new ArrayList<>();
    for (ListKind kind : List.of(ListKind.SDN, ListKind.ALT, ListKind.ADD)) {
      String name = "fictional_" + kind.name().toLowerCase(java.util.Locale.ROOT) + ".csv";
      byte[] bytes = resource(name);
      digest.update(bytes);
      List<String[]> rows = rows(kind, bytes);
      switch (kind) {
        case SDN -> rows.forEach(book::sdn);
        case ALT -> rows.forEach(book::alt);
        case ADD -> rows.forEach(book::add);
        case UN -> throw new IllegalStateException("no built-in XML list");
      }
      used.add(new ListReport.Used("Fairway, fictional", name, rows.size()));
    }
    ListReport report =
        new ListReport(used, List.of(), List.of(), book.entries().size(), book.names(), 0, 0);
    return new Screening(
        book, report, "fictional:" + HexFormat.of().formatHex(digest.digest(), 0, 6));
  }

  /// What was loaded and what was refused.
  public ListReport report() {
    return report;
  }

  /// The lists' kinds and dates and the first 12 hexadecimal digits of the SHA-256 of the files in
  /// use; equal exactly when the same files are in use.
  public String version() {
    return version;
  }

  /// Screens a name at the default threshold.
  ///
  /// @param country ISO 3166-1 alpha-2, or null when unknown
  public Screened screen(String name, @Nullable String country) {
    return screen(name, country, DEFAULT_THRESHOLD_PERMILLE);
  }

  /// Screens a name.
  ///
  /// @param country ISO 3166-1 alpha-2, or null when unknown
  /// @param thresholdPermille the lowest score that is a hit, [#THRESHOLD_PERMILLE_MIN] to 1000
  public Screened screen(String name, @Nullable String country, int thresholdPermille) {
    if (thresholdPermille < THRESHOLD_PERMILLE_MIN || thresholdPermille > Match.SCORE_MAX) {
      throw new IllegalArgumentException("threshold out of range: " + thresholdPermille);
    }
    if (name.length() > NAME_CHARS_MAX) {
      return new Screened.Unreadable(
          "the name has %d characters, at most %d are compared"
              .formatted(name.length(), NAME_CHARS_MAX));
    }
    return switch (answers.get(new Asked(name, thresholdPermille), this::search)) {
      case Answer.No(String why) -> new Screened.Unreadable(why);
      case Answer.Near(List<NameIndex.Found> found) -> judge(found, country, thresholdPermille);
    };
  }

  private record Asked(String name, int thresholdPermille) {}

  /// What is true of a name whatever the country.
  private sealed interface Answer {
    record No(String why) implements Answer {}

    record Near(List<NameIndex.Found> found) implements Answer {}
  }

  private Answer search(Asked asked) {
    List<String> words = NameText.words(asked.name);
    if (words.isEmpty()) {
      return new Answer.No("the name has no letters that can be compared: \"" + asked.name + "\"");
    }
    if (words.size() > NAME_WORDS_MAX) {
      return new Answer.No(
          "the name has %d words, at most %d are compared".formatted(words.size(), NAME_WORDS_MAX));
    }
    int lowest = asked.thresholdPermille - SAME_COUNTRY_PERMILLE;
    return new Answer.Near(index.search(words, lowest / (float) Match.SCORE_MAX));
  }

  private static Screened judge(
      List<NameIndex.Found> found, @Nullable String country, int thresholdPermille) {
    if (found.isEmpty()) {
      return new Screened.Clean();
    }
    Map<Entry, Match> bestOfEntry = new HashMap<>();
    for (NameIndex.Found near : found) {
      Match match = match(near, country);
      if (match.scorePermille() >= thresholdPermille) {
        bestOfEntry.merge(
            near.listed().entry(), match, (a, b) -> a.scorePermille() >= b.scorePermille() ? a : b);
      }
    }
    if (bestOfEntry.isEmpty()) {
      return new Screened.Clean();
    }
    return new Screened.Hit(
        bestOfEntry.values().stream()
            .sorted(
                Comparator.comparingInt(Match::scorePermille)
                    .reversed()
                    .thenComparing(Match::listName)
                    .thenComparing(Match::entryId))
            .limit(MATCHES_MAX)
            .toList());
  }

  private static Match match(NameIndex.Found near, @Nullable String country) {
    Entry entry = near.listed().entry();
    Match.CountryEvidence evidence =
        country == null || entry.countries.isEmpty()
            ? Match.CountryEvidence.UNKNOWN
            : entry.countries.contains(country)
                ? Match.CountryEvidence.SAME
                : Match.CountryEvidence.DIFFERENT;
    int score = (int) (near.scored().score() * Match.SCORE_MAX + ROUNDING_SLACK);
    int lifted = score + (evidence == Match.CountryEvidence.SAME ? SAME_COUNTRY_PERMILLE : 0);
    return new Match(
        entry.id,
        near.listed().text(),
        entry.listName,
        Math.min(Match.SCORE_MAX, lifted),
        evidence,
        Parts.of(near));
  }

  private static List<String[]> rows(ListKind kind, byte[] bytes) {
    try {
      return OfacReader.read(kind, bytes).rows();
    } catch (ListException e) {
      throw new IllegalStateException("the built-in list is broken", e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = Screening.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

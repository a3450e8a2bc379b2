package io.fairway.screening;

import java.util.List;

/// The answer for one name.
public sealed interface Screened {

  /// No listed name reaches the threshold.
  record Clean() implements Screened {}

  /// At least one listed name reaches the threshold.
  ///
  /// @param matches best first, one an entry, at most [Screening#MATCHES_MAX]
  record Hit(List<Match> matches) implements Screened {
    public Hit {
      matches = List.copyOf(matches);
      if (matches.isEmpty()) {
        throw new IllegalArgumentException("a hit without a match");
      }
    }

    /// The closest match.
    public Match best() {
      return matches.getFirst();
    }
  }

  /// The name cannot be compared with any list, so nobody may take it for clean.
  ///
  /// @param why one line for a person
  record Unreadable(String why) implements Screened {}
}

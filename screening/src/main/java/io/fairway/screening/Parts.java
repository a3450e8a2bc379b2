package io.fairway.screening;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes down how a score came about.
final class Parts {
  private Parts() {}

  static List<Match.Part> of(NameIndex.Found found) {
    Weighed asked = found.asked();
    Weighed listed = found.listed().words();
    boolean[] askedUsed = new boolean[asked.words().length];
    boolean[] listedUsed = new boolean[listed.words().length];
    List<Match.Part> parts = new ArrayList<>();
    for (Scorer.Pair pair : found.scored().pairs()) {
      Arrays.fill(askedUsed, pair.from(), pair.to(), true);
      Arrays.fill(listedUsed, pair.listedFrom(), pair.listedTo(), true);
      parts.add(
          new Match.Part(
              asked.joined(pair.from(), pair.to()),
              listed.joined(pair.listedFrom(), pair.listedTo()),
              permille(pair.likeness()),
              permille(pair.weight())));
    }
    for (int i = 0; i < askedUsed.length; i++) {
      if (!askedUsed[i]) {
        parts.add(new Match.Part(asked.words()[i], "", 0, permille(asked.weights()[i])));
      }
    }
    for (int i = 0; i < listedUsed.length; i++) {
      if (!listedUsed[i]) {
        parts.add(new Match.Part("", listed.words()[i], 0, permille(listed.weights()[i])));
      }
    }
    return parts;
  }

  private static int permille(float share) {
    return Math.round(share * Match.SCORE_MAX);
  }
}

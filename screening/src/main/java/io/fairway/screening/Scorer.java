package io.fairway.screening;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Scores an asked name against a listed one.
///
/// Words are paired one to one, most alike first; two neighbours may pair with one joined word. The
/// score is the weighted mean of the pairs' likeness, squared so that one contradicted word is not
/// averaged away. Words without a partner pull it down: on one side a little, since people leave
/// names out and add them; on both sides much, since then the names contradict each other. How the
/// numbers were chosen: docs/decisions/0020.
final class Scorer {
  /// What an asked word without a partner costs, in shares of its weight.
  static final float ASKED_EXTRA = 0.35f;

  /// What a listed word without a partner costs, when the paired words weigh nothing; it falls with
  /// their weight. `Mei Chen` may be many people, `Orlando Vexley` without his middle name is not.
  static final float LISTED_EXTRA = 0.50f;

  /// What it costs that both names have words without a partner: a contradiction, not an omission.
  static final float CONTRADICTION = 1.00f;

  /// Words joined or split: alike, but not the same.
  private static final float JOINED = 0.98f;

  private Scorer() {}

  /// @param from of the asked name; `to` is exclusive
  record Pair(int from, int to, int listedFrom, int listedTo, float likeness, float weight) {}

  /// @param score 0 to 1
  /// @param pairs in the order of the asked words
  record Scored(float score, List<Pair> pairs) {}

  static Scored score(Weighed asked, Weighed listed) {
    List<Pair> chosen = choose(possible(asked, listed), asked, listed);
    float agreed = 0;
    float paired = 0;
    float askedLeft = asked.total();
    float listedLeft = listed.total();
    for (Pair pair : chosen) {
      agreed += pair.weight * pair.likeness * pair.likeness;
      paired += pair.weight;
      askedLeft -= asked.weight(pair.from, pair.to);
      listedLeft -= pair.weight;
    }
    return new Scored(score(agreed, paired, asked, askedLeft, listed, listedLeft), chosen);
  }

  /// The most that a name could score.
  ///
  /// @param paired at least what can be paired of the listed name's weight
  /// @param askedPaired at least what can be paired of the asked name's weight
  static float bound(Weighed asked, float askedPaired, Weighed listed, float paired) {
    float most = Math.min(paired, listed.total());
    return score(most, most, asked, asked.total() - askedPaired, listed, listed.total() - most);
  }

  // The six sums that make a score; a record for them would be made for every candidate.
  private static float score(
      float agreed,
      float paired,
      Weighed asked,
      float askedLeft,
      Weighed listed,
      float listedLeft) {
    float askedExtra = Math.max(0, askedLeft);
    float listedExtra = Math.max(0, listedLeft);
    float contradicted = Math.min(askedExtra - asked.noise(), listedExtra - listed.noise());
    float all =
        paired
            + ASKED_EXTRA * askedExtra
            + LISTED_EXTRA / (1f + paired) * listedExtra
            + CONTRADICTION * Math.max(0, contradicted);
    return all <= 0 ? 0 : Math.clamp(agreed / all, 0f, 1f);
  }

  private static List<Pair> possible(Weighed asked, Weighed listed) {
    List<Pair> pairs = new ArrayList<>();
    int n = asked.words().length;
    int m = listed.words().length;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        consider(pairs, asked, i, i + 1, listed, j, j + 1);
        if (i + 1 < n) {
          consider(pairs, asked, i, i + 2, listed, j, j + 1);
        }
        if (j + 1 < m) {
          consider(pairs, asked, i, i + 1, listed, j, j + 2);
        }
      }
    }
    return pairs;
  }

  private static void consider(
      List<Pair> pairs, Weighed asked, int from, int to, Weighed listed, int at, int end) {
    boolean joined = to - from + end - at > 2;
    if (joined && length(asked, from, to) != length(listed, at, end)) {
      return;
    }
    String left = asked.joined(from, to);
    String right = listed.joined(at, end);
    float likeness = joined ? (left.equals(right) ? JOINED : 0) : Likeness.of(left, right);
    if (likeness > 0) {
      pairs.add(new Pair(from, to, at, end, likeness, listed.weight(at, end)));
    }
  }

  private static int length(Weighed name, int from, int to) {
    int length = 0;
    for (int i = from; i < to; i++) {
      length += name.words()[i].length();
    }
    return length;
  }

  private static List<Pair> choose(List<Pair> pairs, Weighed asked, Weighed listed) {
    if (pairs.size() > 1) {
      pairs.sort(
          Comparator.comparingDouble(Pair::likeness).thenComparingDouble(Pair::weight).reversed());
    }
    boolean[] askedUsed = new boolean[asked.words().length];
    boolean[] listedUsed = new boolean[listed.words().length];
    List<Pair> chosen = new ArrayList<>(asked.words().length);
    for (Pair pair : pairs) {
      if (free(askedUsed, pair.from, pair.to) && free(listedUsed, pair.listedFrom, pair.listedTo)) {
        java.util.Arrays.fill(askedUsed, pair.from, pair.to, true);
        java.util.Arrays.fill(listedUsed, pair.listedFrom, pair.listedTo, true);
        chosen.add(pair);
      }
    }
    chosen.sort(Comparator.comparingInt(Pair::from));
    return chosen;
  }

  private static boolean free(boolean[] used, int from, int to) {
    for (int i = from; i < to; i++) {
      if (used[i]) {
        return false;
      }
    }
    return true;
  }
}

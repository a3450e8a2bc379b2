package io.fairway.screening;

/// How alike two words are: 1 is the same word, 0 is nothing to do with each other.
///
/// Two measures must agree. Jaro-Winkler (Winkler 1990) forgives transposed and missing letters and
/// trusts the beginning of a word; alone it calls `marco` and `mario` alike. A weighted edit
/// distance with transpositions, limited to a budget by length, says no to those. The smaller of
/// the two counts.
final class Likeness {
  /// Below this, two words are not paired.
  static final float MIN = 0.70f;

  /// Two spellings of one given name, from `words.txt`.
  static final float SAME_NAME = 0.97f;

  /// Words that sound alike by the rules of [#sound(String)].
  private static final float SAME_SOUND = 0.95f;

  /// Words shorter than this are the same or not.
  private static final int FUZZY_LENGTH_MIN = 4;

  /// Longest word that is compared letter by letter.
  private static final int LENGTH_MAX = 64;

  private static final float VOWEL_SWAP = 0.8f;
  private static final float TRANSPOSITION = 0.6f;
  private static final float DOUBLED = 0.4f;
  private static final float PREFIX_LETTER = 0.1f;
  private static final int PREFIX_MAX = 4;

  private Likeness() {}

  static float of(String a, String b) {
    if (a.equals(b)) {
      return 1f;
    }
    int spelling = Words.spelling(a);
    if (spelling >= 0 && spelling == Words.spelling(b)) {
      return SAME_NAME;
    }
    int shorter = Math.min(a.length(), b.length());
    int longer = Math.max(a.length(), b.length());
    if (shorter < FUZZY_LENGTH_MIN || longer > LENGTH_MAX || hasDigit(a) || hasDigit(b)) {
      return 0f;
    }
    if (sound(a).equals(sound(b))) {
      return SAME_SOUND;
    }
    float edit = 1f - distance(a, b) / longer;
    if (edit < MIN) {
      return 0f;
    }
    float alike = Math.min(edit, jaroWinkler(a, b));
    return alike < MIN ? 0f : alike;
  }

  private static boolean hasDigit(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) <= '9') {
        return true;
      }
    }
    return false;
  }

  /// A word as it sounds across romanisations: `kh` as `h`, `ou` and `oo` as `u`, no doubles.
  static String sound(String word) {
    StringBuilder out = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      char next = i + 1 < word.length() ? word.charAt(i + 1) : ' ';
      int taken = 1;
      char sound = c;
      if (next == 'h' && (c == 'k' || c == 'g' || c == 'p' || c == 'd')) {
        taken = 2;
        sound = c == 'k' ? 'h' : c == 'p' ? 'f' : c;
      } else if (c == 'o' && (next == 'u' || next == 'o')) {
        taken = 2;
        sound = 'u';
      } else if (isLongI(c, next)) {
        taken = 2;
        sound = 'i';
      } else if (c == 'c' && next == 'k') {
        taken = 2;
        sound = 'k';
      } else {
        sound =
            switch (c) {
              case 'q' -> 'k';
              case 'w' -> 'v';
              case 'y' -> 'i';
              default -> c;
            };
      }
      if (out.isEmpty() || out.charAt(out.length() - 1) != sound) {
        out.append(sound);
      }
      i += taken - 1;
    }
    return out.toString();
  }

  private static boolean isLongI(char c, char next) {
    if (c == 'e') {
      return next == 'e';
    }
    return (c == 'i' || c == 'y') && (next == 'y' || next == 'i');
  }

  /// Optimal string alignment with weights: a swapped vowel, a transposition and a doubled letter
  /// cost less than another letter.
  private static float distance(String a, String b) {
    int columns = b.length() + 1;
    float[] before = new float[columns];
    float[] above = new float[columns];
    float[] row = new float[columns];
    for (int j = 1; j < columns; j++) {
      above[j] = above[j - 1] + extra(b, j - 1);
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = above[0] + extra(a, i - 1);
      for (int j = 1; j < columns; j++) {
        float best = above[j - 1] + swap(a.charAt(i - 1), b.charAt(j - 1));
        best = Math.min(best, above[j] + extra(a, i - 1));
        best = Math.min(best, row[j - 1] + extra(b, j - 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, before[j - 2] + TRANSPOSITION);
        }
        row[j] = best;
      }
      float[] spare = before;
      before = above;
      above = row;
      row = spare;
    }
    return above[columns - 1];
  }

  private static float extra(String word, int at) {
    return at > 0 && word.charAt(at) == word.charAt(at - 1) ? DOUBLED : 1f;
  }

  private static float swap(char a, char b) {
    if (a == b) {
      return 0f;
    }
    return isVowel(a) && isVowel(b) ? VOWEL_SWAP : 1f;
  }

  private static boolean isVowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
  }

  static float jaroWinkler(String a, String b) {
    float jaro = jaro(a, b);
    int prefix = 0;
    int most = Math.min(PREFIX_MAX, Math.min(a.length(), b.length()));
    while (prefix < most && a.charAt(prefix) == b.charAt(prefix)) {
      prefix++;
    }
    return jaro + prefix * PREFIX_LETTER * (1f - jaro);
  }

  private static float jaro(String a, String b) {
    int window = Math.max(0, Math.max(a.length(), b.length()) / 2 - 1);
    long takenA = 0;
    long takenB = 0;
    for (int i = 0; i < a.length(); i++) {
      int to = Math.min(b.length(), i + window + 1);
      for (int j = Math.max(0, i - window); j < to; j++) {
        if ((takenB & 1L << j) == 0 && a.charAt(i) == b.charAt(j)) {
          takenA |= 1L << i;
          takenB |= 1L << j;
          break;
        }
      }
    }
    float same = Long.bitCount(takenA);
    if (same == 0) {
      return 0f;
    }
    int halves = 0;
    long rest = takenB;
    for (int i = 0; i < a.length(); i++) {
      if ((takenA & 1L << i) != 0) {
        int j = Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
        halves += a.charAt(i) == b.charAt(j) ? 0 : 1;
      }
    }
    return (same / a.length() + same / b.length() + (same - halves / 2f) / same) / 3f;
  }
}

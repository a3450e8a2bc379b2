package io.fairway.screening;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every word of the lists, how rare it is, and which words are like a given one.
///
/// Like words are found without looking at all of them: by deleting letters (a word and its
/// misspelling share a form with one or two letters fewer: the symmetric-delete idea of SymSpell),
/// by sound and consonants, and by the table of spellings.
final class Vocabulary {
  /// Words this long are also looked up with two letters deleted.
  private static final int TWO_DELETES_LENGTH_MIN = 7;

  /// Longest word whose deletions are indexed.
  private static final int DELETES_LENGTH_MAX = 24;

  private static final int START_BITS = 18;

  private static final int CONSONANTS_MIN = 3;

  /// Weight of the commonest word, against 1 for a word of one entry.
  private static final float WEIGHT_MIN = 0.25f;

  /// Letters from which on a word's length no longer counts, and letters granted to every word.
  private static final float LENGTH_FULL = 5;

  private static final float LENGTH_FREE = 2;

  private final Map<String, Integer> numbers = new HashMap<>(65_536);
  private final List<String> words = new ArrayList<>();
  private final GenerationCache<String, Like> likes = new GenerationCache<>(32_768);
  private int[] entriesWith = new int[1024];
  private float[] weights = new float[0];

  /// Key hash in the upper half, word number in the lower; sorted.
  private long[] keys = new long[0];

  private int keyCount;

  /// Where in `keys` the hashes with given upper bits start.
  private int[] starts = new int[0];

  /// Words like one asked word, by rising number.
  ///
  /// @param numbers word numbers
  /// @param likeness of each, [Likeness#MIN] to 1
  // The arrays are made once and never changed.
  @SuppressWarnings("ArrayRecordComponent")
  record Like(int[] numbers, float[] likeness) {
    float of(int number) {
      int at = Arrays.binarySearch(numbers, number);
      return at < 0 ? 0f : likeness[at];
    }
  }

  /// The word's number; a new word gets one.
  int add(String word) {
    Integer known = numbers.putIfAbsent(word, words.size());
    if (known != null) {
      return known;
    }
    words.add(word);
    if (words.size() > entriesWith.length) {
      entriesWith = Arrays.copyOf(entriesWith, entriesWith.length * 2);
    }
    return words.size() - 1;
  }

  /// Counts one more entry that holds the word.
  void count(int number) {
    entriesWith[number]++;
  }

  /// The word's number, or -1 when no list has it.
  int number(String word) {
    return numbers.getOrDefault(word, -1);
  }

  int size() {
    return words.size();
  }

  String word(int number) {
    return words.get(number);
  }

  /// The weight of a listed word by its rarity, whatever its class.
  float rarity(int number) {
    return weights[number];
  }

  /// The weight of a word: its class's, or by rarity; a word of no list is as rare as can be.
  float weight(String word) {
    Words.Sort kind = Words.sortOf(word);
    if (kind != Words.Sort.CORE) {
      return kind.weight;
    }
    Integer number = numbers.get(word);
    return number == null ? brevity(word) : weights[number];
  }

  /// What a word's length is worth: a short word tells less, however rare the list has it.
  private static float brevity(String word) {
    return Math.min(1f, (word.length() + LENGTH_FREE) / (LENGTH_FULL + LENGTH_FREE));
  }

  /// After the last [#add(String)] and [#count(int)]: makes the word searchable.
  ///
  /// @param entries how many entries there are
  void seal(int entries) {
    weights = new float[words.size()];
    double most = Math.log(Math.max(2, entries));
    for (int i = 0; i < weights.length; i++) {
      double rare = 1 - Math.log(Math.max(1, entriesWith[i])) / most;
      weights[i] = (float) (WEIGHT_MIN + (1 - WEIGHT_MIN) * rare) * brevity(words.get(i));
    }
    keys = new long[words.size() * 16];
    for (int i = 0; i < words.size(); i++) {
      int number = i;
      eachKey(words.get(i), hash -> putKey(hash, number));
    }
    keys = Arrays.copyOf(keys, keyCount);
    Arrays.sort(keys);
    starts = new int[(1 << START_BITS) + 1];
    int at = 0;
    for (int bucket = 0; bucket <= 1 << START_BITS; bucket++) {
      while (at < keyCount && bucket((int) (keys[at] >> 32)) < bucket) {
        at++;
      }
      starts[bucket] = at;
    }
  }

  /// The upper bits of a hash, in the order in which signed numbers sort.
  private static int bucket(int hash) {
    return (hash ^ Integer.MIN_VALUE) >>> (32 - START_BITS);
  }

  private void putKey(int hash, int number) {
    if (keyCount == keys.length) {
      keys = Arrays.copyOf(keys, keyCount * 2);
    }
    keys[keyCount++] = (long) hash << 32 | number;
  }

  /// The listed words like this one; it needs not be listed itself.
  Like like(String word) {
    return likes.get(word, this::find);
  }

  private Like find(String word) {
    Map<Integer, Float> found = new HashMap<>();
    Integer same = numbers.get(word);
    if (same != null) {
      found.put(same, 1f);
    }
    eachKey(
        word,
        hash -> {
          int bucket = bucket(hash);
          for (int at = starts[bucket]; at < starts[bucket + 1]; at++) {
            if ((int) (keys[at] >> 32) == hash) {
              found.computeIfAbsent((int) keys[at], n -> Likeness.of(word, words.get(n)));
            }
          }
        });
    found.values().removeIf(likeness -> likeness < Likeness.MIN);
    int[] like = found.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    float[] likeness = new float[like.length];
    for (int i = 0; i < like.length; i++) {
      likeness[i] = found.getOrDefault(like[i], 0f);
    }
    return new Like(like, likeness);
  }

  /// Calls `use` with the hash of every key under which a word is found.
  private static void eachKey(String word, java.util.function.IntConsumer use) {
    int spelling = Words.spelling(word);
    if (spelling >= 0) {
      use.accept(~spelling);
    }
    int length = word.length();
    if (length < 4 || length > DELETES_LENGTH_MAX) {
      return;
    }
    String sound = Likeness.sound(word);
    use.accept(sound.hashCode() * 31 + '#');
    String consonants = consonants(sound);
    if (consonants.length() >= CONSONANTS_MIN) {
      use.accept(consonants.hashCode() * 31 + '%');
    }
    use.accept(hash(word, -1, -1));
    for (int i = 0; i < length; i++) {
      use.accept(hash(word, i, -1));
      for (int j = i + 1; j < length && length >= TWO_DELETES_LENGTH_MIN; j++) {
        use.accept(hash(word, i, j));
      }
    }
  }

  private static String consonants(String sound) {
    StringBuilder out = new StringBuilder(sound.length());
    out.append(sound.charAt(0));
    for (int i = 1; i < sound.length(); i++) {
      if ("aeiou".indexOf(sound.charAt(i)) < 0) {
        out.append(sound.charAt(i));
      }
    }
    return out.toString();
  }

  private static int hash(String word, int without, int orWithout) {
    int hash = 17;
    for (int i = 0; i < word.length(); i++) {
      if (i != without && i != orWithout) {
        hash = hash * 0x01000193 ^ word.charAt(i);
      }
    }
    return hash * 0x9E3779B1;
  }
}

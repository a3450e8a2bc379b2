package io.fairway.screening;

import java.util.List;

/// A name as words, each with how much it counts.
///
/// @param total of all weights
/// @param noise of the weights of forms, titles, particles and the like, which contradict nothing
// The arrays are made once and never changed.
@SuppressWarnings("ArrayRecordComponent")
record Weighed(String[] words, float[] weights, float total, float noise) {

  /// An asked name: a word of a known class counts by its class.
  static Weighed asked(List<String> words, Vocabulary vocabulary) {
    return of(words, vocabulary::weight);
  }

  /// A listed name. A company form in a person's name is part of the name.
  static Weighed listed(List<String> words, Vocabulary vocabulary, boolean person) {
    return of(
        words,
        word ->
            person && Words.sortOf(word) == Words.Sort.FORM
                ? vocabulary.rarity(vocabulary.add(word))
                : vocabulary.weight(word));
  }

  private static Weighed of(List<String> words, java.util.function.ToDoubleFunction<String> weigh) {
    float[] weights = new float[words.size()];
    float total = 0;
    float noise = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) weigh.applyAsDouble(words.get(i));
      total += weights[i];
      noise += Words.sortOf(words.get(i)) == Words.Sort.CORE ? 0 : weights[i];
    }
    return new Weighed(words.toArray(new String[0]), weights, total, noise);
  }

  float weight(int from, int to) {
    float sum = 0;
    for (int i = from; i < to; i++) {
      sum += weights[i];
    }
    return sum;
  }

  String joined(int from, int to) {
    return to - from == 1 ? words[from] : words[from] + words[from + 1];
  }
}

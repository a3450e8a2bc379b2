package io.fairway.screening;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Words that count little (company forms, titles, particles) and spellings of one given name. They
/// stand in the resource `words.txt`.
final class Words {
  private static final Map<String, Sort> SORTS = new HashMap<>();
  private static final Map<String, String> PHRASES = new HashMap<>();
  private static final Map<String, Integer> SPELLINGS = new HashMap<>();

  static {
    read();
  }

  private Words() {}

  /// What a word is, and how much it counts against a rare word's 1.
  enum Sort {
    /// Counts by its rarity.
    CORE(1f),
    /// `limited`, `gmbh`, `ooo`.
    FORM(0.06f),
    /// `mr`, `haji`.
    TITLE(0.10f),
    /// `al`, `bin`, `de`.
    PARTICLE(0.20f),
    /// `the`, `of`, `and`.
    STOP(0.06f),
    /// A single letter.
    INITIAL(0.20f);

    final float weight;

    Sort(float weight) {
      this.weight = weight;
    }
  }

  static Sort sortOf(String word) {
    if (word.length() == 1 && Character.isLetter(word.charAt(0))) {
      return Sort.INITIAL;
    }
    return SORTS.getOrDefault(word, Sort.CORE);
  }

  /// The short form of a phrase written without its spaces, or null.
  static @Nullable String phrase(String joined) {
    return PHRASES.get(joined);
  }

  /// The group of spellings to which a word belongs, or -1.
  static int spelling(String word) {
    return SPELLINGS.getOrDefault(word, -1);
  }

  private static void read() {
    try (InputStream in = Words.class.getResourceAsStream("words.txt")) {
      if (in == null) {
        throw new IllegalStateException("resource words.txt is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      int groups = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          take(line, groups++);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void take(String line, int group) {
    int colon = line.indexOf(':');
    String[] head = line.substring(0, colon).trim().split(" ", -1);
    String[] words = line.substring(colon + 1).trim().split("\\s*,\\s*", -1);
    switch (head[0]) {
      case "form" -> {
        SORTS.put(head[1], Sort.FORM);
        for (String word : words) {
          String joined = word.replace(" ", "");
          PHRASES.put(joined, head[1]);
          if (!word.contains(" ")) {
            SORTS.put(word, Sort.FORM);
          }
        }
        PHRASES.put(head[1], head[1]);
      }
      case "title", "particle", "stop" -> {
        Sort kind = Sort.valueOf(head[0].toUpperCase(java.util.Locale.ROOT));
        for (String word : words) {
          SORTS.put(word, kind);
        }
      }
      case "spelling" -> {
        for (String word : words) {
          SPELLINGS.put(word, group);
        }
      }
      default -> throw new IllegalStateException("words.txt: " + line);
    }
  }
}

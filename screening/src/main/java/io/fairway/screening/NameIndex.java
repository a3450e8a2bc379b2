package io.fairway.screening;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/// All listed names, made searchable. Immutable once built; any number of threads may search.
///
/// A search adds up, for every listed name that shares a like word, the most that name could score;
/// only names whose bound reaches the threshold are scored. Nothing is cut off by rank.
final class NameIndex {
  private final Vocabulary vocabulary = new Vocabulary();
  private final List<Listed> names = new ArrayList<>();

  /// Names by word number.
  private final List<IntList> postings = new ArrayList<>();

  /// Names by two neighbouring words written as one, and by all their words written as one.
  private final Map<String, IntList> joins = new HashMap<>(131_072);

  private final Map<String, IntList> wholes = new HashMap<>(131_072);

  /// Names by their words in alphabetical order, without forms and titles.
  private final Map<String, IntList> exact = new HashMap<>(65_536);

  private final ConcurrentLinkedQueue<Scratch> scratches = new ConcurrentLinkedQueue<>();

  /// @param exactOnly a weak alias or a craft
  record Listed(Entry entry, String text, Weighed words, boolean exactOnly) {}

  record Found(Weighed asked, Listed listed, Scorer.Scored scored) {}

  NameIndex(Collection<Entry> entries) {
    List<List<Raw>> raws = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      raws.add(raw(entry));
      Set<String> distinct = new HashSet<>();
      raws.getLast().forEach(raw -> distinct.addAll(raw.words));
      distinct.forEach(word -> vocabulary.count(vocabulary.add(word)));
    }
    vocabulary.seal(entries.size());
    while (postings.size() < vocabulary.size()) {
      postings.add(new IntList());
    }
    raws.forEach(ofEntry -> ofEntry.forEach(this::put));
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  private record Raw(Entry entry, String text, List<String> words, boolean exactOnly) {}

  private static List<Raw> raw(Entry entry) {
    List<Raw> raws = new ArrayList<>(entry.names.size());
    Set<String> seen = new HashSet<>();
    for (Entry.ListedName name : entry.names) {
      List<String> words = wordsInOrder(entry, name.text());
      boolean exactOnly = name.weak() || entry.kind == Entry.Kind.CRAFT;
      if (!words.isEmpty() && seen.add(exactOnly + String.join(" ", words))) {
        raws.add(new Raw(entry, name.text(), words, exactOnly));
      }
    }
    return raws;
  }

  /// `LAST, First` of a person as first, last.
  private static List<String> wordsInOrder(Entry entry, String text) {
    int comma = text.indexOf(',');
    boolean turned =
        entry.kind == Entry.Kind.PERSON && comma > 0 && text.indexOf(',', comma + 1) < 0;
    return NameText.words(
        turned ? text.substring(comma + 1) + " " + text.substring(0, comma) : text);
  }

  private void put(Raw raw) {
    int number = names.size();
    boolean person = raw.entry.kind == Entry.Kind.PERSON;
    Weighed weighed = Weighed.listed(raw.words, vocabulary, person);
    names.add(new Listed(raw.entry, raw.text, weighed, raw.exactOnly));
    exact.computeIfAbsent(exactKey(raw.words), k -> new IntList()).add(number);
    if (raw.exactOnly) {
      return;
    }
    List<String> words = raw.words;
    new HashSet<>(words).forEach(word -> postings.get(vocabulary.add(word)).add(number));
    for (int i = 0; i + 1 < words.size(); i++) {
      joins.computeIfAbsent(words.get(i) + words.get(i + 1), k -> new IntList()).add(number);
    }
    wholes.computeIfAbsent(String.join("", words), k -> new IntList()).add(number);
    if (words.size() > 1) {
      String lastFirst = words.getLast() + String.join("", words.subList(0, words.size() - 1));
      wholes.computeIfAbsent(lastFirst, k -> new IntList()).add(number);
    }
  }

  private static String exactKey(List<String> words) {
    TreeSet<String> core = new TreeSet<>();
    for (String word : words) {
      Words.Sort kind = Words.sortOf(word);
      if (kind == Words.Sort.CORE || kind == Words.Sort.PARTICLE || kind == Words.Sort.INITIAL) {
        core.add(word);
      }
    }
    return String.join(" ", core.isEmpty() ? new TreeSet<>(words) : core);
  }

  /// Every listed name that scores at least `threshold`, in no order.
  List<Found> search(List<String> words, float threshold) {
    Weighed asked = Weighed.asked(words, vocabulary);
    Scratch scratch = borrow();
    try {
      gather(asked, scratch);
      List<Found> found = new ArrayList<>();
      for (int i = 0; i < scratch.touched; i++) {
        Listed listed = names.get(scratch.names[i]);
        if (scratch.bound(i, asked, listed.words()) >= threshold) {
          Scorer.Scored scored = Scorer.score(asked, listed.words());
          if (scored.score() >= threshold) {
            found.add(new Found(asked, listed, scored));
          }
        }
      }
      addSameWords(words, asked, found);
      return found;
    } finally {
      scratch.clear();
      scratches.offer(scratch);
    }
  }

  private void gather(Weighed asked, Scratch scratch) {
    int n = asked.words().length;
    for (int i = 0; i < n; i++) {
      gatherLike(asked.words()[i], asked.weights()[i], scratch);
      for (int name : joins.getOrDefault(asked.words()[i], IntList.EMPTY).toArray()) {
        scratch.touch(name, names.get(name).words().total(), asked.weights()[i]);
      }
      if (i + 1 < n) {
        int joined = vocabulary.number(asked.joined(i, i + 2));
        if (joined >= 0) {
          touchAll(joined, asked.weight(i, i + 2), scratch);
        }
      }
    }
  }

  private void gatherLike(String word, float weight, Scratch scratch) {
    for (int number : vocabulary.like(word).numbers()) {
      touchAll(number, weight, scratch);
    }
  }

  private void touchAll(int wordNumber, float askedWeight, Scratch scratch) {
    float listedWeight = vocabulary.rarity(wordNumber);
    IntList in = postings.get(wordNumber);
    for (int i = 0; i < in.size(); i++) {
      scratch.touch(in.get(i), listedWeight, askedWeight);
    }
  }

  /// Weak aliases and craft, and names that differ only in where their spaces stand.
  private void addSameWords(List<String> words, Weighed asked, List<Found> found) {
    for (int name : wholes.getOrDefault(String.join("", words), IntList.EMPTY).toArray()) {
      addSame(names.get(name), Likeness.SAME_NAME, asked, found);
    }
    for (int name : exact.getOrDefault(exactKey(words), IntList.EMPTY).toArray()) {
      addSame(names.get(name), 1f, asked, found);
    }
  }

  private static void addSame(Listed listed, float least, Weighed asked, List<Found> found) {
    Scorer.Scored scored = Scorer.score(asked, listed.words());
    found.removeIf(other -> other.listed().equals(listed));
    found.add(
        new Found(
            asked, listed, new Scorer.Scored(Math.max(least, scored.score()), scored.pairs())));
  }

  private Scratch borrow() {
    Scratch scratch = scratches.poll();
    return scratch == null ? new Scratch(names.size()) : scratch;
  }

  /// What one search adds up.
  private static final class Scratch {
    private final float[] listed;
    private final float[] asked;
    private int[] names;
    private int touched;

    Scratch(int size) {
      listed = new float[size];
      asked = new float[size];
      names = new int[1024];
    }

    void touch(int name, float listedWeight, float askedWeight) {
      if (listed[name] == 0f) {
        if (touched == names.length) {
          names = java.util.Arrays.copyOf(names, touched * 2);
        }
        names[touched++] = name;
      }
      listed[name] += listedWeight;
      asked[name] += askedWeight;
    }

    float bound(int at, Weighed askedName, Weighed listedName) {
      int name = names[at];
      return Scorer.bound(askedName, asked[name], listedName, listed[name]);
    }

    void clear() {
      for (int i = 0; i < touched; i++) {
        listed[names[i]] = 0f;
        asked[names[i]] = 0f;
      }
      touched = 0;
    }
  }
}

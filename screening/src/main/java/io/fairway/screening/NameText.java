package io.fairway.screening;

import com.ibm.icu.text.Transliterator;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes names comparable: one script, one case, no marks, words apart.
///
/// Cyrillic goes by the BGN/PCGN spelling that OFAC uses; every other script by ICU, Han with its
/// surname readings. `L.L.C.` and `L L C` become `llc`, `Joint Stock Company` becomes `jsc`.
final class NameText {
  /// Longest phrase, in words, that [Words] shortens to one.
  private static final int PHRASE_WORDS_MAX = 5;

  /// What each digit looks like.
  private static final String DIGIT_LETTERS = "oizeasgtbg";

  private static final Map<Character, String> LETTERS = letters();

  private NameText() {}

  /// The words of a name, company forms shortened; empty when nothing in it can be read.
  static List<String> words(String name) {
    String folded = fold(name);
    List<String> words = new ArrayList<>(6);
    int start = 0;
    while (start < folded.length()) {
      int end = folded.indexOf(' ', start);
      end = end < 0 ? folded.length() : end;
      if (end > start) {
        words.add(letters(folded.substring(start, end)));
      }
      start = end + 1;
    }
    return withoutEchoes(shorten(words));
  }

  /// `ig0r` as `igor`: digits among letters are read as the letters they look like.
  private static String letters(String word) {
    boolean mixed = false;
    for (int i = 1; i < word.length(); i++) {
      mixed |= isDigit(word.charAt(i)) != isDigit(word.charAt(i - 1));
    }
    if (!mixed) {
      return word;
    }
    StringBuilder out = new StringBuilder(word);
    for (int i = 0; i < word.length(); i++) {
      if (isDigit(word.charAt(i))) {
        out.setCharAt(i, DIGIT_LETTERS.charAt(word.charAt(i) - '0'));
      }
    }
    return out.toString();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// `Sergey Sergey Shoigu` as `Sergey Shoigu`, as long as two words are left.
  private static List<String> withoutEchoes(List<String> words) {
    for (int i = words.size() - 1; i > 0 && words.size() > 2; i--) {
      if (words.get(i).equals(words.get(i - 1))) {
        words.remove(i);
      }
    }
    return words;
  }

  /// Lower-case ASCII letters and digits, words separated by a space.
  static String fold(String name) {
    String latin = isAscii(name) ? name : latin(name);
    StringBuilder out = new StringBuilder(latin.length() + 8);
    for (int i = 0; i < latin.length(); i++) {
      char c = latin.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        out.append(c);
      } else if (c >= 'A' && c <= 'Z') {
        out.append((char) (c + 32));
      } else if (c == '&') {
        out.append(" and ");
      } else if (c != '\'' && c != '`') {
        out.append(' ');
      }
    }
    return out.toString();
  }

  private static List<String> shorten(List<String> words) {
    List<String> out = new ArrayList<>(words.size());
    int at = 0;
    while (at < words.size()) {
      int taken = 1;
      String word = words.get(at);
      StringBuilder joined = new StringBuilder(32);
      for (int n = 1; n <= PHRASE_WORDS_MAX && at + n <= words.size(); n++) {
        joined.append(words.get(at + n - 1));
        String form = Words.phrase(joined.toString());
        if (form != null) {
          word = form;
          taken = n;
        }
      }
      out.add(word);
      at += taken;
    }
    return out;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }

  private static String latin(String name) {
    String composed = Normalizer.normalize(name, Normalizer.Form.NFKC);
    StringBuilder spelled = new StringBuilder(composed.length() + 16);
    boolean foreign = false;
    for (int i = 0; i < composed.length(); i++) {
      char c = composed.charAt(i);
      String letters = LETTERS.get(Character.toLowerCase(c));
      if (letters != null) {
        spelled.append(letters);
      } else {
        spelled.append(c);
        foreign |= c > 127 && !isLatin(c);
      }
    }
    String latin = foreign ? Icu.latin(spelled.toString()) : spelled.toString();
    return unmarked(Normalizer.normalize(latin, Normalizer.Form.NFKD));
  }

  private static boolean isLatin(char c) {
    return Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN
        || Character.UnicodeScript.of(c) == Character.UnicodeScript.COMMON
        || Character.UnicodeScript.of(c) == Character.UnicodeScript.INHERITED;
  }

  private static String unmarked(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int type = Character.getType(c);
      if (type != Character.NON_SPACING_MARK
          && type != Character.ENCLOSING_MARK
          && type != Character.MODIFIER_LETTER
          && type != Character.FORMAT) {
        out.append(c == '‘' || c == '’' ? '\'' : c);
      }
    }
    return out.toString();
  }

  private static Map<Character, String> letters() {
    String cyrillic =
        "а=a б=b в=v г=g ґ=g д=d е=e ё=e є=ye ж=zh з=z и=i і=i ї=yi й=y к=k л=l м=m н=n о=o п=p р=r"
            + " с=s т=t у=u ў=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya ђ=dj ј=j љ=lj"
            + " њ=nj ћ=c џ=dz";
    String latin = "ø=o ł=l đ=d ð=d þ=th ß=ss æ=ae œ=oe ı=i ŋ=ng ħ=h ə=a ʻ= ʼ= ʿ= ʾ= ´= ’= ‘=";
    Map<Character, String> letters = new java.util.HashMap<>();
    for (String pair : (cyrillic + " " + latin).split(" ", -1)) {
      letters.put(pair.charAt(0), pair.substring(2));
    }
    return Map.copyOf(letters);
  }

  /// ICU's rules are loaded when the first name needs them.
  private static final class Icu {
    private static final Transliterator RULES =
        Transliterator.getInstance("Han-Latin/Names; Any-Latin; Latin-ASCII");

    private static synchronized String latin(String text) {
      return RULES.transliterate(text);
    }
  }
}

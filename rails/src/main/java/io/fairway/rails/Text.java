package io.fairway.rails;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Text as a bank message can carry it.
///
/// @param value what travels
/// @param lost true when a reader of `value` misses something of the original: a character without
///   a counterpart, or what was cut off
record Text(String value, boolean lost) {

  /// Stands for a character that the bank's character set does not have.
  private static final char STAND_IN = '.';

  private static final Map<Character, String> LATIN =
      Map.ofEntries(
          Map.entry('ß', "ss"),
          Map.entry('ẞ', "SS"),
          Map.entry('æ', "ae"),
          Map.entry('Æ', "AE"),
          Map.entry('œ', "oe"),
          Map.entry('Œ', "OE"),
          Map.entry('ø', "o"),
          Map.entry('Ø', "O"),
          Map.entry('ł', "l"),
          Map.entry('Ł', "L"),
          Map.entry('đ', "d"),
          Map.entry('Đ', "D"),
          Map.entry('ð', "d"),
          Map.entry('Ð', "D"),
          Map.entry('þ', "th"),
          Map.entry('Þ', "TH"),
          Map.entry('ı', "i"),
          Map.entry('‘', "'"),
          Map.entry('’', "'"),
          Map.entry('“', "\""),
          Map.entry('”', "\""),
          Map.entry('–', "-"),
          Map.entry('—', "-"));

  /// Cleans a line: runs of white space become one space, characters that XML forbids go, and with
  /// `latinOnly` accents are taken off, ligatures spelt out and everything else outside printable
  /// ASCII replaced.
  static Text clean(String original, boolean latinOnly) {
    if (isPlain(original)) {
      return new Text(original, false);
    }
    String decomposed = latinOnly ? Normalizer.normalize(original, Normalizer.Form.NFKD) : original;
    StringBuilder out = new StringBuilder(decomposed.length());
    boolean lost = false;
    for (int i = 0; i < decomposed.length(); ) {
      int c = decomposed.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        appendSpace(out);
      } else if (!isXml(c)) {
        lost |= !Character.isISOControl(c);
      } else if (c < 0x7F || !latinOnly) {
        out.appendCodePoint(c);
      } else if (Character.getType(c) != Character.NON_SPACING_MARK) {
        String latin = c <= Character.MAX_VALUE ? LATIN.get((char) c) : null;
        out.append(latin != null ? latin : STAND_IN);
        lost |= latin == null;
      }
    }
    return new Text(out.toString().strip(), lost);
  }

  /// The same, at most so long.
  Text cut(int lengthMax) {
    return value.length() <= lengthMax
        ? this
        : new Text(value.substring(0, cutAt(value, lengthMax)).strip(), true);
  }

  /// The same broken at spaces into lines.
  List<Text> lines(int lengthMax, int linesMax) {
    List<Text> lines = new ArrayList<>();
    String rest = value;
    while (!rest.isEmpty() && lines.size() < linesMax) {
      boolean last = lines.size() == linesMax - 1;
      int end = rest.length() <= lengthMax ? rest.length() : breakAt(rest, lengthMax);
      String next = rest.substring(end).strip();
      lines.add(new Text(rest.substring(0, end).strip(), lost || (last && !next.isEmpty())));
      rest = next;
    }
    return lines;
  }

  private static int breakAt(String text, int lengthMax) {
    int space = text.lastIndexOf(' ', lengthMax);
    return space > lengthMax / 2 ? space : cutAt(text, lengthMax);
  }

  private static int cutAt(String text, int lengthMax) {
    return Character.isHighSurrogate(text.charAt(lengthMax - 1)) ? lengthMax - 1 : lengthMax;
  }

  private static void appendSpace(StringBuilder out) {
    if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
      out.append(' ');
    }
  }

  private static boolean isPlain(String text) {
    char previous = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7F || (c == ' ' && previous == ' ')) {
        return false;
      }
      previous = c;
    }
    return text.isEmpty() || previous != ' ';
  }

  /// XML 1.0, production 2, less the control characters that no bank prints.
  private static boolean isXml(int c) {
    return (c >= 0x20 && c < 0x7F)
        || (c >= 0xA0 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}

package io.fairway.control;

/// Text that others wrote, and what of it may stand on a person's screen. A character that does not
/// show, moves the cursor or turns the direction of writing makes a screen say what nobody signed
/// or did.
public final class PlainText {
  private PlainText() {}

  /// Does all of a text show, in the order in which it is written?
  public static boolean isPlain(String text) {
    return text.codePoints().noneMatch(PlainText::isHidden);
  }

  /// A text on one line. What does not show is written out, as Java and JSON do: a backslash, a `u`
  /// and four hexadecimal digits.
  public static String escaped(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          if (isHidden(point)) {
            for (char unit : Character.toChars(point)) {
              shown.append("\\u%04x".formatted((int) unit));
            }
          } else {
            shown.appendCodePoint(point);
          }
        });
    return shown.toString();
  }

  /// As [#escaped], of a text that is laid out in lines: their ends stay.
  public static String escapedLines(String text) {
    StringBuilder shown = new StringBuilder();
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      shown.append(escaped(text.substring(from, end))).append('\n');
      from = end + 1;
    }
    return shown.append(escaped(text.substring(from))).toString();
  }

  private static boolean isHidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}

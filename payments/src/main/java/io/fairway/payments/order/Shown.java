package io.fairway.payments.order;

/// Text from outside, made safe to show in a message: short, on one line, no control characters.
final class Shown {

  /// Characters of a value that a message shows.
  static final int CHARS_MAX = 60;

  private Shown() {}

  static String of(String text) {
    int end = Math.min(text.length(), CHARS_MAX);
    StringBuilder shown = new StringBuilder(end + 8).append('`');
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (isUnsafe(c)) {
        shown.append(String.format("\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.append(end < text.length() ? "…`" : "`").toString();
  }

  /// Control characters, and those that change how the text around them is drawn.
  static boolean isUnsafe(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}

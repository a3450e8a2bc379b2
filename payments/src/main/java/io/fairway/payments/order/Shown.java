package io.fairway.payments.order;

import io.fairway.control.PlainText;

/// Text from outside, made safe to show in a message: short, on one line, no control characters.
final class Shown {

  /// Characters of a value that a message shows.
  static final int CHARS_MAX = 60;

  private Shown() {}

  static String of(String text) {
    int end = Math.min(text.length(), CHARS_MAX);
    return "`" + PlainText.escaped(text.substring(0, end)) + (end < text.length() ? "…`" : "`");
  }
}

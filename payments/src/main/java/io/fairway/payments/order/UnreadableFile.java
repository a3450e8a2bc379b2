package io.fairway.payments.order;

/// A file from outside that cannot be used at all. The message says what, where, and what was
/// expected, in one line for a person.
public class UnreadableFile extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param sentence what, where and what was expected
  UnreadableFile(String sentence) {
    super(sentence);
  }

  /// @param where the file, with its line when there is one
  /// @param what what stands there
  /// @param expected what should
  public UnreadableFile(String where, String what, String expected) {
    super(where + ": " + what + "; expected " + expected);
  }
}

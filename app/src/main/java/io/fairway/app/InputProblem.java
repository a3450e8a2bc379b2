package io.fairway.app;

/// Something the person at the terminal can put right: a file that is not there, a header that is
/// wrong, an option that contradicts another. Shown as one message, without a stack trace.
public final class InputProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// The message says what is wrong, where, and what was expected.
  public InputProblem(String message) {
    super(message);
  }

  /// As above, with the exception that told us.
  public InputProblem(String message, Throwable cause) {
    super(message, cause);
  }
}

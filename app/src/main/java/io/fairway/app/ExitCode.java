package io.fairway.app;

/// What a command's exit code says; the same for every command.
final class ExitCode {
  /// Every line has its outcome and nothing is pending; every check passed.
  static final int OK = 0;

  /// A bug, or an engine that failed.
  static final int FAILED = 1;

  /// Bad usage, or an input file that cannot be read.
  static final int USAGE = 2;

  /// Orders are still pending after the named wait; run the same command again.
  static final int PENDING = 3;

  /// A check failed: books, chain and bank do not agree.
  static final int CHECK_FAILED = 4;

  /// The lines about exit codes in every command's help.
  static final String HELP =
      """
      Exit codes:
        0  every line has its outcome, nothing is pending, every check passed
        1  a bug, or an engine failed (FAIRWAY_DEBUG=1 shows the stack trace)
        2  bad usage, or an input file that cannot be read
        3  orders are still pending after --wait; the same command goes on with them
        4  a check failed: ledger, chain and bank do not agree
      """;

  private ExitCode() {}
}

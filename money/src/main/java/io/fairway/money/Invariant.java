package io.fairway.money;

/// Checks that stay on in production. A failed check is a bug, never a business answer.
public final class Invariant {

  private Invariant() {}

  /// Throws [InvariantViolation] with `what` when `holds` is false.
  public static void check(boolean holds, String what) {
    if (!holds) {
      throw new InvariantViolation(what);
    }
  }

  /// Like [#check(boolean, String)]; the message is formatted only on failure.
  public static void check(boolean holds, String format, Object first) {
    if (!holds) {
      throw new InvariantViolation(String.format(format, first));
    }
  }

  /// Like [#check(boolean, String)]; the message is formatted only on failure.
  public static void check(boolean holds, String format, Object first, Object second) {
    if (!holds) {
      throw new InvariantViolation(String.format(format, first, second));
    }
  }
}

package io.fairway.money;

/// A bug: something that must always hold did not.
public final class InvariantViolation extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public InvariantViolation(String what) {
    super(what);
  }
}

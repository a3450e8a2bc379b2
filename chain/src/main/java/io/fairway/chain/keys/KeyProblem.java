package io.fairway.chain.keys;

/// A person asked for something that the rules of the keys do not allow, or that cannot be read.
/// The message says what, where, and what was expected; it never holds a secret.
public final class KeyProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KeyProblem(String what) {
    super(what);
  }

  public KeyProblem(String what, Throwable cause) {
    super(what, cause);
  }
}

package io.fairway.rails;

/// A message that is not what it claims to be: not well-formed, too large, against the structure of
/// its kind, or against the rules that Fairway holds every message to. The text names the message
/// kind, the element and what was expected there.
public final class BadMessage extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadMessage(String message) {
    super(message);
  }

  BadMessage(String message, Throwable cause) {
    super(message, cause);
  }
}

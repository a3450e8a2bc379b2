package io.fairway.rails;

import org.jspecify.annotations.Nullable;

/// The bank could not be reached. Nothing is known about what it took.
public final class BankUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BankUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

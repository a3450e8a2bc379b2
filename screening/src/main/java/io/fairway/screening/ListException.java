package io.fairway.screening;

import java.io.IOException;

/// A list, or a whole directory of lists, that cannot be used. The message says which file, where
/// in it, and what was expected.
public final class ListException extends IOException {
  private static final long serialVersionUID = 1L;

  ListException(String message) {
    super(message);
  }
}

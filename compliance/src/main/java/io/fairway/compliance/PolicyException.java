package io.fairway.compliance;

import java.io.IOException;

/// A policy that cannot be used. The message says where in the document, what stands there and what
/// was expected.
public final class PolicyException extends IOException {
  private static final long serialVersionUID = 1L;

  PolicyException(String message) {
    super(message);
  }
}

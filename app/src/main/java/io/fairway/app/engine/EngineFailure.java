package io.fairway.app.engine;

/// An engine did not start or did not stay. The message is for the person at the terminal: what
/// failed, where its log is, and what to do.
public final class EngineFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// The message is shown as it is.
  public EngineFailure(String message) {
    super(message);
  }

  /// The message is shown as it is; the cause only with `FAIRWAY_DEBUG=1`.
  public EngineFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

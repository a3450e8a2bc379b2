package io.fairway.app;

/// What was asked for is not done within the named wait; the same command goes on with it.
final class StillPending extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StillPending(String what) {
    super(what);
  }
}

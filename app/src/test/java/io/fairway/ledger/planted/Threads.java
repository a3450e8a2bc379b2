package io.fairway.ledger.planted;

/// Nor one with threads of its own.
public final class Threads {
  private Threads() {}

  /// Starts one.
  public static void start(Runnable work) {
    Thread.ofVirtual().start(work);
  }
}

package io.fairway.app.engine;

/// Waits that an interrupt must not cut short: an engine is being stopped.
final class Uninterrupted {
  private Uninterrupted() {}

  static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

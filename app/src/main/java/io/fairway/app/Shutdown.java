package io.fairway.app;

import java.util.concurrent.atomic.AtomicBoolean;

/// Ends a run cleanly when the process is told to end (Ctrl-C, SIGTERM): the engines are stopped
/// before the JVM is gone, and what the interrupted work then complains of is not shown.
final class Shutdown implements AutoCloseable {
  private static final AtomicBoolean REQUESTED = new AtomicBoolean();

  private final Thread hook;

  private Shutdown(Thread hook) {
    this.hook = hook;
  }

  /// True once the process was told to end.
  static boolean requested() {
    return REQUESTED.get();
  }

  /// Closes what is running on a signal. Close this before that is closed otherwise.
  static Shutdown closes(AutoCloseable running) {
    Thread hook =
        new Thread(
            () -> {
              REQUESTED.set(true);
              System.err.println("\nfairway: stopping; the same command goes on from here");
              try {
                running.close();
              } catch (Exception e) {
                System.err.println("fairway: stopping: " + e.getMessage());
              }
            },
            "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Shutdown(hook);
  }

  @Override
  public void close() {
    if (!REQUESTED.get()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        REQUESTED.set(
            true); // the JVM began to end in this very moment; the hook finds nothing open
      }
    }
  }
}

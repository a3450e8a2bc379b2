package io.fairway.app;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that runs engines, and that is closed whatever ends the process: its work being done,
/// a failure, or a signal (Ctrl-C, SIGTERM). A signal that comes while engines are starting waits
/// for them, so that none is left behind; what interrupted work then complains of is not shown.
final class Shutdown<T extends AutoCloseable> implements AutoCloseable {
  private static final AtomicBoolean REQUESTED = new AtomicBoolean();

  private final ReentrantLock life = new ReentrantLock();
  private final Thread hook = new Thread(this::onSignal, "shutdown");
  private @Nullable T running;

  private Shutdown() {}

  /// Opens what runs engines, guarded from the beginning.
  static <T extends AutoCloseable> Shutdown<T> guard(Supplier<T> opening) {
    Shutdown<T> shutdown = new Shutdown<>();
    Runtime.getRuntime().addShutdownHook(shutdown.hook);
    shutdown.life.lock();
    try {
      shutdown.running = opening.get();
      return shutdown;
    } catch (RuntimeException | Error e) {
      shutdown.removeHook();
      throw e;
    } finally {
      shutdown.life.unlock();
    }
  }

  /// True once the process was told to end.
  static boolean requested() {
    return REQUESTED.get();
  }

  /// What was opened.
  T running() {
    return Objects.requireNonNull(running, "opened");
  }

  private void onSignal() {
    REQUESTED.set(true);
    System.err.println("\nfairway: stopping; the same command goes on from here");
    try {
      closeRunning();
    } catch (RuntimeException e) {
      System.err.println("fairway: stopping: " + e.getMessage());
    }
  }

  private void closeRunning() {
    life.lock();
    try {
      T open = running;
      running = null;
      if (open != null) {
        open.close();
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      life.unlock();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      REQUESTED.set(true); // the JVM began to end in this very moment; the hook finds nothing open
    }
  }

  @Override
  public void close() {
    if (!REQUESTED.get()) {
      removeHook();
    }
    closeRunning();
  }
}

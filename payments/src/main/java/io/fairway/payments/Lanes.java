package io.fairway.payments;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Batches that wait for chain and bank together, a bounded number at a time, each on a virtual
/// thread. After a failure nothing more is let in; the others still finish.
final class Lanes implements AutoCloseable {
  private final Semaphore places;
  private final int placesMax;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Lanes(int placesMax) {
    this.placesMax = placesMax;
    this.places = new Semaphore(placesMax);
  }

  /// Waits for a free place and takes it.
  void enter() {
    places.acquireUninterruptibly();
    if (failure.get() != null) {
      places.release();
      rethrow();
    }
  }

  /// Does the work in the place that was entered, and leaves it.
  void go(Runnable work) {
    threads.execute(() -> {
      try {
        work.run();
      } catch (Throwable thrown) {
        var _ = failure.compareAndSet(null, thrown);
      } finally {
        places.release();
      }
    });
  }

  /// Leaves a place unused.
  void leave() {
    places.release();
  }

  /// Waits until every place is free again.
  void drain() {
    places.acquireUninterruptibly(placesMax);
    places.release(placesMax);
    rethrow();
  }

  @Override
  public void close() {
    threads.close();
  }

  private void rethrow() {
    switch (failure.get()) {
      case RuntimeException thrown -> throw thrown;
      case Error thrown -> throw thrown;
      case null -> {}
      case Throwable thrown -> throw new IllegalStateException(thrown);
    }
  }
}

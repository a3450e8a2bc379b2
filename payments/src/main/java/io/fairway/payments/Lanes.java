package io.fairway.payments;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Batches under way together, a bounded number at a time, each on a virtual thread. Some steps
/// they take in turn: a batch is cleared while the next one is accepted, and none overtakes. After
/// a failure nothing more is let in; what need not wait for the failed one still finishes.
final class Lanes implements AutoCloseable {
  private final Semaphore places;
  private final int placesMax;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Map<Step, Long> passed = new EnumMap<>(Step.class);
  private long entered;

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

  /// Does the work in the place that was entered, and leaves it. Called by one thread.
  void go(Consumer<Lane> work) {
    Lane lane = new Lane(entered++);
    threads.execute(() -> {
      try {
        work.accept(lane);
      } catch (Throwable thrown) {
        fail(thrown);
      } finally {
        places.release();
      }
    });
  }

  /// A batch among the others.
  final class Lane {
    private final long number;

    private Lane(long number) {
      this.number = number;
    }

    /// Takes a step after all batches that came before, and before all that come later. Each batch
    /// takes each such step exactly once, or fails.
    ///
    /// @throws RuntimeException the failure of a batch that came before
    <T> T inTurn(Step step, Supplier<T> work) {
      awaitTurn(step);
      try {
        T done = work.get();
        pass(step);
        return done;
      } catch (Throwable thrown) {
        fail(thrown);
        throw thrown;
      }
    }

    private void awaitTurn(Step step) {
      lock.lock();
      try {
        while (passed.getOrDefault(step, 0L) < number) {
          rethrow();
          moved.awaitUninterruptibly();
        }
      } finally {
        lock.unlock();
      }
    }

    private void pass(Step step) {
      lock.lock();
      try {
        passed.put(step, number + 1);
        moved.signalAll();
      } finally {
        lock.unlock();
      }
    }
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

  /// Who waits for the turn of a batch that failed is told so.
  private void fail(Throwable thrown) {
    lock.lock();
    try {
      var _ = failure.compareAndSet(null, thrown);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
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

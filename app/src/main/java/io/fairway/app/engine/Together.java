package io.fairway.app.engine;

import io.fairway.chain.keys.KeyProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Starts things at the same time. When one fails the others are closed again, and its failure is
/// the answer.
final class Together implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<? extends AutoCloseable>> started = new ArrayList<>();

  /// Begins to start one.
  <T extends AutoCloseable> Future<T> start(Callable<T> starting) {
    Future<T> future = threads.submit(starting);
    started.add(future);
    return future;
  }

  /// Waits until all are there.
  ///
  /// @throws EngineFailure when one is not; then none is
  void await() {
    RuntimeException failure = null;
    List<AutoCloseable> running = new ArrayList<>();
    for (Future<? extends AutoCloseable> future : started) {
      try {
        running.add(future.get());
      } catch (ExecutionException e) {
        failure = failure == null ? failure(e) : failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = new EngineFailure("Interrupted while the engines were starting.", e);
      }
    }
    if (failure != null) {
      running.reversed().forEach(Together::close);
      throw failure;
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case EngineFailure plain -> plain;
      case KeyProblem plain -> plain;
      case null -> new EngineFailure("An engine did not start.", e);
      case Throwable cause ->
          new EngineFailure("An engine did not start: " + cause.getMessage(), cause);
    };
  }

  private static void close(AutoCloseable running) {
    try {
      running.close();
    } catch (Exception e) {
      throw new EngineFailure("An engine did not stop: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}

package io.fairway.payments;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Things that wait for the outside at the same time, each on a virtual thread.
final class Together {
  private Together() {}

  /// Does the work for each, and answers in their order when all are done. When one fails the
  /// others still finish, and then the first failure is thrown.
  static <T, R> List<R> all(List<T> each, Function<T, R> work) {
    if (each.size() == 1) {
      return List.of(work.apply(each.getFirst()));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<R>> futures = new ArrayList<>(each.size());
      each.forEach(one -> futures.add(threads.submit(() -> work.apply(one))));
      List<R> answers = new ArrayList<>(each.size());
      for (Future<R> future : futures) {
        answers.add(answer(future));
      }
      return answers;
    }
  }

  /// What a task answered; its failure is thrown here as it was there.
  static <R> R answer(Future<R> future) {
    try {
      return future.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (failure.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the outside was waited for", interrupted);
    }
  }
}

package io.fairway.chain.gateway;

import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.gateway.Submission.Outcome;
import io.fairway.chain.permission.Intent;
import io.fairway.money.InvariantViolation;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Where callers hand over and wait: between their threads and the gateway's.
public final class Desk {
  /// Time-outs of one request that a read may take.
  private static final int READ_TIMEOUTS_MAX = 5;

  private final Gateway gateway;
  private final Duration rpcTimeout;

  public Desk(Gateway gateway, Duration rpcTimeout) {
    this.gateway = gateway;
    this.rpcTimeout = rpcTimeout;
  }

  /// What a caller hears.
  public sealed interface Reply {
    record Answered(Outcome outcome) implements Reply {}

    record Silence(String lastKnown) implements Reply {}
  }

  /// Hands over an intent and waits for what becomes of it.
  public Reply submit(Intent intent, Duration wait) {
    CompletableFuture<Outcome> outcome = gateway.submit(intent).outcome();
    try {
      return new Reply.Answered(outcome.get(wait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | CancellationException none) {
      return new Reply.Silence(gateway.lastKnown());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Reply.Silence("interrupted while waiting; " + gateway.lastKnown());
    } catch (ExecutionException problem) {
      throw rethrown(problem);
    }
  }

  /// As [#submit], but a development chain makes the block at once: for what others wait for.
  public Reply submitHurried(Intent intent, Duration wait) {
    gateway.hurry(true);
    try {
      return submit(intent, wait);
    } finally {
      gateway.hurry(false);
    }
  }

  /// Reads from a chain that has forgotten nothing.
  public <T> T read(Supplier<T> work) {
    CompletableFuture<T> answer = gateway.read(work);
    try {
      return answer.get(
          rpcTimeout.multipliedBy(READ_TIMEOUTS_MAX).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      answer.cancel(false);
      throw new ChainUnavailable(gateway.lastKnown(), late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ChainUnavailable("interrupted while reading the chain", interrupted);
    } catch (ExecutionException problem) {
      throw rethrown(problem);
    } catch (CancellationException closed) {
      throw new ChainUnavailable(gateway.lastKnown(), closed);
    }
  }

  private static RuntimeException rethrown(ExecutionException problem) {
    return switch (problem.getCause()) {
      case InvariantViolation bug -> bug;
      case ChainUnavailable silence -> silence;
      case IllegalStateException stopped -> stopped;
      case Throwable other -> new IllegalStateException(other);
      case null -> new IllegalStateException(problem);
    };
  }
}

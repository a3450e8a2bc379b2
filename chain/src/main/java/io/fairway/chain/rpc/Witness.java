package io.fairway.chain.rpc;

import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import io.fairway.chain.rpc.JsonRpc.Health;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node and what is known of its reliability. Used by many threads.
final class Witness {
  private static final Logger LOG = LoggerFactory.getLogger(Witness.class);

  private final Endpoint endpoint;
  private final Duration cooling;
  private long disagreements;
  private long silences;
  private long lags;
  private String last = "";
  private boolean silent;
  private long silentSinceNanos;

  Witness(Endpoint endpoint, Duration cooling) {
    this.endpoint = endpoint;
    this.cooling = cooling;
  }

  List<Answer> ask(List<Call> calls) {
    try {
      List<Answer> answers = endpoint.batch(calls);
      synchronized (this) {
        silent = false;
      }
      return answers;
    } catch (ChainUnavailable problem) {
      if (!Thread.currentThread().isInterrupted()) {
        isSilent(String.valueOf(problem.getMessage()));
      }
      throw problem;
    } catch (Error broken) {
      // What a node sends must not end more than the request: memory that does not suffice for one
      // answer is there again without it.
      isSilent("its answer could not be read: " + broken);
      throw new ChainUnavailable("an answer of %s could not be read".formatted(this), broken);
    }
  }

  /// The longest that [#ask] can take.
  Duration patience(int calls) {
    return endpoint.patience(calls);
  }

  synchronized boolean isAwake() {
    return !silent || System.nanoTime() - silentSinceNanos > cooling.toNanos();
  }

  private synchronized void isSilent(String problem) {
    silences++;
    silent = true;
    silentSinceNanos = System.nanoTime();
    note("silent: " + problem);
  }

  synchronized void disagrees(Call call, String said, String agreed) {
    disagreements++;
    note("%s: it says %s, the quorum %s".formatted(call, said, agreed));
  }

  synchronized void lags(long number, long agreed) {
    lags++;
    note("its newest block is %s, the quorum's %s".formatted(number, agreed));
  }

  private void note(String problem) {
    // The first of a kind is news; a thousand more of them are a figure.
    if (disagreements + silences + lags == 1 || last.charAt(0) != problem.charAt(0)) {
      LOG.warn("{}: {}", endpoint.name(), problem);
    }
    last = problem;
  }

  synchronized Health health() {
    return new Health(endpoint.name(), disagreements, silences, lags, last);
  }

  void close() {
    endpoint.close();
  }

  @Override
  public synchronized String toString() {
    return endpoint.name() + (last.isEmpty() ? "" : " (" + last + ")");
  }
}

package io.fairway.chain.gateway;

import io.fairway.chain.Hash32;
import io.fairway.chain.permission.Intent;
import io.fairway.money.InvariantViolation;
import java.util.concurrent.CompletableFuture;

/// An intent on its way through the gateway.
///
/// @param stored done when the signed bytes are kept
/// @param outcome done when the answer is final
public record Submission(
    Intent intent,
    CompletableFuture<StoredTransaction> stored,
    CompletableFuture<Outcome> outcome) {

  /// What the gateway answers.
  public sealed interface Outcome {
    /// The chain's answer: its `mined` says how the transaction ended.
    record Final(StoredTransaction transaction) implements Outcome {}

    /// Not sent, and not on record as refused: the same may be submitted again.
    ///
    /// @param passing true when the cause lies outside it and may be gone then; else it would be
    ///   refused again
    record NotSent(String cause, boolean passing) implements Outcome {}
  }

  static Submission of(Intent intent) {
    return new Submission(intent, new CompletableFuture<>(), new CompletableFuture<>());
  }

  /// True when a transaction of that digest is this intent's. A key that was used for something
  /// else is a bug of its caller, who alone hears of it.
  boolean isFor(Hash32 digest) {
    if (intent.digest().equals(digest)) {
      return true;
    }
    fail(new InvariantViolation(intent.name() + " was used for something else before"));
    return false;
  }

  /// Tells whoever waits that there will be no answer.
  void fail(RuntimeException problem) {
    stored.completeExceptionally(problem);
    outcome.completeExceptionally(problem);
  }
}

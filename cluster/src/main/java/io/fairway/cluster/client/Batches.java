package io.fairway.cluster.client;

import java.util.concurrent.CompletableFuture;

/// Takes batches that are on the wire already, for callers that count nanoseconds.
public interface Batches {

  /// Sends a batch and returns at once; waits only when too many calls wait already. Until the
  /// answer is there the batch must not be touched.
  ///
  /// @return the answer, completed by the client's one thread: what depends on it must be short. It
  ///   fails with `LedgerUnavailable` when the outcome is unknown; the same batch sent again
  ///   resolves it.
  /// @throws io.fairway.ledger.LedgerUnavailable when nothing was sent
  CompletableFuture<BatchReply> submit(TransferBatch batch);
}

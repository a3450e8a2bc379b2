package io.fairway.cluster.client;

import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.wire.Refusal;
import io.fairway.ledger.wire.Replies;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;

/// The answer to a [TransferBatch], read in place. It lists the exceptions only: every other
/// transfer was created, number `i` at `timestamp - count + 1 + i`.
public final class BatchReply {
  private final DirectBuffer reply;

  private BatchReply(DirectBuffer reply) {
    this.reply = reply;
  }

  static CompletableFuture<BatchReply> of(Call call) {
    return call.future().thenApply(answer -> of(answer.reply()));
  }

  private static BatchReply of(DirectBuffer reply) {
    Refusal refusal = Replies.refusal(reply, 0);
    if (refusal != Refusal.NONE) {
      throw new IllegalStateException("the ledger refused a command as " + refusal);
    }
    return new BatchReply(reply);
  }

  /// Transfers in the batch.
  public int count() {
    return Replies.count(reply, 0);
  }

  /// Transfers that were created at their place's timestamp: all but the exceptions.
  public int created() {
    return count() - exceptions();
  }

  /// The ledger's clock after the batch, in nanoseconds.
  public long timestamp() {
    return Replies.timestamp(reply, 0);
  }

  /// Transfers with another answer.
  public int exceptions() {
    return Replies.exceptions(reply, 0);
  }

  /// Which transfer of the batch the exception is about, ascending.
  ///
  /// @param exception counted from zero
  public int index(int exception) {
    return Replies.exceptionIndex(reply, 0, exception);
  }

  /// What became of it.
  ///
  /// @param exception counted from zero
  public CreateTransferStatus status(int exception) {
    return CreateTransferStatus.of(Replies.exceptionStatus(reply, 0, exception));
  }

  /// Its timestamp, in nanoseconds.
  ///
  /// @param exception counted from zero
  public long timestamp(int exception) {
    return Replies.exceptionTimestamp(reply, 0, exception);
  }
}

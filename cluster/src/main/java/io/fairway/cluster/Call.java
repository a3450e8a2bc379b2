package io.fairway.cluster;

import io.fairway.ledger.wire.Operation;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;

/// One caller's run of events on its way: at most one command's worth.
///
/// @param count events in the body
/// @param body the events, as the wire has them, without a command header
/// @param joins true when other callers' events may stand in the same command
record Call(
    Operation operation,
    int count,
    DirectBuffer body,
    int length,
    boolean joins,
    CompletableFuture<Answer> answer) {

  /// A reply and this call's part of it.
  ///
  /// @param start the index of the call's first event
  record Answer(DirectBuffer reply, int start, int count) {}

  static Call of(Operation operation, int count, DirectBuffer body, int length, boolean joins) {
    return new Call(operation, count, body, length, joins, new CompletableFuture<>());
  }

  /// True when nobody waits any more.
  boolean isOver() {
    return answer.isDone();
  }
}

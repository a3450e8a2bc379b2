package io.fairway.cluster;

import io.fairway.ledger.wire.Operation;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/// One caller's run of events on its way: at most one command's worth.
///
/// @param count events in the body
/// @param body the events, as the wire has them, without a command header
/// @param joins true when other callers' events may stand in the same command
/// @param command the whole command, when the caller left room for a header before the events: then
///   it is sent from there
record Call(
    Operation operation,
    int count,
    DirectBuffer body,
    int length,
    boolean joins,
    CompletableFuture<Answer> answer,
    @Nullable MutableDirectBuffer command) {

  /// A reply and this call's part of it.
  ///
  /// @param start the index of the call's first event
  record Answer(DirectBuffer reply, int start, int count) {}

  static Call of(Operation operation, int count, DirectBuffer body, int length, boolean joins) {
    return new Call(operation, count, body, length, joins, new CompletableFuture<>(), null);
  }

  /// A call that is a command of its own.
  ///
  /// @param command room for a header, then the events
  /// @param length of all of it
  static Call framed(Operation operation, int count, MutableDirectBuffer command, int length) {
    return new Call(operation, count, command, length, false, new CompletableFuture<>(), command);
  }

  /// True when nobody waits any more.
  boolean isOver() {
    return answer.isDone();
  }
}

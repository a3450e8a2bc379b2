package io.fairway.cluster.client;

import io.fairway.ledger.LedgerUnavailable;
import io.fairway.ledger.wire.Operation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/// One caller's run of events on its way: at most one command's worth.
///
/// It is either taken by the thread that sends, once, or withdrawn by its caller: so a caller whose
/// time is over knows whether anything may have been sent.
final class Call {
  private enum State {
    WAITING,
    TAKEN,
    WITHDRAWN
  }

  /// A reply and this call's part of it.
  ///
  /// @param start the index of the call's first event
  /// @param repeated true when the command was sent more than once, and so may have met itself
  record Answer(DirectBuffer reply, int start, int count, boolean repeated) {}

  private final Operation operation;
  private final int count;
  private final DirectBuffer body;
  private final int length;
  private final boolean joins;
  private final @Nullable MutableDirectBuffer command;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  private Call(
      Operation operation,
      int count,
      DirectBuffer body,
      int length,
      boolean joins,
      @Nullable MutableDirectBuffer command) {
    this.operation = operation;
    this.count = count;
    this.body = body;
    this.length = length;
    this.joins = joins;
    this.command = command;
  }

  /// @param count events in the body
  /// @param body the events, as the wire has them, without a command header
  /// @param joins true when other callers' events may stand in the same command
  static Call of(Operation operation, int count, DirectBuffer body, int length, boolean joins) {
    return new Call(operation, count, body, length, joins, null);
  }

  /// A call that is a command of its own, sent from where it stands: nobody touches it before it is
  /// answered.
  ///
  /// @param command room for a header, then the events
  /// @param length of the events
  static Call framed(Operation operation, int count, MutableDirectBuffer command, int length) {
    return new Call(operation, count, command, length, false, command);
  }

  Operation operation() {
    return operation;
  }

  int count() {
    return count;
  }

  DirectBuffer body() {
    return body;
  }

  int length() {
    return length;
  }

  /// The whole command, its header not yet written; null for a body that is to be copied into one.
  @Nullable MutableDirectBuffer command() {
    return command;
  }

  CompletableFuture<Answer> future() {
    return answer;
  }

  boolean joins() {
    return joins;
  }

  /// The sending thread takes it; false when its caller has withdrawn it. The body is read before
  /// this returns to the caller's hands.
  boolean take() {
    return state.compareAndSet(State.WAITING, State.TAKEN);
  }

  /// True when it was sent, or may have been.
  boolean isTaken() {
    return state.get() == State.TAKEN;
  }

  /// True when nobody waits any more.
  boolean isOver() {
    return answer.isDone();
  }

  void answer(DirectBuffer reply, int start, boolean repeated) {
    answer.complete(new Answer(reply, start, count, repeated));
  }

  void fail(String why) {
    answer.completeExceptionally(new LedgerUnavailable(why));
  }

  /// Waits for the answer. Afterwards the call is over, whatever comes.
  ///
  /// @throws LedgerUnavailable when none came in time, with the reason
  Answer await(long deadlineNanos) {
    try {
      long left = Math.max(0, deadlineNanos - System.nanoTime());
      return answer.get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw over("no answer came in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw over("the caller was interrupted while it waited for an answer");
    } catch (ExecutionException e) {
      String why = e.getCause() == null ? null : e.getCause().getMessage();
      throw over(why == null ? "the call ended without an answer" : why);
    }
  }

  private LedgerUnavailable over(String why) {
    state.compareAndSet(State.WAITING, State.WITHDRAWN);
    answer.cancel(false);
    return new LedgerUnavailable(why);
  }
}

package io.fairway.cluster.client;

import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// A command that the client sends, and whose events they are. Used again and again.
final class Message {
  private final UnsafeBuffer bytes =
      new UnsafeBuffer(ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES_MAX));

  /// What is sent: the bytes above, or those of the only call.
  private MutableDirectBuffer command = bytes;

  private final List<Call> calls = new ArrayList<>();
  private @Nullable Operation operation;
  private boolean joins;
  private long correlation;
  private int count;
  private int length = Wire.COMMAND_HEADER;
  private long sentNanos;
  private boolean repeated;

  boolean fits(Call call) {
    return joins
        && call.joins()
        && call.operation() == operation
        && count + call.count() <= Wire.EVENTS_MAX
        && length + call.length() <= Wire.MESSAGE_BYTES_MAX;
  }

  void join(Call call) {
    if (calls.isEmpty()) {
      operation = call.operation();
      joins = call.joins();
    }
    MutableDirectBuffer framed = call.command();
    if (framed == null) {
      bytes.putBytes(length, call.body(), 0, call.length());
    } else {
      command = framed;
    }
    length += call.length();
    count += call.count();
    calls.add(call);
  }

  /// Completes the command under that number.
  void seal(long number) {
    if (operation == null) {
      throw new IllegalStateException("a command of nobody");
    }
    correlation = number;
    CommandWriter.header(command, 0, operation, count, number);
  }

  /// Takes the events out whose callers do not wait any more; true when there were such.
  boolean dropOver() {
    int from = Wire.COMMAND_HEADER;
    int to = Wire.COMMAND_HEADER;
    List<Call> kept = new ArrayList<>(calls.size());
    for (Call call : calls) {
      if (!call.isOver()) {
        if (from != to) {
          bytes.putBytes(to, bytes, from, call.length());
        }
        to += call.length();
        kept.add(call);
      } else {
        count -= call.count();
      }
      from += call.length();
    }
    boolean dropped = kept.size() < calls.size();
    calls.clear();
    calls.addAll(kept);
    length = to;
    return dropped;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /// True when nobody waits for its answer.
  boolean isOver() {
    for (Call call : calls) {
      if (!call.isOver()) {
        return false;
      }
    }
    return true;
  }

  DirectBuffer bytes() {
    return command;
  }

  int length() {
    return length;
  }

  long correlation() {
    return correlation;
  }

  /// It is about to be sent once more.
  void repeat() {
    repeated = true;
  }

  long sentNanos() {
    return sentNanos;
  }

  void sentAt(long nanos) {
    sentNanos = nanos;
  }

  /// Hands every caller its part of a reply.
  void answer(DirectBuffer from, int offset, int replyLength) {
    byte[] copy = new byte[replyLength];
    from.getBytes(offset, copy);
    UnsafeBuffer reply = new UnsafeBuffer(copy);
    int start = 0;
    for (Call call : calls) {
      call.answer(reply, start, repeated);
      start += call.count();
    }
  }

  void fail(String why) {
    for (Call call : calls) {
      call.fail(why);
    }
  }

  void clear() {
    calls.clear();
    command = bytes;
    operation = null;
    count = 0;
    length = Wire.COMMAND_HEADER;
    repeated = false;
  }
}

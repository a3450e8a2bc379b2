package io.fairway.cluster.client;

import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.TransferCodec;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// Up to [Wire#EVENTS_MAX] transfers, written straight in their wire form into memory outside the
/// heap. Made once and filled again and again: adding a transfer allocates nothing, sending a batch
/// a few small objects. One thread at a time.
public final class TransferBatch {
  private final UnsafeBuffer command =
      new UnsafeBuffer(ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES_MAX));
  private final TransferCodec codec = new TransferCodec();
  private int length = Wire.COMMAND_HEADER;
  private int count;

  /// Empties the batch.
  public void clear() {
    codec.reset();
    length = Wire.COMMAND_HEADER;
    count = 0;
  }

  /// Adds a transfer; the event may be refilled for the next one.
  ///
  /// @return false, and nothing was added, when the batch is full
  /// @throws IllegalArgumentException when code or flags do not fit the wire's 16 bits
  public boolean add(TransferEvent transfer) {
    if (count == Wire.EVENTS_MAX || length + TransferCodec.BYTES_MAX > Wire.MESSAGE_BYTES_MAX) {
      return false;
    }
    length += codec.encode(transfer, command, length);
    count++;
    return true;
  }

  /// How many transfers are in it.
  public int count() {
    return count;
  }

  /// The command's bytes, its header included.
  public int length() {
    return length;
  }

  /// Neither chains nor imports may stand beside other callers' events, and nobody's need to: a
  /// batch is a command of its own.
  Call call() {
    if (count == 0) {
      throw new IllegalStateException("an empty batch was sent");
    }
    return Call.framed(Operation.CREATE_TRANSFERS, count, command, length - Wire.COMMAND_HEADER);
  }
}

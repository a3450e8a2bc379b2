package io.fairway.ledger.wire;

import io.fairway.ledger.Account;
import io.fairway.ledger.CreateAccountResult;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Transfer;
import io.fairway.money.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// Writes and reads replies. A create's body lists only the exceptions to the rule that event `i`
/// was created at `timestamp - count + 1 + i`.
public final class Replies {

  private Replies() {}

  /// Writes a reply's header.
  ///
  /// @param bodyCount exceptions or records that follow
  public static void header(
      MutableDirectBuffer to, Command command, Refusal refusal, long timestamp, int bodyCount) {
    Operation operation = command.operation();
    to.putShort(Wire.REPLY_VERSION, command.version());
    to.putByte(Wire.REPLY_OPERATION, operation == null ? 0 : operation.code());
    to.putByte(Wire.REPLY_REFUSAL, refusal.code());
    to.putInt(Wire.REPLY_COUNT, command.count());
    to.putLong(Wire.REPLY_CORRELATION, command.correlation());
    to.putLong(Wire.REPLY_TIMESTAMP, timestamp);
    to.putInt(Wire.REPLY_BODY_COUNT, bodyCount);
    to.putInt(Wire.REPLY_PADDING, 0);
  }

  /// Writes the reply to a well-formed query that finds no room to wait; answers its length.
  public static int busy(MutableDirectBuffer to, DirectBuffer command, int offset, long timestamp) {
    to.putShort(Wire.REPLY_VERSION, Wire.VERSION);
    to.putByte(Wire.REPLY_OPERATION, command.getByte(offset + Wire.COMMAND_OPERATION));
    to.putByte(Wire.REPLY_REFUSAL, Refusal.BUSY.code());
    to.putInt(Wire.REPLY_COUNT, command.getInt(offset + Wire.COMMAND_COUNT));
    to.putLong(Wire.REPLY_CORRELATION, command.getLong(offset + Wire.COMMAND_CORRELATION));
    to.putLong(Wire.REPLY_TIMESTAMP, timestamp);
    to.putInt(Wire.REPLY_BODY_COUNT, 0);
    to.putInt(Wire.REPLY_PADDING, 0);
    return Wire.REPLY_HEADER;
  }

  /// Writes an exception; answers the bytes it took.
  public static int exception(
      MutableDirectBuffer to, int offset, int index, int status, long timestamp) {
    to.putInt(offset, index);
    to.putInt(offset + 4, status);
    to.putLong(offset + 8, timestamp);
    return Wire.EXCEPTION_BYTES;
  }

  /// The number of the command that this reply answers.
  public static long correlation(DirectBuffer from, int offset) {
    return from.getLong(offset + Wire.REPLY_CORRELATION);
  }

  /// Why the command was refused as a whole.
  public static Refusal refusal(DirectBuffer from, int offset) {
    Invariant.check(
        from.getShort(offset + Wire.REPLY_VERSION) == Wire.VERSION, "a reply of another version");
    return Refusal.of(from.getByte(offset + Wire.REPLY_REFUSAL));
  }

  /// The ledger's clock after the command, in nanoseconds.
  public static long timestamp(DirectBuffer from, int offset) {
    return from.getLong(offset + Wire.REPLY_TIMESTAMP);
  }

  /// How many events the command had.
  public static int count(DirectBuffer from, int offset) {
    return from.getInt(offset + Wire.REPLY_COUNT);
  }

  /// How many exceptions a create's reply lists.
  public static int exceptions(DirectBuffer from, int offset) {
    return from.getInt(offset + Wire.REPLY_BODY_COUNT);
  }

  /// Which event an exception is about.
  public static int exceptionIndex(DirectBuffer from, int offset, int exception) {
    return from.getInt(exceptionAt(from, offset, exception));
  }

  /// An exception's status.
  public static int exceptionStatus(DirectBuffer from, int offset, int exception) {
    return from.getInt(exceptionAt(from, offset, exception) + 4);
  }

  /// An exception's timestamp, in nanoseconds.
  public static long exceptionTimestamp(DirectBuffer from, int offset, int exception) {
    return from.getLong(exceptionAt(from, offset, exception) + 8);
  }

  private static int exceptionAt(DirectBuffer from, int offset, int exception) {
    Invariant.check(
        exception >= 0 && exception < exceptions(from, offset), "no exception %s", exception);
    return offset + Wire.REPLY_HEADER + exception * Wire.EXCEPTION_BYTES;
  }

  /// Results of creating or resolving transfers, for `size` events from `start` on: several callers
  /// may share a command.
  public static List<CreateTransferResult> transferResults(
      DirectBuffer from, int offset, int start, int size) {
    List<CreateTransferResult> results = new ArrayList<>(size);
    long first = firstTimestamp(from, offset);
    int end = endOfExceptions(from, offset);
    int at = exceptionFrom(from, offset, start);
    for (int i = start; i < start + size; i++) {
      if (at < end && from.getInt(at) == i) {
        CreateTransferStatus status = CreateTransferStatus.of(from.getInt(at + 4));
        results.add(new CreateTransferResult(status, from.getLong(at + 8)));
        at += Wire.EXCEPTION_BYTES;
      } else {
        results.add(new CreateTransferResult(CreateTransferStatus.CREATED, first + i));
      }
    }
    return results;
  }

  /// Results of creating accounts, for `size` events from `start` on.
  public static List<CreateAccountResult> accountResults(
      DirectBuffer from, int offset, int start, int size) {
    List<CreateAccountResult> results = new ArrayList<>(size);
    long first = firstTimestamp(from, offset);
    int end = endOfExceptions(from, offset);
    int at = exceptionFrom(from, offset, start);
    for (int i = start; i < start + size; i++) {
      if (at < end && from.getInt(at) == i) {
        CreateAccountStatus status = CreateAccountStatus.of(from.getInt(at + 4));
        results.add(new CreateAccountResult(status, from.getLong(at + 8)));
        at += Wire.EXCEPTION_BYTES;
      } else {
        results.add(new CreateAccountResult(CreateAccountStatus.CREATED, first + i));
      }
    }
    return results;
  }

  private static long firstTimestamp(DirectBuffer from, int offset) {
    return timestamp(from, offset) - from.getInt(offset + Wire.REPLY_COUNT) + 1;
  }

  private static int endOfExceptions(DirectBuffer from, int offset) {
    int exceptions = from.getInt(offset + Wire.REPLY_BODY_COUNT);
    return offset + Wire.REPLY_HEADER + exceptions * Wire.EXCEPTION_BYTES;
  }

  /// Where the first exception of event `start` or a later one stands.
  private static int exceptionFrom(DirectBuffer from, int offset, int start) {
    int end = endOfExceptions(from, offset);
    int at = offset + Wire.REPLY_HEADER;
    while (at < end && from.getInt(at) < start) {
      at += Wire.EXCEPTION_BYTES;
    }
    return at;
  }

  /// The transfers that a lookup or a query found.
  public static List<Transfer> transfers(DirectBuffer from, int offset) {
    int count = from.getInt(offset + Wire.REPLY_BODY_COUNT);
    List<Transfer> found = new ArrayList<>(count);
    TransferCodec codec = new TransferCodec();
    TransferEvent event = new TransferEvent();
    int at = offset + Wire.REPLY_HEADER;
    for (int i = 0; i < count; i++) {
      at += codec.decode(from, at, event);
      found.add(event.toTransfer());
    }
    return found;
  }

  /// The accounts that a lookup or a query found.
  public static List<Account> accounts(DirectBuffer from, int offset) {
    int count = from.getInt(offset + Wire.REPLY_BODY_COUNT);
    List<Account> found = new ArrayList<>(count);
    AccountEvent event = new AccountEvent();
    int at = offset + Wire.REPLY_HEADER;
    for (int i = 0; i < count; i++) {
      at += AccountCodec.decode(from, at, event);
      found.add(event.toAccount());
    }
    return found;
  }
}

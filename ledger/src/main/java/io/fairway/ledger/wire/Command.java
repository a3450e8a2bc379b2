package io.fairway.ledger.wire;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/// A command's header as it is read from the wire; checks the whole command before any of it is
/// applied.
public final class Command {
  private @Nullable Operation operation;
  private short version = Wire.VERSION;
  private int count;
  private long correlation;

  /// Reads the header and measures every event.
  public Refusal decode(DirectBuffer from, int offset, int length) {
    operation = null;
    version = Wire.VERSION;
    count = 0;
    correlation = 0;
    if (length < Wire.COMMAND_HEADER) {
      return Refusal.MALFORMED;
    }
    correlation = from.getLong(offset + Wire.COMMAND_CORRELATION);
    short stated = from.getShort(offset + Wire.COMMAND_VERSION);
    if (stated < Wire.VERSION_1 || stated > Wire.VERSION) {
      return Refusal.UNSUPPORTED_VERSION;
    }
    version = stated;
    operation = Operation.of(from.getByte(offset + Wire.COMMAND_OPERATION));
    if (operation == null || operation.since() > version) {
      operation = null;
      return Refusal.UNKNOWN_OPERATION;
    }
    count = from.getInt(offset + Wire.COMMAND_COUNT);
    if (count < 0 || count > Wire.EVENTS_MAX) {
      return Refusal.TOO_MANY_EVENTS;
    }
    int body = measure(from, offset + Wire.COMMAND_HEADER, length - Wire.COMMAND_HEADER);
    return body == length - Wire.COMMAND_HEADER ? Refusal.NONE : Refusal.MALFORMED;
  }

  /// What is asked; null when the code is unknown.
  public @Nullable Operation operation() {
    return operation;
  }

  /// The version that it is in, or the newest when that is not known.
  public short version() {
    return version;
  }

  /// How many events.
  public int count() {
    return count;
  }

  /// The client's number, echoed in the reply.
  public long correlation() {
    return correlation;
  }

  private int measure(DirectBuffer from, int offset, int length) {
    return switch (operation) {
      case CREATE_ACCOUNTS -> measureAccounts(from, offset, length);
      case CREATE_TRANSFERS -> measureTransfers(from, offset, length);
      case LOOKUP_ACCOUNTS, LOOKUP_TRANSFERS, RESOLVE_TRANSFERS -> count * Wire.ID_BYTES;
      case QUERY_ACCOUNTS, QUERY_TRANSFERS -> count == 1 ? CommandWriter.FILTER_BYTES : -1;
      case QUERY_ACCOUNT_TRANSFERS, QUERY_ACCOUNT_BALANCES ->
          count == 1 ? HistoryCodec.ACCOUNT_FILTER_BYTES : -1;
      case LOOKUP_ACCOUNTS_AT -> HistoryCodec.TIME_BYTES + count * Wire.ID_BYTES;
      case QUERY_CHANGES, ROOTS -> count == 1 ? HistoryCodec.RANGE_BYTES : -1;
      case PROVE -> count == 1 ? Wire.ID_BYTES : -1;
      case PULSE, WHOLE_SNAPSHOT -> count == 0 ? 0 : -1;
      case ATTEST -> count == 1 ? Attestation.BYTES : -1;
      case null -> -1;
    };
  }

  private int measureTransfers(DirectBuffer from, int offset, int length) {
    int at = 0;
    for (int i = 0; i < count; i++) {
      int event = TransferCodec.measure(from, offset + at, length - at);
      if (event < 0) {
        return -1;
      }
      at += event;
    }
    return at;
  }

  private int measureAccounts(DirectBuffer from, int offset, int length) {
    int at = 0;
    for (int i = 0; i < count; i++) {
      int event = AccountCodec.measure(from, offset + at, length - at);
      if (event < 0) {
        return -1;
      }
      at += event;
    }
    return at;
  }
}

package io.fairway.ledger.wire;

import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.money.Invariant;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/// Writes commands. Runs of events written apart may stand one after another in one command. One
/// thread each.
public final class CommandWriter {
  /// Bytes of a [QueryFilter] in a query.
  public static final int FILTER_BYTES = 64;

  static final int FILTER_USER_DATA_128 = 0;
  static final int FILTER_USER_DATA_64 = 16;
  static final int FILTER_TIMESTAMP_MIN = 24;
  static final int FILTER_TIMESTAMP_MAX = 32;
  static final int FILTER_USER_DATA_32 = 40;
  static final int FILTER_LEDGER = 44;
  static final int FILTER_LIMIT = 48;
  static final int FILTER_CODE = 52;
  static final int FILTER_REVERSED = 54;
  static final int FILTER_RESERVED = 56;

  private final TransferCodec transferCodec = new TransferCodec();
  private final TransferEvent transferEvent = new TransferEvent();
  private final AccountEvent accountEvent = new AccountEvent();

  /// Writes the header of a command with `count` events.
  public static void header(
      MutableDirectBuffer to, int offset, Operation operation, int count, long correlation) {
    Invariant.check(count >= 0 && count <= Wire.EVENTS_MAX, "too many events for a command");
    to.putShort(offset + Wire.COMMAND_VERSION, Wire.VERSION);
    to.putByte(offset + Wire.COMMAND_OPERATION, operation.code());
    to.putByte(offset + Wire.COMMAND_RESERVED, (byte) 0);
    to.putInt(offset + Wire.COMMAND_COUNT, count);
    to.putLong(offset + Wire.COMMAND_CORRELATION, correlation);
  }

  /// Writes a run of transfers; answers its length.
  public int transfers(List<Transfer> transfers, MutableDirectBuffer to, int offset) {
    transferCodec.reset();
    int at = offset;
    for (int i = 0; i < transfers.size(); i++) {
      transferEvent.set(transfers.get(i));
      at += transferCodec.encode(transferEvent, to, at);
    }
    return at - offset;
  }

  /// Writes a run of accounts; answers its length.
  public int accounts(List<Account> accounts, MutableDirectBuffer to, int offset) {
    int at = offset;
    for (int i = 0; i < accounts.size(); i++) {
      accountEvent.set(accounts.get(i));
      at += AccountCodec.encode(accountEvent, to, at);
    }
    return at - offset;
  }

  /// Writes the ids of a lookup or of transfers to resolve; answers their length.
  public static int ids(List<Id128> ids, MutableDirectBuffer to, int offset) {
    int at = offset;
    for (int i = 0; i < ids.size(); i++) {
      TransferCodec.putId(to, at, ids.get(i).high(), ids.get(i).low());
      at += Wire.ID_BYTES;
    }
    return at - offset;
  }

  /// Writes a query's filter; answers its length.
  ///
  /// @throws IllegalArgumentException when the limit is not in 1 to [QueryFilter#LIMIT_MAX] or the
  ///   code does not fit 16 bits
  public static int filter(QueryFilter filter, MutableDirectBuffer to, int offset) {
    if (filter.limit() < 1 || filter.limit() > QueryFilter.LIMIT_MAX) {
      throw new IllegalArgumentException(
          "limit must be 1 to " + QueryFilter.LIMIT_MAX + ", was " + filter.limit());
    }
    TransferCodec.check16(filter.code(), "code");
    Id128 userData128 = filter.userData128();
    TransferCodec.putId(to, offset + FILTER_USER_DATA_128, userData128.high(), userData128.low());
    to.putLong(offset + FILTER_USER_DATA_64, filter.userData64());
    to.putLong(offset + FILTER_TIMESTAMP_MIN, filter.timestampMin());
    to.putLong(offset + FILTER_TIMESTAMP_MAX, filter.timestampMax());
    to.putInt(offset + FILTER_USER_DATA_32, filter.userData32());
    to.putInt(offset + FILTER_LEDGER, filter.ledger());
    to.putInt(offset + FILTER_LIMIT, filter.limit());
    to.putShort(offset + FILTER_CODE, (short) filter.code());
    to.putShort(offset + FILTER_REVERSED, (short) (filter.reversed() ? 1 : 0));
    to.putLong(offset + FILTER_RESERVED, 0);
    return FILTER_BYTES;
  }
}

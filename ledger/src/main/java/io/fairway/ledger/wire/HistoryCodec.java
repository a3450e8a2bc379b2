package io.fairway.ledger.wire;

import io.fairway.ledger.AccountBalance;
import io.fairway.ledger.AccountFilter;
import io.fairway.ledger.ChangeEvent;
import io.fairway.ledger.ChangeKind;
import io.fairway.ledger.Id128;
import io.fairway.ledger.QueryFilter;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/// Writes and reads what reads of history ask and are answered.
public final class HistoryCodec {
  /// Bytes of an [AccountFilter].
  public static final int ACCOUNT_FILTER_BYTES = 80;

  /// Bytes of the time before the ids of a lookup of the past.
  public static final int TIME_BYTES = 8;

  /// Bytes of a range of time and a limit.
  public static final int RANGE_BYTES = 24;

  /// Bytes of an [AccountBalance].
  public static final int BALANCE_BYTES = 40;

  /// The longest change event, in bytes.
  public static final int CHANGE_BYTES_MAX =
      16 + TransferCodec.BYTES_MAX + 2 * AccountCodec.BYTES_MAX;

  private static final int DEBITS = 1;
  private static final int CREDITS = 1 << 1;
  private static final int REVERSED = 1 << 2;

  private HistoryCodec() {}

  /// A range of time, in nanoseconds, both ends inclusive, zero for no bound.
  public record Range(long timestampMin, long timestampMax, int limit) {}

  /// Writes a filter; answers its length.
  ///
  /// @throws IllegalArgumentException when the limit is not in 1 to [QueryFilter#LIMIT_MAX] or the
  ///   code does not fit 16 bits
  public static int putFilter(AccountFilter filter, MutableDirectBuffer to, int offset) {
    checkLimit(filter.limit());
    TransferCodec.check16(filter.code(), "code");
    int flags = filter.debits() ? DEBITS : 0;
    flags |= filter.credits() ? CREDITS : 0;
    flags |= filter.reversed() ? REVERSED : 0;
    TransferCodec.putId(to, offset, filter.accountId().high(), filter.accountId().low());
    TransferCodec.putId(to, offset + 16, filter.userData128().high(), filter.userData128().low());
    to.putLong(offset + 32, filter.userData64());
    to.putLong(offset + 40, filter.timestampMin());
    to.putLong(offset + 48, filter.timestampMax());
    to.putInt(offset + 56, filter.userData32());
    to.putInt(offset + 60, filter.limit());
    to.putInt(offset + 64, filter.code());
    to.putInt(offset + 68, flags);
    to.putLong(offset + 72, 0);
    return ACCOUNT_FILTER_BYTES;
  }

  /// Reads a filter; null when its limit is out of range.
  public static @Nullable AccountFilter filter(DirectBuffer from, int offset) {
    int limit = from.getInt(offset + 60);
    int flags = from.getInt(offset + 68);
    if (!isLimit(limit)) {
      return null;
    }
    return new AccountFilter(
        id(from, offset),
        id(from, offset + 16),
        from.getLong(offset + 32),
        from.getInt(offset + 56),
        from.getInt(offset + 64),
        from.getLong(offset + 40),
        from.getLong(offset + 48),
        limit,
        (flags & DEBITS) != 0,
        (flags & CREDITS) != 0,
        (flags & REVERSED) != 0);
  }

  /// Writes a range; answers its length.
  ///
  /// @throws IllegalArgumentException when the limit is not in 1 to [QueryFilter#LIMIT_MAX]
  public static int putRange(Range range, MutableDirectBuffer to, int offset) {
    checkLimit(range.limit());
    to.putLong(offset, range.timestampMin());
    to.putLong(offset + 8, range.timestampMax());
    to.putInt(offset + 16, range.limit());
    to.putInt(offset + 20, 0);
    return RANGE_BYTES;
  }

  /// Reads a range; null when its limit is out of range.
  public static @Nullable Range range(DirectBuffer from, int offset) {
    int limit = from.getInt(offset + 16);
    return isLimit(limit) ? new Range(from.getLong(offset), from.getLong(offset + 8), limit) : null;
  }

  /// Writes a balance; answers its length.
  public static int putBalance(AccountBalance balance, MutableDirectBuffer to, int offset) {
    to.putLong(offset, balance.timestamp());
    to.putLong(offset + 8, balance.debitsPending());
    to.putLong(offset + 16, balance.debitsPosted());
    to.putLong(offset + 24, balance.creditsPending());
    to.putLong(offset + 32, balance.creditsPosted());
    return BALANCE_BYTES;
  }

  /// The balances of a reply.
  public static List<AccountBalance> balances(DirectBuffer from, int offset) {
    int count = from.getInt(offset + Wire.REPLY_BODY_COUNT);
    List<AccountBalance> found = new ArrayList<>(count);
    int at = offset + Wire.REPLY_HEADER;
    for (int i = 0; i < count; i++) {
      found.add(
          new AccountBalance(
              from.getLong(at),
              from.getLong(at + 8),
              from.getLong(at + 16),
              from.getLong(at + 24),
              from.getLong(at + 32)));
      at += BALANCE_BYTES;
    }
    return found;
  }

  /// Starts a change event; transfer, debit account and credit account follow, each by its codec.
  public static int putChange(ChangeKind kind, long nanos, MutableDirectBuffer to, int offset) {
    to.putLong(offset, nanos);
    to.putLong(offset + 8, kind.code());
    return 16;
  }

  /// The change events of a reply.
  public static List<ChangeEvent> changes(DirectBuffer from, int offset) {
    int count = from.getInt(offset + Wire.REPLY_BODY_COUNT);
    List<ChangeEvent> found = new ArrayList<>(count);
    TransferCodec codec = new TransferCodec();
    TransferEvent transfer = new TransferEvent();
    AccountEvent debit = new AccountEvent();
    AccountEvent credit = new AccountEvent();
    int at = offset + Wire.REPLY_HEADER;
    for (int i = 0; i < count; i++) {
      long timestamp = from.getLong(at);
      ChangeKind kind = ChangeKind.of((int) from.getLong(at + 8));
      at += 16;
      at += codec.decode(from, at, transfer);
      at += AccountCodec.decode(from, at, debit);
      at += AccountCodec.decode(from, at, credit);
      found.add(
          new ChangeEvent(
              kind, timestamp, transfer.toTransfer(), debit.toAccount(), credit.toAccount()));
    }
    return found;
  }

  private static Id128 id(DirectBuffer from, int offset) {
    return new Id128(from.getLong(offset + 8), from.getLong(offset));
  }

  private static boolean isLimit(int limit) {
    return limit >= 1 && limit <= QueryFilter.LIMIT_MAX;
  }

  private static void checkLimit(int limit) {
    if (!isLimit(limit)) {
      throw new IllegalArgumentException(
          "limit must be 1 to " + QueryFilter.LIMIT_MAX + ", was " + limit);
    }
  }
}

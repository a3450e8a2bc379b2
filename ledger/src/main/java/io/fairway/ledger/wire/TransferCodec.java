package io.fairway.ledger.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// Writes and reads transfers one after another. Ledger and code default to those of the transfer
/// before, so one codec serves one run of events; [#reset] starts the next.
public final class TransferCodec {
  private static final int AMOUNT_64 = 1;
  private static final int AMOUNT_32 = 1 << 1;
  private static final int DEBIT = 1 << 2;
  private static final int CREDIT = 1 << 3;
  private static final int PENDING = 1 << 4;
  private static final int USER_DATA_128 = 1 << 5;
  private static final int USER_DATA_64 = 1 << 6;
  private static final int USER_DATA_32 = 1 << 7;
  private static final int TIMEOUT = 1 << 8;
  private static final int LEDGER = 1 << 9;
  private static final int CODE = 1 << 10;
  private static final int FLAGS = 1 << 11;
  private static final int TIMESTAMP = 1 << 12;
  private static final int MASKS = 1 << 13;

  private static final int[] LENGTHS = lengths();

  /// The longest transfer, in bytes.
  public static final int BYTES_MAX = LENGTHS[MASKS - 1 - AMOUNT_32];

  private int ledgerBefore;
  private int codeBefore;
  private boolean first = true;

  /// Starts a new run of events.
  public void reset() {
    first = true;
    ledgerBefore = 0;
    codeBefore = 0;
  }

  /// Writes one transfer; answers the bytes it took.
  ///
  /// @throws IllegalArgumentException when code or flags do not fit the wire's 16 bits
  public int encode(TransferEvent t, MutableDirectBuffer to, int offset) {
    check16(t.code, "code");
    check16(t.flags, "flags");
    int mask = maskOf(t);
    to.putShort(offset, (short) mask);
    putId(to, offset + 2, t.idHigh, t.idLow);
    int at = offset + 2 + Wire.ID_BYTES;
    if ((mask & AMOUNT_64) != 0) {
      to.putLong(at, t.amount);
      at += 8;
    } else if ((mask & AMOUNT_32) != 0) {
      to.putInt(at, (int) t.amount);
      at += 4;
    }
    at = putOptionalId(to, at, mask & DEBIT, t.debitHigh, t.debitLow);
    at = putOptionalId(to, at, mask & CREDIT, t.creditHigh, t.creditLow);
    at = putOptionalId(to, at, mask & PENDING, t.pendingHigh, t.pendingLow);
    at = putOptionalId(to, at, mask & USER_DATA_128, t.userData128High, t.userData128Low);
    at = encodeRest(t, mask, to, at);
    remember(t);
    return at - offset;
  }

  /// Reads one transfer; answers the bytes it took.
  public int decode(DirectBuffer from, int offset, TransferEvent t) {
    int mask = from.getShort(offset) & 0xffff;
    t.idLow = from.getLong(offset + 2);
    t.idHigh = from.getLong(offset + 10);
    int at = offset + 2 + Wire.ID_BYTES;
    if ((mask & AMOUNT_64) != 0) {
      t.amount = from.getLong(at);
      at += 8;
    } else if ((mask & AMOUNT_32) != 0) {
      t.amount = from.getInt(at) & 0xffffffffL;
      at += 4;
    } else {
      t.amount = 0;
    }
    at = decodeAccounts(from, at, mask, t);
    at = decodeReferences(from, at, mask, t);
    at = decodeRest(from, at, mask, t);
    remember(t);
    return at - offset;
  }

  /// The length of the transfer that starts here, or -1 when no transfer starts so or it would not
  /// fit in `length`.
  public static int measure(DirectBuffer from, int offset, int length) {
    if (length < 2) {
      return -1;
    }
    int mask = from.getShort(offset) & 0xffff;
    if (mask >= MASKS || LENGTHS[mask] > length) {
      return -1;
    }
    return LENGTHS[mask];
  }

  private int maskOf(TransferEvent t) {
    int mask = 0;
    if (t.amount != 0) {
      mask |= t.amount >>> 32 == 0 ? AMOUNT_32 : AMOUNT_64;
    }
    mask |= (t.debitHigh | t.debitLow) != 0 ? DEBIT : 0;
    mask |= (t.creditHigh | t.creditLow) != 0 ? CREDIT : 0;
    mask |= (t.pendingHigh | t.pendingLow) != 0 ? PENDING : 0;
    mask |= (t.userData128High | t.userData128Low) != 0 ? USER_DATA_128 : 0;
    mask |= t.userData64 != 0 ? USER_DATA_64 : 0;
    mask |= t.userData32 != 0 ? USER_DATA_32 : 0;
    mask |= t.timeout != 0 ? TIMEOUT : 0;
    mask |= first || t.ledger != ledgerBefore ? LEDGER : 0;
    mask |= first || t.code != codeBefore ? CODE : 0;
    mask |= t.flags != 0 ? FLAGS : 0;
    mask |= t.timestamp != 0 ? TIMESTAMP : 0;
    return mask;
  }

  private static int encodeRest(TransferEvent t, int mask, MutableDirectBuffer to, int offset) {
    int at = offset;
    if ((mask & USER_DATA_64) != 0) {
      to.putLong(at, t.userData64);
      at += 8;
    }
    if ((mask & USER_DATA_32) != 0) {
      to.putInt(at, t.userData32);
      at += 4;
    }
    if ((mask & TIMEOUT) != 0) {
      to.putInt(at, t.timeout);
      at += 4;
    }
    if ((mask & LEDGER) != 0) {
      to.putInt(at, t.ledger);
      at += 4;
    }
    if ((mask & CODE) != 0) {
      to.putShort(at, (short) t.code);
      at += 2;
    }
    if ((mask & FLAGS) != 0) {
      to.putShort(at, (short) t.flags);
      at += 2;
    }
    if ((mask & TIMESTAMP) != 0) {
      to.putLong(at, t.timestamp);
      at += 8;
    }
    return at;
  }

  private static int decodeAccounts(DirectBuffer from, int offset, int mask, TransferEvent t) {
    int at = offset;
    t.debitHigh = 0;
    t.debitLow = 0;
    if ((mask & DEBIT) != 0) {
      t.debitLow = from.getLong(at);
      t.debitHigh = from.getLong(at + 8);
      at += Wire.ID_BYTES;
    }
    t.creditHigh = 0;
    t.creditLow = 0;
    if ((mask & CREDIT) != 0) {
      t.creditLow = from.getLong(at);
      t.creditHigh = from.getLong(at + 8);
      at += Wire.ID_BYTES;
    }
    return at;
  }

  private static int decodeReferences(DirectBuffer from, int offset, int mask, TransferEvent t) {
    int at = offset;
    t.pendingHigh = 0;
    t.pendingLow = 0;
    if ((mask & PENDING) != 0) {
      t.pendingLow = from.getLong(at);
      t.pendingHigh = from.getLong(at + 8);
      at += Wire.ID_BYTES;
    }
    t.userData128High = 0;
    t.userData128Low = 0;
    if ((mask & USER_DATA_128) != 0) {
      t.userData128Low = from.getLong(at);
      t.userData128High = from.getLong(at + 8);
      at += Wire.ID_BYTES;
    }
    t.userData64 = 0;
    if ((mask & USER_DATA_64) != 0) {
      t.userData64 = from.getLong(at);
      at += 8;
    }
    t.userData32 = 0;
    if ((mask & USER_DATA_32) != 0) {
      t.userData32 = from.getInt(at);
      at += 4;
    }
    return at;
  }

  private int decodeRest(DirectBuffer from, int offset, int mask, TransferEvent t) {
    int at = offset;
    t.timeout = 0;
    if ((mask & TIMEOUT) != 0) {
      t.timeout = from.getInt(at);
      at += 4;
    }
    t.ledger = ledgerBefore;
    if ((mask & LEDGER) != 0) {
      t.ledger = from.getInt(at);
      at += 4;
    }
    t.code = codeBefore;
    if ((mask & CODE) != 0) {
      t.code = from.getShort(at) & 0xffff;
      at += 2;
    }
    t.flags = 0;
    if ((mask & FLAGS) != 0) {
      t.flags = from.getShort(at) & 0xffff;
      at += 2;
    }
    t.timestamp = 0;
    if ((mask & TIMESTAMP) != 0) {
      t.timestamp = from.getLong(at);
      at += 8;
    }
    return at;
  }

  private void remember(TransferEvent t) {
    first = false;
    ledgerBefore = t.ledger;
    codeBefore = t.code;
  }

  static void putId(MutableDirectBuffer to, int offset, long high, long low) {
    to.putLong(offset, low);
    to.putLong(offset + 8, high);
  }

  static int putOptionalId(MutableDirectBuffer to, int offset, int present, long high, long low) {
    if (present == 0) {
      return offset;
    }
    putId(to, offset, high, low);
    return offset + Wire.ID_BYTES;
  }

  static void check16(int value, String field) {
    if (value >>> 16 != 0) {
      throw new IllegalArgumentException(field + " must fit in 16 bits, was " + value);
    }
  }

  private static int[] lengths() {
    int[] bytes = {8, 4, 16, 16, 16, 16, 8, 4, 4, 4, 2, 2, 8};
    int[] lengths = new int[MASKS];
    for (int mask = 0; mask < MASKS; mask++) {
      lengths[mask] = 2 + Wire.ID_BYTES;
      for (int bit = 0; bit < bytes.length; bit++) {
        lengths[mask] += (mask >> bit & 1) * bytes[bit];
      }
      if ((mask & (AMOUNT_64 | AMOUNT_32)) == (AMOUNT_64 | AMOUNT_32)) {
        lengths[mask] = Integer.MAX_VALUE; // two amounts: no transfer starts so
      }
    }
    return lengths;
  }
}

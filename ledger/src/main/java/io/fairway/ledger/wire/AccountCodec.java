package io.fairway.ledger.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// Writes and reads accounts. Fields that are zero are left out.
public final class AccountCodec {
  private static final int DEBITS_PENDING = 1;
  private static final int DEBITS_POSTED = 1 << 1;
  private static final int CREDITS_PENDING = 1 << 2;
  private static final int CREDITS_POSTED = 1 << 3;
  private static final int USER_DATA_128 = 1 << 4;
  private static final int USER_DATA_64 = 1 << 5;
  private static final int USER_DATA_32 = 1 << 6;
  private static final int RESERVED = 1 << 7;
  private static final int TIMESTAMP = 1 << 8;
  private static final int MASKS = 1 << 9;

  /// Mask, id, ledger, code and flags are always there.
  private static final int FIXED_BYTES = 2 + Wire.ID_BYTES + 4 + 2 + 2;

  private static final int[] LENGTHS = lengths();

  /// The longest account, in bytes.
  public static final int BYTES_MAX = LENGTHS[MASKS - 1];

  private AccountCodec() {}

  /// Writes one account; answers the bytes it took.
  ///
  /// @throws IllegalArgumentException when code or flags do not fit the wire's 16 bits
  public static int encode(AccountEvent a, MutableDirectBuffer to, int offset) {
    TransferCodec.check16(a.code, "code");
    TransferCodec.check16(a.flags, "flags");
    int mask = maskOf(a);
    to.putShort(offset, (short) mask);
    TransferCodec.putId(to, offset + 2, a.idHigh, a.idLow);
    to.putInt(offset + 18, a.ledger);
    to.putShort(offset + 22, (short) a.code);
    to.putShort(offset + 24, (short) a.flags);
    int at = offset + FIXED_BYTES;
    at = putOptional(to, at, mask & DEBITS_PENDING, a.debitsPending);
    at = putOptional(to, at, mask & DEBITS_POSTED, a.debitsPosted);
    at = putOptional(to, at, mask & CREDITS_PENDING, a.creditsPending);
    at = putOptional(to, at, mask & CREDITS_POSTED, a.creditsPosted);
    at =
        TransferCodec.putOptionalId(
            to, at, mask & USER_DATA_128, a.userData128High, a.userData128Low);
    at = putOptional(to, at, mask & USER_DATA_64, a.userData64);
    at = putOptional(to, at, mask & USER_DATA_32, a.userData32);
    at = putOptional(to, at, mask & RESERVED, a.reserved);
    at = putOptional(to, at, mask & TIMESTAMP, a.timestamp);
    return at - offset;
  }

  /// Reads one account; answers the bytes it took.
  public static int decode(DirectBuffer from, int offset, AccountEvent a) {
    int mask = from.getShort(offset) & 0xffff;
    a.idLow = from.getLong(offset + 2);
    a.idHigh = from.getLong(offset + 10);
    a.ledger = from.getInt(offset + 18);
    a.code = from.getShort(offset + 22) & 0xffff;
    a.flags = from.getShort(offset + 24) & 0xffff;
    int at = offset + FIXED_BYTES;
    a.debitsPending = optional(from, at, mask & DEBITS_PENDING);
    at += width(mask & DEBITS_PENDING);
    a.debitsPosted = optional(from, at, mask & DEBITS_POSTED);
    at += width(mask & DEBITS_POSTED);
    a.creditsPending = optional(from, at, mask & CREDITS_PENDING);
    at += width(mask & CREDITS_PENDING);
    a.creditsPosted = optional(from, at, mask & CREDITS_POSTED);
    at += width(mask & CREDITS_POSTED);
    a.userData128Low = optional(from, at, mask & USER_DATA_128);
    at += width(mask & USER_DATA_128);
    a.userData128High = optional(from, at, mask & USER_DATA_128);
    at += width(mask & USER_DATA_128);
    a.userData64 = optional(from, at, mask & USER_DATA_64);
    at += width(mask & USER_DATA_64);
    a.userData32 = (int) optional(from, at, mask & USER_DATA_32);
    at += width(mask & USER_DATA_32);
    a.reserved = (int) optional(from, at, mask & RESERVED);
    at += width(mask & RESERVED);
    a.timestamp = optional(from, at, mask & TIMESTAMP);
    at += width(mask & TIMESTAMP);
    return at - offset;
  }

  /// The length of the account that starts here, or -1 when no account starts so or it would not
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

  private static int maskOf(AccountEvent a) {
    int mask = 0;
    mask |= a.debitsPending != 0 ? DEBITS_PENDING : 0;
    mask |= a.debitsPosted != 0 ? DEBITS_POSTED : 0;
    mask |= a.creditsPending != 0 ? CREDITS_PENDING : 0;
    mask |= a.creditsPosted != 0 ? CREDITS_POSTED : 0;
    mask |= (a.userData128High | a.userData128Low) != 0 ? USER_DATA_128 : 0;
    mask |= a.userData64 != 0 ? USER_DATA_64 : 0;
    mask |= a.userData32 != 0 ? USER_DATA_32 : 0;
    mask |= a.reserved != 0 ? RESERVED : 0;
    mask |= a.timestamp != 0 ? TIMESTAMP : 0;
    return mask;
  }

  private static int putOptional(MutableDirectBuffer to, int offset, int present, long value) {
    if (present == 0) {
      return offset;
    }
    to.putLong(offset, value);
    return offset + 8;
  }

  private static long optional(DirectBuffer from, int offset, int present) {
    return present == 0 ? 0 : from.getLong(offset);
  }

  private static int width(int present) {
    return present == 0 ? 0 : 8;
  }

  private static int[] lengths() {
    int[] bytes = {8, 8, 8, 8, 16, 8, 8, 8, 8};
    int[] lengths = new int[MASKS];
    for (int mask = 0; mask < MASKS; mask++) {
      lengths[mask] = FIXED_BYTES;
      for (int bit = 0; bit < bytes.length; bit++) {
        lengths[mask] += (mask >> bit & 1) * bytes[bit];
      }
    }
    return lengths;
  }
}

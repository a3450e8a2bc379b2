package io.fairway.ledger;

/// TigerBeetle's transfer flags and their bits, and one of our own.
///
/// `REVERSAL` moves back what an earlier transfer moved. Its `pendingId` names that original: a
/// transfer posted at once, or the post of a pending one. An original is reversed once at most, and
/// a reversal is not reversed itself. What the reversal leaves zero it takes from the original, the
/// accounts swapped; accounts, ledger and amount that it gives must be just those, and its amount
/// may be [Transfer#AMOUNT_ALL]. Code and user data may be its own. It goes with `LINKED` and
/// `IMPORTED` alone, and every ordinary check holds: closed accounts, overflow, limits.
public final class TransferFlags {
  public static final int LINKED = 1;
  public static final int PENDING = 1 << 1;
  public static final int POST_PENDING_TRANSFER = 1 << 2;
  public static final int VOID_PENDING_TRANSFER = 1 << 3;
  public static final int BALANCING_DEBIT = 1 << 4;
  public static final int BALANCING_CREDIT = 1 << 5;
  public static final int CLOSING_DEBIT = 1 << 6;
  public static final int CLOSING_CREDIT = 1 << 7;
  public static final int IMPORTED = 1 << 8;

  /// Not TigerBeetle's: see above.
  public static final int REVERSAL = 1 << 9;

  private TransferFlags() {}
}

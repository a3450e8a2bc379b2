package io.fairway.ledger;

/// A transfer, with TigerBeetle's fields. The amount is an unsigned 64-bit count of the smallest
/// unit.
///
/// @param pendingId the pending transfer that this one posts or voids, or the transfer that it
///   reverses; else zero
/// @param timeout seconds after which a pending transfer expires, zero for never
/// @param flags a sum of [TransferFlags]
/// @param timestamp nanoseconds, given by the ledger; zero in a request unless imported
public record Transfer(
    Id128 id,
    Id128 debitAccountId,
    Id128 creditAccountId,
    long amount,
    Id128 pendingId,
    Id128 userData128,
    long userData64,
    int userData32,
    int timeout,
    int ledger,
    int code,
    int flags,
    long timestamp) {

  /// As the amount of a post: all that is pending. As that of a reversal: all that was moved.
  public static final long AMOUNT_ALL = -1L;

  /// A transfer posted at once, or held when `flags` has `PENDING`.
  public static Transfer of(
      Id128 id, Id128 debit, Id128 credit, long amount, int ledger, int code, int flags) {
    return new Transfer(
        id, debit, credit, amount, Id128.ZERO, Id128.ZERO, 0, 0, 0, ledger, code, flags, 0);
  }

  /// Posts all of a pending transfer.
  public static Transfer post(Id128 id, Id128 pendingId, int flags) {
    return second(id, pendingId, AMOUNT_ALL, flags | TransferFlags.POST_PENDING_TRANSFER);
  }

  /// Voids a pending transfer.
  public static Transfer voiding(Id128 id, Id128 pendingId, int flags) {
    return second(id, pendingId, 0, flags | TransferFlags.VOID_PENDING_TRANSFER);
  }

  /// Moves back, once, all that a posted transfer moved.
  public static Transfer reversal(Id128 id, Id128 originalId, int flags) {
    return second(id, originalId, AMOUNT_ALL, flags | TransferFlags.REVERSAL);
  }

  public Transfer linked() {
    return withFlags(flags | TransferFlags.LINKED);
  }

  public Transfer withFlags(int newFlags) {
    return new Transfer(
        id,
        debitAccountId,
        creditAccountId,
        amount,
        pendingId,
        userData128,
        userData64,
        userData32,
        timeout,
        ledger,
        code,
        newFlags,
        timestamp);
  }

  private static Transfer second(Id128 id, Id128 pendingId, long amount, int flags) {
    return new Transfer(
        id, Id128.ZERO, Id128.ZERO, amount, pendingId, Id128.ZERO, 0, 0, 0, 0, 0, flags, 0);
  }
}

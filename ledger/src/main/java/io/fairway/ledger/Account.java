package io.fairway.ledger;

/// An account, with TigerBeetle's fields. Amounts are unsigned 64-bit counts of the smallest unit.
///
/// @param flags a sum of [AccountFlags]
/// @param timestamp nanoseconds, given by the ledger; zero in a request
public record Account(
    Id128 id,
    long debitsPending,
    long debitsPosted,
    long creditsPending,
    long creditsPosted,
    Id128 userData128,
    long userData64,
    int userData32,
    int ledger,
    int code,
    int flags,
    long timestamp) {

  /// A new account with nothing on it.
  public static Account open(Id128 id, int ledger, int code, int flags) {
    return new Account(id, 0, 0, 0, 0, Id128.ZERO, 0, 0, ledger, code, flags, 0);
  }
}

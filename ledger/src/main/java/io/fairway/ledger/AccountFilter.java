package io.fairway.ledger;

/// Which of an account's transfers a query wants: all fields that are not zero must match.
///
/// @param timestampMin nanoseconds, inclusive; zero for no bound
/// @param timestampMax nanoseconds, inclusive; zero for no bound
/// @param limit at most this many, 1 to [QueryFilter#LIMIT_MAX]
/// @param debits with those that debit the account
/// @param credits with those that credit the account
/// @param reversed newest first
public record AccountFilter(
    Id128 accountId,
    Id128 userData128,
    long userData64,
    int userData32,
    int code,
    long timestampMin,
    long timestampMax,
    int limit,
    boolean debits,
    boolean credits,
    boolean reversed) {

  /// The account's oldest transfers, as many as one answer holds.
  public static AccountFilter of(Id128 accountId) {
    return new AccountFilter(
        accountId, Id128.ZERO, 0, 0, 0, 0, 0, QueryFilter.LIMIT_MAX, true, true, false);
  }

  /// The same from a timestamp on, to page.
  public AccountFilter from(long newTimestampMin) {
    return new AccountFilter(
        accountId,
        userData128,
        userData64,
        userData32,
        code,
        newTimestampMin,
        timestampMax,
        limit,
        debits,
        credits,
        reversed);
  }
}

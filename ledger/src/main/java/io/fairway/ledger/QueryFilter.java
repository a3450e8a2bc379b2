package io.fairway.ledger;

/// Which accounts or transfers a query wants: all fields that are not zero must match.
///
/// @param timestampMin nanoseconds, inclusive; zero for no bound
/// @param timestampMax nanoseconds, inclusive; zero for no bound
/// @param limit at most this many, 1 to [#LIMIT_MAX]; to page on, ask from the last timestamp plus
///   1
/// @param reversed newest first
public record QueryFilter(
    Id128 userData128,
    long userData64,
    int userData32,
    int ledger,
    int code,
    long timestampMin,
    long timestampMax,
    int limit,
    boolean reversed) {

  /// The most that one query answers.
  public static final int LIMIT_MAX = 8189;

  /// Everything from a timestamp on, a page at a time.
  public static QueryFilter from(long timestampMin) {
    return new QueryFilter(Id128.ZERO, 0, 0, 0, 0, timestampMin, 0, LIMIT_MAX, false);
  }
}

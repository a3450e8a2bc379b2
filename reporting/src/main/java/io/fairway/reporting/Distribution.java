package io.fairway.reporting;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Times sorted from the shortest, to the millisecond.
///
/// @param millis sorted; not changed by anyone
@SuppressWarnings("ArrayRecordComponent") // package-private, never compared, and 100,000 long
record Distribution(long[] millis) {

  static Distribution of(long[] unsorted) {
    long[] sorted = unsorted.clone();
    Arrays.sort(sorted);
    return new Distribution(sorted);
  }

  boolean isEmpty() {
    return millis.length == 0;
  }

  int count() {
    return millis.length;
  }

  /// The nearest-rank percentile: the smallest value that at least `percent` of all values do not
  /// exceed. Null when there are no values.
  ///
  /// @param percent above 0, to 100
  @Nullable Duration percentile(int percent) {
    if (isEmpty()) {
      return null;
    }
    long rank = Math.ceilDiv((long) millis.length * percent, 100L);
    return Duration.ofMillis(millis[(int) Math.max(rank, 1) - 1]);
  }

  @Nullable Duration max() {
    return percentile(100);
  }
}

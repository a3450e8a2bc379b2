package io.fairway.payments.order;

import java.util.List;

/// A row of a CSV file, before anyone knows what its columns mean.
sealed interface Row {
  /// The line on which it begins.
  long line();

  /// A row that could be taken apart.
  record Fields(long line, List<String> values) implements Row {}

  /// A row that could not.
  record Bad(long line, String reason, String detail) implements Row {}
}

package io.fairway.payments.pricing;

/// Which day's reference rates price an order.
public enum AsOf {
  /// The last rates on or before the order's day; staleness counts from that day.
  ORDER,
  /// The last rates on or before today (UTC); staleness counts from today.
  LATEST
}

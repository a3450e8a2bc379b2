package io.fairway.payments;

/// The seven steps of the journey, in their one direction. The record keeps the last that an order
/// is past, and when.
enum Step {
  ACCEPTED(1, "accepted_at"),
  CLEARED(2, "screened_at"),
  PRICED(3, "priced_at"),
  RESERVED(4, "reserved_at"),
  SETTLED(5, "spendable_at"),
  PAID_OUT(6, "paid_out_at"),
  REPORTED(7, "reported_at");

  private final int number;
  private final String timeColumn;

  Step(int number, String timeColumn) {
    this.number = number;
    this.timeColumn = timeColumn;
  }

  /// 1 to 7, as the record keeps it.
  int number() {
    return number;
  }

  /// The column of the order's record that says when the step was recorded.
  String timeColumn() {
    return timeColumn;
  }

  static Step of(int number) {
    return values()[number - 1];
  }
}

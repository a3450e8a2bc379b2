package io.fairway.payments;

/// The seven steps of the journey, in their one direction. The record keeps the last that an order
/// is past, and when.
enum Step {
  ACCEPTED("accepted_at"),
  CLEARED("screened_at"),
  PRICED("priced_at"),
  RESERVED("reserved_at"),
  SETTLED("spendable_at"),
  PAID_OUT("paid_out_at"),
  REPORTED("reported_at");

  private final String timeColumn;

  Step(String timeColumn) {
    this.timeColumn = timeColumn;
  }

  /// 1 to 7, as the record keeps it.
  int number() {
    return ordinal() + 1;
  }

  /// The column of the order's record that says when the step was recorded.
  String timeColumn() {
    return timeColumn;
  }

  boolean isPast(Step reached) {
    return reached.compareTo(this) >= 0;
  }

  static Step of(int number) {
    return values()[number - 1];
  }
}

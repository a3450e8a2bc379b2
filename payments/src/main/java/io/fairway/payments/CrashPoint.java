package io.fairway.payments;

/// The places between an intent, the act and its record at which a process may die. Tests stop a
/// run at each; in production nothing listens.
enum CrashPoint {
  ACCEPTANCE_RECORDED,
  CLEARANCE_DECIDED,
  CLEARANCE_RECORDED,
  QUOTATION_RECORDED,
  RESERVATION_HELD,
  RESERVATION_VOIDED,
  RESERVATION_RECORDED,
  SETTLEMENT_INTENDED,
  SETTLEMENT_ANSWERED,
  SETTLEMENT_POSTED,
  SETTLEMENT_RECORDED,
  PAYOUT_INTENDED,
  PAYOUT_HELD,
  PAYOUT_ANSWERED,
  PAYOUT_POSTED,
  PAYOUT_RECORDED,
  REPORT_RECORDED;

  /// Told of every place that is passed.
  interface Probe {
    void passed(CrashPoint place);

    /// Hears nothing.
    Probe NONE = place -> {};
  }
}

package io.fairway.payments;

/// Why an order is held, refused or pending. Stable codes: they are part of every receipt. What is
/// malformed is explained by [io.fairway.payments.order.Reasons], what compliance says by its own.
public final class Reason {
  public static final String REFUND_WITHOUT_ORIGINAL = "REFUND_WITHOUT_ORIGINAL";
  public static final String REFUND_ORIGINAL_UNKNOWN = "REFUND_ORIGINAL_UNKNOWN";
  public static final String REFUND_ORIGINAL_UNSETTLED = "REFUND_ORIGINAL_UNSETTLED";
  public static final String REFUND_EXCEEDS_ORIGINAL = "REFUND_EXCEEDS_ORIGINAL";
  public static final String BUYER_UNKNOWN = "BUYER_UNKNOWN";
  public static final String SELLER_UNKNOWN = "SELLER_UNKNOWN";

  /// Compliance's code for a likely match with a list; the one hold that blocks the money.
  public static final String SCREENING_HIT = "SCREENING_HIT";

  /// Followed by `:` and the account that is short.
  public static final String LIQUIDITY_SHORT = "LIQUIDITY_SHORT";

  public static final String SELLER_BALANCE_SHORT = "SELLER_BALANCE_SHORT";

  /// Followed by `:` and the bank's reason code.
  public static final String PAYOUT_REJECTED = "PAYOUT_REJECTED";

  /// Followed by `:` and the cause that is common to all windows.
  public static final String SETTLEMENT_STOPPED = "SETTLEMENT_STOPPED";

  public static final String SETTLEMENT_REVERTED = "SETTLEMENT_REVERTED";
  public static final String QUOTE_EXPIRED = "QUOTE_EXPIRED";
  public static final String CHAIN_SILENT = "CHAIN_SILENT";
  public static final String BANK_SILENT = "BANK_SILENT";

  private Reason() {}
}

package io.fairway.payments;

import io.fairway.chain.Hash32;
import io.fairway.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of one line of an order file: the facts that reporting shows. Fields that a line
/// never reached are null.
///
/// @param line the line of the file, the header being 1
/// @param reason a stable code, null when there is nothing to explain
/// @param detail one sentence for a person
/// @param originalOrderId the order that a refund names
/// @param amountIn what the buyer paid, or is given back by a refund
/// @param amountOut what the seller received, or gave back for a refund
public record Receipt(
    String orderId,
    long line,
    Outcome outcome,
    @Nullable String reason,
    @Nullable String detail,
    boolean refund,
    @Nullable String originalOrderId,
    @Nullable String buyerId,
    @Nullable String buyerCountry,
    @Nullable String sellerId,
    @Nullable Money amountIn,
    @Nullable Money amountOut,
    @Nullable Priced priced,
    Times times,
    @Nullable Settlement settlement,
    @Nullable Payout payout,
    @Nullable String listVersion,
    @Nullable String policyVersion) {

  /// A line that is no order of its own: malformed, or a repeat.
  static Receipt ofLine(
      String orderId,
      long line,
      Outcome outcome,
      @Nullable String reason,
      @Nullable String detail) {
    Times never = new Times(null, null, null, null, null, null, null);
    return new Receipt(
        orderId, line, outcome, reason, detail, false, null, null, null, null, null, null, null,
        never, null, null, null, null);
  }

  /// The same on the line of another file.
  Receipt onLine(long number) {
    return new Receipt(
        orderId,
        number,
        outcome,
        reason,
        detail,
        refund,
        originalOrderId,
        buyerId,
        buyerCountry,
        sellerId,
        amountIn,
        amountOut,
        priced,
        times,
        settlement,
        payout,
        listVersion,
        policyVersion);
  }

  /// The quote that the order was executed at, and what it cost against mid.
  ///
  /// @param rate pay-in to pay-out as executed, before the fee
  /// @param midRate pay-in to pay-out at mid
  /// @param rateDay the day of the reference rates
  /// @param fee the platform fee, in the pay-in asset
  /// @param fxCost what the spread cost the seller, in the pay-out asset
  /// @param midOut `amountIn` at mid, in the pay-out asset
  /// @param bridge what the liquidity provider gave, in coins
  /// @param rounding the part of the bridge that went to the rounding account
  public record Priced(
      BigDecimal rate,
      BigDecimal midRate,
      LocalDate rateDay,
      Money fee,
      Money fxCost,
      Money midOut,
      Money bridge,
      Money rounding) {}

  /// When each step was recorded.
  public record Times(
      @Nullable Instant accepted,
      @Nullable Instant screened,
      @Nullable Instant priced,
      @Nullable Instant reserved,
      @Nullable Instant spendable,
      @Nullable Instant paidOut,
      @Nullable Instant reported) {}

  /// Where the order stands on the chain.
  ///
  /// @param leaf the order's leg in the window, from 0
  /// @param leafHash the Merkle leaf
  /// @param proof sibling hashes from leaf to root
  /// @param gasShareWei the order's even share of the window's gas, in wei
  public record Settlement(
      Hash32 windowId,
      Hash32 transactionHash,
      long blockNumber,
      Hash32 merkleRoot,
      int leaf,
      Hash32 leafHash,
      List<Hash32> proof,
      long gasUsedByWindow,
      int ordersInWindow,
      BigDecimal gasShareWei) {}

  /// What the bank did.
  ///
  /// @param amount paid out under this UETR
  /// @param charges the bank's charges, borne by the operator
  /// @param withheld kept back for the seller's open refund claims
  /// @param bankReason the bank's reason code when it rejected
  public record Payout(
      UUID uetr, Money amount, Money charges, Money withheld, @Nullable String bankReason) {}
}

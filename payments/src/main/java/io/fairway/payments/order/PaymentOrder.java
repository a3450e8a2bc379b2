package io.fairway.payments.order;

import io.fairway.money.Invariant;
import io.fairway.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// An order that a buyer paid for at a platform, or the refund of one.
///
/// @param line the line of the file on which it begins, the header being 1
/// @param orderTime when the buyer paid, or was promised the refund
/// @param day the calendar day of `orderTime` where it was written down: in the offset of the
///   file's time, or in the mapping's time zone
/// @param buyerId null when the source does not know the buyer
/// @param buyerCountry ISO 3166-1 alpha-2, null when the source does not say
/// @param amount what the buyer pays, or gets back; never zero, never negative
/// @param refund true when the money goes back to the buyer
/// @param originalOrderId the order that a refund names; null for an order, and for a refund that
///   names none
public record PaymentOrder(
    String orderId,
    long line,
    Instant orderTime,
    LocalDate day,
    @Nullable String buyerId,
    @Nullable String buyerCountry,
    String sellerId,
    Money amount,
    boolean refund,
    @Nullable String originalOrderId) {

  public PaymentOrder {
    Invariant.check(!orderId.isEmpty() && !sellerId.isEmpty(), "an id is empty on line %s", line);
    Invariant.check(!amount.isZero(), "order %s has no amount", orderId);
    Invariant.check(refund || originalOrderId == null, "order %s names another", orderId);
  }

  /// SHA-256 over the content, in lower-case hex. Two lines with the same id and the same digest
  /// are the same order; the line number does not count.
  public String digest() {
    StringBuilder canonical = new StringBuilder(160);
    append(canonical, orderId);
    append(canonical, orderTime.toString());
    append(canonical, day.toString());
    append(canonical, buyerId);
    append(canonical, buyerCountry);
    append(canonical, sellerId);
    append(canonical, amount.asset().code());
    append(canonical, Long.toString(amount.units()));
    append(canonical, refund ? "refund" : "order");
    append(canonical, originalOrderId);
    return HexFormat.of()
        .formatHex(
            OrderFile.digest().digest(canonical.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /// Length first, so that no two contents share one canonical form; a missing field is `-`.
  private static void append(StringBuilder canonical, @Nullable String field) {
    if (field == null) {
      canonical.append("-;");
    } else {
      canonical.append(field.length()).append(':').append(field).append(';');
    }
  }
}

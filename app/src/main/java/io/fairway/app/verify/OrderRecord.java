package io.fairway.app.verify;

import io.fairway.chain.Hash32;
import io.fairway.ledger.Chart;
import io.fairway.ledger.Id128;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An order as the journey's record has it: what is to be proved.
///
/// @param outcome the name of its outcome, null while it is under way
/// @param amount what the buyer paid or is given back, in smallest units
/// @param windowId the settled window that it is in, null when in none
/// @param proof sibling hashes of its first leg, empty when in no window
/// @param payouts every payment that was ordered for it
record OrderRecord(
    long seq,
    String orderId,
    String digest,
    boolean refund,
    @Nullable String outcome,
    @Nullable String reason,
    long amount,
    @Nullable Hash32 windowId,
    @Nullable Hash32 leafHash,
    List<Hash32> proof,
    List<Payout> payouts) {

  /// @param state as the journey recorded it
  record Payout(UUID uetr, long amount, String state) {}

  /// Money was moved for good.
  boolean isPaid() {
    return "SETTLED".equals(outcome) || "REFUNDED".equals(outcome);
  }

  /// What its transfers carry.
  Id128 ledgerReference() {
    return Chart.reference(orderId);
  }

  /// What its legs on the chain carry: a hash of its content's digest, nothing about a person.
  Hash32 chainReference() {
    try {
      return Hash32.of(
          MessageDigest.getInstance("SHA-256").digest(digest.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

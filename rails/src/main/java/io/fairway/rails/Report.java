package io.fairway.rails;

import io.fairway.money.Money;
import java.util.UUID;

/// One thing that a bank claims of one payment, not yet believed.
sealed interface Report {
  UUID uetr();

  /// A payment's status.
  record Status(UUID uetr, StatusMessage.Status status) implements Report {}

  /// A debit of our account.
  record Debit(UUID uetr, String account, Money amount, Money charges) implements Report {}
}

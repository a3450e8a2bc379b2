package io.fairway.rails;

import io.fairway.money.Money;
import java.util.UUID;

/// What the bank said of one payment, read from its messages.
public sealed interface BankAnswer {
  UUID uetr();

  /// The bank's message that said it.
  String messageId();

  /// pacs.002 ACSC: settled.
  record Completed(UUID uetr, String messageId) implements BankAnswer {}

  /// A pacs.002 with RJCT.
  ///
  /// @param reason ISO external status reason code, such as `AC04`
  record Rejected(UUID uetr, String messageId, String reason, String text) implements BankAnswer {}

  /// camt.054 debit entry: our account was debited, with the bank's charges apart.
  record Debited(UUID uetr, String messageId, Money amount, Money charges) implements BankAnswer {}
}

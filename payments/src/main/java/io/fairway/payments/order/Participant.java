package io.fairway.payments.order;

import io.fairway.money.Asset;
import io.fairway.rails.BankAccount;
import org.jspecify.annotations.Nullable;

/// Someone whom orders name, or who carries them: a row of the parties file.
///
/// @param country ISO 3166-1 alpha-2, null when the source does not say; never null but for buyers
/// @param town may be empty
/// @param address one line, may be empty
/// @param account null for buyers, who hold none here
/// @param accountAsset what the account holds; null for buyers
/// @param platform the platform a seller sells on; null for all others
public record Participant(
    String id,
    Role role,
    String name,
    @Nullable String country,
    String town,
    String address,
    @Nullable BankAccount account,
    @Nullable Asset accountAsset,
    @Nullable String platform) {

  /// What a participant does in the journey.
  public enum Role {
    BUYER,
    SELLER,
    /// Captures the buyer's money: P.
    PLATFORM,
    /// Takes foreign money, gives coins: L.
    PROVIDER,
    /// Takes coins, gives bank money: O.
    PAYOUT
  }
}

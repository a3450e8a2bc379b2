package io.fairway.rails;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something in the traffic with a bank that a person should look at. It is on record and changes
/// nothing by itself.
///
/// @param uetr the payment, where there is one
/// @param messageId the message, as far as it could be read
public record Finding(
    Instant time, Code code, @Nullable UUID uetr, String messageId, String detail) {

  /// What was found.
  public enum Code {
    /// A message could not be read, or breaks the rules of its kind.
    UNREADABLE_MESSAGE,
    /// A message comes from or goes to someone else than the profile says.
    WRONG_SENDER,
    /// An identifier that was used before, with other content.
    MESSAGE_ID_REUSED,
    /// A payment that we never sent.
    UNKNOWN_UETR,
    /// An answer to a message that we never sent.
    UNKNOWN_MESSAGE,
    /// A status that is not in the list that Fairway knows.
    UNKNOWN_STATUS,
    /// The same answer again, in another message.
    DUPLICATE_ANSWER,
    /// A payment was debited again, in another message.
    DEBITED_TWICE,
    /// An answer that denies an earlier one, such as settled after rejected; the earlier one
    /// stands.
    CONTRADICTION,
    /// A debit of another amount or currency than instructed; not believed.
    WRONG_AMOUNT,
    /// A debit of another account than instructed; not believed.
    WRONG_ACCOUNT,
    /// Charges in another currency, or above the profile's limit; not believed.
    WRONG_CHARGES,
    /// Text of ours that the message could not carry whole.
    TEXT_CHANGED,
    /// A message of ours that the operator's schemas refuse; it was not sent.
    SCHEMA_REFUSED
  }
}

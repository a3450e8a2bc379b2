package io.fairway.ledger;

/// One change of money, with both accounts as it left them.
///
/// @param timestamp when it happened, in nanoseconds: the transfer's own, but for an expiry
/// @param transfer the transfer that was created, or the pending one that expired
/// @param debitAccount the account with its balances right after the change
/// @param creditAccount the account with its balances right after the change
public record ChangeEvent(
    ChangeKind kind,
    long timestamp,
    Transfer transfer,
    Account debitAccount,
    Account creditAccount) {}

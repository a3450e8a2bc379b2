package io.fairway.ledger;

/// What an account held right after one event: a transfer, or the expiry of one.
///
/// @param timestamp the event's, in nanoseconds
public record AccountBalance(
    long timestamp,
    long debitsPending,
    long debitsPosted,
    long creditsPending,
    long creditsPosted) {}

package io.fairway.ledger;

/// The answer to one request.
///
/// @param timestamp nanoseconds: of the creation, or of the original when it exists
public record CreateTransferResult(CreateTransferStatus status, long timestamp) {}

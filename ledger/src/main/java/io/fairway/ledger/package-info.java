/// Double entry with TigerBeetle's semantics: the words of the ledger. Those who move money need
/// [Ledger] and its records, and nothing else of this room.
///
/// ```
///   io.fairway.ledger           Ledger, Account, Transfer, flags, statuses: what callers see
///   io.fairway.ledger.wire      the bytes of commands and replies
///   io.fairway.ledger.machine   the pure state machine, its records, its snapshot
/// ```
@org.jspecify.annotations.NullMarked
package io.fairway.ledger;

/// The ledger as a pure state machine: bytes and log time in, bytes out; no clock, thread, I/O or
/// allocation on the way.
///
/// ```
///   command ─▶ StateMachine ─▶ AccountRules ─────▶ Accounts  ─┐
///                   │      ├─▶ TransferRules ────▶ Transfers ─┼─▶ Records ─▶ Storage
///                   │      │   SecondPhaseRules      │ Chain  │   (fixed-width records in chunks)
///                   │      │   ReversalRules          │ rolls │
///                   │      ├─▶ ExpiryQueue            │ back  │
///                   │      └─▶ Queries                │       │
///                   ▼                              IdMap ─────┘
///                 reply      Books checks the books after every command
/// ```
///
/// Transfers are decoded a few at a time by [Lookahead], which asks for the memory of all their ids
/// together.
///
/// The rules, their codes and their precedence are TigerBeetle's (its reference documents,
/// `docs/reference/`); amounts are 64-bit here, and reversals and `RESOLVE_TRANSFERS` are our own.
/// [SnapshotWriter] and [SnapshotReader] carry the whole state.
@org.jspecify.annotations.NullMarked
package io.fairway.ledger.machine;

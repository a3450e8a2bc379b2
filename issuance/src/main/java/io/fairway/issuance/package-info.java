/// Stablecoins as a business: opening fundings, mint, reserve pools.
///
/// ```
/// Funding -> intent (PostgreSQL) -> bank money (ledger) -> hold -> mint (chain) -> post
/// ```
///
/// Minting is an act between participants, never part of an order: payments does not know this
/// room.
@org.jspecify.annotations.NullMarked
package io.fairway.issuance;

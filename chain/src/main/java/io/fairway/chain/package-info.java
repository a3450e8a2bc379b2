/// The only room that speaks EVM: gateway, watcher, keys, contract calls.
///
/// ```
///   callers            one thread, one turn                              outside
///
///   settle ---+     +-> Admission: Permission, Simulation
///   mint -----+---> Gateway   |--sign, SignedCheck--> Outbox (PostgreSQL)
///   perform --+     +-> Broadcast --stored, then----------------------> nodes
///   observe --+     +-> Head, Receipts <--a quorum of---------------- nodes
///                   |        | recorded in the Outbox, then told
///                   +-> FinalityWatch halts, Replay brings back what the chain forgot
/// ```
///
/// Beside it stand `abi` (the contracts in Java), `rpc` (several nodes as one) and `watch` (what
/// happened on the chain, in PostgreSQL).
///
/// Start reading at [io.fairway.chain.EvmChain], then `Gateway`. What it does when a network
/// misbehaves stands in `docs/chain.md`, why in `docs/decisions/0011-gateway.md` and 0074 to 0076.
/// [io.fairway.chain.DevelopmentChain] starts a whole chain in a folder.
@org.jspecify.annotations.NullMarked
package io.fairway.chain;

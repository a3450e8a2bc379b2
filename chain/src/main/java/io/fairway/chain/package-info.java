/// The only room that speaks EVM: gateway, watcher, keys, contract calls.
///
/// ```
///   callers            one thread, one turn                              outside
///
///   settle ---+     +-> Admission --sign--> Outbox (PostgreSQL)
///   mint -----+---> Gateway                    | stored, then
///   observe --+     +-> Broadcast ----------------------------------> node
///                   +-> Head, Receipts <----------------------------- node
///                   |        | recorded in the Outbox, then told
///                   +-> Replay, when the chain forgot
/// ```
///
/// Start reading at [io.fairway.chain.EvmChain], then `Gateway`. Why it is so stands in
/// `docs/decisions/0011-gateway.md`. [io.fairway.chain.DevelopmentChain] starts a whole chain in a
/// folder.
@org.jspecify.annotations.NullMarked
package io.fairway.chain;

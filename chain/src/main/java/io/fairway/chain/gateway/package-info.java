/// From a wanted transaction to its final outcome, through every crash and every lie of a node.
///
/// ```
///   callers            one thread, one turn                              outside
///
///   Desk --submit--+     +-> Admission: Permission, Simulation
///                  +-> Gateway   |--sign, SignedCheck--> Outbox (PostgreSQL)
///   Desk --read----+     +-> Broadcast --stored, then----------------------> nodes
///                        +-> Head, Receipts <--a quorum of---------------- nodes
///                        |        | recorded in the Outbox, then told
///                        +-> FinalityWatch halts, Replay brings back what the chain forgot
/// ```
///
/// Start reading at [io.fairway.chain.gateway.Gateway]; callers hand over and wait at
/// [io.fairway.chain.gateway.Desk].
@org.jspecify.annotations.NullMarked
package io.fairway.chain.gateway;

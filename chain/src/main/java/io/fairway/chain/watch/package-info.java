/// What happens on the chain, seen from beside the gateway and kept in PostgreSQL.
///
/// ```
///   nodes --blocks, logs--> Watcher --> Index (schema watch): transfers, role and admin events,
///                             |                               supply a block, reorganisations
///                             +-- CodeGuard: code hash and ERC-1967 slots
///                             +-> alarms: what no stored intent explains
///                             +-> HolderSnapshot: who holds what, hashed, in a file
/// ```
///
/// Start reading at [io.fairway.chain.watch.Watcher].
@org.jspecify.annotations.NullMarked
package io.fairway.chain.watch;

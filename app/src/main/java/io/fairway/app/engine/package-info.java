/// The embedded engines: one PostgreSQL, one Aeron Cluster node, one Anvil and one data directory
/// that a single process owns.
///
/// ```
/// Engines.start(data) ─┬─ DataDirectory   the lock: one process for each data directory
///                      ├─ Postgres        records      <data>/postgres   (own process)
///                      ├─ KeyRoom         signing keys <data>/keys       (in this process)
///                      ├─ EmbeddedLedger  money truth  <data>/ledger     (in this process)
///                      └─ Anvil, EvmChain token truth  <data>/chain      (own process)
/// ```
@org.jspecify.annotations.NullMarked
package io.fairway.app.engine;

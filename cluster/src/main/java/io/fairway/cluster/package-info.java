/// Hosts the ledger on Aeron Cluster; the only room that imports Aeron.
///
/// ```
///  callers ─▶ LedgerClient ─▶ ClientAgent ═IPC═▶ consensus module ─▶ log ─▶ archive (fsync) ─▶ disk
///  (threads)  cuts, encodes,   joins calls,            │
///             waits, decodes   one thread              ▼ committed
///      ▲                           ▲              LedgerService ─▶ StateMachine
///      └────────── reply ──────────┴═════IPC═════════ ┘    └─▶ snapshots ─▶ archive
/// ```
///
/// Records that never change live in mapped files ([MappedStorage]): made ahead, sealed behind, and
/// named by snapshots instead of copied into them.
///
/// [EmbeddedLedger] starts all of it in this process, one node. [LedgerNode] is one of three or
/// five ([Members]): then the ═ are datagrams, the log goes to the others too and is committed when
/// a majority has synced it; before it takes part, a member makes sure that it can catch up
/// ([Filling]), and while it runs it compares its state with theirs ([Attestations]).
/// [LedgerConnection] is a client of such a cluster.
///
/// A data directory has one owner ([DirectoryLock]); what only a running node needs stands in
/// memory ([RunDirectory]) and is thrown away at the next start, once the owner before is proven
/// dead.
@org.jspecify.annotations.NullMarked
package io.fairway.cluster;

/// Hosts the ledger on Aeron Cluster; the only room that imports Aeron. Here is the running member;
/// what it stands on has packages of its own, and none of them knows of it.
///
/// ```
///  callers ─▶ LedgerClient ─▶ ClientAgent ═IPC═▶ consensus module ─▶ log ─▶ archive (fsync) ─▶ disk
///  (threads)  cuts, encodes,   joins calls,            │
///             waits, decodes   one thread              ▼ committed
///      ▲                           ▲              LedgerService ─▶ StateMachine
///      └────────── reply ──────────┴═════IPC═════════ ┘    └─▶ snapshots ─▶ archive
///
///  client ─▶ network ─▶ directory     calls ─▶ members and channels ─▶ directories with one owner
///  storage ─▶ disk                    records in mapped files ─▶ the ledger's files as bytes
/// ```
///
/// [EmbeddedLedger] starts all of it in this process, one node. [LedgerNode] is one of three or
/// five: then the ═ are datagrams, the log goes to the others too and is committed when a majority
/// has synced it; before it takes part, a member makes sure that it can catch up ([Filling]), and
/// while it runs it compares its state with theirs ([Attestations]). Both are a [Host], which is
/// where to start reading: it takes the directory, checks what is in it, and starts a [Node].
/// [LedgerConnection] is a client of such a cluster.
///
/// Records that never change live in mapped files: made ahead, sealed behind, and named by
/// snapshots instead of copied into them. [Upkeep] lets go of what newer snapshots replace;
/// [LedgerVerify] proves a stopped member's directory again.
@org.jspecify.annotations.NullMarked
package io.fairway.cluster;

/// Calling the ledger, from inside a member or from elsewhere.
///
/// ```
///   LedgerClient       cuts, encodes, waits, decodes; on the callers' threads
///     HistoryClient    reads of history, through it
///     Repeats          what a command answers that was sent twice
///   ClientAgent        joins calls, sends, takes replies, follows the leader; one thread
///     Call             one caller's events
///     Message          the command in which they travel
///   Batches            for callers that write the wire themselves: TransferBatch, BatchReply
/// ```
///
/// Start with [ClientAgent]. Nothing here knows whether the ledger runs in this process.
@org.jspecify.annotations.NullMarked
package io.fairway.cluster.client;

/// Reads of history, answered by a follower beside the state machine.
///
/// ```
///   StateMachine ─▶ Committed ─▶ Index.doWork ─▶ AccountLists  (entries, balances every block)
///    (its thread)   (records)        │       └─▶ ValueLists    (user data, code, ledger)
///                                    ▼
///   Query (place in the log) ─▶ Index.answer ─▶ Answers, Changes ─▶ reply
/// ```
///
/// All of it is derived from committed records and built again at every start. Memory comes in
/// chunks from a [io.fairway.ledger.machine.Storage], which may map files.
@org.jspecify.annotations.NullMarked
package io.fairway.ledger.index;

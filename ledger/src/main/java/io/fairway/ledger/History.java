package io.fairway.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened on the ledger, and what it held at any time. Reads see everything that was
/// answered before they were asked. They are answered beside the ledger's own thread and never slow
/// a transfer. Safe for many threads.
///
/// Answers hold at most as many records as asked for, and fewer when a message is full: to page on,
/// ask from the last timestamp plus 1 until an answer is empty.
public interface History {

  /// The transfers of an account, oldest first unless the filter says otherwise; empty when there
  /// is no such account.
  List<Transfer> accountTransfers(AccountFilter filter);

  /// What an account held after each of its transfers and their expiries; empty unless the account
  /// has [AccountFlags#HISTORY]. An expiry matches when its transfer does.
  List<AccountBalance> accountBalances(AccountFilter filter);

  /// The accounts among these ids that existed at that time, with what they held then, in the order
  /// of the ids.
  ///
  /// @param timestampNanos events up to and at that time count
  List<Account> accountsAt(List<Id128> ids, long timestampNanos);

  /// Every change of money in the order of time, expiries among them.
  ///
  /// @param timestampMin nanoseconds, inclusive; zero for no bound
  /// @param timestampMax nanoseconds, inclusive; zero for no bound
  /// @param limit at most this many, 1 to [QueryFilter#LIMIT_MAX]
  List<ChangeEvent> changes(long timestampMin, long timestampMax, int limit);

  /// The proof that a transfer stands in its batch; null when there is no such transfer.
  @Nullable Inclusion prove(Id128 transferId);

  /// The roots of batches, from that one on.
  ///
  /// @param firstBatch counted from zero
  /// @param limit at most this many, 1 to [QueryFilter#LIMIT_MAX]
  List<BatchRoot> roots(long firstBatch, int limit);
}

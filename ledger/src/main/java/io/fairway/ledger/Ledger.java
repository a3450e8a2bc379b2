package io.fairway.ledger;

import java.util.List;

/// Where money is. Every call is one batch: it is applied whole, in order, and durable before it is
/// answered; answers come in the order of the requests. A list may be longer than a batch: it is
/// cut at chain ends and sent in order. Safe for many threads.
///
/// Every call either answers, or throws [LedgerUnavailable] after a bounded time: then the outcome
/// is unknown. The same call with the same ids never posts anything twice, and tells what became of
/// transfers that are not linked; [DefiniteLedger#resolve] tells it of all.
public interface Ledger extends AutoCloseable {

  List<CreateAccountResult> createAccounts(List<Account> accounts);

  List<CreateTransferResult> createTransfers(List<Transfer> transfers);

  /// The accounts that exist among these ids, in their order.
  List<Account> lookupAccounts(List<Id128> ids);

  /// The transfers that exist among these ids, in their order.
  List<Transfer> lookupTransfers(List<Id128> ids);

  /// Accounts that match, oldest first unless the filter says otherwise.
  List<Account> queryAccounts(QueryFilter filter);

  /// Transfers that match, oldest first unless the filter says otherwise.
  List<Transfer> queryTransfers(QueryFilter filter);

  @Override
  void close();
}

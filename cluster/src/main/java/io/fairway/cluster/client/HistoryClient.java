package io.fairway.cluster.client;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountBalance;
import io.fairway.ledger.AccountFilter;
import io.fairway.ledger.BatchRoot;
import io.fairway.ledger.ChangeEvent;
import io.fairway.ledger.History;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Inclusion;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.HistoryCodec;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.ProofCodec;
import io.fairway.ledger.wire.Replies;
import io.fairway.ledger.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// Reads of history as their callers see them.
final class HistoryClient implements History {
  private final LedgerClient ledger;

  HistoryClient(LedgerClient ledger) {
    this.ledger = ledger;
  }

  @Override
  public List<Transfer> accountTransfers(AccountFilter filter) {
    return Replies.transfers(
        ledger.query(Operation.QUERY_ACCOUNT_TRANSFERS, 1, bytesOf(filter)), 0);
  }

  @Override
  public List<AccountBalance> accountBalances(AccountFilter filter) {
    return HistoryCodec.balances(
        ledger.query(Operation.QUERY_ACCOUNT_BALANCES, 1, bytesOf(filter)), 0);
  }

  @Override
  public List<Account> accountsAt(List<Id128> ids, long timestampNanos) {
    List<Account> found = new ArrayList<>(ids.size());
    for (int start = 0; start < ids.size(); start += Wire.EVENTS_MAX) {
      List<Id128> part = ids.subList(start, Math.min(start + Wire.EVENTS_MAX, ids.size()));
      UnsafeBuffer body =
          new UnsafeBuffer(new byte[HistoryCodec.TIME_BYTES + part.size() * Wire.ID_BYTES]);
      body.putLong(0, timestampNanos);
      CommandWriter.ids(part, body, HistoryCodec.TIME_BYTES);
      found.addAll(
          Replies.accounts(ledger.query(Operation.LOOKUP_ACCOUNTS_AT, part.size(), body), 0));
    }
    return found;
  }

  @Override
  public List<ChangeEvent> changes(long timestampMin, long timestampMax, int limit) {
    UnsafeBuffer body = new UnsafeBuffer(new byte[HistoryCodec.RANGE_BYTES]);
    HistoryCodec.putRange(new HistoryCodec.Range(timestampMin, timestampMax, limit), body, 0);
    return HistoryCodec.changes(ledger.query(Operation.QUERY_CHANGES, 1, body), 0);
  }

  @Override
  public @Nullable Inclusion prove(Id128 transferId) {
    UnsafeBuffer body = new UnsafeBuffer(new byte[Wire.ID_BYTES]);
    CommandWriter.ids(List.of(transferId), body, 0);
    return ProofCodec.inclusion(ledger.query(Operation.PROVE, 1, body), 0);
  }

  @Override
  public List<BatchRoot> roots(long firstBatch, int limit) {
    UnsafeBuffer body = new UnsafeBuffer(new byte[HistoryCodec.RANGE_BYTES]);
    HistoryCodec.putRange(new HistoryCodec.Range(firstBatch, 0, limit), body, 0);
    return ProofCodec.roots(ledger.query(Operation.ROOTS, 1, body), 0);
  }

  private static UnsafeBuffer bytesOf(AccountFilter filter) {
    UnsafeBuffer body = new UnsafeBuffer(new byte[HistoryCodec.ACCOUNT_FILTER_BYTES]);
    HistoryCodec.putFilter(filter, body, 0);
    return body;
  }
}

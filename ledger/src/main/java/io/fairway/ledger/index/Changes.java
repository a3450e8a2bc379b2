package io.fairway.ledger.index;

import io.fairway.ledger.ChangeKind;
import io.fairway.ledger.machine.Committed;
import io.fairway.ledger.wire.AccountCodec;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.HistoryCodec;
import io.fairway.ledger.wire.TransferCodec;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/// Writes changes of money in the order of time. An account's balances are searched once a page and
/// carried on from change to change.
final class Changes {
  private final Index index;
  private final Committed committed;
  private final Int2ObjectHashMap<BalanceSheet> sheets = new Int2ObjectHashMap<>();
  private final AccountEvent account = new AccountEvent();
  private final TransferEvent transfer = new TransferEvent();
  private final TransferCodec codec = new TransferCodec();
  private int end;

  Changes(Index index) {
    this.index = index;
    committed = index.committed;
  }

  /// Writes what happened in a range; answers how many changes.
  int write(HistoryCodec.Range range, MutableDirectBuffer to, int offset) {
    sheets.clear();
    codec.reset();
    end = offset;
    long max = range.timestampMax() == 0 ? Long.MAX_VALUE : range.timestampMax();
    int transfers = committed.firstTransferAt(range.timestampMin(), index.transfers());
    int expirations = committed.firstExpirationAt(range.timestampMin(), index.expirations());
    int found = 0;
    while (found < range.limit() && end + HistoryCodec.CHANGE_BYTES_MAX <= Wire.MESSAGE_BYTES_MAX) {
      long transferNanos =
          transfers < index.transfers() ? committed.transferTimestamp(transfers) : Long.MAX_VALUE;
      long expirationNanos =
          expirations < index.expirations()
              ? committed.expirationTimestamp(expirations)
              : Long.MAX_VALUE;
      long nanos = Math.min(transferNanos, expirationNanos);
      if (nanos > max || nanos == Long.MAX_VALUE) {
        break;
      }
      if (transferNanos <= expirationNanos) {
        committed.readTransfer(transfers, transfer);
        put(ChangeKind.ofTransfer(transfer.flags), nanos, transfers, transfers, to);
        transfers++;
      } else {
        int pending = committed.expiredTransfer(expirations);
        committed.readTransfer(pending, transfer);
        put(ChangeKind.TWO_PHASE_EXPIRED, nanos, pending, -1 - expirations, to);
        expirations++;
      }
      found++;
    }
    return found;
  }

  /// Where the last page ended in the reply.
  int end() {
    return end;
  }

  private void put(ChangeKind kind, long nanos, int of, int entry, MutableDirectBuffer to) {
    end += HistoryCodec.putChange(kind, nanos, to, end);
    end += codec.encode(transfer, to, end);
    putAccount(committed.debit(of), nanos, entry, to);
    putAccount(committed.credit(of), nanos, entry, to);
  }

  private void putAccount(int which, long nanos, int entry, MutableDirectBuffer to) {
    BalanceSheet sheet = sheets.get(which);
    if (sheet == null) {
      sheet = new BalanceSheet();
      sheets.put(which, sheet);
      index.accounts.readAt(which, nanos - 1, sheet);
    }
    sheet.apply(committed, which, entry);
    committed.readAccount(which, account);
    sheet.fill(account);
    end += AccountCodec.encode(account, to, end);
  }
}

package io.fairway.ledger.machine;

import io.fairway.ledger.wire.AccountCodec;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.Filter;
import io.fairway.ledger.wire.TransferCodec;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// Reads accounts and transfers into a reply's body.
final class Queries {
  private final Accounts accounts;
  private final Transfers transfers;
  private final AccountEvent account = new AccountEvent();
  private final TransferEvent transfer = new TransferEvent();
  private final TransferCodec codec = new TransferCodec();
  private final Filter filter = new Filter();
  private int found;
  private int end;

  Queries(Accounts accounts, Transfers transfers) {
    this.accounts = accounts;
    this.transfers = transfers;
  }

  /// Records written by the last call.
  int found() {
    return found;
  }

  /// Where the last call ended in the reply.
  int end() {
    return end;
  }

  void lookupAccounts(DirectBuffer from, int offset, int count, MutableDirectBuffer to) {
    begin();
    for (int i = 0; i < count; i++) {
      int at = offset + i * Wire.ID_BYTES;
      int index = accounts.find(from.getLong(at + 8), from.getLong(at));
      if (index >= 0) {
        accounts.read(index, account);
        write(to, account);
      }
    }
  }

  void lookupTransfers(DirectBuffer from, int offset, int count, MutableDirectBuffer to) {
    begin();
    for (int i = 0; i < count; i++) {
      int at = offset + i * Wire.ID_BYTES;
      int index = transfers.find(from.getLong(at + 8), from.getLong(at));
      if (index >= 0) {
        transfers.read(index, transfer);
        write(to, transfer);
      }
    }
  }

  /// False when the filter is not valid.
  boolean queryAccounts(DirectBuffer from, int offset, MutableDirectBuffer to) {
    begin();
    if (!filter.decode(from, offset)) {
      return false;
    }
    int low = accounts.firstAtLeast(filter.timestampMin);
    int high = filter.timestampMax == 0 ? accounts.count() : pastAccounts(filter.timestampMax);
    int step = filter.reversed ? -1 : 1;
    int left = high - low;
    for (int i = filter.reversed ? high - 1 : low; left > 0 && found < filter.limit; i += step) {
      accounts.read(i, account);
      if (matches(account)) {
        write(to, account);
      }
      left--;
    }
    return true;
  }

  /// False when the filter is not valid.
  boolean queryTransfers(DirectBuffer from, int offset, MutableDirectBuffer to) {
    begin();
    if (!filter.decode(from, offset)) {
      return false;
    }
    int low = transfers.firstAtLeast(filter.timestampMin);
    int high = filter.timestampMax == 0 ? transfers.count() : pastTransfers(filter.timestampMax);
    int step = filter.reversed ? -1 : 1;
    int left = high - low;
    for (int i = filter.reversed ? high - 1 : low; left > 0 && found < filter.limit; i += step) {
      transfers.read(i, transfer);
      if (matches(transfer)) {
        write(to, transfer);
      }
      left--;
    }
    return true;
  }

  private int pastAccounts(long timestamp) {
    return timestamp == Long.MAX_VALUE ? accounts.count() : accounts.firstAtLeast(timestamp + 1);
  }

  private int pastTransfers(long timestamp) {
    return timestamp == Long.MAX_VALUE ? transfers.count() : transfers.firstAtLeast(timestamp + 1);
  }

  private boolean matches(AccountEvent a) {
    return matches(a.userData128High, a.userData128Low)
        && (filter.userData64 == 0 || filter.userData64 == a.userData64)
        && (filter.userData32 == 0 || filter.userData32 == a.userData32)
        && (filter.ledger == 0 || filter.ledger == a.ledger)
        && (filter.code == 0 || filter.code == a.code);
  }

  private boolean matches(TransferEvent t) {
    return matches(t.userData128High, t.userData128Low)
        && (filter.userData64 == 0 || filter.userData64 == t.userData64)
        && (filter.userData32 == 0 || filter.userData32 == t.userData32)
        && (filter.ledger == 0 || filter.ledger == t.ledger)
        && (filter.code == 0 || filter.code == t.code);
  }

  private boolean matches(long userData128High, long userData128Low) {
    return (filter.userData128High | filter.userData128Low) == 0
        || (filter.userData128High == userData128High && filter.userData128Low == userData128Low);
  }

  private void begin() {
    codec.reset();
    found = 0;
    end = Wire.REPLY_HEADER;
  }

  private void write(MutableDirectBuffer to, AccountEvent a) {
    end += AccountCodec.encode(a, to, end);
    found++;
  }

  private void write(MutableDirectBuffer to, TransferEvent t) {
    end += codec.encode(t, to, end);
    found++;
  }
}

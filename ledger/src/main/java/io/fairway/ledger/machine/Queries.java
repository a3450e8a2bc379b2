package io.fairway.ledger.machine;

import io.fairway.ledger.wire.AccountCodec;
import io.fairway.ledger.wire.AccountEvent;
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

package io.fairway.ledger.wire;

import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;

/// A transfer between wire and store: one object, refilled for every event, so that the commit path
/// allocates nothing. The fields are [Transfer]'s.
public final class TransferEvent {
  public long idHigh;
  public long idLow;
  public long debitHigh;
  public long debitLow;
  public long creditHigh;
  public long creditLow;
  public long amount;
  public long pendingHigh;
  public long pendingLow;
  public long userData128High;
  public long userData128Low;
  public long userData64;
  public int userData32;
  public int timeout;
  public int ledger;
  public int code;
  public int flags;
  public long timestamp;

  /// Takes over a record's fields.
  public void set(Transfer t) {
    idHigh = t.id().high();
    idLow = t.id().low();
    debitHigh = t.debitAccountId().high();
    debitLow = t.debitAccountId().low();
    creditHigh = t.creditAccountId().high();
    creditLow = t.creditAccountId().low();
    amount = t.amount();
    pendingHigh = t.pendingId().high();
    pendingLow = t.pendingId().low();
    userData128High = t.userData128().high();
    userData128Low = t.userData128().low();
    userData64 = t.userData64();
    userData32 = t.userData32();
    timeout = t.timeout();
    ledger = t.ledger();
    code = t.code();
    flags = t.flags();
    timestamp = t.timestamp();
  }

  /// A record of the same fields.
  public Transfer toTransfer() {
    return new Transfer(
        new Id128(idHigh, idLow),
        new Id128(debitHigh, debitLow),
        new Id128(creditHigh, creditLow),
        amount,
        new Id128(pendingHigh, pendingLow),
        new Id128(userData128High, userData128Low),
        userData64,
        userData32,
        timeout,
        ledger,
        code,
        flags,
        timestamp);
  }
}

package io.fairway.ledger.wire;

import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;

/// An account between wire and store: one object, refilled for every event, so that the commit path
/// allocates nothing. The fields are [Account]'s.
public final class AccountEvent {
  public long idHigh;
  public long idLow;
  public long debitsPending;
  public long debitsPosted;
  public long creditsPending;
  public long creditsPosted;
  public long userData128High;
  public long userData128Low;
  public long userData64;
  public int userData32;

  /// Must be zero; only the wire can carry another value.
  public int reserved;

  public int ledger;
  public int code;
  public int flags;
  public long timestamp;

  /// Takes over a record's fields.
  public void set(Account a) {
    idHigh = a.id().high();
    idLow = a.id().low();
    debitsPending = a.debitsPending();
    debitsPosted = a.debitsPosted();
    creditsPending = a.creditsPending();
    creditsPosted = a.creditsPosted();
    userData128High = a.userData128().high();
    userData128Low = a.userData128().low();
    userData64 = a.userData64();
    userData32 = a.userData32();
    reserved = 0;
    ledger = a.ledger();
    code = a.code();
    flags = a.flags();
    timestamp = a.timestamp();
  }

  /// A record of the same fields.
  public Account toAccount() {
    return new Account(
        new Id128(idHigh, idLow),
        debitsPending,
        debitsPosted,
        creditsPending,
        creditsPosted,
        new Id128(userData128High, userData128Low),
        userData64,
        userData32,
        ledger,
        code,
        flags,
        timestamp);
  }
}

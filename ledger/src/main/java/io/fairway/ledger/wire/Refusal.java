package io.fairway.ledger.wire;

import io.fairway.money.Invariant;

/// Why a whole command was not looked at. But for [#BUSY], only a faulty client sees one: every
/// node refuses the same bytes the same way, so that no client can stop the ledger.
public enum Refusal {
  NONE(0),
  UNSUPPORTED_VERSION(1),
  UNKNOWN_OPERATION(2),
  TOO_MANY_EVENTS(3),
  MALFORMED(4),

  /// Too many queries wait, or the one asked would have waited too long: ask again.
  BUSY(5);

  private static final Refusal[] BY_CODE = {
    NONE, UNSUPPORTED_VERSION, UNKNOWN_OPERATION, TOO_MANY_EVENTS, MALFORMED, BUSY
  };

  private final byte code;

  Refusal(int code) {
    this.code = (byte) code;
  }

  /// The number on the wire.
  public byte code() {
    return code;
  }

  /// The refusal of that number.
  public static Refusal of(byte code) {
    Invariant.check(code >= 0 && code < BY_CODE.length, "no refusal has the code %s", code);
    return BY_CODE[code];
  }
}

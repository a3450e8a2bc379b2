package io.fairway.ledger;

/// What happened to money. The codes are on the wire: never reuse one.
public enum ChangeKind {
  /// A transfer posted at once.
  SINGLE_PHASE(0),
  TWO_PHASE_PENDING(1),
  TWO_PHASE_POSTED(2),
  TWO_PHASE_VOIDED(3),
  TWO_PHASE_EXPIRED(4),
  /// A transfer that moves back what an earlier one moved.
  REVERSAL(5);

  private static final ChangeKind[] BY_CODE = {
    SINGLE_PHASE, TWO_PHASE_PENDING, TWO_PHASE_POSTED, TWO_PHASE_VOIDED, TWO_PHASE_EXPIRED, REVERSAL
  };

  private final int code;

  ChangeKind(int code) {
    this.code = code;
  }

  /// The number on the wire.
  public int code() {
    return code;
  }

  /// The kind of that number.
  public static ChangeKind of(int code) {
    return BY_CODE[code];
  }

  /// What the creation of a transfer with those [TransferFlags] was.
  public static ChangeKind ofTransfer(int flags) {
    if ((flags & TransferFlags.PENDING) != 0) {
      return TWO_PHASE_PENDING;
    }
    if ((flags & TransferFlags.POST_PENDING_TRANSFER) != 0) {
      return TWO_PHASE_POSTED;
    }
    if ((flags & TransferFlags.REVERSAL) != 0) {
      return REVERSAL;
    }
    return (flags & TransferFlags.VOID_PENDING_TRANSFER) != 0 ? TWO_PHASE_VOIDED : SINGLE_PHASE;
  }
}

package io.fairway.ledger.wire;

import org.jspecify.annotations.Nullable;

/// What a command asks for. The codes are on the wire and in the log: never reuse one.
public enum Operation {
  /// Advances the clock to log time and expires what is due.
  PULSE(1),
  CREATE_ACCOUNTS(2),
  CREATE_TRANSFERS(3),
  LOOKUP_ACCOUNTS(4),
  LOOKUP_TRANSFERS(5),
  QUERY_ACCOUNTS(6),
  QUERY_TRANSFERS(7),
  /// Says of each id whether its transfer exists; one that does not never will.
  RESOLVE_TRANSFERS(8),
  QUERY_ACCOUNT_TRANSFERS(9),
  QUERY_ACCOUNT_BALANCES(10),
  /// Accounts as they were at a time of the past.
  LOOKUP_ACCOUNTS_AT(11),
  QUERY_CHANGES(12),
  /// A transfer's proof of inclusion.
  PROVE(13),
  /// The roots of batches.
  ROOTS(14),
  /// A member of a cluster says what its state's hash is; a pulse to the state machine.
  ATTEST(15),
  /// A member that lacks files wants the next snapshot to carry every byte; a pulse to the state
  /// machine.
  WHOLE_SNAPSHOT(16);

  private static final @Nullable Operation[] BY_CODE = new Operation[17];

  static {
    for (Operation operation : values()) {
      BY_CODE[operation.code] = operation;
    }
  }

  private final byte code;

  Operation(int code) {
    this.code = (byte) code;
  }

  /// The first version of the wire that has it.
  short since() {
    return code <= QUERY_TRANSFERS.code ? Wire.VERSION_1 : 2;
  }

  public byte code() {
    return code;
  }

  /// True when followers answer it, beside the state machine.
  public boolean isAside() {
    return switch (this) {
      case QUERY_ACCOUNTS,
          QUERY_TRANSFERS,
          QUERY_ACCOUNT_TRANSFERS,
          QUERY_ACCOUNT_BALANCES,
          LOOKUP_ACCOUNTS_AT,
          QUERY_CHANGES,
          PROVE,
          ROOTS ->
          true;
      default -> false;
    };
  }

  /// The operation of that code, or null when this release knows none.
  public static @Nullable Operation of(byte code) {
    return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}

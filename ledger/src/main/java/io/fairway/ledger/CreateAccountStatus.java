package io.fairway.ledger;

/// TigerBeetle's answers to a request to create an account, in order of precedence, with their
/// numeric values.
public enum CreateAccountStatus {
  LINKED_EVENT_FAILED(1),
  LINKED_EVENT_CHAIN_OPEN(2),
  IMPORTED_EVENT_EXPECTED(22),
  IMPORTED_EVENT_NOT_EXPECTED(23),
  TIMESTAMP_MUST_BE_ZERO(3),
  IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE(24),
  IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE(25),
  RESERVED_FIELD(4),
  RESERVED_FLAG(5),
  ID_MUST_NOT_BE_ZERO(6),
  ID_MUST_NOT_BE_INT_MAX(7),
  EXISTS_WITH_DIFFERENT_FLAGS(15),
  EXISTS_WITH_DIFFERENT_USER_DATA_128(16),
  EXISTS_WITH_DIFFERENT_USER_DATA_64(17),
  EXISTS_WITH_DIFFERENT_USER_DATA_32(18),
  EXISTS_WITH_DIFFERENT_LEDGER(19),
  EXISTS_WITH_DIFFERENT_CODE(20),
  EXISTS(21),
  FLAGS_ARE_MUTUALLY_EXCLUSIVE(8),
  DEBITS_PENDING_MUST_BE_ZERO(9),
  DEBITS_POSTED_MUST_BE_ZERO(10),
  CREDITS_PENDING_MUST_BE_ZERO(11),
  CREDITS_POSTED_MUST_BE_ZERO(12),
  LEDGER_MUST_NOT_BE_ZERO(13),
  CODE_MUST_NOT_BE_ZERO(14),
  IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS(26),
  CREATED(-1);

  private static final CreateAccountStatus[] BY_CODE = byCode();

  private final int code;

  CreateAccountStatus(int code) {
    this.code = code;
  }

  /// The number on the wire; `CREATED` is 2³²−1, which is −1 as an `int`.
  public int code() {
    return code;
  }

  /// The status of that number.
  public static CreateAccountStatus of(int code) {
    return code == CREATED.code ? CREATED : BY_CODE[code];
  }

  private static CreateAccountStatus[] byCode() {
    CreateAccountStatus[] table = new CreateAccountStatus[27];
    for (CreateAccountStatus status : values()) {
      if (status != CREATED) {
        table[status.code] = status;
      }
    }
    return table;
  }
}

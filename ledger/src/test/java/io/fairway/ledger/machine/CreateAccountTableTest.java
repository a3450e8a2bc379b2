package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.wire.AccountCodec;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Refusal;
import io.fairway.ledger.wire.Replies;
import io.fairway.ledger.wire.Wire;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/// Every answer to a request to create an account; a row that is wrong in two ways shows which
/// answer goes before which.
class CreateAccountTableTest {

  private static final String FIELDS =
      """
      # one fault a row, and then together with the next in precedence
      A id=1                                     -> CREATED @2
      A id=2 ts=5                                -> TIMESTAMP_MUST_BE_ZERO @3
      A id=0 ts=5 reserved                       -> TIMESTAMP_MUST_BE_ZERO
      A id=2 reserved                            -> RESERVED_FLAG
      A id=0 reserved                            -> RESERVED_FLAG
      A id=1 reserved                            -> RESERVED_FLAG
      A id=0                                     -> ID_MUST_NOT_BE_ZERO
      A id=0 dmnec cmned                         -> ID_MUST_NOT_BE_ZERO
      A id=max                                   -> ID_MUST_NOT_BE_INT_MAX
      A id=max dmnec cmned                       -> ID_MUST_NOT_BE_INT_MAX
      A id=2 dmnec cmned                         -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      A id=2 dmnec cmned dp=1                    -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      A id=2 dp=1                                -> DEBITS_PENDING_MUST_BE_ZERO
      A id=2 dp=1 dpo=1                          -> DEBITS_PENDING_MUST_BE_ZERO
      A id=2 dpo=1                               -> DEBITS_POSTED_MUST_BE_ZERO
      A id=2 dpo=1 cp=1                          -> DEBITS_POSTED_MUST_BE_ZERO
      A id=2 cp=1                                -> CREDITS_PENDING_MUST_BE_ZERO
      A id=2 cp=1 cpo=1                          -> CREDITS_PENDING_MUST_BE_ZERO
      A id=2 cpo=1                               -> CREDITS_POSTED_MUST_BE_ZERO
      A id=2 cpo=1 ledger=0                      -> CREDITS_POSTED_MUST_BE_ZERO
      A id=2 ledger=0                            -> LEDGER_MUST_NOT_BE_ZERO
      A id=2 ledger=0 code=0                     -> LEDGER_MUST_NOT_BE_ZERO
      A id=2 code=0                              -> CODE_MUST_NOT_BE_ZERO
      A id=2 dmnec history closed                -> CREATED
      """;

  private static final String EXISTS =
      """
      A id=1 u128=1 u64=2 u32=3 ledger=4 code=5  -> CREATED @2

      A id=1 u128=1 u64=2 u32=3 ledger=4 code=5  -> EXISTS @2
      A id=1 u128=1 u64=2 u32=3 ledger=4 code=5 dp=9 -> EXISTS @2
      A id=1 u128=9 u64=2 u32=3 ledger=4 code=5 dmnec -> EXISTS_WITH_DIFFERENT_FLAGS @6
      A id=1 u128=9 u64=2 u32=3 ledger=4 code=5 dmnec cmned -> EXISTS_WITH_DIFFERENT_FLAGS
      A id=1 u128=9 u64=9 u32=3 ledger=4 code=5  -> EXISTS_WITH_DIFFERENT_USER_DATA_128
      A id=1 u128=1 u64=9 u32=9 ledger=4 code=5  -> EXISTS_WITH_DIFFERENT_USER_DATA_64
      A id=1 u128=1 u64=2 u32=9 ledger=9 code=5  -> EXISTS_WITH_DIFFERENT_USER_DATA_32
      A id=1 u128=1 u64=2 u32=3 ledger=9 code=9  -> EXISTS_WITH_DIFFERENT_LEDGER
      A id=1 u128=1 u64=2 u32=3 ledger=4 code=9  -> EXISTS_WITH_DIFFERENT_CODE
      A id=1 u128=1 u64=2 u32=3 ledger=4 code=0  -> EXISTS_WITH_DIFFERENT_CODE
      """;

  private static final String CHAINS =
      """
      # a failure takes the whole chain with it, before and after
      A id=1 linked                              -> LINKED_EVENT_FAILED @2
      A id=2 linked code=0                       -> CODE_MUST_NOT_BE_ZERO @3
      A id=3                                     -> LINKED_EVENT_FAILED @4
      A id=4                                     -> CREATED @5
      A id=1 linked                              -> CREATED @6
      A id=2                                     -> CREATED @7

      # a chain that is never closed fails, whatever broke it first
      A id=5 linked                              -> LINKED_EVENT_FAILED
      A id=6 linked ts=1                         -> LINKED_EVENT_CHAIN_OPEN

      A id=5 linked code=0                       -> CODE_MUST_NOT_BE_ZERO
      A id=6 linked                              -> LINKED_EVENT_CHAIN_OPEN

      # exists in its own rolled-back chain keeps the timestamp it had there
      A id=7 linked                              -> LINKED_EVENT_FAILED @15
      A id=7 linked                              -> EXISTS @15
      A id=8                                     -> LINKED_EVENT_FAILED @17

      A id=5                                     -> CREATED
      """;

  private static final String IMPORTED =
      """
      time=1000
      A id=1                                     -> CREATED @1001

      # the first event says whether the batch is imported
      A id=2 imported ts=100                     -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS
      A id=3 ts=7                                -> IMPORTED_EVENT_EXPECTED

      A id=3                                     -> CREATED @1006
      A id=4 imported ts=0                       -> IMPORTED_EVENT_NOT_EXPECTED

      time=9000
      A id=5 imported ts=0 reserved              -> IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE
      A id=5 imported ts=9223372036854775808     -> IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE
      A id=5 imported ts=9012 reserved           -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE
      A id=5 imported ts=9011 reserved           -> RESERVED_FLAG
      A id=5 imported ts=1006 code=0             -> CODE_MUST_NOT_BE_ZERO
      A id=5 imported ts=1006                    -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS
      A id=5 imported ts=2000                    -> CREATED @2000
      A id=6 imported ts=2000                    -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS
      A id=6 imported linked ts=3000             -> LINKED_EVENT_FAILED @3000
      A id=7 imported ts=2500                    -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS
      A id=6 imported ts=2001                    -> CREATED @2001
      A id=5 imported ts=9                       -> EXISTS @2000
      """;

  /// What each test runs, for those who ask what the tables cover.
  static final List<List<String>> TABLES =
      List.of(List.of(FIELDS), List.of(EXISTS), List.of(CHAINS), List.of(IMPORTED));

  @Test
  void fields() {
    Script.run(FIELDS);
  }

  @Test
  void exists() {
    Script.run(EXISTS);
  }

  @Test
  void chains() {
    Script.run(CHAINS);
  }

  @Test
  void imported() {
    Script.run(IMPORTED);
  }

  @Test
  void aReservedFieldGoesBeforeAReservedFlag() {
    AccountEvent event = new AccountEvent();
    event.reserved = 1;
    event.flags = 1 << 15;
    assertThat(answer(event)).isEqualTo(CreateAccountStatus.RESERVED_FIELD);
  }

  @Test
  void everyFaultOfTheTimestampGoesBeforeAReservedField() {
    AccountEvent event = new AccountEvent();
    event.reserved = 1;
    event.timestamp = 1;
    assertThat(answer(event)).isEqualTo(CreateAccountStatus.TIMESTAMP_MUST_BE_ZERO);
    event.flags = AccountFlags.IMPORTED;
    event.timestamp = 0;
    assertThat(answer(event)).isEqualTo(CreateAccountStatus.IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE);
    event.timestamp = Long.MAX_VALUE;
    assertThat(answer(event))
        .isEqualTo(CreateAccountStatus.IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE);
  }

  private static CreateAccountStatus answer(AccountEvent event) {
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[256]);
    CommandWriter.header(bytes, 0, Operation.CREATE_ACCOUNTS, 1, 1);
    int length = AccountCodec.encode(event, bytes, Wire.COMMAND_HEADER);
    UnsafeBuffer reply = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
    new StateMachine(LocalLedger.storage()).apply(bytes, 0, Wire.COMMAND_HEADER + length, 0, reply);
    assertThat(Replies.refusal(reply, 0)).isEqualTo(Refusal.NONE);
    return Replies.accountResults(reply, 0, 0, 1).getFirst().status();
  }
}

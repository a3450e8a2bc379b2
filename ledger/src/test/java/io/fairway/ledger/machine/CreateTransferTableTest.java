package io.fairway.ledger.machine;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Every answer to a request to create a transfer; a row that is wrong in two ways shows which
/// answer goes before which.
class CreateTransferTableTest {

  static final String ACCOUNTS =
      """
      A id=1                                     -> CREATED @2
      A id=2                                     -> CREATED @3
      A id=3 ledger=2                            -> CREATED @4
      A id=4 dmnec                               -> CREATED @5
      A id=5 cmned                               -> CREATED @6
      A id=6 closed                              -> CREATED @7
      """;

  private static final String FIELDS =
      """
      T id=1                                     -> CREATED
      T id=0 ts=1 reserved                       -> TIMESTAMP_MUST_BE_ZERO
      T id=0 reserved                            -> RESERVED_FLAG
      T id=0 dr=0                                -> ID_MUST_NOT_BE_ZERO
      T id=max dr=0                              -> ID_MUST_NOT_BE_INT_MAX
      T id=2 dr=0 cr=0                           -> DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO
      T id=2 dr=max cr=0                         -> DEBIT_ACCOUNT_ID_MUST_NOT_BE_INT_MAX
      T id=2 dr=1 cr=0 pid=1                     -> CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO
      T id=2 dr=1 cr=max pid=1                   -> CREDIT_ACCOUNT_ID_MUST_NOT_BE_INT_MAX
      T id=2 dr=1 cr=1 pid=1                     -> ACCOUNTS_MUST_BE_DIFFERENT
      T id=2 pid=1 timeout=1                     -> PENDING_ID_MUST_BE_ZERO
      T id=2 timeout=1 cdr                       -> TIMEOUT_RESERVED_FOR_PENDING_TRANSFER
      T id=2 cdr ledger=0                        -> CLOSING_TRANSFER_MUST_BE_PENDING
      T id=2 ccr ledger=0                        -> CLOSING_TRANSFER_MUST_BE_PENDING
      T id=2 ledger=0 code=0                     -> LEDGER_MUST_NOT_BE_ZERO
      T id=2 code=0 dr=99                        -> CODE_MUST_NOT_BE_ZERO
      T id=20 dr=99 cr=98                        -> DEBIT_ACCOUNT_NOT_FOUND
      T id=21 cr=98 ledger=9                     -> CREDIT_ACCOUNT_NOT_FOUND
      T id=2 cr=3 ledger=9                       -> ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER
      T id=2 ledger=2 dr=6                       -> TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS
      T id=22 dr=6 cr=1                          -> DEBIT_ACCOUNT_ALREADY_CLOSED
      T id=23 dr=1 cr=6 amount=max               -> CREDIT_ACCOUNT_ALREADY_CLOSED
      T id=2 amount=0                            -> CREATED
      """;

  private static final String TRANSIENT =
      """
      # an answer that another moment could have changed burns the id, in a chain too
      T id=1 dr=99                               -> DEBIT_ACCOUNT_NOT_FOUND
      T id=2 cr=99                               -> CREDIT_ACCOUNT_NOT_FOUND
      T id=3 post pid=77                         -> PENDING_TRANSFER_NOT_FOUND
      T id=4 dr=4                                -> EXCEEDS_CREDITS
      T id=5 cr=5                                -> EXCEEDS_DEBITS
      T id=6 dr=6                                -> DEBIT_ACCOUNT_ALREADY_CLOSED
      T id=7 cr=6                                -> CREDIT_ACCOUNT_ALREADY_CLOSED
      T id=8 linked                              -> LINKED_EVENT_FAILED
      T id=9 dr=4                                -> EXCEEDS_CREDITS

      T id=1                                     -> ID_ALREADY_FAILED
      T id=2 dr=0                                -> ID_ALREADY_FAILED
      T id=3 post void pid=0                     -> ID_ALREADY_FAILED
      T id=4                                     -> ID_ALREADY_FAILED
      T id=5                                     -> ID_ALREADY_FAILED
      T id=6                                     -> ID_ALREADY_FAILED
      T id=7                                     -> ID_ALREADY_FAILED
      T id=8                                     -> CREATED
      T id=9                                     -> ID_ALREADY_FAILED
      T id=9 reserved                            -> RESERVED_FLAG
      L id=9                                     -> none
      """;

  private static final String EXISTS =
      """
      T id=1 pending timeout=9 amount=5 u128=1 u64=2 u32=3 -> CREATED @9

      T id=1 pending timeout=9 amount=5 u128=1 u64=2 u32=3 -> EXISTS @9
      T id=1 pid=8 timeout=9 amount=5 u128=1 u64=2 u32=3   -> EXISTS_WITH_DIFFERENT_FLAGS
      T id=1 pending pid=8 timeout=8 amount=5 u128=1       -> EXISTS_WITH_DIFFERENT_PENDING_ID
      T id=1 pending timeout=8 dr=9 amount=5               -> EXISTS_WITH_DIFFERENT_TIMEOUT
      T id=1 pending timeout=9 dr=9 cr=9 amount=5          -> EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID
      T id=1 pending timeout=9 cr=9 amount=6               -> EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID
      T id=1 pending timeout=9 amount=6 u128=9             -> EXISTS_WITH_DIFFERENT_AMOUNT
      T id=1 pending timeout=9 amount=5 u128=9 u64=9       -> EXISTS_WITH_DIFFERENT_USER_DATA_128
      T id=1 pending timeout=9 amount=5 u128=1 u64=9 u32=9 -> EXISTS_WITH_DIFFERENT_USER_DATA_64
      T id=1 pending timeout=9 amount=5 u128=1 u64=2 u32=9 ledger=9 -> EXISTS_WITH_DIFFERENT_USER_DATA_32
      T id=1 pending timeout=9 amount=5 u128=1 u64=2 u32=3 ledger=9 code=9 -> EXISTS_WITH_DIFFERENT_LEDGER
      T id=1 pending timeout=9 amount=5 u128=1 u64=2 u32=3 code=9 -> EXISTS_WITH_DIFFERENT_CODE

      # a post or void says again what it left open
      T id=2 post pid=1 amount=3                 -> CREATED @24
      T id=2 post pid=1 amount=3                 -> EXISTS @24
      T id=2 post pid=1 amount=3 dr=1 cr=2 u128=1 u64=2 u32=3 ledger=1 code=1 -> EXISTS @24
      T id=2 post pid=1 amount=max               -> EXISTS_WITH_DIFFERENT_AMOUNT
      T id=2 post pid=1 amount=4                 -> EXISTS_WITH_DIFFERENT_AMOUNT
      T id=2 void pid=1                          -> EXISTS_WITH_DIFFERENT_FLAGS
      T id=2 post pid=8 amount=3                 -> EXISTS_WITH_DIFFERENT_PENDING_ID
      T id=2 post pid=1 amount=3 timeout=1       -> EXISTS_WITH_DIFFERENT_TIMEOUT
      T id=2 post pid=1 amount=3 dr=9            -> EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID
      T id=2 post pid=1 amount=3 cr=9            -> EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID
      T id=2 post pid=1 amount=3 u128=9          -> EXISTS_WITH_DIFFERENT_USER_DATA_128
      T id=2 post pid=1 amount=3 u64=9           -> EXISTS_WITH_DIFFERENT_USER_DATA_64
      T id=2 post pid=1 amount=3 u32=9           -> EXISTS_WITH_DIFFERENT_USER_DATA_32
      T id=2 post pid=1 amount=3 ledger=9        -> EXISTS_WITH_DIFFERENT_LEDGER
      T id=2 post pid=1 amount=3 code=9          -> EXISTS_WITH_DIFFERENT_CODE

      T id=3 pending amount=7                    -> CREATED
      T id=4 void pid=3                          -> CREATED
      T id=4 void pid=3                          -> EXISTS
      T id=4 void pid=3 amount=7                 -> EXISTS
      T id=4 void pid=3 amount=6                 -> EXISTS_WITH_DIFFERENT_AMOUNT
      """;

  private static final String SECOND_PHASE =
      """
      T id=1 pending amount=10                   -> CREATED
      T id=2 amount=1                            -> CREATED
      T id=3 pending amount=10                   -> CREATED
      T id=4 pending amount=10                   -> CREATED
      B id=1                                     -> dp=30 dpo=1 cp=0 cpo=0

      T id=10 post void                          -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=10 post pending                       -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=10 post bdr                           -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=10 post bcr                           -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=10 void cdr                           -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=10 void ccr                           -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=10 post timeout=1                     -> PENDING_ID_MUST_NOT_BE_ZERO
      T id=10 post pid=max timeout=1             -> PENDING_ID_MUST_NOT_BE_INT_MAX
      T id=10 post pid=10 timeout=1              -> PENDING_ID_MUST_BE_DIFFERENT
      T id=10 post pid=77 timeout=1              -> TIMEOUT_RESERVED_FOR_PENDING_TRANSFER
      T id=11 post pid=77 dr=9                   -> PENDING_TRANSFER_NOT_FOUND
      T id=10 post pid=2 dr=9                    -> PENDING_TRANSFER_NOT_PENDING
      T id=10 post pid=1 dr=9 cr=9               -> PENDING_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID
      T id=10 post pid=1 cr=9 ledger=9           -> PENDING_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID
      T id=10 post pid=1 ledger=9 code=9         -> PENDING_TRANSFER_HAS_DIFFERENT_LEDGER
      T id=10 post pid=1 code=9 amount=11        -> PENDING_TRANSFER_HAS_DIFFERENT_CODE
      T id=10 post pid=1 amount=11               -> EXCEEDS_PENDING_TRANSFER_AMOUNT
      T id=10 void pid=1 amount=11               -> EXCEEDS_PENDING_TRANSFER_AMOUNT
      T id=10 void pid=1 amount=9                -> PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT
      T id=10 post pid=1 amount=7                -> CREATED
      T id=12 void pid=1 amount=9                -> PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT
      T id=12 void pid=1                         -> PENDING_TRANSFER_ALREADY_POSTED
      T id=12 void pid=3 amount=10               -> CREATED
      T id=13 post pid=3 amount=max              -> PENDING_TRANSFER_ALREADY_VOIDED
      T id=13 post pid=4 amount=0                -> CREATED
      B id=1                                     -> dp=0 dpo=8 cp=0 cpo=0
      B id=2                                     -> dp=0 dpo=0 cp=0 cpo=8
      L id=10                                    -> amount=7
      L id=12                                    -> amount=10
      """;

  private static final String EXPIRY =
      """
      time=1000000000
      T id=1 pending amount=10 timeout=1         -> CREATED @1000000001
      T id=2 pending amount=5 timeout=1          -> CREATED
      T id=3 pending amount=1                    -> CREATED
      T id=4 pending amount=2 timeout=1          -> CREATED
      B id=1                                     -> dp=18 dpo=0 cp=0 cpo=0

      time=1999999000
      T id=5 post pid=1 amount=max               -> CREATED
      B id=1                                     -> dp=8 dpo=10 cp=0 cpo=0

      # due exactly now, although no pulse has come yet
      time=2000000003
      T id=6 post pid=4 amount=max               -> PENDING_TRANSFER_EXPIRED
      T id=6 void pid=2                          -> PENDING_TRANSFER_EXPIRED
      B id=1                                     -> dp=1 dpo=10 cp=0 cpo=0
      B id=2                                     -> dp=0 dpo=0 cp=1 cpo=10

      time=900000000000
      pulse
      B id=1                                     -> dp=1 dpo=10 cp=0 cpo=0
      T id=7 void pid=2                          -> PENDING_TRANSFER_EXPIRED
      T id=7 void pid=3                          -> CREATED
      B id=1                                     -> dp=0 dpo=10 cp=0 cpo=0
      """;

  private static final String OVERFLOW =
      """
      T id=1 pending amount=max                  -> CREATED
      T id=2 pending amount=1 cr=7               -> OVERFLOWS_DEBITS_PENDING
      T id=2 pending amount=1 dr=7               -> OVERFLOWS_CREDITS_PENDING
      T id=2 amount=1 cr=7                       -> OVERFLOWS_DEBITS
      T id=2 amount=1 dr=7                       -> OVERFLOWS_CREDITS
      T id=3 void pid=1                          -> CREATED
      T id=4 amount=max                          -> CREATED
      T id=5 amount=1 cr=7                       -> OVERFLOWS_DEBITS_POSTED
      T id=5 amount=1 dr=7                       -> OVERFLOWS_CREDITS_POSTED
      T id=5 amount=1                            -> OVERFLOWS_DEBITS_POSTED
      T id=5 pending amount=1 cr=7               -> OVERFLOWS_DEBITS_POSTED
      T id=5 pending amount=1 dr=7               -> OVERFLOWS_CREDITS_POSTED
      B id=1                                     -> dp=0 dpo=18446744073709551615 cp=0 cpo=0

      # a timeout past the end of time, before the limits
      time=9223372036854000000
      T id=6 dr=4 cr=7 pending timeout=4000000000 -> OVERFLOWS_TIMEOUT
      T id=6 dr=4 cr=7 pending timeout=1         -> OVERFLOWS_TIMEOUT
      """;

  private static final String LIMITS =
      """
      T id=1 dr=1 cr=4 amount=10                 -> CREATED
      T id=2 dr=4 cr=2 amount=11                 -> EXCEEDS_CREDITS
      T id=3 dr=4 cr=2 amount=6 pending          -> CREATED
      T id=4 dr=4 cr=2 amount=5                  -> EXCEEDS_CREDITS
      T id=5 dr=4 cr=2 amount=4                  -> CREATED
      T id=6 dr=4 cr=5 amount=1                  -> EXCEEDS_CREDITS
      T id=7 dr=5 cr=2 amount=10                 -> CREATED
      T id=8 dr=1 cr=5 amount=11                 -> EXCEEDS_DEBITS
      T id=9 dr=1 cr=5 amount=7 pending          -> CREATED
      T id=10 dr=1 cr=5 amount=4 pending         -> EXCEEDS_DEBITS
      T id=11 dr=1 cr=5 amount=3                 -> CREATED
      B id=4                                     -> dp=6 dpo=4 cp=0 cpo=10
      B id=5                                     -> dp=0 dpo=10 cp=7 cpo=3
      """;

  private static final String BALANCING =
      """
      T id=1 dr=1 cr=4 amount=10                 -> CREATED
      T id=2 dr=4 cr=2 amount=3 pending          -> CREATED
      T id=3 dr=4 cr=2 amount=100 bdr            -> CREATED
      L id=3                                     -> amount=7
      T id=3 dr=4 cr=2 amount=100 bdr            -> EXISTS
      T id=3 dr=4 cr=2 amount=7 bdr              -> EXISTS
      T id=3 dr=4 cr=2 amount=6 bdr              -> EXISTS_WITH_DIFFERENT_AMOUNT
      T id=4 dr=4 cr=2 amount=100 bdr            -> CREATED
      L id=4                                     -> amount=0
      T id=5 dr=5 cr=2 amount=20                 -> CREATED
      T id=6 dr=1 cr=5 amount=max bcr pending    -> CREATED
      L id=6                                     -> amount=20
      T id=7 dr=4 cr=5 amount=5 bdr bcr          -> CREATED
      L id=7                                     -> amount=0
      B id=4                                     -> dp=3 dpo=7 cp=0 cpo=10
      B id=5                                     -> dp=0 dpo=20 cp=20 cpo=0
      """;

  private static final String CLOSING =
      """
      T id=1 pending amount=5                    -> CREATED
      T id=2 pending cdr amount=0                -> CREATED
      B id=1                                     -> dp=5 dpo=0 cp=0 cpo=0 closed
      T id=3                                     -> DEBIT_ACCOUNT_ALREADY_CLOSED
      T id=4 post pid=1 amount=max               -> DEBIT_ACCOUNT_ALREADY_CLOSED
      T id=5 post pid=2 amount=0                 -> DEBIT_ACCOUNT_ALREADY_CLOSED
      T id=6 void pid=1                          -> CREATED
      T id=7 void pid=2                          -> CREATED
      B id=1                                     -> dp=0 dpo=0 cp=0 cpo=0
      T id=8 pending ccr timeout=1 amount=3      -> CREATED
      B id=2                                     -> dp=0 dpo=0 cp=3 cpo=0 closed
      T id=9                                     -> CREDIT_ACCOUNT_ALREADY_CLOSED
      T id=10 post pid=8 amount=max              -> CREDIT_ACCOUNT_ALREADY_CLOSED
      time=2000000000
      pulse
      B id=2                                     -> dp=0 dpo=0 cp=0 cpo=0
      T id=11                                    -> CREATED
      """;

  private static final String CHAINS =
      """
      # all or nothing: balances, states and closings come back
      T id=1 pending amount=5                    -> CREATED
      T id=2 linked post pid=1 amount=max        -> LINKED_EVENT_FAILED
      T id=3 linked pending cdr amount=1         -> LINKED_EVENT_FAILED
      T id=4 dr=2 cr=2                           -> ACCOUNTS_MUST_BE_DIFFERENT
      B id=1                                     -> dp=5 dpo=0 cp=0 cpo=0
      L id=2                                     -> none
      T id=2 linked post pid=1 amount=max        -> CREATED
      T id=3                                     -> CREATED
      T id=4 linked                              -> LINKED_EVENT_FAILED
      T id=5 linked dr=0                         -> DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO
      T id=6 linked dr=0                         -> LINKED_EVENT_FAILED
      T id=7 dr=0                                -> LINKED_EVENT_FAILED
      T id=8                                     -> CREATED
      T id=9 linked                              -> LINKED_EVENT_FAILED
      T id=10 linked                             -> LINKED_EVENT_CHAIN_OPEN
      B id=1                                     -> dp=0 dpo=7 cp=0 cpo=0

      # a chain that was applied answers EXISTS at its first event
      T id=2 linked post pid=1 amount=max        -> EXISTS
      T id=3                                     -> LINKED_EVENT_FAILED
      # a hold of a broken chain never expires
      T id=11 linked pending timeout=1           -> LINKED_EVENT_FAILED
      T id=12 dr=0                               -> DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO
      time=5000000000
      pulse
      B id=1                                     -> dp=0 dpo=7 cp=0 cpo=0
      """;

  private static final String IMPORTED =
      """
      time=1000
      A id=7 imported ts=500                     -> CREATED @500
      T id=1 imported ts=600                     -> CREATED @600
      T id=2 ts=1                                -> IMPORTED_EVENT_EXPECTED

      T id=2                                     -> CREATED @1006
      T id=3 imported ts=0                       -> IMPORTED_EVENT_NOT_EXPECTED

      time=5000
      T id=3 imported ts=0 reserved              -> IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE
      T id=3 imported ts=5012 reserved           -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE
      T id=3 imported ts=1006 dr=7 cr=6          -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS
      T id=3 imported ts=4000 pending timeout=1 dr=6 -> IMPORTED_EVENT_TIMEOUT_MUST_BE_ZERO
      T id=30 imported ts=4000 dr=6              -> DEBIT_ACCOUNT_ALREADY_CLOSED
      T id=3 imported ts=4000                    -> CREATED @4000
      T id=4 imported linked ts=4500             -> LINKED_EVENT_FAILED @4500
      T id=5 imported ts=4100 dr=0               -> DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO
      T id=4 imported ts=4100 pending            -> CREATED @4100
      T id=5 imported post pid=4 amount=max ts=4100 -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS
      T id=5 imported post pid=4 amount=max ts=4200 -> CREATED @4200
      T id=6 imported post pid=4 amount=max ts=1 -> PENDING_TRANSFER_ALREADY_POSTED

      # never the timestamp of an account, never older than its accounts
      time=9000
      A id=8                                     -> CREATED
      A id=9                                     -> CREATED @9002
      time=20000
      T id=6 imported ts=9002 dr=8 cr=9          -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS
      T id=6 imported ts=8000 dr=8 cr=9          -> IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_DEBIT_ACCOUNT
      T id=6 imported ts=8000 dr=1 cr=9          -> IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_CREDIT_ACCOUNT
      """;

  static final String ACCOUNT_7 =
      """
      A id=7                                     -> CREATED
      """;

  /// What each test runs, for those who ask what the tables cover.
  static final List<List<String>> TABLES =
      List.of(
          List.of(ACCOUNTS, FIELDS),
          List.of(ACCOUNTS, TRANSIENT),
          List.of(ACCOUNTS, EXISTS),
          List.of(ACCOUNTS, SECOND_PHASE),
          List.of(ACCOUNTS, EXPIRY),
          List.of(ACCOUNTS, ACCOUNT_7, OVERFLOW),
          List.of(ACCOUNTS, LIMITS),
          List.of(ACCOUNTS, BALANCING),
          List.of(ACCOUNTS, CLOSING),
          List.of(ACCOUNTS, CHAINS),
          List.of(ACCOUNTS, IMPORTED));

  @Test
  void fields() {
    Script.run(ACCOUNTS, FIELDS);
  }

  @Test
  void transientRefusalsBurnTheId() {
    Script.run(ACCOUNTS, TRANSIENT);
  }

  @Test
  void exists() {
    Script.run(ACCOUNTS, EXISTS);
  }

  @Test
  void secondPhase() {
    Script.run(ACCOUNTS, SECOND_PHASE);
  }

  @Test
  void expiry() {
    Script.run(ACCOUNTS, EXPIRY);
  }

  @Test
  void overflow() {
    Script.run(ACCOUNTS, ACCOUNT_7, OVERFLOW);
  }

  @Test
  void limits() {
    Script.run(ACCOUNTS, LIMITS);
  }

  @Test
  void balancing() {
    Script.run(ACCOUNTS, BALANCING);
  }

  @Test
  void closing() {
    Script.run(ACCOUNTS, CLOSING);
  }

  @Test
  void chains() {
    Script.run(ACCOUNTS, CHAINS);
  }

  @Test
  void imported() {
    Script.run(ACCOUNTS, IMPORTED);
  }
}

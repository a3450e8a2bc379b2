package io.fairway.ledger.machine;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Every answer to a reversal, and to a request to resolve an id.
class ReversalTableTest {

  private static final String REVERSAL =
      """
      T id=1 amount=10 u128=1 u64=2 u32=3 code=7 -> CREATED
      T id=2 pending amount=10                   -> CREATED
      T id=3 pending amount=9                    -> CREATED
      T id=4 post pid=3 amount=6                 -> CREATED
      T id=5 pending amount=9                    -> CREATED
      T id=6 void pid=5                          -> CREATED
      B id=1                                     -> dp=10 dpo=16 cp=0 cpo=0

      T id=20 rev pending pid=0                  -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=20 rev post                           -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=20 rev void                           -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=20 rev bdr                            -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=20 rev bcr                            -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=20 rev cdr                            -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=20 rev ccr                            -> FLAGS_ARE_MUTUALLY_EXCLUSIVE
      T id=20 rev timeout=1                      -> PENDING_ID_MUST_NOT_BE_ZERO
      T id=20 rev pid=max timeout=1              -> PENDING_ID_MUST_NOT_BE_INT_MAX
      T id=20 rev pid=20 timeout=1               -> PENDING_ID_MUST_BE_DIFFERENT
      T id=20 rev pid=77 timeout=1               -> TIMEOUT_RESERVED_FOR_PENDING_TRANSFER
      T id=21 rev pid=77 dr=9                    -> ORIGINAL_TRANSFER_NOT_FOUND
      T id=21 rev pid=1                          -> ID_ALREADY_FAILED
      T id=20 rev pid=21                         -> ORIGINAL_TRANSFER_NOT_FOUND
      T id=22 rev pid=2 dr=9                     -> ORIGINAL_TRANSFER_NOT_POSTED
      T id=22 rev pid=3                          -> ORIGINAL_TRANSFER_NOT_POSTED
      T id=22 rev pid=6                          -> ORIGINAL_TRANSFER_NOT_POSTED
      T id=22 rev pid=1 dr=1 cr=9                -> ORIGINAL_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID
      T id=22 rev pid=1 dr=2 cr=2 ledger=9       -> ORIGINAL_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID
      T id=22 rev pid=1 ledger=9 amount=9        -> ORIGINAL_TRANSFER_HAS_DIFFERENT_LEDGER
      T id=22 rev pid=1 amount=9                 -> ORIGINAL_TRANSFER_HAS_DIFFERENT_AMOUNT
      T id=22 rev pid=1 amount=0                 -> ORIGINAL_TRANSFER_HAS_DIFFERENT_AMOUNT
      T id=22 rev pid=1                          -> CREATED @39
      B id=1                                     -> dp=10 dpo=16 cp=0 cpo=10
      B id=2                                     -> dp=0 dpo=10 cp=10 cpo=16
      L id=22                                    -> amount=10

      # once only, and never a reversal; a repeat says again what it left open
      T id=23 rev pid=1 amount=9                 -> ORIGINAL_TRANSFER_HAS_DIFFERENT_AMOUNT
      T id=23 rev pid=1                          -> ORIGINAL_TRANSFER_ALREADY_REVERSED
      T id=23 rev pid=22 dr=9                    -> ORIGINAL_TRANSFER_IS_A_REVERSAL
      T id=22 rev pid=1                          -> EXISTS @39
      T id=22 rev pid=1 amount=10 dr=2 cr=1 u128=1 u64=2 u32=3 ledger=1 code=7 -> EXISTS @39
      T id=22 rev pid=2                          -> EXISTS_WITH_DIFFERENT_PENDING_ID
      T id=22 rev pid=1 dr=1                     -> EXISTS_WITH_DIFFERENT_DEBIT_ACCOUNT_ID
      T id=22 rev pid=1 cr=2                     -> EXISTS_WITH_DIFFERENT_CREDIT_ACCOUNT_ID
      T id=22 rev pid=1 amount=9                 -> EXISTS_WITH_DIFFERENT_AMOUNT
      T id=22 rev pid=1 u64=9                    -> EXISTS_WITH_DIFFERENT_USER_DATA_64
      T id=22 rev pid=1 code=1                   -> EXISTS_WITH_DIFFERENT_CODE
      T id=1 pid=1 amount=10 u128=1 u64=2 u32=3 code=7 -> EXISTS_WITH_DIFFERENT_PENDING_ID
      T id=24 post pid=1                         -> PENDING_TRANSFER_NOT_PENDING

      # the post of a hold, by what it moved; with a code of its own
      T id=25 rev pid=4 amount=6 dr=2 cr=1 code=8 u64=5 -> CREATED
      T id=25 rev pid=4 code=8 u64=5             -> EXISTS
      T id=25 rev pid=4 u64=5                    -> EXISTS_WITH_DIFFERENT_CODE
      T id=26 rev pid=4                          -> ORIGINAL_TRANSFER_ALREADY_REVERSED
      B id=1                                     -> dp=10 dpo=16 cp=0 cpo=16

      # in a broken chain the original becomes reversible again
      T id=30 amount=4                           -> CREATED
      T id=31 linked rev pid=30                  -> LINKED_EVENT_FAILED
      T id=32 linked amount=3                    -> LINKED_EVENT_FAILED
      T id=33 linked rev pid=32                  -> LINKED_EVENT_FAILED
      T id=34 rev pid=30                         -> ORIGINAL_TRANSFER_ALREADY_REVERSED
      B id=1                                     -> dp=10 dpo=20 cp=0 cpo=16
      T id=31 linked rev pid=30                  -> CREATED
      T id=32 linked amount=3                    -> CREATED
      T id=33 rev pid=32                         -> CREATED
      B id=1                                     -> dp=10 dpo=23 cp=0 cpo=23
      """;

  private static final String CHECKED =
      """
      # every ordinary check holds for a reversal
      T id=1 dr=1 cr=4 amount=10                 -> CREATED
      T id=2 dr=4 cr=2 amount=4                  -> CREATED
      T id=3 rev pid=1                           -> EXCEEDS_CREDITS
      T id=3 rev pid=1                           -> ID_ALREADY_FAILED
      T id=4 rev pid=2                           -> CREATED
      T id=5 dr=5 cr=2 amount=10                 -> CREATED
      T id=6 dr=1 cr=5 amount=4                  -> CREATED
      T id=7 rev pid=5                           -> EXCEEDS_DEBITS
      T id=8 amount=1                            -> CREATED
      T id=9 pending cdr amount=0                -> CREATED
      T id=10 rev pid=8                          -> CREDIT_ACCOUNT_ALREADY_CLOSED
      T id=11 void pid=9                         -> CREATED
      T id=12 pending ccr amount=0               -> CREATED
      T id=13 rev pid=8                          -> DEBIT_ACCOUNT_ALREADY_CLOSED
      T id=14 void pid=12                        -> CREATED
      T id=15 rev pid=8                          -> CREATED

      T id=20 dr=2 cr=1 amount=18446744073709551600 -> CREATED
      T id=21 dr=1 cr=7 amount=100               -> CREATED
      T id=22 rev pid=21                         -> OVERFLOWS_CREDITS_POSTED

      # imported, and through a snapshot
      time=9000
      T id=30 imported ts=5000                   -> CREATED @5000
      T id=31 imported rev pid=30 ts=5000        -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS
      T id=31 imported rev pid=30 ts=6000        -> CREATED @6000
      restore
      T id=31 rev imported pid=30 ts=6000        -> EXISTS @6000
      T id=32 rev imported pid=30 ts=7000        -> ORIGINAL_TRANSFER_ALREADY_REVERSED
      T id=33 rev imported pid=31 ts=7000        -> ORIGINAL_TRANSFER_IS_A_REVERSAL
      """;

  private static final String RESOLVE =
      """
      T id=1                                     -> CREATED @9
      T id=2 dr=99                               -> DEBIT_ACCOUNT_NOT_FOUND
      T id=3 dr=0                                -> DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO

      # what is not there never will be
      R id=1                                     -> EXISTS @9
      R id=2                                     -> ID_ALREADY_FAILED @14
      R id=3                                     -> ID_ALREADY_FAILED @15
      R id=4                                     -> ID_ALREADY_FAILED @16
      R id=4                                     -> ID_ALREADY_FAILED @17
      R id=0                                     -> ID_MUST_NOT_BE_ZERO @18
      R id=max                                   -> ID_MUST_NOT_BE_INT_MAX @19
      restore
      T id=1                                     -> EXISTS @9
      T id=3                                     -> ID_ALREADY_FAILED
      T id=4                                     -> ID_ALREADY_FAILED
      T id=5                                     -> CREATED
      T id=6 linked                              -> LINKED_EVENT_FAILED
      T id=7 post pid=4                          -> PENDING_TRANSFER_NOT_FOUND
      R id=5                                     -> EXISTS @24
      R id=6                                     -> ID_ALREADY_FAILED
      L id=4                                     -> none
      """;

  /// What each test runs, for those who ask what the tables cover.
  static final List<List<String>> TABLES =
      List.of(
          List.of(CreateTransferTableTest.ACCOUNTS, REVERSAL),
          List.of(CreateTransferTableTest.ACCOUNTS, CreateTransferTableTest.ACCOUNT_7, CHECKED),
          List.of(CreateTransferTableTest.ACCOUNTS, RESOLVE));

  @Test
  void reversal() {
    Script.run(CreateTransferTableTest.ACCOUNTS, REVERSAL);
  }

  @Test
  void reversalsAreCheckedAsAnyTransfer() {
    Script.run(CreateTransferTableTest.ACCOUNTS, CreateTransferTableTest.ACCOUNT_7, CHECKED);
  }

  @Test
  void resolve() {
    Script.run(CreateTransferTableTest.ACCOUNTS, RESOLVE);
  }
}

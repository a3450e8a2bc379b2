package io.fairway.ledger.machine;

import java.util.List;

/// Rows that are wrong in two ways, for the neighbours that no other table shows.
final class PrecedenceTables {

  private static final String SHAPE =
      """
      time=1000
      T id=1 imported ts=500                     -> CREATED
      T id=2 imported ts=501 linked dr=0         -> DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO
      T id=3                                     -> LINKED_EVENT_FAILED
      T id=4 linked                              -> LINKED_EVENT_CHAIN_OPEN

      A id=11 imported ts=600                    -> CREATED
      A id=12 imported ts=601 linked code=0      -> CODE_MUST_NOT_BE_ZERO
      A id=13                                    -> LINKED_EVENT_FAILED
      A id=14 linked                             -> LINKED_EVENT_CHAIN_OPEN
      """;

  private static final String PLAIN =
      """
      A id=8 closed                              -> CREATED
      A id=9                                     -> CREATED
      A id=10                                    -> CREATED
      A id=12                                    -> CREATED
      A id=13                                    -> CREATED
      A id=14                                    -> CREATED
      time=1000
      A id=7                                     -> CREATED

      T id=1 imported ts=3 ledger=9              -> TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS
      T id=1 imported ts=2                       -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS
      T id=1 imported ts=600 cr=7 pending timeout=1 -> IMPORTED_EVENT_TIMESTAMP_MUST_POSTDATE_CREDIT_ACCOUNT

      T id=1 dr=6 cr=8                           -> DEBIT_ACCOUNT_ALREADY_CLOSED
      T id=2 pending amount=max                  -> CREATED
      T id=3 pending amount=1 cr=6               -> CREDIT_ACCOUNT_ALREADY_CLOSED
      T id=4 pending amount=1                    -> OVERFLOWS_DEBITS_PENDING
      T id=5 dr=9 cr=10 amount=max               -> CREATED
      T id=6 pending dr=9 cr=2 amount=1          -> OVERFLOWS_CREDITS_PENDING
      T id=6 dr=1 cr=10 amount=1                 -> OVERFLOWS_CREDITS_POSTED
      T id=6 dr=1 cr=2 amount=1                  -> OVERFLOWS_DEBITS
      T id=7 dr=12 cr=13 amount=9223372036854775808 -> CREATED
      T id=8 dr=12 cr=13 amount=9223372036854775807 pending -> CREATED
      time=9223372036854000000
      T id=9 dr=14 cr=13 pending timeout=1       -> OVERFLOWS_CREDITS
      """;

  private static final String SECOND_PHASE =
      """
      time=1000
      T id=0 post void                           -> ID_MUST_NOT_BE_ZERO
      T id=max post void                         -> ID_MUST_NOT_BE_INT_MAX
      T id=1 pending amount=10                   -> CREATED
      T id=2 post pid=1 amount=max               -> CREATED
      T id=3 post pid=1 amount=11                -> EXCEEDS_PENDING_TRANSFER_AMOUNT
      T id=4 pending timeout=1                   -> CREATED
      T id=5 pending timeout=1                   -> CREATED
      T id=6 pending timeout=1                   -> CREATED
      T id=7 post pid=4 amount=max               -> CREATED
      T id=8 void pid=5                          -> CREATED
      T id=9 pending                             -> CREATED
      time=2000000000
      T id=10 void pid=4                         -> PENDING_TRANSFER_ALREADY_POSTED
      T id=10 post pid=5                         -> PENDING_TRANSFER_ALREADY_VOIDED

      T id=10 imported post pid=6 ts=3           -> PENDING_TRANSFER_EXPIRED
      T id=11 imported post pid=77 ts=3          -> PENDING_TRANSFER_NOT_FOUND

      T id=12 pending cdr ccr amount=0           -> CREATED

      T id=13 imported post pid=9 ts=3           -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS

      T id=13 post pid=9                         -> DEBIT_ACCOUNT_ALREADY_CLOSED
      """;

  private static final String MORE_ACCOUNTS =
      """
      A id=9                                     -> CREATED
      A id=11                                    -> CREATED
      A id=12                                    -> CREATED
      A id=13                                    -> CREATED
      A id=14                                    -> CREATED
      A id=15                                    -> CREATED
      A id=16 dmnec                              -> CREATED
      A id=17 cmned                              -> CREATED
      A id=18 dmnec                              -> CREATED
      A id=20                                    -> CREATED
      A id=21                                    -> CREATED
      A id=22                                    -> CREATED
      A id=23                                    -> CREATED
      A id=24                                    -> CREATED
      A id=25                                    -> CREATED
      A id=26                                    -> CREATED
      A id=27                                    -> CREATED
      """;

  private static final String REVERSAL =
      """
      time=1000
      T id=1 amount=100                          -> CREATED
      T id=2                                     -> CREATED
      T id=3 rev pid=2                           -> CREATED
      T id=4 rev pid=77                          -> ORIGINAL_TRANSFER_NOT_FOUND
      T id=0 rev pending                         -> ID_MUST_NOT_BE_ZERO
      T id=max rev pending                       -> ID_MUST_NOT_BE_INT_MAX
      T id=4 rev pending                         -> ID_ALREADY_FAILED
      T id=5 pending cdr ccr amount=0            -> CREATED
      time=5000
      T id=6 imported rev pid=2 ts=3             -> ORIGINAL_TRANSFER_ALREADY_REVERSED
      T id=7 imported rev pid=77 ts=3            -> ORIGINAL_TRANSFER_NOT_FOUND
      T id=6 imported rev pid=1 ts=3             -> IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS

      T id=8 rev pid=1                           -> DEBIT_ACCOUNT_ALREADY_CLOSED
      T id=9 void pid=5                          -> CREATED
      T id=10 dr=2 cr=9 amount=18446744073709551565 -> CREATED
      T id=11 pending cdr amount=0               -> CREATED
      T id=12 rev pid=1                          -> CREDIT_ACCOUNT_ALREADY_CLOSED
      T id=13 void pid=11                        -> CREATED
      T id=14 dr=9 cr=1 amount=18446744073709551565 -> CREATED
      T id=15 rev pid=1                          -> OVERFLOWS_DEBITS_POSTED

      T id=20 dr=11 cr=12 amount=100             -> CREATED
      T id=21 dr=12 cr=21 amount=18446744073709551565 pending -> CREATED
      T id=22 dr=20 cr=11 amount=18446744073709551565 -> CREATED
      T id=23 rev pid=20                         -> OVERFLOWS_CREDITS_POSTED

      T id=30 dr=13 cr=14 amount=100             -> CREATED
      T id=31 dr=14 cr=22 amount=18446744073709551565 pending -> CREATED
      T id=32 dr=23 cr=13 amount=18446744073709551565 pending -> CREATED
      T id=33 rev pid=30                         -> OVERFLOWS_DEBITS

      T id=40 dr=15 cr=16 amount=100             -> CREATED
      T id=41 dr=24 cr=15 amount=18446744073709551565 pending -> CREATED
      T id=42 dr=16 cr=25 amount=50              -> CREATED
      T id=43 rev pid=40                         -> OVERFLOWS_CREDITS

      T id=50 dr=17 cr=18 amount=100             -> CREATED
      T id=51 dr=26 cr=17 amount=60              -> CREATED
      T id=52 dr=18 cr=27 amount=50              -> CREATED
      T id=53 rev pid=50                         -> EXCEEDS_CREDITS
      """;

  static final List<List<String>> TABLES =
      List.of(
          List.of(CreateTransferTableTest.ACCOUNTS, SHAPE),
          List.of(CreateTransferTableTest.ACCOUNTS, PLAIN),
          List.of(CreateTransferTableTest.ACCOUNTS, SECOND_PHASE),
          List.of(CreateTransferTableTest.ACCOUNTS, MORE_ACCOUNTS, REVERSAL));

  private PrecedenceTables() {}
}

/// The bytes that the ledger is asked with and answers with.
///
/// ```
///  command   | version 2 | operation 1 | 0 1 | count 4 | correlation 8 | events…            |
///  reply     | version 2 | operation 1 | refusal 1 | count 4 | correlation 8 | timestamp 8 |
///            | body count 4 | 0 4 | body…                                                  |
/// ```
///
/// Little-endian. An event starts with a mask of the fields that follow; a field left out has its
/// default: zero, or for ledger and code the value of the event before it. An ordinary transfer
/// takes 54 to 58 bytes. [Wire] holds the limits and the layout, [TransferCodec] and [AccountCodec]
/// one event each, [CommandWriter] and [Replies] are what a client needs.
@org.jspecify.annotations.NullMarked
package io.fairway.ledger.wire;

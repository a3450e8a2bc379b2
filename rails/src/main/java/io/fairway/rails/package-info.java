/// Bank messages (ISO 20022) and the bank port.
///
/// ```
/// pay ──▶ IsoRails ──▶ Sender ──(record: payment + pacs.008)──▶ BankPort ──▶ the bank, or BankTwin
///             ▲                                                    │
///             └─ Watch ◀── Receiver ◀──(record: answer, finding)───┘ pacs.002, camt.054
/// ```
///
/// - Front doors: [io.fairway.rails.IsoRails] pays, [io.fairway.rails.MessageArchive] hands out
///   copies of what is on record, [io.fairway.rails.BankTwin] is a bank for development.
/// - Each message has a record that writes it (`CreditTransferMessage`, `StatusMessage`,
///   `DebitMessage`, `Envelope`) and a reader that trusts nothing (`...Reader` over `XmlIn`).
/// - `TransferRules` hold for what goes out and what comes in; `OpenPayment` decides which of a
///   bank's claims are believed.
/// - Tables: schema `rails` (ours) and schema `bank_twin` (the twin's books).
@org.jspecify.annotations.NullMarked
package io.fairway.rails;

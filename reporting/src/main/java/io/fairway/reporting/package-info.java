/// Receipts, statements, the summary, the checks and the report page. Reads facts, changes nothing.
///
/// ```
/// RunFacts ──┬─ ReceiptsCsv   receipts.csv, one row an order line
///            ├─ Statements    statements/<seller>.csv and .html
/// Ledger ─┐  ├─ Summary       the JSON object and the text on the screen
/// Chain  ─┴─ Checks ─┘
///            └─ ReportPage    report.html
/// ```
///
/// [Reporting] is the front door: it writes all of them. Money stays in exact decimals; `double`
/// appears only where seconds and pixels are shown.
@org.jspecify.annotations.NullMarked
package io.fairway.reporting;

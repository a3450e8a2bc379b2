package io.fairway.reporting;

import java.nio.file.Path;

/// The front door: writes everything that a run leaves behind for people.
public final class Reporting {
  /// One row an order line.
  public static final String RECEIPTS = "receipts.csv";

  /// The page to look at.
  public static final String REPORT = "report.html";

  /// The folder with a statement a seller.
  public static final String STATEMENTS = "statements";

  private Reporting() {}

  /// Writes receipts, statements and the report page into `out`, each file whole or not at all,
  /// replacing those of a former run.
  ///
  /// @return the figures of the run, for the screen
  /// @throws java.io.UncheckedIOException when a file cannot be written
  public static Summary write(Path out, RunFacts facts, Checks checks) {
    Summary summary = Summary.of(facts, checks);
    ReceiptsCsv.write(out.resolve(RECEIPTS), facts.receipts());
    Statements.write(out.resolve(STATEMENTS), summary);
    WholeFile.write(out.resolve(REPORT), writer -> writer.write(ReportPage.of(summary).markup()));
    return summary;
  }
}

package io.fairway.app;

import io.fairway.issuance.Issuance;
import io.fairway.payments.Receipt;
import io.fairway.payments.RunLimits;
import io.fairway.payments.RunResult;
import io.fairway.payments.SettleRun;
import io.fairway.payments.Terms;
import io.fairway.payments.order.OrderFile;
import io.fairway.rails.MessageArchive;
import io.fairway.reporting.Reporting;
import io.fairway.reporting.Summary;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Objects;

/// Settles one file in an open house and writes what the run leaves behind.
final class FileRun {
  /// The folder of the bank messages, in `--out`.
  static final String MESSAGES = "messages";

  private final House house;
  private final SettleOptions options;
  private final Inputs inputs;
  private final PrintWriter err;

  /// @param err for the progress bar
  FileRun(House house, SettleOptions options, Inputs inputs, PrintWriter err) {
    this.house = house;
    this.options = options;
    this.inputs = inputs;
    this.err = err;
  }

  /// What came of it.
  record Settled(Summary summary, RunResult result, Effort effort) {}

  /// Opens the participants' money, settles every order, writes `--out`.
  ///
  /// @param commandStarted from when the user has been waiting
  Settled settle(Instant commandStarted) {
    long transactionsBefore = house.chain().transactionsConfirmed();
    Issuance issuance = house.issuance(inputs.policy().reserveBufferBps());
    OpeningMoney opening = OpeningMoney.of(options, inputs, house.wallets()).asRecordedBy(issuance);
    opening.bookWith(issuance, options.waitMax());
    Instant started = Instant.now();
    SettleRun run = SettleRun.open(house.journeyEngines(), terms());
    try (OrderFile lines = OrderFile.open(options.orders(), inputs.orders().mapping());
        ProgressBar bar = new ProgressBar(err, terminalColumns(), inputs.orders().orders())) {
      Effort.Meter meter = Effort.begin();
      RunResult result = run.settle(lines, (read, counts) -> bar.update(counts));
      Effort effort = meter.end();
      RunReport.Span span =
          new RunReport.Span(
              commandStarted, started, Instant.now(), lines.ordersRead(), transactionsBefore);
      return new Settled(report(opening, result, span), result, effort);
    }
  }

  private Summary report(OpeningMoney opening, RunResult result, RunReport.Span span) {
    RunReport report = new RunReport(options, inputs, house, opening, result, span);
    Summary summary = Reporting.write(options.out(), report.facts(), report.checks());
    MessageArchive.write(
        house.database(),
        result.receipts().stream()
            .map(Receipt::payout)
            .filter(Objects::nonNull)
            .map(Receipt.Payout::uetr)
            .toList(),
        options.out().resolve(MESSAGES));
    return summary;
  }

  private Terms terms() {
    RunLimits standard = RunLimits.standard();
    return new Terms(
        inputs.parties(),
        inputs.pricing(),
        options.payOut(),
        inputs.policy().valuationCurrency(),
        house.wallets(),
        new RunLimits(
            options.waitMax(),
            options.waitMax(),
            standard.batchOrdersMax(),
            standard.windowOrdersMax(),
            standard.windowAttemptsMax(),
            standard.batchesInFlightMax()));
  }

  private static int terminalColumns() {
    return Integer.getInteger(ProgressBar.COLUMNS_PROPERTY, 0);
  }
}

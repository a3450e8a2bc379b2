package io.fairway.reporting;

import io.fairway.money.Asset;
import io.fairway.payments.Outcome;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The summary for a screen: aligned, in plain words, ASCII, so that any terminal shows it.
final class SummaryText {
  private final Summary summary;
  private final StringBuilder out = new StringBuilder(4096);

  private SummaryText(Summary summary) {
    this.summary = summary;
  }

  static String of(Summary summary) {
    SummaryText text = new SummaryText(summary);
    text.orders();
    text.seconds();
    text.money();
    text.cost();
    text.checks();
    return text.out.toString().replace(Figures.ABSENT, "-").replace("–", "-");
  }

  private void orders() {
    RunFacts.Clock clock = summary.facts().clock();
    line(
        "%s lines of %s in %s, %s with start-up"
            .formatted(
                Figures.count(summary.facts().linesRead()),
                summary.facts().orderFile(),
                Figures.seconds(clock.journey()),
                Figures.seconds(clock.total())));
    line("");
    Map<Outcome, Map<String, Long>> reasons = reasonsByOutcome();
    for (Outcome outcome : Outcome.values()) {
      long count = summary.count(outcome);
      if (count > 0) {
        line(
            "%9s  %-10s %s"
                .formatted(Figures.count(count), Words.outcome(outcome), Words.meaning(outcome)));
        reasons.getOrDefault(outcome, Map.of()).entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .forEach(entry ->
                line(
                    "%18s  %-26s %s"
                        .formatted(
                            Figures.count(entry.getValue()),
                            entry.getKey(),
                            Words.reason(entry.getKey()))));
      }
    }
    line("%9s  moved money in this run".formatted(Figures.count(summary.facts().moved())));
  }

  private void seconds() {
    line("");
    line("From order accepted to       %10s %10s %10s".formatted("p50", "p99", "max"));
    times("the seller can spend", summary.spendable());
    times("final at bank and chain", summary.finality());
  }

  private void times(String what, Distribution times) {
    line(
        "  %-26s %10s %10s %10s"
            .formatted(
                what,
                Figures.seconds(times.percentile(50)),
                Figures.seconds(times.percentile(99)),
                Figures.seconds(times.max())));
  }

  private void money() {
    line("");
    line("Money of settled orders");
    summary.volumeIn().forEach((asset, sum) -> amount("in", asset, sum));
    summary.volumeOut().forEach((asset, sum) -> amount("out", asset, sum));
  }

  private void amount(String direction, Asset asset, BigDecimal sum) {
    line("  %-4s %s %20s".formatted(direction, asset, Figures.decimal(sum)));
  }

  private void cost() {
    Cost cost = summary.cost();
    BigDecimal ticket = cost.ticketUsd();
    line("");
    if (ticket == null) {
      line("Cost                  nothing settled, nothing to weigh");
      return;
    }
    line(
        "Cost in basis points of mid value, at USD %s an order"
            .formatted(Figures.decimal(ticket, 2)));
    line(
        "  Fairway   %8s   exchange %s, fee %s, bank %s, gas %s"
            .formatted(
                Figures.bps(cost.bps()),
                Figures.bps(cost.fx()),
                Figures.bps(cost.fee()),
                Figures.bps(cost.bank()),
                Figures.bps(cost.gas())));
    line("  wire      %8s".formatted(Figures.bps(cost.wireBps())));
    line("  collector %8s".formatted(Figures.bps(cost.collectorBps())));
  }

  private void checks() {
    line("");
    line("Checks");
    for (Check check : summary.checks().all()) {
      line("  %-6s %s".formatted(check.holds() ? "ok" : "FAILED", Words.check(check.name())));
      if (!check.holds()) {
        check.figures().forEach(figure -> line("         %s".formatted(figure)));
      }
    }
    summary.findings().forEach(finding -> line("  FINDING %s".formatted(finding)));
  }

  private Map<Outcome, Map<String, Long>> reasonsByOutcome() {
    Map<Outcome, Map<String, Long>> reasons = new EnumMap<>(Outcome.class);
    for (Receipt receipt : summary.facts().receipts()) {
      if (receipt.reason() != null) {
        Objects.requireNonNull(
                reasons.computeIfAbsent(receipt.outcome(), outcome -> new TreeMap<>()))
            .merge(receipt.reason(), 1L, Long::sum);
      }
    }
    return reasons;
  }

  private void line(String line) {
    out.append(line.stripTrailing()).append('\n');
  }
}

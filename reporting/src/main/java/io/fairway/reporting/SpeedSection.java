package io.fairway.reporting;

import io.fairway.payments.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How long sellers waited, and how the run went over time.
final class SpeedSection {
  /// Points of a line of the timeline.
  private static final int PARTS = 240;

  private SpeedSection() {}

  static Html of(Summary summary) {
    return Html.join(List.of(waiting(summary), timeline(summary)));
  }

  private static Html waiting(Summary summary) {
    Distribution spendable = summary.spendable();
    Distribution finality = summary.finality();
    Html explanation =
        Html.of(
            "<p>From the moment an order is accepted until the seller may use the money, and until"
                + " bank and chain are both final. Dashed lines mark the median and the 99th"
                + " percentile.</p>");
    if (spendable.isEmpty() && finality.isEmpty()) {
      return Page.section(
          "speed",
          "How long sellers waited",
          explanation,
          Html.of("<p class=\"none\">No order was settled in this run.</p>\n"));
    }
    Axis axis = Axis.over(spendable, finality);
    Html scale =
        axis.logarithmic()
            ? Html.of("<p class=\"note\">The axis is logarithmic.</p>\n")
            : Html.NOTHING;
    return Page.section(
        "speed",
        "How long sellers waited",
        explanation,
        Html.join(
            List.of(
                Chart.histogram("Seller can spend", "spendable", spendable, axis),
                Chart.histogram("Final at bank and chain", "final", finality, axis),
                Chart.axis(axis),
                scale,
                interrupted(summary.facts()))));
  }

  /// Orders that an earlier run accepted and did not finish have waited for this one to begin.
  private static Html interrupted(RunFacts facts) {
    Instant started = facts.clock().started();
    long before =
        facts.receipts().stream()
            .filter(receipt -> !receipt.refund() && Summary.tookStepSince(receipt, started))
            .map(receipt -> receipt.times().accepted())
            .filter(accepted -> accepted != null && accepted.isBefore(started))
            .count();
    return before == 0
        ? Html.NOTHING
        : Html.of(
            "<p class=\"note\">{} of them had been accepted by an earlier run that did not get to"
                + " its end; their times include the pause.</p>\n",
            Figures.count(before));
  }

  private static Html timeline(Summary summary) {
    RunFacts facts = summary.facts();
    Duration length = facts.clock().journey();
    if (summary.driven() == 0 || length.isZero()) {
      return Html.NOTHING;
    }
    Axis axis = Axis.linear((double) length.toMillis());
    List<Chart.Line> lines =
        List.of(
            line(facts, axis, "accepted", "accepted", r -> r.times().accepted()),
            line(facts, axis, "seller can spend", "spendable", r -> r.times().spendable()),
            line(facts, axis, "final", "final", Summary::finalAt));
    long most = lines.stream().mapToLong(line -> line.counts().getLast()).max().orElse(0);
    return Page.section(
        "run",
        "How the run went",
        Html.of(
            "<p>Orders that had come this far, over the {} of the run: {} a second.</p>{}",
            Figures.seconds(length),
            Figures.threeDigits(summary.ordersPerSecond()),
            steps(facts)),
        Html.join(
            List.of(
                Chart.cumulative("Orders over the time of the run", lines, most),
                Chart.axis(axis))));
  }

  private static Html steps(RunFacts facts) {
    if (facts.clock().steps().isEmpty()) {
      return Html.NOTHING;
    }
    List<Html> rows = new ArrayList<>();
    facts
        .clock()
        .steps()
        .forEach((step, time) ->
            rows.add(
                Html.of(
                    "<tr><td>{}</td><td class=\"n\">{}</td></tr>", step, Figures.seconds(time))));
    return Html.of(
        "<table class=\"small\"><caption>Time inside each step; steps overlap</caption>"
            + "<tbody>{}</tbody></table>",
        Html.join(rows));
  }

  private static Chart.Line line(
      RunFacts facts,
      Axis axis,
      String name,
      String style,
      Function<Receipt, @Nullable Instant> when) {
    long[] counts = new long[PARTS];
    Instant started = facts.clock().started();
    for (Receipt receipt : facts.receipts()) {
      Instant at = receipt.refund() ? null : when.apply(receipt);
      if (at != null && Summary.tookStepSince(receipt, started)) {
        // What an earlier run had done stands at the start: the axis begins at nought.
        double place = axis.place((double) Duration.between(started, at).toMillis());
        counts[(int) Math.min((long) (place * PARTS), PARTS - 1L)]++;
      }
    }
    List<Long> sums = new ArrayList<>(PARTS);
    long sum = 0;
    for (long count : counts) {
      sum += count;
      sums.add(sum);
    }
    return new Chart.Line(name, style, sums);
  }
}

package io.fairway.reporting;

import io.fairway.money.Money;
import io.fairway.payments.Outcome;
import io.fairway.payments.Receipt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of the lines, why, and which orders wait for someone.
final class OutcomeSection {
  /// Orders listed by name; the others are in `receipts.csv`.
  static final int LISTED_MAX = 100;

  private OutcomeSection() {}

  private record Reason(Outcome outcome, String code) {}

  static Html outcomes(Summary summary) {
    long read = summary.facts().linesRead();
    List<Chart.Part> parts = new ArrayList<>();
    List<Html> rows = new ArrayList<>();
    Map<Outcome, List<Html>> reasons = reasonRows(summary);
    for (Outcome outcome : Outcome.values()) {
      long count = summary.count(outcome);
      if (count == 0) {
        continue;
      }
      String style = style(outcome);
      parts.add(
          new Chart.Part(
              style, 100.0 * count / Math.max(read, 1), Words.outcome(outcome) + " " + count));
      rows.add(
          Html.of(
              "<tr class=\"outcome\"><th scope=\"row\"><span class=\"key {}\">{}</span></th>"
                  + "<td>{}</td><td class=\"n\">{}</td><td class=\"n soft\">{}</td></tr>\n",
              style,
              Words.outcome(outcome),
              Words.meaning(outcome),
              Figures.count(count),
              Figures.percent(count, read)));
      rows.addAll(reasons.getOrDefault(outcome, List.of()));
    }
    return Page.section(
        "outcomes",
        "What became of the lines",
        Html.of("<p>Every line that was read has exactly one outcome.</p>"),
        Html.of(
            "{}\n<table class=\"outcomes\"><tbody>\n{}</tbody></table>\n",
            Chart.stack(parts),
            Html.join(rows)));
  }

  /// Reasons under their outcome, the most frequent first.
  private static Map<Outcome, List<Html>> reasonRows(Summary summary) {
    Map<Reason, Long> counts = new HashMap<>();
    for (Receipt receipt : summary.facts().receipts()) {
      if (receipt.reason() != null) {
        counts.merge(new Reason(receipt.outcome(), Words.base(receipt.reason())), 1L, Long::sum);
      }
    }
    long most = counts.values().stream().max(Long::compare).orElse(1L);
    Map<Outcome, List<Html>> rows = new HashMap<>();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<Reason, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(entry -> entry.getKey().code()))
        .forEach(entry ->
            rows.computeIfAbsent(entry.getKey().outcome(), outcome -> new ArrayList<>())
                .add(reasonRow(entry.getKey(), entry.getValue(), most)));
    return rows;
  }

  private static Html reasonRow(Reason reason, long count, long most) {
    return Html.of(
        "<tr class=\"reason\"><td></td><td>{} <code>{}</code><div class=\"meter\"><i class=\"{}\""
            + " style=\"width:{}%\"></i></div></td><td class=\"n\">{}</td><td></td></tr>\n",
        Words.reason(reason.code()),
        reason.code(),
        style(reason.outcome()),
        Chart.number(100.0 * count / most),
        Figures.count(count));
  }

  /// Orders that are held, pending or refused, those that wait for someone first.
  static Html waiting(Summary summary) {
    List<Receipt> stopped =
        summary.facts().receipts().stream()
            .filter(receipt -> rank(receipt.outcome()) > 0)
            .sorted(
                Comparator.comparingInt((Receipt receipt) -> rank(receipt.outcome()))
                    .thenComparingInt(OutcomeSection::urgency)
                    .thenComparingLong(Receipt::line))
            .toList();
    if (stopped.isEmpty()) {
      return Html.NOTHING;
    }
    List<Html> rows = stopped.stream().limit(LISTED_MAX).map(OutcomeSection::row).toList();
    Html rest =
        stopped.size() > LISTED_MAX
            ? Html.of(
                "<p class=\"note\">{} more are in <a href=\"{}\">{}</a>.</p>\n",
                Figures.count(stopped.size() - LISTED_MAX),
                Reporting.RECEIPTS,
                Reporting.RECEIPTS)
            : Html.NOTHING;
    return Page.section(
        "waiting",
        "Held, pending and refused",
        Html.of(
            "<p>{} orders did not go through. Names that met a sanctions list come first.</p>",
            Figures.count(stopped.size())),
        Html.of(
            "<div class=\"scroll\"><table class=\"waiting\"><thead><tr><th scope=\"col\""
                + " class=\"n\">Line</th><th scope=\"col\">Order</th><th scope=\"col\">Outcome"
                + "</th><th scope=\"col\">Reason</th><th scope=\"col\" class=\"n\">Amount</th></tr></thead>"
                + "<tbody>\n{}</tbody></table></div>\n{}",
            Html.join(rows),
            rest));
  }

  private static Html row(Receipt receipt) {
    String why = receipt.reason() == null ? "" : Words.reason(receipt.reason());
    return Html.of(
        "<tr><td class=\"n soft\">{}</td><td class=\"id\">{}</td><td><span class=\"key {}\">{}"
            + "</span></td><td>{}<small>{}</small></td><td class=\"n nowrap\">{}</td></tr>\n",
        Figures.count(receipt.line()),
        shortened(receipt.orderId(), 40),
        style(receipt.outcome()),
        Words.outcome(receipt.outcome()),
        why,
        shortened(receipt.detail(), 200),
        amount(receipt.amountIn()));
  }

  static String style(Outcome outcome) {
    return Words.outcome(outcome).toLowerCase(Locale.ROOT);
  }

  private static int rank(Outcome outcome) {
    return switch (outcome) {
      case HELD -> 1;
      case PENDING -> 2;
      case REFUSED -> 3;
      case SETTLED, REFUNDED, MALFORMED, DUPLICATE -> 0;
    };
  }

  /// Screening first; last what comes by the hundred and nobody decides one by one.
  private static int urgency(Receipt receipt) {
    String reason = receipt.reason() == null ? "" : receipt.reason();
    if (reason.equals("SCREENING_HIT")) {
      return 0;
    }
    return reason.startsWith("REFUND_") || reason.equals("BUYER_UNKNOWN") ? 2 : 1;
  }

  private static String amount(@Nullable Money money) {
    return money == null ? "" : Figures.money(money);
  }

  private static String shortened(@Nullable String text, int max) {
    if (text == null) {
      return "";
    }
    return text.codePointCount(0, text.length()) <= max
        ? text
        : text.substring(0, text.offsetByCodePoints(0, max)) + "…";
  }
}

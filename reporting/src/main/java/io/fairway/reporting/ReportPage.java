package io.fairway.reporting;

import io.fairway.money.Asset;
import io.fairway.payments.Outcome;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// `report.html`: the page that a person would rather look at than the numbers. Its size is
/// bounded: it shows sums, and lists by name only what is few.
final class ReportPage {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private ReportPage() {}

  static Html of(Summary summary) {
    return Page.of(
        "Fairway: " + summary.facts().orderFileName(),
        Html.join(
            List.of(
                header(summary),
                SpeedSection.of(summary),
                CostSection.of(summary),
                OutcomeSection.outcomes(summary),
                MoneySection.flows(summary),
                MoneySection.sellers(summary),
                TrustSection.checks(summary),
                OutcomeSection.waiting(summary),
                TrustSection.honesty(summary),
                footer(summary))));
  }

  private static Html header(Summary summary) {
    RunFacts facts = summary.facts();
    return Html.of(
        """
        <header>
        <p class="brand"><b>Fairway</b> <span>{}</span> <span>{}</span></p>
        <h1>{}</h1>
        <p class="sub">{}</p>
        {}<ul class="figures">
        {}</ul>
        </header>
        """,
        facts.orderFileName(),
        DAY.format(facts.clock().started()),
        headline(summary),
        subline(summary),
        alarm(summary),
        Html.join(figures(summary)));
  }

  /// What must not be overlooked, above all figures.
  private static Html alarm(Summary summary) {
    List<String> failed = new ArrayList<>();
    for (Check check : summary.checks().all()) {
      if (!check.holds()) {
        failed.add(Words.check(check.name()));
      }
    }
    failed.addAll(summary.findings());
    return failed.isEmpty()
        ? Html.NOTHING
        : Html.of(
            "<p class=\"alarm\"><b>Not everything holds.</b> {}. See <a href=\"#checks\">the"
                + " checks</a>.</p>\n",
            String.join("; ", failed));
  }

  private static String headline(Summary summary) {
    long settled = summary.count(Outcome.SETTLED);
    String of = Figures.count(summary.facts().linesRead());
    String time = Figures.seconds(summary.facts().clock().journey()).replace(" s", " seconds");
    if (summary.facts().moved() == 0 && settled > 0) {
      return Figures.count(settled) + " of " + of + " orders are settled; this run moved no money";
    }
    return Figures.count(settled) + " of " + of + " orders settled in " + time;
  }

  private static Html subline(Summary summary) {
    Cost cost = summary.cost();
    BigDecimal bps = cost.bps();
    if (bps == null) {
      return Html.of("No seller was paid in this run.");
    }
    return Html.of(
        "{} came in and {} went out, at <b>{} basis points</b> all in. A wire for each order would"
            + " have taken {}, a collector {}.",
        amounts(summary.volumeIn()),
        amounts(summary.volumeOut()),
        Figures.bps(bps),
        Figures.bps(Objects.requireNonNull(cost.wireBps())),
        Figures.bps(Objects.requireNonNull(cost.collectorBps())));
  }

  /// At most three currencies by name.
  private static Html amounts(Map<Asset, BigDecimal> sums) {
    List<Html> parts = new ArrayList<>();
    int shown = 0;
    for (var entry : sums.entrySet()) {
      if (shown == 3) {
        parts.add(Html.of(" and {} more currencies", sums.size() - shown));
        break;
      }
      parts.add(
          Html.of(
              "{}<span class=\"nowrap\">{} {}</span>",
              shown == 0 ? "" : ", ",
              entry.getKey(),
              Figures.decimal(entry.getValue())));
      shown++;
    }
    return Html.join(parts);
  }

  private static List<Html> figures(Summary summary) {
    Distribution spendable = summary.spendable();
    Distribution finality = summary.finality();
    return List.of(
        figure(
            Figures.seconds(spendable.percentile(50)),
            "until a seller can spend",
            "99 of 100 within " + Figures.seconds(spendable.percentile(99))),
        figure(
            Figures.seconds(finality.percentile(50)),
            "until bank and chain are final",
            "99 of 100 within " + Figures.seconds(finality.percentile(99))),
        figure(
            Figures.bps(summary.cost().bps()) + " bp",
            "all-in cost",
            "wire "
                + Figures.bps(summary.cost().wireBps())
                + " · collector "
                + Figures.bps(summary.cost().collectorBps())),
        figure(
            Figures.threeDigits(summary.ordersPerSecond()) + " /s",
            "orders through the journey",
            Figures.count(summary.facts().chain().transactions()) + " chain transactions"));
  }

  private static Html figure(String value, String what, String more) {
    return Html.of("<li><b>{}</b><span>{}</span><small>{}</small></li>\n", value, what, more);
  }

  private static Html footer(Summary summary) {
    RunFacts.Clock clock = summary.facts().clock();
    return Html.of(
        """
        <footer>
        <p>Every line is in <a href="{}">{}</a>, every seller in <a href="{}/">{}/</a>. The run took {}, {} with start-up. Percentiles are nearest-rank; money is added exactly.</p>
        </footer>
        """,
        Reporting.RECEIPTS,
        Reporting.RECEIPTS,
        Reporting.STATEMENTS,
        Reporting.STATEMENTS,
        Figures.seconds(clock.journey()),
        Figures.seconds(clock.total()));
  }
}

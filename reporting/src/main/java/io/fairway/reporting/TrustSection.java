package io.fairway.reporting;

import io.fairway.control.BusinessCalendar;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Why to believe the page, and what on it is not the real world.
final class TrustSection {
  private static final BigDecimal MINUTES_PER_HOUR = BigDecimal.valueOf(60);

  private TrustSection() {}

  static Html checks(Summary summary) {
    List<Html> rows = new ArrayList<>();
    for (Check check : summary.checks().all()) {
      List<Html> figures = new ArrayList<>();
      check.figures().forEach(figure -> figures.add(Html.of("<li>{}</li>", figure)));
      rows.add(
          Html.of(
              "<li class=\"{}\"><h3>{}</h3><ul>{}</ul></li>\n",
              check.holds() ? "holds" : "fails",
              Words.check(check.name()) + (check.holds() ? "" : ": failed"),
              Html.join(figures)));
    }
    for (String finding : summary.findings()) {
      rows.add(Html.of("<li class=\"fails\"><h3>Finding</h3><ul><li>{}</li></ul></li>\n", finding));
    }
    return Page.section(
        "checks",
        "Four checks",
        Html.of(
            "<p>Computed from the ledger and the chain themselves, not from what the run says of"
                + " itself.</p>"),
        Html.of("<ul class=\"checks\">\n{}</ul>\n", Html.join(rows)));
  }

  static Html honesty(Summary summary) {
    RunFacts facts = summary.facts();
    List<Html> points = new ArrayList<>();
    points.add(
        point(
            "The bank is simulated.", sentence(facts.bankTwin()) + " No money left any account."));
    points.add(
        point(
            "The chain is local.",
            facts.chain().network()
                + "; a block every "
                + Figures.seconds(facts.chain().blockTime())
                + ". Contracts, signatures, gas and proofs are real; its blocks are not contested"
                + " and cost nothing, so gas is priced as the policy states."));
    points.add(weekend(summary));
    points.add(
        facts.opening().development()
            ? point(
                "The opening money is invented.",
                "The development profile funded the participants from this file’s own total: "
                    + fundings(facts)
                    + ".")
            : point("The opening money", "came from the liquidity file: " + fundings(facts) + "."));
    points.add(
        point(
            "What was decided by what.",
            "Policy "
                + facts.versions().policy()
                + ". Lists "
                + facts.versions().lists()
                + ". "
                + String.join(" ", facts.versions().listReport())));
    return Page.section(
        "honest",
        "What is simulated",
        Html.of(
            "<p>The ledger, the database, the screening, the contracts and every message are the"
                + " product itself. These are not:</p>"),
        Html.of("<dl class=\"honest\">\n{}</dl>\n", Html.join(points)));
  }

  private static Html weekend(Summary summary) {
    LocalDate day = LocalDate.ofInstant(summary.facts().clock().started(), ZoneOffset.UTC);
    ClosedBank bank = ClosedBank.fridayEvening(day, BusinessCalendar.hongKong());
    BigDecimal hours =
        BigDecimal.valueOf(bank.delay().toMinutes())
            .divide(MINUTES_PER_HOUR, 1, RoundingMode.HALF_EVEN);
    return point(
        "This bank never closes.",
        bank.sentence()
            + ": "
            + Figures.decimal(hours)
            + " hours more until it is final. The seller could spend as fast as here; money under"
            + " way that long costs "
            + Figures.bps(Baseline.floatBps(bank.delay()))
            + " bp at "
            + Baseline.FLOAT_APR_PERCENT
            + " % a year.");
  }

  private static Html point(String what, String why) {
    return Html.of("<dt>{}</dt><dd>{}</dd>\n", what, why);
  }

  private static String sentence(String text) {
    if (text.isEmpty()) {
      return text;
    }
    String upper = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    return upper.endsWith(".") ? upper : upper + ".";
  }

  private static String fundings(RunFacts facts) {
    List<String> amounts = new ArrayList<>();
    facts
        .opening()
        .fundings()
        .forEach(funding -> amounts.add(funding.account() + " " + Figures.money(funding.amount())));
    return amounts.isEmpty() ? "nothing in this run" : String.join(", ", amounts);
  }
}

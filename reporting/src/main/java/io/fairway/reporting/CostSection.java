package io.fairway.reporting;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the orders cost, part by part, beside a wire and a collector at the same ticket size.
final class CostSection {

  /// How wide the magnified bar of Fairway's own parts is, percent.
  private static final double MAGNIFIED_WIDTH = 100;

  /// What a seller who batches sends at once, for the comparison in words.
  private static final BigDecimal BATCH_USD = BigDecimal.valueOf(50_000);

  private CostSection() {}

  /// One way to pay and its parts.
  ///
  /// @param note the range that is published, may be empty
  private record Way(String name, List<Part> parts, String note) {
    BigDecimal bps() {
      return parts.stream().map(Part::bps).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
  }

  /// @param style the class that colours it: exchange, fee, bank, gas or time
  private record Part(String name, String style, BigDecimal bps, boolean assumption) {}

  static Html of(Summary summary) {
    Cost cost = summary.cost();
    BigDecimal ticket = cost.ticketUsd();
    if (ticket == null) {
      return Page.section(
          "cost",
          "What it cost",
          Html.NOTHING,
          Html.of("<p class=\"none\">No order is settled, so there is no cost to weigh.</p>\n"));
    }
    List<Way> ways =
        List.of(
            fairway(cost),
            baseline("Collector", Baseline.collector(), ticket),
            baseline("Wire", Baseline.wire(), ticket));
    double widest = ways.stream().mapToDouble(way -> way.bps().doubleValue()).max().orElse(1);
    return Page.section(
        "cost",
        "What it cost",
        explanation(ticket),
        Html.of(
            "{}{}{}{}<div class=\"three\">\n{}</div>\n{}",
            legend(),
            Html.join(ways.stream().map(way -> bar(way, widest)).toList()),
            scale(widest),
            magnified(ways.getFirst(), widest),
            Html.join(ways.stream().map(CostSection::table).toList()),
            sources(summary, ticket)));
  }

  private static Html explanation(BigDecimal ticket) {
    return Html.of(
        "<p>In basis points of the mid value, at this file's average order of"
            + " <span class=\"nowrap\">USD {}</span>. One basis point is a hundredth of a"
            + " percent.</p>",
        Figures.decimal(ticket, 2));
  }

  private static Way fairway(Cost cost) {
    return new Way(
        "Fairway",
        List.of(
            part("Exchange spread", "exchange", cost.fx()),
            part("Platform fee", "fee", cost.fee()),
            part("Bank charges", "bank", cost.bank()),
            part("Chain gas", "gas", cost.gas())),
        "");
  }

  private static Part part(String name, String style, @Nullable BigDecimal bps) {
    return new Part(name, style, Objects.requireNonNull(bps), false);
  }

  private static Way baseline(String name, Baseline baseline, BigDecimal ticket) {
    List<Part> parts = new ArrayList<>();
    for (Baseline.Component component : baseline.components()) {
      parts.add(
          new Part(
              Words.component(component.name()),
              style(component.name()),
              component.bps(Baseline.Level.MID, ticket),
              component.isAssumption()));
    }
    String range =
        "published range "
            + Figures.decimal(baseline.bps(Baseline.Level.LOW, ticket), 0)
            + " to "
            + Figures.decimal(baseline.bps(Baseline.Level.HIGH, ticket), 0);
    return new Way(name, parts, range);
  }

  private static String style(String component) {
    return switch (component) {
      case "fx_margin", "fx_margin_hidden" -> "exchange";
      case "all_in_withdraw_fee" -> "fee";
      case "float_days" -> "time";
      default -> "bank";
    };
  }

  private static Html legend() {
    return Html.of(
        "<p class=\"legend\"><span class=\"key exchange\">exchange</span><span class=\"key"
            + " fee\">fee</span><span class=\"key bank\">banks</span><span class=\"key"
            + " gas\">gas</span><span class=\"key time\">money under way</span></p>\n");
  }

  private static Html bar(Way way, double widest) {
    return Html.of(
        "<div class=\"way\"><b>{}</b>{}<span class=\"n\">{} bp</span></div>\n",
        way.name(),
        Chart.stack(parts(way, 100 / widest)),
        Figures.bps(way.bps()));
  }

  private static Html scale(double widest) {
    double step = Axis.niceStep(widest / 6);
    List<Html> ticks = new ArrayList<>();
    for (int i = 0; i * step <= widest; i++) {
      ticks.add(
          Html.of(
              "<span style=\"left:{}%\">{}</span>",
              Chart.number(100 * i * step / widest), Chart.number(i * step)));
    }
    return Html.of(
        "<div class=\"way\" aria-hidden=\"true\"><b></b><div class=\"axis\">{}</div><span"
            + " class=\"n\">bp</span></div>\n",
        Html.join(ticks));
  }

  private static Html magnified(Way fairway, double widest) {
    double own = fairway.bps().doubleValue();
    if (own <= 0 || widest / own < 4) {
      return Html.NOTHING;
    }
    long times = Math.round(widest / own);
    return Html.of(
        "<div class=\"way magnified\"><b>Fairway ×{}</b>{}<span class=\"n\"></span></div>\n",
        times,
        Chart.stack(parts(fairway, MAGNIFIED_WIDTH / own)));
  }

  private static List<Chart.Part> parts(Way way, double percentPerBp) {
    return way.parts().stream()
        .map(part ->
            new Chart.Part(
                part.style(),
                part.bps().doubleValue() * percentPerBp,
                part.name() + " " + Figures.bps(part.bps()) + " bp"))
        .toList();
  }

  private static Html table(Way way) {
    List<Html> rows = new ArrayList<>();
    for (Part part : way.parts()) {
      rows.add(
          Html.of(
              "<tr><td><span class=\"key {}\">{}{}</span></td><td class=\"n\">{}</td></tr>\n",
              part.style(),
              part.name(),
              part.assumption() ? "*" : "",
              Figures.bps(part.bps())));
    }
    return Html.of(
        "<table><thead><tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"n\">bp</th></tr>"
            + "</thead><tbody>\n{}</tbody><tfoot><tr><th scope=\"row\">all in</th><td"
            + " class=\"n\">{}</td></tr><tr><td colspan=\"2\" class=\"range\">{}</td></tr></tfoot>"
            + "</table>\n",
        way.name(),
        Html.join(rows),
        Figures.bps(way.bps()),
        way.note());
  }

  private static Html sources(Summary summary, BigDecimal ticket) {
    List<Html> rows = new ArrayList<>();
    for (Baseline baseline : List.of(Baseline.wire(), Baseline.collector())) {
      for (Baseline.Component component : baseline.components()) {
        rows.add(
            Html.of(
                "<tr><td>{}</td><td>{}</td><td class=\"n nowrap\">{}</td><td>{}</td></tr>\n",
                baseline.path().equals("collector") ? "Collector" : "Wire",
                Words.component(component.name()),
                range(component),
                component.basis() + ". " + component.source()));
      }
    }
    RunFacts.Prices prices = summary.facts().prices();
    return Html.of(
        "<p class=\"note\">Gas at {} gwei and USD {} a native coin, {} units an order. A wire and a"
            + " collector at the middle of what is published; money under way at {} % a year. Parts"
            + " with * are assumptions. The wire is one an order; a seller who waits and sends USD {}"
            + " at once pays about {} bp.</p>\n{}<details><summary>Where the wire and collector"
            + " figures come from</summary>\n<table class=\"sources\"><thead><tr><th>Way</th>"
            + "<th>Part</th><th class=\"n\">Low / mid / high</th><th>Basis and source</th></tr>"
            + "</thead><tbody>\n{}</tbody></table></details>\n",
        Figures.decimal(prices.gasPriceGwei()),
        Figures.decimal(prices.nativeUsd()),
        Figures.count(summary.gasPerOrder()),
        Baseline.FLOAT_APR_PERCENT,
        Figures.decimal(BATCH_USD),
        Figures.bps(Baseline.wire().bps(Baseline.Level.MID, BATCH_USD)),
        leftOut(ticket),
        Html.join(rows));
  }

  /// What a whole stablecoin path has besides, at the middle of the same table: said aloud, because
  /// a comparison that leaves parts out flatters.
  private static Html leftOut(BigDecimal ticket) {
    Baseline path = Baseline.stablecoin();
    BigDecimal payIn = path.component("domestic_pay_in").bps(Baseline.Level.MID, ticket);
    BigDecimal screening = path.component("compliance_screening").bps(Baseline.Level.MID, ticket);
    return Html.of(
        "<p class=\"note\">Not in Fairway’s figure: capturing the buyer’s money (about {} bp at this"
            + " ticket by the same table), buying screening from a vendor (about {} bp), and the"
            + " capital that is prefunded and held in reserve.</p>\n",
        Figures.bps(payIn),
        Figures.bps(screening));
  }

  private static String range(Baseline.Component component) {
    String unit =
        switch (component.unit()) {
          case USD_FLAT -> " USD";
          case PCT -> " %";
          case DAYS -> " days";
        };
    return component.low() + " / " + component.mid() + " / " + component.high() + unit;
  }
}

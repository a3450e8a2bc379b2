package io.fairway.reporting;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Money in and out by currency, and the sellers who lost most to the exchange.
final class MoneySection {
  private static final int SELLERS_MAX = 10;

  private MoneySection() {}

  private record Corridor(Asset in, Asset out) {}

  private static final class Flow {
    private long orders;
    private BigDecimal in = BigDecimal.ZERO;
    private BigDecimal mid = BigDecimal.ZERO;
    private BigDecimal out = BigDecimal.ZERO;
    private BigDecimal usd = BigDecimal.ZERO;
  }

  static Html flows(Summary summary) {
    Map<Corridor, Flow> flows = new HashMap<>();
    for (Receipt receipt : summary.facts().receipts()) {
      Money in = receipt.amountIn();
      Cost.Split split = Cost.counts(receipt) ? Cost.Split.of(receipt) : null;
      if (in != null && split != null) {
        Flow flow =
            flows.computeIfAbsent(
                new Corridor(in.asset(), split.received().asset()), c -> new Flow());
        flow.orders++;
        flow.in = flow.in.add(in.decimal());
        flow.mid = flow.mid.add(split.mid().decimal());
        flow.out = flow.out.add(split.received().decimal());
        flow.usd =
            flow.usd.add(summary.facts().prices().usd(split.mid().asset(), split.mid().decimal()));
      }
    }
    if (flows.isEmpty()) {
      return Html.NOTHING;
    }
    BigDecimal all =
        flows.values().stream().map(f -> f.usd).reduce(BigDecimal.ZERO, BigDecimal::add);
    List<Html> rows = new ArrayList<>();
    flows.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getValue().usd.negate()))
        .forEach(entry -> rows.add(row(entry.getKey(), entry.getValue(), all)));
    return Page.section(
        "money",
        "Money in, money out",
        Html.of(
            "<p>What buyers paid and what sellers received for settled orders. The loss is against"
                + " the mid rate, fee and spread together. Bars show the share of the value.</p>"),
        Html.of(
            "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">From and to</th><th scope=\"col\">Share</th><th"
                + " scope=\"col\" class=\"n\">Orders</th><th scope=\"col\" class=\"n\">In</th><th"
                + " scope=\"col\" class=\"n\">At mid</th><th scope=\"col\" class=\"n\">Out</th><th"
                + " scope=\"col\" class=\"n\">Loss, bp</th></tr></thead><tbody>\n{}</tbody></table>"
                + "</div>\n",
            Html.join(rows)));
  }

  private static Html row(Corridor corridor, Flow flow, BigDecimal all) {
    double share = all.signum() == 0 ? 0 : flow.usd.doubleValue() / all.doubleValue();
    return Html.of(
        "<tr><th scope=\"row\" class=\"nowrap\">{} → {}</th><td class=\"share\"><div"
            + " class=\"meter\"><i class=\"settled\" style=\"width:{}%\"></i></div></td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
            + "<td class=\"n soft\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
        corridor.in(),
        corridor.out(),
        Chart.number(100 * share),
        Figures.count(flow.orders),
        Figures.decimal(flow.in),
        Figures.decimal(flow.mid),
        Figures.decimal(flow.out),
        Figures.bps(Cost.bps(flow.mid.subtract(flow.out), flow.mid)));
  }

  static Html sellers(Summary summary) {
    RunFacts.Prices prices = summary.facts().prices();
    List<Statement> most =
        summary.statements().stream()
            .filter(statement -> statement.totals().orders() > 0)
            .sorted(
                Comparator.comparing(statement ->
                    prices.usd(statement.asset(), statement.totals().exchangeLoss()).negate()))
            .limit(SELLERS_MAX)
            .toList();
    if (most.isEmpty()) {
      return Html.NOTHING;
    }
    return Page.section(
        "sellers",
        "Largest exchange losses",
        Html.of(
            "<p>What the spread against mid took, by seller: {} of {} with settled orders. Each"
                + " seller has a statement.</p>",
            most.size(),
            Figures.count(
                summary.statements().stream()
                    .filter(statement -> statement.totals().orders() > 0)
                    .count())),
        Html.of(
            "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Seller</th><th"
                + " scope=\"col\" class=\"n\">Orders</th><th scope=\"col\" class=\"n\">Received"
                + "</th><th scope=\"col\" class=\"n\">Exchange loss</th><th scope=\"col\""
                + " class=\"n\">bp</th></tr></thead><tbody>\n{}</tbody></table></div>\n",
            Html.join(most.stream().map(MoneySection::seller).toList())));
  }

  private static Html seller(Statement statement) {
    // A file name may hold a percent sign of its own, which a link must write as %25.
    String file = Statements.fileName(statement.sellerId()).replace("%", "%25");
    return Html.of(
        "<tr><th scope=\"row\"><a href=\"{}/{}.html\">{}</a> <small class=\"inline\">{}</small>"
            + "</th><td class=\"n\">{}</td><td class=\"n nowrap\">{}</td><td class=\"n"
            + " nowrap\">{}</td><td class=\"n\">{}</td></tr>\n",
        Reporting.STATEMENTS,
        file,
        statement.sellerId(),
        statement.sellerName(),
        Figures.count(statement.totals().orders()),
        statement.asset() + " " + Figures.decimal(statement.totals().received()),
        Figures.decimal(statement.totals().exchangeLoss()),
        Figures.bps(statement.totals().lossBps()));
  }
}

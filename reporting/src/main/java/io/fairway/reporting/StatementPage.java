package io.fairway.reporting;

import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// A seller's statement to read and to print.
final class StatementPage {
  /// Entries on the page; the others are in the CSV file beside it.
  static final int ENTRIES_MAX = 2000;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private StatementPage() {}

  /// @param statements of one seller, one an asset, at least one
  static Html of(RunFacts facts, List<Statement> statements) {
    Statement first = statements.getFirst();
    List<Html> body = new ArrayList<>();
    body.add(
        Html.of(
            """
            <header>
            <p class="brand"><b>Fairway</b> <span>{}</span> <span>{} UTC</span></p>
            <h1>{}</h1>
            <p class="sub">Statement of seller {}: what the orders of this file did to its balance.</p>
            </header>
            """,
            facts.orderFileName(),
            TIME.format(facts.clock().ended()),
            first.sellerName(),
            first.sellerId()));
    statements.forEach(statement -> body.add(section(statement)));
    body.add(
        Html.of(
            "<footer><p>The exchange loss is the mid value less the fee at mid less what was"
                + " received. The same entries, with every digit, are in <a"
                + " href=\"{}.csv\">the CSV file</a>. Times are UTC.</p></footer>\n",
            Statements.fileName(first.sellerId()).replace("%", "%25")));
    return Page.of("Statement " + first.sellerId(), Html.join(body));
  }

  private static Html section(Statement statement) {
    List<Html> rows = new ArrayList<>();
    statement.entries().stream().limit(ENTRIES_MAX).forEach(entry -> rows.add(row(entry)));
    Html rest =
        statement.entries().size() > ENTRIES_MAX
            ? Html.of(
                "<p class=\"note\">{} more entries are in the CSV file.</p>\n",
                Figures.count(statement.entries().size() - ENTRIES_MAX))
            : Html.NOTHING;
    return Html.of(
        """
        <section class="wide"><div class="content">
        {}<div class="scroll"><table class="statement"><thead><tr><th scope="col">Time</th><th scope="col">Entry</th><th scope="col" class="n">Buyer paid</th><th scope="col" class="n">Rate, mid</th><th scope="col" class="n">At mid</th><th scope="col" class="n">Fee</th><th scope="col" class="n">Exchange loss</th><th scope="col" class="n">{}</th><th scope="col" class="n">Balance</th></tr></thead><tbody>
        {}</tbody></table></div>
        {}</div></section>
        """,
        balances(statement),
        statement.asset(),
        Html.join(rows),
        rest);
  }

  private static Html balances(Statement statement) {
    Statement.Totals totals = statement.totals();
    return Html.of(
        "<table class=\"balances\"><tbody>{}{}{}{}{}</tbody></table>\n<table class=\"balances\">"
            + "<tbody>{}{}{}{}</tbody></table>\n",
        line("Opening balance", statement.asset() + " " + Figures.decimal(statement.opening())),
        line(
            "Received for " + Figures.count(totals.orders()) + " orders",
            "+" + Figures.decimal(totals.received())),
        line("Refunds", minus(totals.refunded())),
        line("Paid out", minus(totals.paidOut())),
        total("Closing balance", statement.asset() + " " + Figures.decimal(statement.closing())),
        line("Orders at mid", statement.asset() + " " + Figures.decimal(totals.mid())),
        line("Platform fee at mid", minus(totals.fees())),
        line(
            "Exchange loss, " + Figures.bps(totals.lossBps()) + " bp",
            minus(totals.exchangeLoss())),
        total("Received", statement.asset() + " " + Figures.decimal(totals.received())));
  }

  private static Html line(String what, String figure) {
    return Html.of("<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td></tr>", what, figure);
  }

  private static Html total(String what, String figure) {
    return Html.of(
        "<tr class=\"total\"><th scope=\"row\">{}</th><td class=\"n\">{}</td></tr>", what, figure);
  }

  private static String minus(BigDecimal amount) {
    return amount.signum() == 0 ? Figures.decimal(amount) : "−" + Figures.decimal(amount);
  }

  private static Html row(Statement.Entry entry) {
    return Html.of(
        "<tr class=\"{}\"><td class=\"nowrap soft\">{}</td><td><span>{}</span><small>{}</small>"
            + "</td>{}<td class=\"n\">{}</td><td class=\"n soft\">{}</td></tr>\n",
        entry.kind() == Statement.Kind.ORDER ? "in" : "out",
        TIME.format(entry.at()),
        what(entry),
        small(entry),
        price(entry),
        movement(entry),
        Figures.decimal(entry.balance()));
  }

  /// The five cells of an order's price; empty where no price belongs.
  private static Html price(Statement.Entry entry) {
    Receipt receipt = entry.receipt();
    Receipt.Priced priced = receipt.priced();
    boolean isOrder = entry.kind() == Statement.Kind.ORDER;
    if (priced == null || (!isOrder && entry.kind() != Statement.Kind.REFUND)) {
      return Html.of("<td></td><td></td><td></td><td></td><td></td>");
    }
    Cost.Split split = isOrder ? Cost.Split.of(receipt) : null;
    return Html.of(
        "<td class=\"n nowrap\">{}</td><td class=\"n\">{}<small>{}</small></td><td"
            + " class=\"n\">{}</td><td class=\"n nowrap\">{}</td><td class=\"n\">{}<small>{}</small>"
            + "</td>",
        receipt.amountIn() == null ? "" : Figures.money(receipt.amountIn()),
        rate(priced.rate()),
        rate(priced.midRate()),
        Figures.decimal(priced.midOut().decimal()),
        Figures.money(priced.fee()),
        split == null ? "" : Figures.decimal(split.exchangeLoss().decimal()),
        split == null ? "" : Figures.bps(split.lossBps()) + " bp");
  }

  private static String movement(Statement.Entry entry) {
    return entry.credit().signum() > 0
        ? "+" + Figures.decimal(entry.credit())
        : minus(entry.debit());
  }

  private static String what(Statement.Entry entry) {
    String order = entry.receipt().orderId();
    return switch (entry.kind()) {
      case ORDER -> "Order " + order;
      case PAYOUT, PAYOUT_BEFORE -> "Paid out, order " + order;
      case REFUND -> "Refund " + order;
      case PAYOUT_REJECTED -> "Payout rejected, order " + order;
    };
  }

  private static String small(Statement.Entry entry) {
    Receipt.Payout payout = entry.receipt().payout();
    boolean byBank =
        entry.kind() == Statement.Kind.PAYOUT || entry.kind() == Statement.Kind.PAYOUT_REJECTED;
    String uetr = byBank && payout != null ? payout.uetr().toString() : "";
    String note = Statements.note(entry);
    return uetr.isEmpty() || note.isEmpty() ? uetr + note : uetr + ", " + note;
  }

  /// Six significant decimals are enough to read; the CSV has them all.
  private static String rate(BigDecimal rate) {
    return Figures.decimal(rate, 6);
  }
}

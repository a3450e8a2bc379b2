package io.fairway.reporting;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.fairway.chain.Hash32;
import io.fairway.money.Money;
import io.fairway.payments.Receipt;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `receipts.csv`: one row an order line, in the order of the file. `docs/receipts.md` explains
/// every column.
public final class ReceiptsCsv {

  /// ISO 8601 in UTC, always three decimals of a second.
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final List<Column> COLUMNS =
      List.of(
          new Column("line", r -> Long.toString(r.line())),
          text("order_id", Receipt::orderId),
          new Column("outcome", r -> r.outcome().name()),
          text("reason", Receipt::reason),
          text("detail", Receipt::detail),
          new Column("kind", r -> r.refund() ? "REFUND" : "PAYMENT"),
          text("original_order_id", Receipt::originalOrderId),
          text("buyer_id", Receipt::buyerId),
          text("buyer_country", Receipt::buyerCountry),
          text("seller_id", Receipt::sellerId),
          time("accepted_at", Receipt.Times::accepted),
          time("screened_at", Receipt.Times::screened),
          time("priced_at", Receipt.Times::priced),
          time("reserved_at", Receipt.Times::reserved),
          time("spendable_at", Receipt.Times::spendable),
          time("paid_out_at", Receipt.Times::paidOut),
          time("reported_at", Receipt.Times::reported),
          new Column("amount_in", r -> amount(r.amountIn())),
          new Column("currency_in", r -> currency(r.amountIn())),
          new Column("amount_out", r -> amount(r.amountOut())),
          new Column("currency_out", r -> currency(r.amountOut())),
          priced("rate", p -> p.rate().toPlainString()),
          priced("mid_rate", p -> p.midRate().toPlainString()),
          priced("rate_day", p -> p.rateDay().toString()),
          priced("mid_out", p -> amount(p.midOut())),
          priced("platform_fee", p -> amount(p.fee())),
          priced("platform_fee_currency", p -> currency(p.fee())),
          priced("fx_spread", p -> amount(p.fxCost())),
          priced("fx_spread_currency", p -> currency(p.fxCost())),
          payout("bank_charge", p -> amount(p.charges())),
          payout("bank_charge_currency", p -> currency(p.charges())),
          settlement("gas_share_wei", s -> s.gasShareWei().toPlainString()),
          priced("rounding", p -> amount(p.rounding())),
          priced("rounding_currency", p -> currency(p.rounding())),
          priced("bridge", p -> amount(p.bridge())),
          priced("bridge_currency", p -> currency(p.bridge())),
          settlement("window_id", s -> s.windowId().toString()),
          settlement("transaction_hash", s -> s.transactionHash().toString()),
          settlement("block_number", s -> Long.toString(s.blockNumber())),
          settlement("merkle_root", s -> s.merkleRoot().toString()),
          settlement("leaf_index", s -> Integer.toString(s.leaf())),
          settlement("leaf_hash", s -> s.leafHash().toString()),
          settlement(
              "proof",
              s -> s.proof().stream().map(Hash32::toString).collect(Collectors.joining(" "))),
          settlement("window_gas_used", s -> Long.toString(s.gasUsedByWindow())),
          settlement("window_orders", s -> Integer.toString(s.ordersInWindow())),
          payout("uetr", p -> p.uetr().toString()),
          payout("paid_out", p -> amount(p.amount())),
          payout("paid_out_currency", p -> currency(p.amount())),
          payout("withheld", p -> amount(p.withheld())),
          new Column("bank_reason", r -> r.payout() == null ? "" : text(r.payout().bankReason())),
          text("list_version", Receipt::listVersion),
          text("policy_version", Receipt::policyVersion));

  private ReceiptsCsv() {}

  /// The names of the columns, in their order.
  public static List<String> header() {
    return COLUMNS.stream().map(Column::name).toList();
  }

  /// Writes the file whole, replacing a former one.
  ///
  /// @throws java.io.UncheckedIOException when the file cannot be written
  public static void write(Path file, List<Receipt> receipts) {
    WholeFile.write(
        file,
        writer -> {
          CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
          csv.writeRecord(header());
          String[] cells = new String[COLUMNS.size()];
          for (Receipt receipt : receipts) {
            for (int i = 0; i < cells.length; i++) {
              cells[i] = COLUMNS.get(i).cell().apply(receipt);
            }
            csv.writeRecord(cells);
          }
          csv.flush();
        });
  }

  /// Text from outside as a cell that a spreadsheet does not run and that stays on one line. A text
  /// that begins like a formula, or with an apostrophe, is given an apostrophe in front: a reader
  /// that strips one leading apostrophe has the text back. Control characters become spaces.
  ///
  /// See OWASP, "CSV Injection".
  static String text(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    String oneLine = text;
    if (text.chars().anyMatch(Character::isISOControl)) {
      oneLine =
          text.codePoints()
              .map(c -> Character.isISOControl(c) ? ' ' : c)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
    }
    return "=+-@'＝＋－＠".indexOf(text.charAt(0)) >= 0 || Character.isISOControl(text.charAt(0))
        ? "'" + oneLine
        : oneLine;
  }

  /// One column: its name and how a receipt fills it.
  private record Column(String name, Function<Receipt, String> cell) {}

  private static Column text(String name, Function<Receipt, @Nullable String> field) {
    return new Column(name, r -> text(field.apply(r)));
  }

  private static Column time(String name, Function<Receipt.Times, @Nullable Instant> field) {
    return new Column(name, r -> time(field.apply(r.times())));
  }

  private static Column priced(String name, Function<Receipt.Priced, String> field) {
    return new Column(name, r -> r.priced() == null ? "" : field.apply(r.priced()));
  }

  private static Column settlement(String name, Function<Receipt.Settlement, String> field) {
    return new Column(name, r -> r.settlement() == null ? "" : field.apply(r.settlement()));
  }

  private static Column payout(String name, Function<Receipt.Payout, String> field) {
    return new Column(name, r -> r.payout() == null ? "" : field.apply(r.payout()));
  }

  static String time(@Nullable Instant instant) {
    return instant == null ? "" : TIME.format(instant);
  }

  private static String amount(@Nullable Money money) {
    return money == null ? "" : money.decimal().toPlainString();
  }

  private static String currency(@Nullable Money money) {
    return money == null ? "" : Objects.toString(money.asset());
  }
}

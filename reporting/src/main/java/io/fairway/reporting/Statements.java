package io.fairway.reporting;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.fairway.ledger.Id128;
import io.fairway.payments.Receipt;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The folder `statements/`: for each seller a `.csv` for its bookkeeping and an `.html` to read
/// and print. Both show the same entries.
final class Statements {
  /// A file name's bytes, before its ending.
  private static final int NAME_BYTES_MAX = 120;

  private static final List<String> HEADER =
      List.of(
          "time",
          "entry",
          "order_id",
          "line",
          "amount_in",
          "currency_in",
          "rate",
          "mid_rate",
          "value_at_mid",
          "platform_fee",
          "platform_fee_currency",
          "fee_at_mid",
          "exchange_loss",
          "exchange_loss_bps",
          "credit",
          "debit",
          "balance",
          "currency",
          "uetr",
          "note");

  private Statements() {}

  static List<String> header() {
    return HEADER;
  }

  /// Writes the files of every seller.
  static void write(Path folder, Summary summary) {
    Map<String, List<Statement>> bySeller = new TreeMap<>();
    for (Statement statement : summary.statements()) {
      bySeller.computeIfAbsent(statement.sellerId(), seller -> new ArrayList<>()).add(statement);
    }
    bySeller.forEach((seller, statements) -> {
      String name = fileName(seller);
      WholeFile.write(folder.resolve(name + ".csv"), out -> csv(out, statements));
      WholeFile.write(
          folder.resolve(name + ".html"),
          out -> out.write(StatementPage.of(summary.facts(), statements).markup()));
    });
  }

  /// A seller's id as a file name: letters, digits, `_` and `-` stay, dots stay where they are not
  /// first, every other byte of its UTF-8 form becomes `%` and two hexadecimal digits. Long ids end
  /// in a hash.
  static String fileName(String sellerId) {
    StringBuilder name = new StringBuilder();
    for (byte b : sellerId.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-'
              || (c == '.' && !name.isEmpty());
      if (plain) {
        name.append(c);
      } else {
        name.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    if (name.length() <= NAME_BYTES_MAX) {
      return name.toString();
    }
    String hash = Id128.hash(sellerId).toString();
    return name.substring(0, NAME_BYTES_MAX - hash.length() - 1) + "-" + hash;
  }

  private static void csv(Writer out, List<Statement> statements) throws IOException {
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
    csv.writeRecord(HEADER);
    for (Statement statement : statements) {
      String asset = statement.asset().code();
      csv.writeRecord(balance("OPENING", statement.opening(), asset));
      for (Statement.Entry entry : statement.entries()) {
        csv.writeRecord(row(entry, asset));
      }
      csv.writeRecord(totals(statement));
      csv.writeRecord(balance("CLOSING", statement.closing(), asset));
    }
    csv.flush();
  }

  private static String[] row(Statement.Entry entry, String asset) {
    Receipt receipt = entry.receipt();
    Receipt.Payout payout = receipt.payout();
    String[] cells = blank();
    set(cells, "time", ReceiptsCsv.time(entry.at()));
    set(cells, "entry", entry.kind().name());
    set(cells, "order_id", ReceiptsCsv.text(receipt.orderId()));
    set(cells, "line", Long.toString(receipt.line()));
    set(cells, "credit", entry.credit().toPlainString());
    set(cells, "debit", entry.debit().toPlainString());
    set(cells, "balance", entry.balance().toPlainString());
    set(cells, "currency", asset);
    if (entry.kind() == Statement.Kind.ORDER || entry.kind() == Statement.Kind.REFUND) {
      price(cells, receipt);
    } else if (payout != null && entry.kind() != Statement.Kind.PAYOUT_BEFORE) {
      set(cells, "uetr", payout.uetr().toString());
    }
    set(cells, "note", ReceiptsCsv.text(note(entry)));
    return cells;
  }

  /// What an entry needs said beside its figures; may be empty.
  static String note(Statement.Entry entry) {
    Receipt receipt = entry.receipt();
    Receipt.Payout payout = receipt.payout();
    return switch (entry.kind()) {
      case ORDER -> "";
      case PAYOUT ->
          payout == null || payout.withheld().isZero()
              ? ""
              : "withheld for open refunds: " + payout.withheld();
      case PAYOUT_BEFORE -> "paid before, under another UETR";
      case REFUND ->
          receipt.originalOrderId() == null ? "" : "refund of " + receipt.originalOrderId();
      case PAYOUT_REJECTED ->
          "rejected by the bank: " + (payout == null ? "" : payout.bankReason());
    };
  }

  private static void price(String[] cells, Receipt receipt) {
    Receipt.Priced priced = receipt.priced();
    if (receipt.amountIn() != null) {
      set(cells, "amount_in", receipt.amountIn().decimal().toPlainString());
      set(cells, "currency_in", receipt.amountIn().asset().code());
    }
    if (priced == null) {
      return;
    }
    set(cells, "rate", priced.rate().toPlainString());
    set(cells, "mid_rate", priced.midRate().toPlainString());
    set(cells, "value_at_mid", priced.midOut().decimal().toPlainString());
    set(cells, "platform_fee", priced.fee().decimal().toPlainString());
    set(cells, "platform_fee_currency", priced.fee().asset().code());
    Cost.Split split = Cost.Split.of(receipt);
    if (split != null && !receipt.refund()) {
      set(cells, "fee_at_mid", split.feeAtMid().toPlainString());
      set(cells, "exchange_loss", split.exchangeLoss().decimal().toPlainString());
      set(cells, "exchange_loss_bps", split.lossBps().toPlainString());
    }
  }

  private static String[] totals(Statement statement) {
    Statement.Totals totals = statement.totals();
    String[] cells = blank();
    set(cells, "entry", "TOTAL");
    set(cells, "value_at_mid", totals.mid().toPlainString());
    set(cells, "fee_at_mid", totals.fees().toPlainString());
    set(cells, "exchange_loss", totals.exchangeLoss().toPlainString());
    set(cells, "exchange_loss_bps", totals.lossBps().toPlainString());
    set(cells, "credit", totals.received().toPlainString());
    set(cells, "debit", totals.paidOut().add(totals.refunded()).toPlainString());
    set(cells, "currency", statement.asset().code());
    return cells;
  }

  private static String[] balance(String entry, BigDecimal balance, String asset) {
    String[] cells = blank();
    set(cells, "entry", entry);
    set(cells, "balance", balance.toPlainString());
    set(cells, "currency", asset);
    return cells;
  }

  private static String[] blank() {
    String[] cells = new String[HEADER.size()];
    Arrays.fill(cells, "");
    return cells;
  }

  private static void set(String[] cells, String column, String value) {
    cells[HEADER.indexOf(column)] = value;
  }
}

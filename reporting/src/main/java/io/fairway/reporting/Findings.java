package io.fairway.reporting;

import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Facts of a run that do not agree with each other. They are told, never mended.
final class Findings {
  /// Three figures, each rounded to a smallest unit, may miss their sum by this many.
  private static final BigDecimal UNITS_OFF_MAX = BigDecimal.TWO;

  private Findings() {}

  static List<String> of(RunFacts facts, List<Statement> statements) {
    List<String> found = new ArrayList<>();
    List<Receipt> odd = facts.receipts().stream().filter(Findings::doesNotSplit).toList();
    if (!odd.isEmpty()) {
      found.add(
          Figures.count(odd.size())
              + " receipts whose fee, exchange cost and pay-out do not sum to their mid value,"
              + " the first on line "
              + odd.getFirst().line());
    }
    for (Statement statement : statements) {
      if (statement.opening().signum() < 0) {
        found.add(
            "seller "
                + statement.sellerId()
                + " has "
                + statement.opening().negate().toPlainString()
                + " "
                + statement.asset()
                + " less on the ledger than its receipts explain");
      }
    }
    return found;
  }

  /// The fee at mid that is left when mid, spread and pay-out are known must be the posted fee at
  /// the mid rate.
  private static boolean doesNotSplit(Receipt receipt) {
    Cost.Split split = Cost.counts(receipt) ? Cost.Split.of(receipt) : null;
    Receipt.Priced priced = receipt.priced();
    if (split == null || priced == null) {
      return false;
    }
    BigDecimal posted = priced.fee().decimal().multiply(priced.midRate());
    BigDecimal off = posted.subtract(split.feeAtMid()).abs();
    return off.movePointRight(split.mid().asset().decimals()).compareTo(UNITS_OFF_MAX) > 0;
  }
}

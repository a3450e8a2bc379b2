package io.fairway.reporting;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the orders of one file did to one seller's account in one asset: opening balance, each
/// movement with the balance after it, closing balance.
///
/// The closing balance is the ledger's posted balance after the run. The opening balance is what
/// the file's own movements leave unexplained of it: money from other files. So a statement of
/// orders that were settled in an earlier run still sums.
///
/// @param opening negative when the ledger has less than the receipts explain: a finding
record Statement(
    String sellerId,
    String sellerName,
    Asset asset,
    BigDecimal opening,
    List<Entry> entries,
    BigDecimal closing,
    Totals totals) {

  Statement {
    entries = List.copyOf(entries);
  }

  enum Kind {
    /// A settled order: the seller may use the money.
    ORDER,
    /// What the bank paid out under the receipt's UETR.
    PAYOUT,
    /// What the bank had paid out of the same order before, under another UETR.
    PAYOUT_BEFORE,
    /// What a refund took back.
    REFUND,
    /// A payout that the bank rejected: nothing moved.
    PAYOUT_REJECTED
  }

  /// One movement.
  ///
  /// @param credit to the seller
  /// @param debit from the seller
  /// @param balance after it
  record Entry(
      Instant at,
      Kind kind,
      Receipt receipt,
      BigDecimal credit,
      BigDecimal debit,
      BigDecimal balance) {
    private Entry after(BigDecimal before) {
      return new Entry(at, kind, receipt, credit, debit, before.add(credit).subtract(debit));
    }
  }

  /// Sums over the entries.
  ///
  /// @param mid value of the orders at mid; `mid` = `fees` + `exchangeLoss` + `received`
  record Totals(
      int orders,
      BigDecimal mid,
      BigDecimal fees,
      BigDecimal exchangeLoss,
      BigDecimal received,
      BigDecimal refunded,
      BigDecimal paidOut,
      int rejected) {

    /// The exchange loss in basis points of the mid value.
    BigDecimal lossBps() {
      return Cost.bps(exchangeLoss, mid);
    }
  }

  /// All statements of a run, by seller id, then asset. Sellers to whom nothing happened have none.
  static List<Statement> all(RunFacts facts) {
    record Key(String seller, Asset asset) {}
    Map<Key, List<Entry>> movements =
        new TreeMap<>(Comparator.comparing(Key::seller).thenComparing(key -> key.asset().code()));
    for (Receipt receipt : facts.receipts()) {
      Money out = receipt.amountOut();
      if (receipt.sellerId() != null && out != null) {
        List<Entry> entries = movements(receipt, out);
        if (!entries.isEmpty()) {
          movements
              .computeIfAbsent(new Key(receipt.sellerId(), out.asset()), key -> new ArrayList<>())
              .addAll(entries);
        }
      }
    }
    List<Statement> statements = new ArrayList<>(movements.size());
    movements.forEach((key, entries) ->
        statements.add(of(key.seller(), facts.sellers().get(key.seller()), entries)));
    return statements;
  }

  private static Statement of(
      String sellerId, RunFacts.@Nullable Seller seller, List<Entry> unsorted) {
    Asset asset = Objects.requireNonNull(unsorted.getFirst().receipt().amountOut()).asset();
    List<Entry> entries = new ArrayList<>(unsorted);
    entries.sort(Comparator.comparing(Entry::at).thenComparingLong(e -> e.receipt().line()));
    BigDecimal closing = seller == null ? zero(asset) : balance(seller, asset);
    BigDecimal opening = closing;
    for (Entry entry : entries) {
      opening = opening.subtract(entry.credit()).add(entry.debit());
    }
    BigDecimal running = opening;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i).after(running);
      entries.set(i, entry);
      running = entry.balance();
    }
    String name = seller == null ? sellerId : seller.name();
    return new Statement(sellerId, name, asset, opening, entries, closing, totals(asset, entries));
  }

  /// An order credits the seller when its settlement is posted, a payout debits when the bank has
  /// completed it, a refund debits when its settlement is posted.
  private static List<Entry> movements(Receipt receipt, Money out) {
    Instant settled = receipt.times().spendable();
    if (settled == null) {
      return List.of();
    }
    BigDecimal zero = zero(out.asset());
    if (receipt.refund()) {
      return List.of(new Entry(settled, Kind.REFUND, receipt, zero, out.decimal(), zero));
    }
    List<Entry> entries = new ArrayList<>(3);
    entries.add(new Entry(settled, Kind.ORDER, receipt, out.decimal(), zero, zero));
    Receipt.Payout payout = receipt.payout();
    if (payout != null) {
      entries.addAll(payouts(receipt, out, payout));
    }
    return entries;
  }

  /// A receipt names the last payout only. What it leaves of the order's proceeds, and is not kept
  /// back, was paid before it.
  private static List<Entry> payouts(Receipt receipt, Money out, Receipt.Payout payout) {
    BigDecimal zero = zero(out.asset());
    boolean isRejected = payout.bankReason() != null;
    BigDecimal now = isRejected ? zero : payout.amount().decimal();
    BigDecimal before = out.decimal().subtract(payout.withheld().decimal()).subtract(now);
    Instant paid = receipt.times().paidOut();
    Instant at = paid == null ? Objects.requireNonNull(receipt.times().spendable()) : paid;
    List<Entry> entries = new ArrayList<>(2);
    if (before.signum() > 0) {
      entries.add(new Entry(at, Kind.PAYOUT_BEFORE, receipt, zero, before, zero));
    }
    if (isRejected) {
      entries.add(new Entry(at, Kind.PAYOUT_REJECTED, receipt, zero, zero, zero));
    } else if (paid != null) {
      entries.add(new Entry(at, Kind.PAYOUT, receipt, zero, now, zero));
    }
    return entries;
  }

  private static Totals totals(Asset asset, List<Entry> entries) {
    int orders = 0;
    int rejected = 0;
    BigDecimal mid = zero(asset);
    BigDecimal fees = zero(asset);
    BigDecimal loss = zero(asset);
    BigDecimal received = zero(asset);
    BigDecimal refunded = zero(asset);
    BigDecimal paidOut = zero(asset);
    for (Entry entry : entries) {
      switch (entry.kind()) {
        case ORDER -> {
          orders++;
          received = received.add(entry.credit());
          Cost.Split split = Cost.Split.of(entry.receipt());
          if (split == null) {
            mid = mid.add(entry.credit());
          } else {
            mid = mid.add(split.mid().decimal());
            fees = fees.add(split.feeAtMid());
            loss = loss.add(split.exchangeLoss().decimal());
          }
        }
        case PAYOUT, PAYOUT_BEFORE -> paidOut = paidOut.add(entry.debit());
        case REFUND -> refunded = refunded.add(entry.debit());
        case PAYOUT_REJECTED -> rejected++;
      }
    }
    return new Totals(orders, mid, fees, loss, received, refunded, paidOut, rejected);
  }

  private static BigDecimal balance(RunFacts.Seller seller, Asset asset) {
    return seller.balances().stream()
        .filter(money -> money.asset().equals(asset))
        .map(Money::decimal)
        .reduce(zero(asset), BigDecimal::add);
  }

  private static BigDecimal zero(Asset asset) {
    return BigDecimal.valueOf(0, asset.decimals());
  }
}

package io.fairway.reporting;

import io.fairway.money.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One of the four checks, with the figures that it was decided on. A check that does not hold is a
/// finding: nothing is mended in silence.
public sealed interface Check {

  /// Stable, the key of the summary's JSON.
  String name();

  boolean holds();

  /// What was compared, in one sentence a line.
  List<String> figures();

  /// Sums over all accounts of one ledger, in its asset's smallest unit.
  record Totals(
      BigInteger debitsPosted,
      BigInteger creditsPosted,
      BigInteger debitsPending,
      BigInteger creditsPending) {
    static final Totals ZERO =
        new Totals(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

    Totals plus(Totals other) {
      return new Totals(
          debitsPosted.add(other.debitsPosted),
          creditsPosted.add(other.creditsPosted),
          debitsPending.add(other.debitsPending),
          creditsPending.add(other.creditsPending));
    }

    boolean balanced() {
      return debitsPosted.equals(creditsPosted) && debitsPending.equals(creditsPending);
    }
  }

  /// In every ledger all debits equal all credits, posted and pending, and no account is past its
  /// limit.
  ///
  /// @param ledgers by ledger number
  /// @param pastLimit accounts whose balance breaks the limit that their flags set
  record LedgerBalanced(long accounts, SortedMap<Integer, Totals> ledgers, List<String> pastLimit)
      implements Check {

    public LedgerBalanced {
      ledgers = Collections.unmodifiableSortedMap(new TreeMap<>(ledgers));
      pastLimit = List.copyOf(pastLimit);
    }

    @Override
    public String name() {
      return "ledgerBalanced";
    }

    @Override
    public boolean holds() {
      return pastLimit.isEmpty() && ledgers.values().stream().allMatch(Totals::balanced);
    }

    @Override
    public List<String> figures() {
      var lines = new ArrayList<String>();
      lines.add(
          Figures.count(accounts)
              + " accounts in "
              + Figures.count(ledgers.size())
              + " ledgers read, page by page");
      ledgers.forEach((ledger, totals) -> {
        if (!totals.balanced()) {
          lines.add("ledger " + ledger + " does not balance: " + totals);
        }
      });
      pastLimit.forEach(account -> lines.add("account " + account + " is past its limit"));
      return lines;
    }
  }

  /// One comparison of the supply check: what the chain says must lie between what the ledger had
  /// posted and what it may still post. All in the coin's smallest unit.
  ///
  /// @param what `supply`, or the ledger account's name
  record Bounds(Asset coin, String what, BigInteger low, BigInteger chain, BigInteger high) {
    boolean holds() {
      return low.compareTo(chain) <= 0 && chain.compareTo(high) <= 0;
    }

    /// True when nothing was in flight, so that the bounds demand equality.
    boolean atRest() {
      return low.equals(high);
    }

    String sentence() {
      String expected =
          atRest()
              ? "ledger " + units(low)
              : "ledger between " + units(low) + " and " + units(high);
      return coin + " " + what + ": chain " + units(chain) + ", " + expected;
    }

    private String units(BigInteger units) {
      return Figures.decimal(new BigDecimal(units, coin.decimals()));
    }
  }

  /// Every coin's supply and every participant's balance on the chain agree with the ledger.
  ///
  /// @param block the newest block that was read
  record SupplyEqualsLedger(long block, List<Bounds> bounds) implements Check {
    public SupplyEqualsLedger {
      bounds = List.copyOf(bounds);
    }

    @Override
    public String name() {
      return "supplyEqualsLedger";
    }

    @Override
    public boolean holds() {
      return !bounds.isEmpty() && bounds.stream().allMatch(Bounds::holds);
    }

    @Override
    public List<String> figures() {
      var lines = new ArrayList<String>();
      lines.add("at block " + Figures.count(block));
      bounds.forEach(b -> lines.add((b.holds() ? "" : "DIFFERS: ") + b.sentence()));
      return lines;
    }
  }

  /// One coin's pool against its supply, both in the peg's currency.
  record Reserve(Asset coin, BigDecimal pool, BigDecimal supply, BigDecimal required) {
    boolean holds() {
      return pool.compareTo(required) >= 0;
    }
  }

  /// Every coin's reserve pool covers its posted and pending supply and the buffer on top.
  record ReservesCoverSupply(BigDecimal bufferBps, List<Reserve> reserves) implements Check {
    public ReservesCoverSupply {
      reserves = List.copyOf(reserves);
    }

    @Override
    public String name() {
      return "reservesCoverSupply";
    }

    @Override
    public boolean holds() {
      return !reserves.isEmpty() && reserves.stream().allMatch(Reserve::holds);
    }

    @Override
    public List<String> figures() {
      return reserves.stream()
          .map(r ->
              (r.holds() ? "" : "SHORT: ")
                  + r.coin()
                  + " pool "
                  + Figures.decimal(r.pool())
                  + " against supply "
                  + Figures.decimal(r.supply())
                  + " and a buffer of "
                  + Figures.decimal(bufferBps)
                  + " bp: "
                  + Figures.decimal(r.required())
                  + " required")
          .toList();
    }
  }

  /// Every line that was read has exactly one outcome.
  ///
  /// @param linesRead as the reader counted
  /// @param receipts as the journey answered
  /// @param linesDistinct different line numbers among the receipts
  record OutcomesSumToRead(long linesRead, long receipts, long linesDistinct) implements Check {
    @Override
    public String name() {
      return "outcomesSumToRead";
    }

    @Override
    public boolean holds() {
      return linesRead == receipts && receipts == linesDistinct;
    }

    @Override
    public List<String> figures() {
      return List.of(
          Figures.count(linesRead)
              + " lines read, "
              + Figures.count(receipts)
              + " outcomes on "
              + Figures.count(linesDistinct)
              + " different lines");
    }
  }
}

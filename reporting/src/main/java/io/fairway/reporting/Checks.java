package io.fairway.reporting;

import io.fairway.chain.Chain;
import io.fairway.chain.Observation;
import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.Chart;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.QueryFilter;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The four checks of a run, computed from the engines and not from what the run says of itself.
public record Checks(
    Check.LedgerBalanced ledgerBalanced,
    Check.SupplyEqualsLedger supplyEqualsLedger,
    Check.ReservesCoverSupply reservesCoverSupply,
    Check.OutcomesSumToRead outcomesSumToRead) {

  private static final BigDecimal BASIS_POINTS = BigDecimal.valueOf(10_000);

  /// A coin and the ledger accounts that mirror it.
  ///
  /// @param issued `issued:FHKD`, whose debit balance is the supply
  /// @param pool `pool:FHKD`, the segregated account in the peg's currency
  /// @param peg the currency of the pool
  /// @param holders every address that holds the coin, and the account that mirrors it
  public record CoinAccounts(
      Asset coin, Id128 issued, Asset peg, Id128 pool, List<Holder> holders) {
    public CoinAccounts {
      holders = List.copyOf(holders);
      Invariant.check(coin.isCoin() && !peg.isCoin(), "a coin and its peg: %s, %s", coin, peg);
    }

    /// The accounts of a coin by the chart.
    ///
    /// @param wallets addresses by participant id
    /// @param roundingAddress the issuer's address that keeps what rounding leaves over
    public static CoinAccounts of(Asset coin, Map<String, String> wallets, String roundingAddress) {
      List<Holder> holders = new ArrayList<>();
      new TreeMap<>(wallets)
          .forEach((participant, address) ->
              holders.add(holder(Chart.wallet(participant, coin), address)));
      holders.add(holder(Chart.rounding(coin), roundingAddress));
      ChartAccount pool = Chart.pool(coin);
      return new CoinAccounts(coin, Chart.issued(coin).id(), pool.asset(), pool.id(), holders);
    }

    private static Holder holder(ChartAccount account, String address) {
      return new Holder(account.name(), address, account.id());
    }
  }

  /// Who holds a coin.
  ///
  /// @param name as people read it, such as `wallet:L`
  public record Holder(String name, String address, Id128 account) {}

  /// Runs all four. Reads both engines; call it when the run's own writing has come to rest, or the
  /// ledger is read in motion and may look out of balance.
  ///
  /// @param bufferBps what the pool must hold above the supply, in basis points of it
  /// @throws io.fairway.ledger.LedgerUnavailable when the ledger does not answer
  public static Checks run(
      Ledger ledger,
      Chain chain,
      List<CoinAccounts> coins,
      BigDecimal bufferBps,
      long linesRead,
      List<Receipt> receipts) {
    return new Checks(
        ledgerBalanced(ledger),
        supplyEqualsLedger(ledger, chain, coins),
        reservesCoverSupply(ledger, coins, bufferBps),
        outcomesSumToRead(linesRead, receipts));
  }

  /// In the order in which they are shown.
  public List<Check> all() {
    return List.of(ledgerBalanced, supplyEqualsLedger, reservesCoverSupply, outcomesSumToRead);
  }

  public boolean allHold() {
    return all().stream().allMatch(Check::holds);
  }

  /// Sums every account that the ledger has, ledger by ledger.
  public static Check.LedgerBalanced ledgerBalanced(Ledger ledger) {
    SortedMap<Integer, Check.Totals> ledgers = new TreeMap<>();
    List<String> pastLimit = new ArrayList<>();
    long accounts = 0;
    long from = 0;
    while (true) {
      List<Account> page = ledger.queryAccounts(QueryFilter.from(from));
      for (Account account : page) {
        Invariant.check(
            account.timestamp() >= from, "the ledger answered an account out of order: %s", from);
        from = account.timestamp() + 1;
        ledgers.merge(account.ledger(), totals(account), Check.Totals::plus);
        if (isPastLimit(account)) {
          pastLimit.add(account.id().toString());
        }
      }
      accounts += page.size();
      if (page.size() < QueryFilter.LIMIT_MAX) {
        return new Check.LedgerBalanced(accounts, ledgers, pastLimit);
      }
    }
  }

  /// Compares the chain at a named block with the ledger, read before and after it; the wider
  /// bounds count, because either may have moved in between.
  public static Check.SupplyEqualsLedger supplyEqualsLedger(
      Ledger ledger, Chain chain, List<CoinAccounts> coins) {
    List<Check.Bounds> bounds = new ArrayList<>();
    long block = 0;
    for (CoinAccounts coin : coins) {
      Map<Id128, Account> before = read(ledger, coin);
      List<String> addresses = coin.holders().stream().map(Holder::address).toList();
      Observation seen = chain.observe(coin.coin(), addresses);
      Map<Id128, Account> after = read(ledger, coin);
      block = Math.max(block, seen.blockNumber());
      bounds.add(
          wider(coin.coin(), "supply", supply(coin, before), supply(coin, after), seen.supply()));
      for (Holder holder : coin.holders()) {
        var balance = seen.balances().get(holder.address().toLowerCase(Locale.ROOT));
        Invariant.check(balance != null, "the chain did not answer for %s", holder.address());
        bounds.add(
            wider(
                coin.coin(),
                holder.name(),
                held(before.get(holder.account())),
                held(after.get(holder.account())),
                Objects.requireNonNull(balance)));
      }
    }
    return new Check.SupplyEqualsLedger(block, bounds);
  }

  /// Compares each pool with the coin's posted and pending supply and the buffer.
  public static Check.ReservesCoverSupply reservesCoverSupply(
      Ledger ledger, List<CoinAccounts> coins, BigDecimal bufferBps) {
    List<Check.Reserve> reserves = new ArrayList<>();
    for (CoinAccounts coin : coins) {
      Map<Id128, Account> accounts = read(ledger, coin);
      BigDecimal supply = new BigDecimal(supply(coin, accounts).high(), coin.coin().decimals());
      Account poolAccount = accounts.get(coin.pool());
      BigInteger pool =
          poolAccount == null
              ? BigInteger.ZERO
              : unsigned(poolAccount.debitsPosted())
                  .subtract(unsigned(poolAccount.creditsPosted()))
                  .subtract(unsigned(poolAccount.creditsPending()));
      BigDecimal required =
          supply.add(supply.multiply(bufferBps).divide(BASIS_POINTS)).stripTrailingZeros();
      reserves.add(
          new Check.Reserve(
              coin.coin(), new BigDecimal(pool, coin.peg().decimals()), supply, required));
    }
    return new Check.ReservesCoverSupply(bufferBps, reserves);
  }

  /// Counts the lines that have an outcome against the lines that the reader saw.
  public static Check.OutcomesSumToRead outcomesSumToRead(long linesRead, List<Receipt> receipts) {
    long distinct = receipts.stream().mapToLong(Receipt::line).distinct().count();
    return new Check.OutcomesSumToRead(linesRead, receipts.size(), distinct);
  }

  /// What the ledger had posted for certain, and what it may still post.
  private record Range(BigInteger low, BigInteger high) {}

  private static Range supply(CoinAccounts coin, Map<Id128, Account> accounts) {
    Account issued = accounts.get(coin.issued());
    if (issued == null) {
      return new Range(BigInteger.ZERO, BigInteger.ZERO);
    }
    BigInteger posted = unsigned(issued.debitsPosted()).subtract(unsigned(issued.creditsPosted()));
    return new Range(
        posted.subtract(unsigned(issued.creditsPending())),
        posted.add(unsigned(issued.debitsPending())));
  }

  private static Range held(@Nullable Account account) {
    if (account == null) {
      return new Range(BigInteger.ZERO, BigInteger.ZERO);
    }
    BigInteger posted =
        unsigned(account.creditsPosted()).subtract(unsigned(account.debitsPosted()));
    return new Range(
        posted.subtract(unsigned(account.debitsPending())),
        posted.add(unsigned(account.creditsPending())));
  }

  private static Check.Bounds wider(
      Asset coin, String what, Range before, Range after, Money chain) {
    return new Check.Bounds(
        coin,
        what,
        before.low().min(after.low()),
        BigInteger.valueOf(chain.units()),
        before.high().max(after.high()));
  }

  private static Map<Id128, Account> read(Ledger ledger, CoinAccounts coin) {
    List<Id128> ids = new ArrayList<>();
    ids.add(coin.issued());
    ids.add(coin.pool());
    coin.holders().forEach(holder -> ids.add(holder.account()));
    Map<Id128, Account> found = new HashMap<>();
    ledger.lookupAccounts(ids).forEach(account -> found.put(account.id(), account));
    return found;
  }

  private static Check.Totals totals(Account account) {
    return new Check.Totals(
        unsigned(account.debitsPosted()),
        unsigned(account.creditsPosted()),
        unsigned(account.debitsPending()),
        unsigned(account.creditsPending()));
  }

  private static boolean isPastLimit(Account account) {
    Check.Totals t = totals(account);
    boolean debitsBeyond = t.debitsPosted().add(t.debitsPending()).compareTo(t.creditsPosted()) > 0;
    boolean creditsBeyond =
        t.creditsPosted().add(t.creditsPending()).compareTo(t.debitsPosted()) > 0;
    return (has(account, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS) && debitsBeyond)
        || (has(account, AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS) && creditsBeyond);
  }

  private static boolean has(Account account, int flag) {
    return (account.flags() & flag) != 0;
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}

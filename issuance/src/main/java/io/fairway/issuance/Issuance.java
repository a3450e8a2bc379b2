package io.fairway.issuance;

import io.fairway.chain.AttestOutcome;
import io.fairway.chain.Chain;
import io.fairway.chain.Hash32;
import io.fairway.chain.MintOutcome;
import io.fairway.issuance.Fundings.Row;
import io.fairway.issuance.Fundings.State;
import io.fairway.ledger.Account;
import io.fairway.ledger.Chart;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;

/// Brings money and coins into circulation: the front door of issuance.
///
/// Every funding is known by its source and its row in it, so that the same file again funds
/// nothing twice. Coins are minted only when the reserve pool covers them with its buffer and the
/// chain was told what is in it, and they are posted only when the chain has confirmed the mint.
public final class Issuance {
  static final String RESERVE_SHORT = "RESERVE_SHORT";
  static final String MINT_REFUSED = "MINT_REFUSED";

  private final Ledger ledger;
  private final Chain chain;
  private final Fundings fundings;
  private final FundingPostings postings;
  private final BigDecimal reserveBufferBps;

  private Issuance(Ledger ledger, Chain chain, Fundings fundings, BigDecimal reserveBufferBps) {
    this.ledger = ledger;
    this.chain = chain;
    this.fundings = fundings;
    this.postings = new FundingPostings(ledger, fundings);
    this.reserveBufferBps = reserveBufferBps;
  }

  /// Prepares issuance, and brings its schema to the newest version.
  ///
  /// @param reserveBufferBps what the pool must hold above the supply, hundredths of a percent of
  ///   it
  public static Issuance open(
      Ledger ledger, Chain chain, DataSource database, BigDecimal reserveBufferBps) {
    return new Issuance(ledger, chain, Fundings.open(database), reserveBufferBps);
  }

  /// The names of all accounts that issuance ever used.
  public static List<ChartAccount> accountNames(DataSource database) {
    return Fundings.open(database).names();
  }

  /// Every mint that is booked, the oldest first.
  public static List<Minted> minted(DataSource database) {
    List<Minted> minted = new ArrayList<>();
    for (Row row : Fundings.open(database).done()) {
      Hash32 transaction = row.transactionHash();
      if (row.funding() instanceof Funding.Coins coins && transaction != null) {
        minted.add(new Minted(transaction, coins.coins()));
      }
    }
    return minted;
  }

  /// What a source was funded with when it came first, in its order; empty when it is new. A list
  /// that is derived anew, from newer rates say, is the same funding and not another one.
  public List<Funding> recorded(String source) {
    return fundings.from(source).stream().map(Row::funding).toList();
  }

  /// Funds participants. What earlier calls left unfinished is driven on first; what is done
  /// already stays done. Answers one outcome a funding, in their order.
  ///
  /// @param source names the list: a digest of the file that it was read or derived from
  /// @param wait for each mint, at most
  public List<FundingOutcome> fund(String source, List<Funding> list, Duration wait) {
    List<String> ids = fundings.intend(source, list);
    Map<String, FundingOutcome> outcomes = new HashMap<>();
    for (Row row : fundings.unfinished()) {
      outcomes.put(row.businessId(), drive(row, wait));
    }
    for (Row row : fundings.of(ids)) {
      outcomes.computeIfAbsent(row.businessId(), id -> recorded(row));
    }
    return ids.stream().map(id -> Objects.requireNonNull(outcomes.get(id), id)).toList();
  }

  /// How a coin is covered now.
  public Reserve reserve(Asset coin) {
    Map<Id128, Account> accounts = new HashMap<>();
    ledger
        .lookupAccounts(
            List.of(
                Chart.issued(coin).id(),
                Chart.pool(coin).id(),
                Chart.par(coin).id(),
                Chart.buffer(coin).id()))
        .forEach(account -> accounts.put(account.id(), account));
    Account none = Account.open(Id128.ZERO, 0, 0, 0);
    Account issued = accounts.getOrDefault(Chart.issued(coin).id(), none);
    Account pool = accounts.getOrDefault(Chart.pool(coin).id(), none);
    Account par = accounts.getOrDefault(Chart.par(coin).id(), none);
    Account buffer = accounts.getOrDefault(Chart.buffer(coin).id(), none);
    Asset peg = Chart.peg(coin);
    return new Reserve(
        coin,
        new Money(coin, issued.debitsPosted() - issued.creditsPosted()),
        new Money(coin, issued.debitsPending()),
        new Money(peg, pool.debitsPosted() - pool.creditsPosted()),
        new Money(peg, par.creditsPosted() - par.debitsPosted()),
        new Money(peg, buffer.creditsPosted() - buffer.debitsPosted()));
  }

  private FundingOutcome drive(Row row, Duration wait) {
    return switch (row.funding()) {
      case Funding.Coins coins -> {
        postings.receive(row);
        yield mint(row, coins, wait);
      }
      case Funding.Platform _, Funding.Provider _, Funding.Payout _, Funding.Buffer _ -> {
        postings.receive(row);
        fundings.finish(row, State.DONE, null, null);
        yield new FundingOutcome.Done(row.funding(), null);
      }
    };
  }

  /// Held before it is minted, so that coins that the chain has and the ledger has not posted yet
  /// are always within its pending amounts.
  private FundingOutcome mint(Row row, Funding.Coins coins, Duration wait) {
    boolean covered =
        postings.isSegregated(row)
            || reserve(coins.coin()).with(coins.amount()).covers(coins.coins(), reserveBufferBps);
    if (!covered) {
      String detail = "the pool does not cover %s more with its buffer".formatted(coins.coins());
      fundings.finish(row, State.REFUSED, RESERVE_SHORT + ": " + detail, null);
      return new FundingOutcome.Refused(coins, RESERVE_SHORT, detail);
    }
    postings.segregate(row, coins);
    postings.holdMint(row, coins);
    return switch (attest(coins.coin(), wait)) {
      case AttestOutcome.Attested _ -> mintOnChain(row, coins, wait);
      // Without it the gate would mint nothing; what is held waits for the next call.
      case AttestOutcome.Refused(String cause) ->
          new FundingOutcome.Pending(coins, "the reserve was not stated: " + cause);
      case AttestOutcome.Silent(String lastKnown) -> new FundingOutcome.Pending(coins, lastKnown);
    };
  }

  /// Tells the chain what is in the pool now, the backing of this mint included; the chain compares
  /// it with the supply by itself.
  private AttestOutcome attest(Asset coin, Duration wait) {
    Instant asOf = Instant.now();
    return chain.attest(coin, reserve(coin).inCoins().units(), asOf, wait);
  }

  private FundingOutcome mintOnChain(Row row, Funding.Coins coins, Duration wait) {
    return switch (chain.mint(mintId(row), coins.address(), coins.coins(), wait)) {
      case MintOutcome.Minted minted -> {
        postings.postMint(row);
        fundings.finish(row, State.DONE, null, minted.transactionHash());
        yield new FundingOutcome.Done(coins, minted.transactionHash());
      }
      // A pause, a freeze, a bucket that refills: nothing was minted, and what is held waits.
      case MintOutcome.Refused(String cause, boolean passing) when passing ->
          new FundingOutcome.Pending(coins, "not minted: " + cause);
      case MintOutcome.Refused(String cause, boolean _) -> {
        postings.voidMint(row, coins);
        attest(coins.coin(), wait); // its backing has left the pool: the chain must not count on it
        fundings.finish(row, State.REFUSED, MINT_REFUSED + ": " + cause, null);
        yield new FundingOutcome.Refused(coins, MINT_REFUSED, cause);
      }
      case MintOutcome.Silent(String lastKnown) -> new FundingOutcome.Pending(coins, lastKnown);
    };
  }

  /// What the chain knows the mint by; used once.
  private static Hash32 mintId(Row row) {
    try {
      return Hash32.of(
          MessageDigest.getInstance("SHA-256")
              .digest(("mint;" + row.businessId()).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private static FundingOutcome recorded(Row row) {
    String cause = row.cause();
    if (cause == null) {
      return new FundingOutcome.Done(row.funding(), row.transactionHash());
    }
    int colon = cause.indexOf(": ");
    return new FundingOutcome.Refused(
        row.funding(), cause.substring(0, colon), cause.substring(colon + 2));
  }
}

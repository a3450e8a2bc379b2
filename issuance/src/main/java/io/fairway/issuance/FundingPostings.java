package io.fairway.issuance;

import io.fairway.issuance.Fundings.Row;
import io.fairway.ledger.Chart;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferCode;
import io.fairway.ledger.TransferFlags;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.InvariantViolation;
import io.fairway.money.Money;
import java.util.ArrayList;
import java.util.List;

/// The postings of fundings: each a linked chain, known by its ids, so that sending it again
/// changes nothing.
final class FundingPostings {
  private static final String KIND = "funding";
  private static final int ATTEMPT = 1;
  private static final String HOLD = "hold";
  private static final String POST = "post";
  private static final String VOID = "void";

  private final Ledger ledger;
  private final Fundings fundings;

  FundingPostings(Ledger ledger, Fundings fundings) {
    this.ledger = ledger;
    this.fundings = fundings;
  }

  /// One leg: debit → credit.
  record Posting(TransferCode code, ChartAccount debit, ChartAccount credit, Money amount) {}

  /// Books the bank money that came in.
  void receive(Row row) {
    List<Posting> postings = receipt(row.funding());
    open(postings);
    mustApply(row, transfers(row, postings, POST, 0));
  }

  /// Moves the backing of coins into the segregated account.
  void segregate(Row row, Funding.Coins coins) {
    List<Posting> postings = List.of(segregation(coins));
    open(postings);
    mustApply(row, transfers(row, postings, POST, 0));
  }

  /// True when an earlier call moved the backing already.
  boolean isSegregated(Row row) {
    return !ledger.lookupTransfers(List.of(id(row, TransferCode.SEGREGATION, POST))).isEmpty();
  }

  /// Holds the mint on both ledgers: the par owed to the holder, and the coins.
  void holdMint(Row row, Funding.Coins coins) {
    List<Posting> postings = mint(coins);
    open(postings);
    mustApply(row, transfers(row, postings, HOLD, TransferFlags.PENDING));
  }

  void postMint(Row row) {
    mustApply(
        row,
        List.of(
            post(row, TransferCode.MINT_PAR, TransferFlags.LINKED),
            post(row, TransferCode.MINT, 0)));
  }

  private static Transfer post(Row row, TransferCode code, int flags) {
    return Transfer.post(id(row, code, POST), id(row, code, HOLD), flags);
  }

  /// Gives up a mint: what was held is void, and its backing is the provider's at the bank again.
  void voidMint(Row row, Funding.Coins coins) {
    List<Transfer> chain = new ArrayList<>();
    for (TransferCode code : List.of(TransferCode.MINT_PAR, TransferCode.MINT)) {
      chain.add(Transfer.voiding(id(row, code, VOID), id(row, code, HOLD), TransferFlags.LINKED));
    }
    chain.addAll(transfers(row, List.of(release(coins)), POST, 0));
    mustApply(row, chain);
  }

  /// The legs by which bank money comes in.
  static List<Posting> receipt(Funding funding) {
    Money amount = funding.amount();
    Asset asset = amount.asset();
    return switch (funding) {
      case Funding.Platform(String id, String bic, Money _) ->
          List.of(funding(bic, Chart.platform(id, asset), amount));
      case Funding.Provider(String id, String bic, Money _) ->
          List.of(funding(bic, Chart.provider(id, asset), amount));
      case Funding.Payout(String id, String bic, Money _) ->
          List.of(funding(bic, Chart.payoutInstitution(id, asset), amount));
      case Funding.Coins(String id, String bic, String _, Asset _, Money _) ->
          List.of(funding(bic, Chart.provider(id, asset), amount));
      case Funding.Buffer(Asset coin, Money _) ->
          List.of(
              new Posting(
                  TransferCode.BUFFER_FUNDING, Chart.pool(coin), Chart.buffer(coin), amount));
    };
  }

  /// The backing of coins goes into the pool.
  static Posting segregation(Funding.Coins coins) {
    Money amount = coins.amount();
    return new Posting(
        TransferCode.SEGREGATION,
        Chart.pool(coins.coin()),
        Chart.bank(coins.bic(), amount.asset()),
        amount);
  }

  private static Posting release(Funding.Coins coins) {
    Money amount = coins.amount();
    return new Posting(
        TransferCode.RELEASE,
        Chart.bank(coins.bic(), amount.asset()),
        Chart.pool(coins.coin()),
        amount);
  }

  /// The legs of a mint.
  static List<Posting> mint(Funding.Coins coins) {
    Asset coin = coins.coin();
    ChartAccount provider = Chart.provider(coins.participantId(), coins.amount().asset());
    return List.of(
        new Posting(TransferCode.MINT_PAR, provider, Chart.par(coin), coins.amount()),
        new Posting(
            TransferCode.MINT,
            Chart.issued(coin),
            Chart.wallet(coins.participantId(), coin),
            coins.coins()));
  }

  private static Posting funding(String bic, ChartAccount account, Money amount) {
    return new Posting(TransferCode.FUNDING, Chart.bank(bic, amount.asset()), account, amount);
  }

  private void open(List<Posting> postings) {
    List<ChartAccount> accounts = new ArrayList<>();
    postings.forEach(posting -> accounts.addAll(List.of(posting.debit(), posting.credit())));
    List<ChartAccount> distinct = accounts.stream().distinct().toList();
    fundings.name(distinct);
    ledger
        .createAccounts(distinct.stream().map(ChartAccount::opening).toList())
        .forEach(result ->
            Invariant.check(
                result.status() == CreateAccountStatus.CREATED
                    || result.status() == CreateAccountStatus.EXISTS,
                "an account of a funding: %s",
                result.status()));
  }

  private static List<Transfer> transfers(
      Row row, List<Posting> postings, String phase, int flags) {
    List<Transfer> transfers = new ArrayList<>(postings.size());
    for (Posting posting : postings) {
      boolean last = transfers.size() == postings.size() - 1;
      Asset asset = posting.amount().asset();
      transfers.add(
          new Transfer(
              id(row, posting.code(), phase),
              posting.debit().id(),
              posting.credit().id(),
              posting.amount().units(),
              Id128.ZERO,
              Chart.reference(row.businessId()),
              0,
              0,
              0,
              asset.ledger(),
              posting.code().code(),
              last ? flags : flags | TransferFlags.LINKED,
              0));
    }
    return transfers;
  }

  /// Nothing here can be short: what is held was received by the chain before it.
  private void mustApply(Row row, List<Transfer> transfers) {
    for (CreateTransferResult result : ledger.createTransfers(transfers)) {
      CreateTransferStatus status = result.status();
      if (status == CreateTransferStatus.CREATED || status == CreateTransferStatus.EXISTS) {
        return;
      }
      if (status != CreateTransferStatus.LINKED_EVENT_FAILED) {
        throw new InvariantViolation("funding " + row.businessId() + " is " + status);
      }
    }
    throw new InvariantViolation("funding " + row.businessId() + " was not applied");
  }

  private static Id128 id(Row row, TransferCode code, String phase) {
    return Id128.ofTransfer(Chart.TENANT, KIND, row.businessId(), code.leg(), phase, ATTEMPT);
  }
}

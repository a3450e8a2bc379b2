package io.fairway.app;

import io.fairway.app.engine.Engines;
import io.fairway.ledger.Account;
import io.fairway.ledger.Chart;
import io.fairway.ledger.Id128;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.Receipt;
import io.fairway.payments.RunResult;
import io.fairway.payments.Wallets;
import io.fairway.payments.order.Participant;
import io.fairway.payments.order.Parties;
import io.fairway.payments.pricing.DatedRate;
import io.fairway.rails.BankTwin;
import io.fairway.reporting.Checks;
import io.fairway.reporting.RunFacts;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// Gathers what reporting needs of a run that has come to rest, from the run's answer and from the
/// engines themselves.
record RunReport(
    SettleOptions options,
    Inputs inputs,
    House house,
    OpeningMoney opening,
    RunResult result,
    Span span) {
  private static final String NETWORK = "Anvil 1.7, a local development chain, id 31337";
  private static final Asset DOLLAR = Asset.of("USD");

  /// When and how much.
  ///
  /// @param transactionsBefore that the chain had confirmed when the run began
  record Span(
      Instant commandStarted,
      Instant started,
      Instant ended,
      long linesRead,
      long transactionsBefore) {}

  /// The four checks, read from ledger and chain.
  Checks checks() {
    return Checks.run(
        house.ledger(),
        house.chain(),
        List.of(coinAccounts(house.wallets(), inputs.parties())),
        inputs.policy().reserveBufferBps(),
        span.linesRead(),
        result.receipts());
  }

  /// The bridge coin, and who holds it.
  static Checks.CoinAccounts coinAccounts(Wallets wallets, Parties parties) {
    Asset coin = Asset.FHKD;
    String provider = parties.provider().id();
    String payout = parties.payout().id();
    return new Checks.CoinAccounts(
        coin,
        Chart.issued(coin).id(),
        Chart.peg(coin),
        Chart.pool(coin).id(),
        List.of(
            new Checks.Holder(
                "wallet:" + provider, wallets.provider(), Chart.wallet(provider, coin).id()),
            new Checks.Holder(
                "wallet:" + payout, wallets.payout(), Chart.wallet(payout, coin).id()),
            new Checks.Holder("rounding", wallets.rounding(), Chart.rounding(coin).id())));
  }

  RunFacts facts() {
    return new RunFacts(
        options.orders().toString(),
        span.linesRead(),
        result.receipts(),
        result.moved(),
        new RunFacts.Clock(span.commandStarted(), span.started(), span.ended(), result.steps()),
        new RunFacts.Versions(
            inputs.policy().version(),
            inputs.screening().version(),
            inputs.screening().report().lines()),
        opening.reported(),
        chainUse(),
        prices(),
        bank(inputs.bank()),
        sellers());
  }

  private RunFacts.ChainUse chainUse() {
    Map<String, Long> gas = new LinkedHashMap<>();
    for (Receipt receipt : result.receipts()) {
      Receipt.Settlement settlement = receipt.settlement();
      Instant spendable = receipt.times().spendable();
      if (settlement != null && spendable != null && !spendable.isBefore(span.started())) {
        gas.put(settlement.windowId().toString(), settlement.gasUsedByWindow());
      }
    }
    return new RunFacts.ChainUse(
        NETWORK,
        Engines.BLOCK_TIME,
        house.chain().transactionsConfirmed() - span.transactionsBefore(),
        List.copyOf(gas.values()));
  }

  private RunFacts.Prices prices() {
    LocalDate day =
        result.receipts().stream()
            .map(Receipt::priced)
            .filter(Objects::nonNull)
            .map(Receipt.Priced::rateDay)
            .max(LocalDate::compareTo)
            .orElse(inputs.rates().lastDay());
    Map<Asset, BigDecimal> usd = new HashMap<>();
    for (Asset asset : assets()) {
      inputs
          .rates()
          .mid(asset, DOLLAR, day)
          .map(DatedRate::rate)
          .ifPresent(rate -> usd.put(asset, rate.value()));
    }
    return new RunFacts.Prices(
        inputs.pricingPolicy().gasPriceGwei(), inputs.pricingPolicy().nativeUsd(), usd);
  }

  /// Every currency that the report weighs.
  private Set<Asset> assets() {
    Set<Asset> assets = new HashSet<>();
    assets.add(Chart.peg(Asset.FHKD));
    assets.add(options.payOut());
    result.receipts().stream()
        .flatMap(receipt ->
            Stream.of(receipt.amountIn(), receipt.amountOut())
                .filter(Objects::nonNull)
                .map(Money::asset))
        .forEach(assets::add);
    return assets;
  }

  private static String bank(BankTwin.Settings settings) {
    return "a bank twin in this process that reads pacs.008 and answers pacs.002 and camt.054 after "
        + settings.delay().toMillis()
        + " ms, charges "
        + settings.charge().toPlainString()
        + " a payment, rejects "
        + settings.rejections().size()
        + " named accounts and is silent for "
        + settings.silent().size();
  }

  private Map<String, RunFacts.Seller> sellers() {
    Set<String> named = new HashSet<>();
    for (Receipt receipt : result.receipts()) {
      if (receipt.sellerId() != null) {
        named.add(receipt.sellerId());
      }
    }
    List<Participant> sellers =
        inputs.parties().sellers().stream().filter(s -> named.contains(s.id())).toList();
    Map<Id128, Account> accounts = accounts(sellers);
    Map<String, RunFacts.Seller> facts = new HashMap<>();
    for (Participant seller : sellers) {
      Account account = accounts.get(Chart.seller(seller.id(), options.payOut()).id());
      List<Money> balances =
          account == null
              ? List.of()
              : List.of(
                  new Money(options.payOut(), account.creditsPosted() - account.debitsPosted()));
      facts.put(seller.id(), new RunFacts.Seller(seller.name(), balances));
    }
    return facts;
  }

  private Map<Id128, Account> accounts(Collection<Participant> sellers) {
    Map<Id128, Account> found = new HashMap<>();
    List<Id128> ids =
        sellers.stream().map(s -> Chart.seller(s.id(), options.payOut()).id()).toList();
    house.ledger().lookupAccounts(ids).forEach(account -> found.put(account.id(), account));
    return found;
  }
}

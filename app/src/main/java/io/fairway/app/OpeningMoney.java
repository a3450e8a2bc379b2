package io.fairway.app;

import io.fairway.issuance.DevelopmentProfile;
import io.fairway.issuance.Funding;
import io.fairway.issuance.FundingOutcome;
import io.fairway.issuance.Issuance;
import io.fairway.ledger.Chart;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.money.Rate;
import io.fairway.payments.Wallets;
import io.fairway.payments.order.Participant;
import io.fairway.payments.order.Parties;
import io.fairway.payments.pricing.DatedRate;
import io.fairway.rails.BankAccount;
import io.fairway.reporting.RunFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The participants' money before the first order: from the liquidity file, or as the development
/// profile opens it.
///
/// @param development true when nobody named the amounts
/// @param source the same for the same file and currency, so that a repeated run opens nothing
///   twice
record OpeningMoney(boolean development, String source, List<Funding> fundings) {
  private static final Asset COIN = Asset.FHKD;

  OpeningMoney {
    fundings = List.copyOf(fundings);
  }

  static OpeningMoney of(SettleOptions options, Inputs inputs, Wallets wallets) {
    @Nullable Path file = options.liquidity();
    return file == null
        ? new OpeningMoney(
            true,
            inputs.orders().sha256() + ":" + options.payOut().code(),
            development(options, inputs, wallets))
        : new OpeningMoney(
            false,
            LiquidityFile.sha256(file),
            LiquidityFile.read(file, inputs.parties(), wallets.provider()));
  }

  private static List<Funding> development(SettleOptions options, Inputs inputs, Wallets wallets) {
    Parties parties = inputs.parties();
    DevelopmentProfile profile =
        new DevelopmentProfile(
            holder(parties.provider()),
            wallets.provider(),
            holder(parties.payout()),
            COIN,
            options.payOut(),
            inputs.policy().reserveBufferBps());
    List<DevelopmentProfile.Captured> captured =
        parties.platforms().stream()
            .map(p -> new DevelopmentProfile.Captured(holder(p), totals(p, inputs)))
            .toList();
    return profile.fundings(captured, mid(inputs, Chart.peg(COIN)), mid(inputs, options.payOut()));
  }

  private static DevelopmentProfile.Holder holder(Participant participant) {
    return new DevelopmentProfile.Holder(participant.id(), bic(participant));
  }

  /// Of a participant's own bank; every participant but buyers has one.
  static String bic(Participant participant) {
    BankAccount account = Objects.requireNonNull(participant.account(), participant.id());
    return account.bic();
  }

  private static List<Money> totals(Participant platform, Inputs inputs) {
    Map<Asset, Money> totals = new TreeMap<>(Comparator.comparing(Asset::code));
    inputs
        .orders()
        .payIn()
        .forEach((seller, sums) -> {
          if (platform.id().equals(platformOf(seller, inputs.parties()))) {
            sums.forEach((asset, sum) -> totals.merge(asset, sum, Money::plus));
          }
        });
    return new ArrayList<>(totals.values());
  }

  private static @Nullable String platformOf(String seller, Parties parties) {
    return parties.seller(seller).map(found -> parties.platformOf(found).id()).orElse(null);
  }

  private static Function<Asset, Optional<Rate>> mid(Inputs inputs, Asset to) {
    LocalDate last = inputs.orders().lastDay();
    LocalDate day = last == null ? inputs.rates().lastDay() : last;
    return from -> inputs.rates().mid(from, to, day).map(DatedRate::rate);
  }

  /// The same as an earlier run recorded it, if one did: newer rates or another policy do not open
  /// a file's money a second time.
  OpeningMoney asRecordedBy(Issuance issuance) {
    List<Funding> recorded = issuance.recorded(source);
    return recorded.isEmpty() ? this : new OpeningMoney(development, source, recorded);
  }

  /// Brings the money in.
  ///
  /// @throws InputProblem when the reserve does not cover what a liquidity file asks to be minted
  /// @throws StillPending when it is not minted in time
  void bookWith(Issuance issuance, Duration wait) {
    for (FundingOutcome outcome : issuance.fund(source, fundings, wait)) {
      switch (outcome) {
        case FundingOutcome.Done _ -> {}
        case FundingOutcome.Refused(Funding funding, String reason, String detail) ->
            throw new InputProblem(
                "opening money " + funding.amount() + " was refused, " + reason + ": " + detail);
        case FundingOutcome.Pending(Funding funding, String lastKnown) ->
            throw new StillPending(
                "opening money %s is not minted within --wait (%s); no order was taken up, and the same command goes on waiting"
                    .formatted(funding.amount(), lastKnown));
      }
    }
  }

  /// As the report shows it.
  RunFacts.Opening reported() {
    return new RunFacts.Opening(
        development,
        fundings.stream().map(f -> new RunFacts.Funding(account(f), f.amount())).toList());
  }

  private static String account(Funding funding) {
    return switch (funding) {
      case Funding.Platform p -> Chart.platform(p.participantId(), p.amount().asset()).name();
      case Funding.Provider p -> Chart.provider(p.participantId(), p.amount().asset()).name();
      case Funding.Payout p ->
          Chart.payoutInstitution(p.participantId(), p.amount().asset()).name();
      case Funding.Coins c -> Chart.wallet(c.participantId(), c.coin()).name();
      case Funding.Buffer b -> Chart.buffer(b.coin()).name();
    };
  }
}

package io.fairway.app;

import io.fairway.ledger.Chart;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.money.Rounding;
import io.fairway.payments.order.Participant;
import io.fairway.payments.order.Parties;
import io.fairway.payments.pricing.DatedRate;
import io.fairway.reporting.RunFacts;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The participants' money before the first order: from the liquidity file, or as the development
/// profile opens it. There P has the file's total, L and O 120 % of it at mid, and the issuer the
/// buffer on L's coins.
///
/// @param development true when nobody named the amounts
/// @param key the same for the same file and currency, so that a repeated run opens nothing twice
record OpeningMoney(boolean development, String key, List<Opening> openings) {
  private static final Asset COIN = Asset.FHKD;
  private static final BigDecimal LIQUIDITY_FACTOR = new BigDecimal("1.2");
  private static final int BPS_DECIMALS = 4;

  OpeningMoney {
    openings = List.copyOf(openings);
  }

  /// One participant's money.
  ///
  /// @param party an id of the parties file, or [House#ISSUER]
  /// @param amount bank money; the provider's in the coin's peg becomes coins
  record Opening(String party, Role role, Money amount) {}

  /// What a participant does with it.
  enum Role {
    PLATFORM,
    PROVIDER,
    PAYOUT,
    ISSUER
  }

  static OpeningMoney of(SettleOptions options, Inputs inputs) {
    String key = "opening:" + inputs.orders().sha256() + ":" + options.payOut().code();
    @Nullable Path file = options.liquidity();
    return file == null
        ? new OpeningMoney(true, key, development(options, inputs))
        : new OpeningMoney(
            false,
            "opening:" + LiquidityFile.sha256(file),
            LiquidityFile.read(file, inputs.parties()));
  }

  private static List<Opening> development(SettleOptions options, Inputs inputs) {
    Parties parties = inputs.parties();
    List<Opening> openings = new ArrayList<>();
    for (Participant platform : parties.platforms()) {
      platformTotals(platform, inputs)
          .forEach((asset, sum) -> openings.add(new Opening(platform.id(), Role.PLATFORM, sum)));
    }
    Money coins = liquidity(inputs, Chart.peg(COIN));
    openings.add(new Opening(parties.provider().id(), Role.PROVIDER, coins));
    openings.add(
        new Opening(parties.payout().id(), Role.PAYOUT, liquidity(inputs, options.payOut())));
    openings.add(new Opening(House.ISSUER, Role.ISSUER, buffer(coins, inputs)));
    return openings.stream().filter(opening -> !opening.amount().isZero()).toList();
  }

  private static Map<Asset, Money> platformTotals(Participant platform, Inputs inputs) {
    Map<Asset, Money> totals = new java.util.TreeMap<>(java.util.Comparator.comparing(Asset::code));
    inputs
        .orders()
        .payIn()
        .forEach(
            (seller, sums) -> {
              if (platform.id().equals(platformOf(seller, inputs.parties()))) {
                sums.forEach((asset, sum) -> totals.merge(asset, sum, Money::plus));
              }
            });
    return totals;
  }

  private static @Nullable String platformOf(String seller, Parties parties) {
    return parties.seller(seller).map(found -> parties.platformOf(found).id()).orElse(null);
  }

  /// 120 % of everything that the file pays in, at mid; what has no rate cannot settle anyway.
  private static Money liquidity(Inputs inputs, Asset in) {
    LocalDate last = inputs.orders().lastDay();
    LocalDate day = last == null ? inputs.rates().lastDay() : last;
    Money sum = Money.zero(in);
    for (Money total : inputs.orders().payInTotal().values()) {
      Optional<DatedRate> mid = inputs.rates().mid(total.asset(), in, day);
      if (mid.isPresent()) {
        sum = sum.plus(mid.get().rate().convert(total, Rounding.UP));
      }
    }
    return Money.of(in, sum.decimal().multiply(LIQUIDITY_FACTOR), Rounding.UP);
  }

  private static Money buffer(Money coins, Inputs inputs) {
    BigDecimal share = inputs.policy().reserveBufferBps().movePointLeft(BPS_DECIMALS);
    return Money.of(coins.asset(), coins.decimal().multiply(share), Rounding.UP);
  }

  /// As the report shows it.
  RunFacts.Opening reported() {
    return new RunFacts.Opening(
        development,
        openings.stream()
            .map(
                opening ->
                    new RunFacts.Funding(
                        opening.role().name().toLowerCase(java.util.Locale.ROOT)
                            + ":"
                            + opening.party(),
                        opening.amount()))
            .toList());
  }
}

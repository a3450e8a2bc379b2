package io.fairway.issuance;

import static io.fairway.issuance.FundingPostingsTest.money;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.issuance.DevelopmentProfile.Captured;
import io.fairway.issuance.DevelopmentProfile.Holder;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.money.Rate;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DevelopmentProfileTest {
  private static final Asset GBP = Asset.of("GBP");
  private static final Asset HKD = Asset.of("HKD");
  private static final String ADDRESS = "0x" + "1".repeat(40);

  private final DevelopmentProfile profile =
      new DevelopmentProfile(
          new Holder("L", "LBANKHKH"),
          ADDRESS,
          new Holder("O", "OBANKHKH"),
          Asset.FHKD,
          Asset.CNH,
          new BigDecimal("100"));

  /// GBP 100.01 at 10 HKD and 9 CNH; the Yen has no rate.
  @Test
  void everybodyHasEnoughForTheFileAndAFifthMore() {
    List<Funding> fundings =
        profile.fundings(
            List.of(
                new Captured(
                    new Holder("P", "PBANKGB2"),
                    List.of(money("GBP", "100.01"), money("JPY", "7")))),
            rates(HKD, "10"),
            rates(Asset.CNH, "9"));

    assertThat(fundings)
        .containsExactly(
            new Funding.Platform("P", "PBANKGB2", money("GBP", "100.01")),
            new Funding.Platform("P", "PBANKGB2", money("JPY", "7")),
            new Funding.Buffer(Asset.FHKD, money("HKD", "12.01")),
            new Funding.Coins("L", "LBANKHKH", ADDRESS, Asset.FHKD, money("HKD", "1200.12")),
            new Funding.Payout("O", "OBANKHKH", money("CNH", "1080.11")));
  }

  @Test
  void fileWithoutARouteIsFundedAtThePlatformOnly() {
    List<Funding> fundings =
        profile.fundings(
            List.of(new Captured(new Holder("P", "PBANKGB2"), List.of(money("JPY", "7")))),
            rates(HKD, "10"),
            rates(Asset.CNH, "9"));

    assertThat(fundings).containsExactly(new Funding.Platform("P", "PBANKGB2", money("JPY", "7")));
  }

  @Test
  void bufferCoversWhatIsMintedToTheLastCent() {
    Money pool = money("HKD", "1200.12").plus(money("HKD", "12.01"));
    Money coins = Money.of(Asset.FHKD, new BigDecimal("1200.12"));
    Reserve reserve =
        new Reserve(
            Asset.FHKD,
            coins,
            Money.zero(Asset.FHKD),
            pool,
            money("HKD", "1200.12"),
            money("HKD", "12.01"));
    assertThat(reserve.covers(new BigDecimal("100"))).isTrue();
    assertThat(reserve.covers(money("FHKD", "0.01"), new BigDecimal("100"))).isFalse();
  }

  private static Function<Asset, Optional<Rate>> rates(Asset quote, String rate) {
    Map<Asset, Rate> known = Map.of(GBP, new Rate(GBP, quote, new BigDecimal(rate)));
    return asset -> Optional.ofNullable(known.get(asset));
  }
}

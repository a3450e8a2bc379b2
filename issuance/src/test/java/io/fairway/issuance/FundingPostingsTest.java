package io.fairway.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.issuance.FundingPostings.Posting;
import io.fairway.money.Asset;
import io.fairway.money.InvariantViolation;
import io.fairway.money.Money;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The funding row of the money model, leg by leg.
class FundingPostingsTest {
  private static final String ADDRESS = "0x" + "1".repeat(40);

  static Stream<Arguments> fundings() {
    return Stream.of(
        Arguments.of(
            new Funding.Platform("P", "BANKGB2L", money("GBP", "139.12")),
            List.of("bank:BANKGB2L:GBP→platform:P GBP 139.12")),
        Arguments.of(
            new Funding.Provider("L", "BANKGB2L", money("GBP", "5.00")),
            List.of("bank:BANKGB2L:GBP→provider:L GBP 5.00")),
        Arguments.of(
            new Funding.Payout("O", "BANKHKHH", money("CNH", "1752.91")),
            List.of("bank:BANKHKHH:CNH→payoutInstitution:O CNH 1752.91")),
        Arguments.of(
            new Funding.Buffer(Asset.FHKD, money("HKD", "19.53")),
            List.of("pool:FHKD→buffer:FHKD HKD 19.53")),
        Arguments.of(
            new Funding.Coins("L", "BANKHKHH", ADDRESS, Asset.FHKD, money("HKD", "1953.24")),
            List.of("bank:BANKHKHH:HKD→provider:L HKD 1953.24")));
  }

  @ParameterizedTest
  @MethodSource("fundings")
  void moneyComesIn(Funding funding, List<String> legs) {
    assertThat(shown(FundingPostings.receipt(funding))).isEqualTo(legs);
  }

  @Test
  void mintIsBackedOwesParAndIssuesAsManyCoins() {
    Funding.Coins coins =
        new Funding.Coins("L", "BANKHKHH", ADDRESS, Asset.FHKD, money("HKD", "1953.24"));
    assertThat(shown(List.of(FundingPostings.segregation(coins))))
        .containsExactly("pool:FHKD→bank:BANKHKHH:HKD HKD 1953.24");
    assertThat(shown(FundingPostings.mint(coins)))
        .containsExactly(
            "provider:L→par:FHKD HKD 1953.24", "issued:FHKD→wallet:L FHKD 1953.240000");
  }

  @Test
  void coinIsBackedByItsPegAlone() {
    assertThatThrownBy(
            () -> new Funding.Coins("L", "BANKHKHH", ADDRESS, Asset.FHKD, money("USD", "1.00")))
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> new Funding.Platform("P", "BANKGB2L", money("GBP", "0.00")))
        .isInstanceOf(InvariantViolation.class);
  }

  private static List<String> shown(List<Posting> postings) {
    return postings.stream()
        .map(one -> one.debit().name() + "→" + one.credit().name() + " " + one.amount())
        .toList();
  }

  static Money money(String asset, String amount) {
    return Money.of(Asset.of(asset), new BigDecimal(amount));
  }
}

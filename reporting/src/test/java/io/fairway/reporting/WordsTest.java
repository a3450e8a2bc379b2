package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.payments.Outcome;
import io.fairway.payments.Reason;
import io.fairway.payments.order.Reasons;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  @Test
  void everyReasonForMalformedLinesHasWords() {
    assertThat(Arrays.stream(Reasons.class.getFields()))
        .filteredOn(field -> Modifier.isStatic(field.getModifiers()))
        .isNotEmpty()
        .allSatisfy(field -> assertThat(Words.knows((String) field.get(null))).isTrue());
  }

  @Test
  void everyReasonOfTheJourneyHasWords() {
    assertThat(Arrays.stream(Reason.class.getFields()))
        .filteredOn(field -> Modifier.isStatic(field.getModifiers()))
        .isNotEmpty()
        .allSatisfy(field -> assertThat(Words.knows((String) field.get(null))).isTrue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REFUND_WITHOUT_ORIGINAL",
        "REFUND_ORIGINAL_UNKNOWN",
        "REFUND_ORIGINAL_UNSETTLED",
        "REFUND_EXCEEDS_ORIGINAL",
        "BUYER_UNKNOWN",
        "SELLER_UNKNOWN",
        "SCREENING_HIT",
        "LIQUIDITY_SHORT:wallet:L",
        "SELLER_BALANCE_SHORT",
        "PAYOUT_REJECTED:AC04",
        "SETTLEMENT_STOPPED:paused",
        "COUNTRY_DENIED",
        "NO_CORRIDOR",
        "NOT_IN_PILOT",
        "ORDER_LIMIT",
        "CUSTOMER_DAY_LIMIT",
        "NO_ROUTE",
        "RATE_STALE",
        "QUOTE_EXPIRED",
        "SETTLEMENT_REVERTED",
        "CHAIN_SILENT",
        "BANK_SILENT"
      })
  void everyOtherReasonHasWords(String code) {
    assertThat(Words.knows(code)).isTrue();
  }

  @Test
  void aCodeWithoutWordsIsStillReadable() {
    assertThat(Words.knows("SOMETHING_NEW")).isFalse();
    assertThat(Words.reason("SOMETHING_NEW:x")).isEqualTo("something new");
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void everyOutcomeHasAColour(Outcome outcome) throws Exception {
    try (var css = getClass().getResourceAsStream("report.css")) {
      assertThat(css).isNotNull();
      assertThat(new String(css.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .containsPattern("\\." + OutcomeSection.style(outcome) + "[ ,]");
    }
  }
}

package io.fairway.payments.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.payments.order.UnreadableFile;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricingPolicyTest {

  private static final String GOOD =
      """
      {"feeBps":"2","providerSpreadBps":"2.5","payoutSpreadBps":"0","cnhBasisBps":"-3","rateDaysMax":4,
       "quoteSeconds":60,"refundReturnsFee":false,"gasPriceGwei":"0.05","nativeUsd":"3000"}
      """;

  @Test
  void aSectionIsReadWhole() throws JsonProcessingException {
    assertThat(read(GOOD))
        .isEqualTo(
            new PricingPolicy(
                new BigDecimal("2"),
                new BigDecimal("2.5"),
                new BigDecimal("0"),
                new BigDecimal("-3"),
                4,
                60,
                false,
                new BigDecimal("0.05"),
                new BigDecimal("3000")));
  }

  /// What stands in the good section, what replaces it, and the message.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          "feeBps":"2",         | ''                    | no key feeBps; expected a decimal in quotes
          "feeBps":"2"          | "feeBps":2            | feeBps is 2; expected a decimal in quotes from 0 to 1000
          "feeBps":"2"          | "feeBps":"-1"         | feeBps is "-1"; expected
          "feeBps":"2"          | "feeBps":"1e1"        | feeBps is "1e1"; expected
          "feeBps":"2"          | "feeBps":"1000.1"     | feeBps is "1000.1"; expected
          "rateDaysMax":4       | "rateDaysMax":3       | rateDaysMax is 3; expected a whole number from 4 to 90
          "rateDaysMax":4       | "rateDaysMax":4.0     | rateDaysMax is 4.0; expected
          "quoteSeconds":60     | "quoteSeconds":0      | quoteSeconds is 0; expected
          "refundReturnsFee":false | "refundReturnsFee":"no" | refundReturnsFee is "no"; expected true or false
          "feeBps":"2"          | "feeBps":"2","feeBp":"2" | unknown key feeBp; expected only
          """)
  void aBadSectionSaysWhere(String good, String bad, String message) {
    assertThat(GOOD).contains(good);
    assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
        .isInstanceOf(UnreadableFile.class)
        .hasMessageContaining("the policy, section pricing: " + message);
  }

  @Test
  void aSectionMustBeAnObject() {
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("it is not an object");
  }

  private static PricingPolicy read(String json) throws JsonProcessingException {
    return PricingPolicy.of(new ObjectMapper().readTree(json));
  }
}

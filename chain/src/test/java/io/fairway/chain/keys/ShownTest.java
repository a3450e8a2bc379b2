package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
  @ParameterizedTest(name = "{1} {0} = {2}")
  @CsvSource({
    "deadline, uint48, 1767323045, '1767323045  = 2026-01-02T03:04:05Z'",
    "validBefore, uint256, 1767323045, '1767323045  = 2026-01-02T03:04:05Z'",
    "validAfter, uint256, 0, '0  = 1970-01-01T00:00:00Z'",
    "expiry, uint256, 999999999999999999999, '999999999999999999999  = after 9999-12-31T23:59:59Z'",
    "nonce, uint256, 1767323045, '1767323045'",
    "deadline, uint8, 7, '7'"
  })
  void aTimeIsShownAsOne(String name, String type, String seconds, String shown) {
    assertThat(Shown.argument(name, type, Json.object().textNode(seconds))).endsWith(" " + shown);
  }
}

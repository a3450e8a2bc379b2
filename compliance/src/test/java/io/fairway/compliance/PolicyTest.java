package io.fairway.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.money.Asset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

  @Test
  void theBuiltInPolicyOpensWhatItShould() {
    Policy policy = Policy.builtIn();
    assertThat(policy.version()).matches("2026-11:[0-9a-f]{12}");
    assertThat(policy.valuationCurrency()).isEqualTo(Asset.of("HKD"));
    assertThat(policy.screeningThresholdPermille()).isEqualTo(900);
    assertThat(policy.deniedCountries()).containsOnlyKeys("KP", "IR", "CU");
    assertThat(policy.limits().orderMax()).hasToString("HKD 500000.00");
    assertThat(policy.pricing().get("feeBps").textValue()).isEqualTo("2");
    for (String from : new String[] {"GB", "IE", "JE", "FR", "JP", "AU", "US", "BR", "IL", "SA"}) {
      for (String out : new String[] {"CNH", "HKD", "USD"}) {
        assertThat(policy.corridors()).anyMatch(c -> c.open(from, "GBP", out));
      }
    }
  }

  /// A change to the good document, and the error that must name its place.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "version": "test",          | "version": 7,              | /version: found 7, expected a text
          "version": "test",          | "version": " ",            | /version: found " ", expected a text
          "version": "test",          |                            | /version: missing
          "version": "test",          | "version": "a", "x": 1,    | /x: unknown key; expected one of [version,
          "version": "test",          | "version": "a", "version": "b", | Duplicate field 'version'
          "valuationCurrency": "HKD"  | "valuationCurrency": "HKX" | /valuationCurrency: found "HKX", expected an ISO 4217
          {"KP": "test: denied"}      | {"North Korea": "x"}       | /deniedCountries/North Korea: not an ISO 3166-1
          {"KP": "test: denied"}      | ["KP"]                     | /deniedCountries: found ["KP"], expected an object
          "from": ["GB"]              | "from": ["UK"]             | /corridors/1/from: "UK" is no ISO 3166-1
          "from": ["GB"]              | "from": "GB"               | /corridors/1/from: found "GB", expected an array
          "from": ["GB"]              | "from": ["GB", "GB"]       | /corridors/1/from/1: stands there twice
          "payOut": ["CNH", "HKD"]    | "payOut": ["CNH", "HK"]    | /corridors/0/payOut/1: found "HK", expected an ISO 4217
          "orderMax": "5000.00"       | "orderMax": 5000           | /limits/orderMax: found 5000, expected a decimal in quotes
          "orderMax": "5000.00"       | "orderMax": "5,000.00"     | /limits/orderMax: found "5,000.00", expected a decimal
          "orderMax": "5000.00"       | "orderMax": "-1"           | /limits/orderMax: found "-1", expected a decimal
          "orderMax": "5000.00"       | "orderMax": "1e9"          | /limits/orderMax: found "1e9", expected a decimal
          "orderMax": "5000.00"       | "orderMax": "1.001"        | /limits/orderMax: found "1.001", expected at most 2 decimals
          "customerDayMax"            | "dayMax"                   | /limits/dayMax: unknown key
          "threshold": "0.90"         | "threshold": "90"          | /screening/threshold: found "90", expected
          "threshold": "0.90"         | "threshold": "0.69"        | /screening/threshold: found "0.69", expected
          "threshold": "0.90"         | "threshold": "0.9005"      | /screening/threshold: found "0.9005", expected
          "pricing": {"feeBps": "2"}  | "pricing": "2"             | /pricing: found "2", expected an object
          "reserveBufferBps": "100"   | "reserveBufferBps": "10001" | /reserveBufferBps: found "10001", expected
          "name": "first twenty",     |                            | /pilots/0/name: missing
          "version": "test",          | version                    | not JSON, line 1 column
          """)
  void saysWhereTheDocumentIsWrong(String good, String bad, String error) {
    String document = Desk.POLICY.replace(good, bad == null ? "" : bad);
    assertThat(document).isNotEqualTo(Desk.POLICY);
    assertThatThrownBy(
            () -> PolicyReader.read(document.getBytes(StandardCharsets.UTF_8), "policy.json"))
        .isInstanceOf(PolicyException.class)
        .hasMessageStartingWith("policy.json: ")
        .hasMessageContaining(error);
  }

  @Test
  void readsAFileAndShowsItsDigest(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("policy.json"), Desk.POLICY);
    Policy first = Policy.read(file);
    Files.writeString(file, Desk.POLICY + "\n");
    assertThat(Policy.read(file).version()).isNotEqualTo(first.version()).startsWith("test:");
    Files.writeString(file, Desk.POLICY + "{}");
    assertThatThrownBy(() -> Policy.read(file)).hasMessageContaining("not JSON");
    Files.writeString(file, "");
    assertThatThrownBy(() -> Policy.read(file)).isInstanceOf(PolicyException.class);
  }
}

package io.fairway.chain.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.chain.Hash32;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.Hash;

class AbiJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException problem) {
      throw new IllegalArgumentException(problem);
    }
  }

  private static AbiJson type(String type) {
    return AbiJson.struct(List.of("a"), List.of(AbiJson.of(json(type))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"int128\"} | \"-5\"",
        "{\"type\":\"uint256[]\"} | [\"1\",\"2\"]",
        "{\"type\":\"bytes4[2]\"} | [\"0x01020304\",\"0x00000000\"]",
        "{\"type\":\"bytes32[]\"} | []",
        "{\"type\":\"string[][1]\"} | [[\"a\",\"\u00e9\"]]",
        "{\"type\":\"address\"} | \"0x00112233445566778899aabbccddeeff00112233\"",
        "{\"type\":\"tuple[]\",\"components\":[{\"name\":\"a\",\"type\":\"bytes\"},"
            + "{\"name\":\"b\",\"type\":\"bool\"}]} | [{\"a\":\"0x00ff\",\"b\":\"true\"}]"
      })
  void readsWhatItWrote(String type, String value) {
    JsonNode values = json("{\"a\":" + value + "}");
    AbiJson abi = type(type);
    byte[] data = abi.encode(values, "f");
    assertThat(abi.decode(data)).isEqualTo(values);
    byte[] longer = java.util.Arrays.copyOf(data, data.length + 1);
    assertThatThrownBy(() -> abi.decode(longer)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> abi.decode(java.util.Arrays.copyOf(data, data.length - 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// One encoder: the same bytes as the generated bindings.
  @Test
  void writesAsTheBindingsDo() {
    String account = "0x00112233445566778899aabbccddeeff00112233";
    AbiJson approve =
        AbiJson.struct(
            List.of("spender", "amount"),
            List.of(AbiJson.simple("address"), AbiJson.simple("uint256")));
    String data = new Contracts.Stablecoin.Approve(account, BigInteger.TEN).encode();
    JsonNode values = json("{\"spender\": \"" + account + "\", \"amount\": 10}");
    assertThat("0x" + HexFormat.of().formatHex(approve.encode(values, "approve")))
        .isEqualTo("0x" + data.substring(10));
    assertThat(Abi.call("approve", approve.name(), List.of(account, BigInteger.TEN)))
        .isEqualTo(data);
    assertThat(Abi.decode(approve.name(), "0x" + data.substring(10)))
        .contains(List.of(account, BigInteger.TEN));
    assertThat(Abi.decode(approve.name(), "0x" + data.substring(12))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "uint8, 256",
    "uint8, -1",
    "int8, 128",
    "uint256, 0x10",
    "uint256, 1.0",
    "bool, yes",
    "address, 0x00",
    "bytes4, 0x010203",
    "bytes, 0x0",
    "bytes, 00"
  })
  void whatDoesNotFitIsNamed(String type, String value) {
    JsonNode values = json("{\"a\": \"" + value + "\"}");
    AbiJson abi = AbiJson.struct(List.of("a"), List.of(AbiJson.simple(type)));
    assertThatThrownBy(() -> abi.encode(values, "call"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("call.a is")
        .hasMessageContaining("expected a value of " + type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uint",
        "uint7",
        "uint264",
        "bytes33",
        "address20",
        "tuple",
        "uint256[]",
        "(bool)"
      })
  void whatIsNoSimpleTypeIsRefused(String type) {
    assertThatThrownBy(() -> AbiJson.simple(type)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsMissingOrTooMuchIsRefused() {
    AbiJson abi = type("{\"type\":\"bool\"}");
    assertThatThrownBy(() -> abi.encode(json("{\"b\": true}"), "f"))
        .hasMessageContaining("f.a is")
        .hasMessageContaining("expected a value of");
    assertThatThrownBy(() -> abi.encode(json("{\"a\": true, \"b\": true}"), "f"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// EIP-712: what has any length stands as its hash.
  @Test
  void membersOfStructsAreWords() {
    assertThat(AbiJson.simple("string").member(json("\"abc\""), "m"))
        .isEqualTo(Hash32.parse(Hash.sha3String("abc")).bytes());
    assertThat(AbiJson.simple("bytes").member(json("\"0x616263\""), "m"))
        .isEqualTo(Hash32.parse(Hash.sha3String("abc")).bytes());
    assertThat(AbiJson.simple("uint8").member(json("\"7\""), "m")).hasSize(32).endsWith((byte) 7);
  }
}

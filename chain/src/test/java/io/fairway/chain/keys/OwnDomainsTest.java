package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.MintOrder;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.ContractBook;
import io.fairway.chain.abi.Contracts;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnDomainsTest {
  private static ObjectNode mintOrder(String contract, String name, String version) {
    ObjectNode payload =
        Json.object()
            .put("kind", "typed-data")
            .put("contract", contract)
            .put("primaryType", "MintOrder");
    ObjectNode domain =
        payload
            .putObject("domain")
            .put("chainId", "31337")
            .put("verifyingContract", "0x" + "a".repeat(40));
    if (!name.isEmpty()) {
      domain.put("name", name);
    }
    if (!version.isEmpty()) {
      domain.put("version", version);
    }
    var fields = payload.putArray("fields");
    for (String field :
        List.of(
            "uint256 orderNumber",
            "bytes32 orderRef",
            "address to",
            "uint256 amount",
            "uint48 deadline",
            "address minter")) {
      String[] words = field.split(" ", 2);
      fields.addObject().put("name", words[1]).put("type", words[0]);
    }
    payload
        .putObject("message")
        .put("orderNumber", "7")
        .put("orderRef", "0x" + "1".repeat(64))
        .put("to", "0x" + "b".repeat(40))
        .put("amount", "5000000")
        .put("deadline", "1767323045")
        .put("minter", "0x" + "c".repeat(40));
    return payload;
  }

  /// What the gate's own orders are hashed by, which is tested against the gate on a chain.
  @Test
  void aMintOrderIsSignedAsTheGateBelievesIt() {
    MintOrder order =
        new MintOrder(
            7,
            Hash32.parse("0x" + "1".repeat(64)),
            "0x" + "b".repeat(40),
            new Money(Asset.FHKD, 5_000_000),
            1_767_323_045,
            "0x" + "a".repeat(40),
            "0x" + "c".repeat(40),
            31_337);
    Payload payload = Payload.read(mintOrder("MintGate", "Fairway MintGate", "1"));
    assertThat(payload.signingHash()).isEqualTo(order.signingHash());
    assertThat(payload.lines()).anyMatch(line -> line.endsWith("= 2026-01-02T03:04:05Z"));
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource({
    "MintGate, '', '', \"expected the name 'Fairway MintGate' and the version '1'\"",
    "MintGate, Fairway MintGate, 2, \"expected the name 'Fairway MintGate' and the version '1'\"",
    "MintGate, MintGate, 1, \"expected the name 'Fairway MintGate' and the version '1'\"",
    "Stablecoin, '', 2, \"expected the coin's name and the version '2'\"",
    "Stablecoin, Fairway HKD, 1, \"expected the coin's name and the version '2'\"",
    "Settlement, Settlement, 1, \"has no domain (EIP-712) and believes no typed data\""
  })
  void aDomainThatAContractOfOursDoesNotHaveIsRefused(
      String contract, String name, String version, String said) {
    ObjectNode payload = mintOrder(contract, name, version);
    assertThatThrownBy(() -> Payload.read(payload))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining(said.replace("\"", ""));
  }

  @Test
  void othersContractsAndAnyCoinHaveTheirOwnDomains() {
    for (ObjectNode payload :
        List.of(
            mintOrder("Stablecoin", "Any coin", "2"),
            mintOrder("Foreign", "", ""),
            mintOrder("Foreign", "Other", "9"))) {
      assertThat(Payload.read(payload).signingHash()).isNotNull();
    }
  }

  /// The contracts say which of them have a domain, and the coin's source its version.
  @Test
  void theDomainsAreThoseOfTheContracts() throws IOException {
    assertThat(OwnDomains.contracts())
        .containsExactlyElementsOf(
            Contracts.ALL.stream()
                .map(Abi.Contract::name)
                .filter(OwnDomainsTest::hasDomain)
                .sorted()
                .toList());
    assertThat(Files.readString(Path.of("..", "contracts", "src", "SignedActs.sol")))
        .contains("VERSION = \"2\"");
    assertThat(Files.readString(Path.of("..", "contracts", "src", "MintGate.sol")))
        .contains("NAME = \"Fairway MintGate\"")
        .contains("VERSION = \"1\"");
  }

  private static boolean hasDomain(String contract) {
    try {
      return !ContractBook.named(contract, "eip712Domain").signature().isEmpty();
    } catch (IllegalArgumentException none) {
      return false;
    }
  }
}

package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The domains (EIP-712) of our own contracts, as `eip712Domain` (ERC-5267) of each tells them. A
/// signature over another domain is one that no contract believes, and nobody would see that before
/// it is used.
final class OwnDomains {
  /// A coin has the name that it was deployed with.
  private static final String ANY = "";

  /// What a contract has in its domain besides the chain and its own address.
  private record Domain(String name, String version) {
    boolean fits(JsonNode given) {
      JsonNode said = given.path("name");
      return said.isTextual()
          && (name.equals(ANY) ? !said.asText().isBlank() : said.asText().equals(name))
          && given.path("version").isTextual()
          && given.path("version").asText().equals(version);
    }

    @Override
    public String toString() {
      return (name.equals(ANY) ? "the coin's name" : "the name '" + name + "'")
          + " and the version '"
          + version
          + "'";
    }
  }

  private static final Map<String, Domain> BY_CONTRACT =
      new TreeMap<>(
          Map.of(
              Contracts.MintGate.ABI.name(), new Domain("Fairway MintGate", "1"),
              Contracts.Stablecoin.ABI.name(), new Domain(ANY, "2")));

  private OwnDomains() {}

  /// Those of our contracts that believe typed data.
  static List<String> contracts() {
    return List.copyOf(BY_CONTRACT.keySet());
  }

  /// Refuses a domain that the contract does not have. A contract that is not ours may have any.
  static void mustFit(String contract, JsonNode domain) {
    Domain own = BY_CONTRACT.get(contract);
    if (own == null) {
      if (Contracts.ALL.stream().map(Abi.Contract::name).anyMatch(contract::equals)) {
        throw new KeyProblem(
            "the contract %s has no domain (EIP-712) and believes no typed data; expected one of %s"
                .formatted(contract, String.join(", ", contracts())));
      }
      return;
    }
    if (!own.fits(domain)) {
      throw new KeyProblem(
          "the domain is %s, and a %s believes no signature over it; expected %s, with chainId and verifyingContract"
              .formatted(domain, contract, own));
    }
  }
}

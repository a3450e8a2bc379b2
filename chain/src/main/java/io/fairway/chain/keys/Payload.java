package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.AbiJson;
import io.fairway.chain.abi.ContractBook;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/// What several people agree to: a transaction (EIP-1559), one of a Safe, typed data (EIP-712) such
/// as an approved mint order, or other limits for a key. It computes the hash that is signed, from
/// the fields that a person is shown and from nothing else.
sealed interface Payload
    permits Payload.Transaction, Payload.TypedData, Payload.Limits, SafeTransaction {
  /// What a key signs.
  Hash32 signingHash();

  /// The payload in lines that a person reads.
  List<String> lines();

  ObjectNode json();

  static Payload read(JsonNode node) {
    return switch (Json.text(node, "kind")) {
      case Transaction.KIND -> Transaction.of(node);
      case TypedData.KIND -> TypedData.of(node);
      case SafeTransaction.KIND -> SafeTransaction.of(node);
      case Limits.KIND -> Limits.of(node);
      default ->
          throw new KeyProblem(
              "the kind is "
                  + node.path("kind")
                  + "; expected transaction, safe, typed-data or limits");
    };
  }

  /// A transaction that one key signs.
  ///
  /// @param to empty for a deployment
  /// @param contract the name of the code that is called or deployed
  record Transaction(
      long chainId,
      long nonce,
      long gasLimit,
      BigInteger maxFeePerGasWei,
      BigInteger maxTipPerGasWei,
      String to,
      BigInteger valueWei,
      String contract,
      String data)
      implements Payload {
    static final String KIND = "transaction";

    static Transaction of(JsonNode node) {
      fields(
          node,
          Set.of(
              "kind",
              "chainId",
              "nonce",
              "gasLimit",
              "maxFeePerGasWei",
              "maxTipPerGasWei",
              "to",
              "valueWei",
              "contract",
              "data",
              "call",
              "arguments"));
      String to = node.path("to").asText().isEmpty() ? "" : address(node, "to");
      return new Transaction(
          Json.whole(node, "chainId"),
          Json.whole(node, "nonce"),
          Json.whole(node, "gasLimit"),
          fee(node, "maxFeePerGasWei"),
          fee(node, "maxTipPerGasWei"),
          to,
          wei(node, "valueWei"),
          Json.text(node, "contract"),
          callData(node));
    }

    RawTransaction raw() {
      return RawTransaction.createTransaction(
          chainId,
          BigInteger.valueOf(nonce),
          BigInteger.valueOf(gasLimit),
          to,
          valueWei,
          data,
          maxTipPerGasWei,
          maxFeePerGasWei);
    }

    /// One that is left out would be none, and a transaction that nobody takes.
    private static BigInteger fee(JsonNode node, String field) {
      if (!node.has(field)) {
        throw Json.unfit(node, field, "whole wei");
      }
      return wei(node, field);
    }

    @Override
    public Hash32 signingHash() {
      return Hash32.of(Hash.sha3(TransactionEncoder.encode(raw())));
    }

    @Override
    public List<String> lines() {
      List<String> lines = new ArrayList<>();
      lines.add("transaction on chain " + chainId + ", nonce " + nonce);
      BigInteger fee = maxFeePerGasWei.multiply(BigInteger.valueOf(gasLimit));
      lines.add(
          "fee at most      %s ether (%,d gas at %s wei, tip %s wei)"
              .formatted(Shown.ether(fee), gasLimit, maxFeePerGasWei, maxTipPerGasWei));
      lines.add("value            " + Shown.ether(valueWei) + " ether");
      if (to.isEmpty()) {
        lines.addAll(Shown.deployment(contract, data));
      } else {
        lines.add("to               " + to + " as " + contract);
        lines.addAll(Shown.call(contract, data));
      }
      return lines;
    }

    @Override
    public ObjectNode json() {
      return Json.object()
          .put("kind", KIND)
          .put("chainId", chainId)
          .put("nonce", nonce)
          .put("gasLimit", gasLimit)
          .put("maxFeePerGasWei", maxFeePerGasWei.toString())
          .put("maxTipPerGasWei", maxTipPerGasWei.toString())
          .put("to", to)
          .put("valueWei", valueWei.toString())
          .put("contract", contract)
          .put("data", data);
    }
  }

  /// Typed data of a flat struct, which each holder signs.
  record TypedData(ObjectNode json) implements Payload {
    static final String KIND = "typed-data";
    private static final String NAME = "[A-Za-z_$][A-Za-z0-9_$]{0,63}";
    private static final List<List<String>> DOMAIN =
        List.of(
            List.of("name", "string"),
            List.of("version", "string"),
            List.of("chainId", "uint256"),
            List.of("verifyingContract", "address"));

    static TypedData of(JsonNode node) {
      fields(node, Set.of("kind", "domain", "primaryType", "fields", "message", "contract"));
      fields(node.path("domain"), Set.of("name", "version", "chainId", "verifyingContract"));
      if (!node.path("domain").has("chainId") || !node.path("domain").has("verifyingContract")) {
        throw new KeyProblem(
            "the domain is "
                + node.path("domain")
                + "; expected a chainId and a verifyingContract, or the signature is good elsewhere");
      }
      // Beside a field `data` the contract is the one that these bytes call; else it is the one
      // that is to believe the signature.
      if (node.has("contract") && !node.path("message").has("data")) {
        OwnDomains.mustFit(Json.text(node, "contract"), node.path("domain"));
      }
      TypedData data = new TypedData(node.deepCopy());
      data.mustBeNamed();
      var _ = data.signingHash();
      if (node.path("fields").size() != node.path("message").size()) {
        throw new KeyProblem("the message has fields that its type does not name");
      }
      return data;
    }

    @Override
    public Hash32 signingHash() {
      List<List<String>> domain =
          DOMAIN.stream().filter(field -> json.path("domain").has(field.getFirst())).toList();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(0x19);
      out.write(0x01);
      out.writeBytes(struct("EIP712Domain", domain, json.path("domain")));
      out.writeBytes(struct(Json.text(json, "primaryType"), types(), json.path("message")));
      return Hash32.of(Hash.sha3(out.toByteArray()));
    }

    /// A name is a name, or the text of the type that is hashed could be that of another; and what
    /// a Safe's owners sign has a kind of its own, in which a delegate call cannot be said.
    private void mustBeNamed() {
      List<String> names = new ArrayList<>();
      names.add(Json.text(json, "primaryType"));
      types().forEach(field -> names.add(field.getFirst()));
      for (String name : names) {
        if (!name.matches(NAME)) {
          throw new KeyProblem(
              "'" + name + "' is no name in typed data; expected letters, digits, '_' or '$'");
        }
      }
      if (names.getFirst().equals(SafeTransaction.TYPE)) {
        throw new KeyProblem(
            "the typed data are a transaction of a Safe; expected the kind "
                + SafeTransaction.KIND
                + ", which shows what it calls and makes no delegate call");
      }
    }

    private List<List<String>> types() {
      List<List<String>> types = new ArrayList<>();
      json.path("fields")
          .forEach(field -> types.add(List.of(Json.text(field, "name"), Json.text(field, "type"))));
      if (types.isEmpty()) {
        throw new KeyProblem("the typed data have no fields; expected name and type of each");
      }
      return types;
    }

    /// EIP-712, hashStruct: the hash of the type's text, then a word a field.
    private static byte[] struct(String name, List<List<String>> fields, JsonNode values) {
      String type =
          name
              + "("
              + String.join(
                  ",", fields.stream().map(field -> field.get(1) + " " + field.get(0)).toList())
              + ")";
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(Hash.sha3(type.getBytes(StandardCharsets.UTF_8)));
      for (List<String> field : fields) {
        JsonNode value = values.path(field.getFirst());
        if (value.isMissingNode()) {
          throw new KeyProblem("the field " + field.getFirst() + " of " + name + " is missing");
        }
        out.writeBytes(member(field.get(1), value, name + "." + field.getFirst()));
      }
      return Hash.sha3(out.toByteArray());
    }

    private static byte[] member(String type, JsonNode value, String path) {
      try {
        return AbiJson.simple(type).member(value, path);
      } catch (IllegalArgumentException unfit) {
        throw new KeyProblem(String.valueOf(unfit.getMessage()), unfit);
      }
    }

    @Override
    public List<String> lines() {
      List<String> lines = new ArrayList<>();
      JsonNode domain = json.path("domain");
      lines.add(
          "typed data on chain "
              + domain.path("chainId").asText()
              + ", for the contract "
              + domain.path("verifyingContract").asText());
      lines.add(
          "domain           "
              + domain.path("name").asText("(no name)")
              + " "
              + domain.path("version").asText(""));
      lines.add("signs            " + Json.text(json, "primaryType"));
      for (List<String> field : types()) {
        lines.add(
            Shown.argument(
                field.getFirst(), field.get(1), json.path("message").path(field.getFirst())));
      }
      if (json.path("message").has("data") && json.has("contract")) {
        if (types().stream().noneMatch(List.of("data", "bytes")::equals)) {
          throw new KeyProblem("the call cannot be shown: its field data is of no type bytes");
        }
        lines.add("its data calls   " + Json.text(json, "contract"));
        lines.addAll(
            Shown.call(Json.text(json, "contract"), json.path("message").path("data").asText()));
      }
      return lines;
    }
  }

  /// Other limits for a key: no chain sees it, the inventory changes when enough people signed.
  ///
  /// @param key a version of a key, as the inventory calls it
  /// @param address of it, so that the same name elsewhere is not meant
  record Limits(String key, String address, KeyRecord.Limits limits) implements Payload {
    static final String KIND = "limits";

    /// Whose quorum must agree.
    static final String FUNCTION = "limits";

    static Limits of(JsonNode node) {
      fields(node, Set.of("kind", "key", "address", "ageMaxDays", "usesMax"));
      return new Limits(
          Json.text(node, "key"),
          Payload.address(node, "address"),
          KeyRecord.Limits.of(Json.whole(node, "ageMaxDays"), Json.whole(node, "usesMax")));
    }

    KeyRecord keyIn(Inventory inventory) {
      return inventory
          .ofAddress(address)
          .filter(known -> known.alias().equals(key))
          .orElseThrow(
              () -> new KeyProblem("there is no key " + key + " with the address " + address));
    }

    @Override
    public Hash32 signingHash() {
      return Json.hash(json());
    }

    @Override
    public List<String> lines() {
      return List.of(
          "changes the limits of the key " + key + ", " + address,
          "to               " + limits,
          "no chain sees it; the inventory changes at the import");
    }

    @Override
    public ObjectNode json() {
      return Json.object()
          .put("kind", KIND)
          .put("key", key)
          .put("address", address)
          .put("ageMaxDays", limits.ageMax().toDays())
          .put("usesMax", limits.usesMax());
    }
  }

  /// The data of a call: spelled out, or the call's name and arguments.
  static String callData(JsonNode node) {
    if (!node.has("call")) {
      String data = Json.text(node, "data");
      if (!data.matches("0x([0-9a-f]{2})*+")) {
        throw new KeyProblem("the data are no lower-case hexadecimal digits after 0x");
      }
      return data;
    }
    try {
      byte[] data =
          ContractBook.named(Json.text(node, "contract"), Json.text(node, "call"))
              .encode(node.path("arguments"));
      return "0x" + HexFormat.of().formatHex(data);
    } catch (IllegalArgumentException unfit) {
      throw new KeyProblem(String.valueOf(unfit.getMessage()), unfit);
    }
  }

  static String address(JsonNode node, String field) {
    String text = node.path(field).asText();
    if (!text.matches("0x[0-9a-f]{40}")) {
      throw Json.unfit(node, field, "0x and 40 lower-case hexadecimal digits");
    }
    return text;
  }

  static BigInteger wei(JsonNode node, String field) {
    String text = node.path(field).asText("0");
    if (!text.matches("[0-9]{1,30}")) {
      throw new KeyProblem("the field " + field + " is '" + text + "'; expected whole wei");
    }
    return new BigInteger(text);
  }

  /// A field that nobody reads could say anything.
  static void fields(JsonNode node, Set<String> known) {
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            throw new KeyProblem("the field " + name + " is not known; expected only " + known);
          }
        });
  }
}

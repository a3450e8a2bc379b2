package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What the owners of a Safe sign: a plain call by the Safe, which pays nobody back for carrying
/// it. A delegate call, which runs foreign code with all of the Safe's rights, cannot be said.
///
/// @param nonce of the Safe
/// @param to what the Safe calls
/// @param contract the name of the called contract's code
record SafeTransaction(
    long chainId,
    String safe,
    long nonce,
    String to,
    BigInteger valueWei,
    String contract,
    String data)
    implements Payload {
  static final String KIND = "safe";

  /// The name of what a Safe's owners sign; nothing but this kind of payload says it.
  static final String TYPE = "SafeTx";

  private static final String NOBODY = "0x" + "0".repeat(40);

  /// The fields of Safe's `SafeTx` (EIP-712), in its order. Their values below never leave it.
  private static final List<List<String>> FIELDS =
      List.of(
          List.of("to", "address"),
          List.of("value", "uint256"),
          List.of("data", "bytes"),
          List.of("operation", "uint8"),
          List.of("safeTxGas", "uint256"),
          List.of("baseGas", "uint256"),
          List.of("gasPrice", "uint256"),
          List.of("gasToken", "address"),
          List.of("refundReceiver", "address"),
          List.of("nonce", "uint256"));

  /// What `execTransaction` and `getTransactionHash` both begin with.
  private static final String ARGUMENTS =
      "address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,";

  static SafeTransaction of(JsonNode node) {
    Payload.fields(
        node,
        Set.of(
            "kind",
            "chainId",
            "safe",
            "nonce",
            "to",
            "valueWei",
            "contract",
            "data",
            "call",
            "arguments"));
    return new SafeTransaction(
        Json.whole(node, "chainId"),
        Payload.address(node, "safe"),
        Json.whole(node, "nonce"),
        Payload.address(node, "to"),
        Payload.wei(node, "valueWei"),
        Json.text(node, "contract"),
        Payload.callData(node));
  }

  @Override
  public Hash32 signingHash() {
    ObjectNode typed = Json.object().put("kind", TypedData.KIND).put("primaryType", TYPE);
    typed.putObject("domain").put("chainId", Long.toString(chainId)).put("verifyingContract", safe);
    ArrayNode fields = typed.putArray("fields");
    FIELDS.forEach(f -> fields.addObject().put("name", f.get(0)).put("type", f.get(1)));
    typed
        .putObject("message")
        .put("to", to)
        .put("value", valueWei.toString())
        .put("data", data)
        .put("operation", "0")
        .put("safeTxGas", "0")
        .put("baseGas", "0")
        .put("gasPrice", "0")
        .put("gasToken", NOBODY)
        .put("refundReceiver", NOBODY)
        .put("nonce", Long.toString(nonce));
    return new TypedData(typed).signingHash();
  }

  /// The call that carries it to the Safe.
  ///
  /// @param signatures of owners side by side, in ascending order of their addresses
  String execution(String signatures) {
    return Abi.call("execTransaction", "(" + ARGUMENTS + "bytes)", arguments(signatures));
  }

  /// The call that asks the Safe itself what its owners must sign.
  String hashQuestion() {
    return Abi.call(
        "getTransactionHash", "(" + ARGUMENTS + "uint256)", arguments(BigInteger.valueOf(nonce)));
  }

  private List<Object> arguments(Object last) {
    BigInteger none = BigInteger.ZERO;
    return List.of(to, valueWei, data, none, none, none, none, NOBODY, NOBODY, last);
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("transaction %d of the Safe %s on chain %d".formatted(nonce, safe, chainId));
    lines.add("value            " + Shown.ether(valueWei) + " ether of the Safe");
    lines.add("to               " + to + " as " + contract);
    lines.addAll(Shown.call(contract, data));
    return lines;
  }

  @Override
  public ObjectNode json() {
    return Json.object()
        .put("kind", KIND)
        .put("chainId", chainId)
        .put("safe", safe)
        .put("nonce", nonce)
        .put("to", to)
        .put("valueWei", valueWei.toString())
        .put("contract", contract)
        .put("data", data);
  }
}

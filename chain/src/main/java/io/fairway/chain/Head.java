package io.fairway.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.JsonRpc.Answer;
import io.fairway.chain.JsonRpc.Call;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the chain shows at one look.
///
/// @param number of the newest block
/// @param finalNumber of the newest block that meets the confirmation rule
/// @param baseFeeWei of the newest block
/// @param nonces by sender, the next one expected after the block `finalNumber`
record Head(long number, long finalNumber, long baseFeeWei, Map<String, Long> nonces) {

  static Head look(JsonRpc rpc, int confirmations, Collection<String> senders) {
    JsonNode newest = rpc.call("eth_getBlockByNumber", "latest", false);
    long number = JsonRpc.quantity(newest.path("number"));
    long finalNumber = Math.max(0, number - confirmations + 1);
    // All at one named block: read at "latest" each, they could straddle a new one, and what one
    // look
    // finds final would not be a whole number of blocks.
    List<Call> calls =
        senders.stream()
            .map(
                sender -> Call.of("eth_getTransactionCount", sender, JsonRpc.quantity(finalNumber)))
            .toList();
    List<Answer> counts = rpc.batch(calls);
    Map<String, Long> nonces = new HashMap<>();
    int index = 0;
    for (String sender : senders) {
      nonces.put(sender, JsonRpc.quantity(counts.get(index++).value()));
    }
    return new Head(number, finalNumber, JsonRpc.quantity(newest.path("baseFeePerGas")), nonces);
  }

  /// True when the chain expects a nonce whose transaction was final before.
  boolean forgot(Map<String, Long> finalNonces) {
    return finalNonces.entrySet().stream()
        .anyMatch(known -> nonces.getOrDefault(known.getKey(), 0L) < known.getValue());
  }
}

package io.fairway.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.JsonRpc.Answer;
import io.fairway.chain.JsonRpc.Call;
import java.util.ArrayList;
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
    if (confirmations > 1) {
      JsonNode newest = rpc.call("eth_getBlockByNumber", "latest", false);
      long number = JsonRpc.quantity(newest.path("number"));
      long finalNumber = Math.max(0, number - confirmations + 1);
      return of(
          newest,
          finalNumber,
          senders,
          rpc.batch(nonceCalls(senders, JsonRpc.quantity(finalNumber))));
    }
    List<Call> calls = new ArrayList<>();
    calls.add(Call.of("eth_getBlockByNumber", "latest", false));
    calls.addAll(nonceCalls(senders, "latest"));
    List<Answer> answers = rpc.batch(calls);
    JsonNode newest = answers.getFirst().value();
    return of(
        newest,
        JsonRpc.quantity(newest.path("number")),
        senders,
        answers.subList(1, answers.size()));
  }

  /// True when the chain expects a nonce whose transaction was final before.
  boolean forgot(Map<String, Long> finalNonces) {
    return finalNonces.entrySet().stream()
        .anyMatch(known -> nonces.getOrDefault(known.getKey(), 0L) < known.getValue());
  }

  private static List<Call> nonceCalls(Collection<String> senders, String block) {
    return senders.stream()
        .map(sender -> Call.of("eth_getTransactionCount", sender, block))
        .toList();
  }

  private static Head of(
      JsonNode newest, long finalNumber, Collection<String> senders, List<Answer> counts) {
    Map<String, Long> nonces = new HashMap<>();
    int index = 0;
    for (String sender : senders) {
      nonces.put(sender, JsonRpc.quantity(counts.get(index++).value()));
    }
    return new Head(
        JsonRpc.quantity(newest.path("number")),
        finalNumber,
        JsonRpc.quantity(newest.path("baseFeePerGas")),
        nonces);
  }
}

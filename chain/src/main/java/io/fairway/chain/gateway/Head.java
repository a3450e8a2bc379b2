package io.fairway.chain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the chain shows at one look.
///
/// @param number of the newest block
/// @param finalNumber of the newest block that meets the confirmation rule
/// @param timeSeconds of the newest block
/// @param baseFeeWei of the newest block
/// @param nonces by sender, the next one expected after the block `finalNumber`
/// @param newestNonces by sender, the next one expected after the block `number`
public record Head(
    long number,
    long finalNumber,
    long timeSeconds,
    long baseFeeWei,
    Map<String, Long> nonces,
    Map<String, Long> newestNonces) {

  /// Asks a quorum of the nodes how far the chain is, and how many nonces of these are used.
  public static Head look(JsonRpc rpc, ChainProfile profile, Collection<String> senders) {
    JsonNode newest = rpc.newest();
    long number = JsonRpc.quantity(newest.path("number"));
    long finalNumber = Math.max(0, number - profile.confirmation().blocks() + 1);
    if (profile.confirmation().byTag()) {
      finalNumber = Math.min(finalNumber, JsonRpc.quantity(rpc.finalized().path("number")));
    }
    // All at one named block: read at "latest" each, they could straddle a new one, and what one
    // look finds final would not be a whole number of blocks.
    Map<String, Long> nonces = nonces(rpc, finalNumber, senders);
    Map<String, Long> newestNonces = finalNumber == number ? nonces : nonces(rpc, number, senders);
    long baseFee = JsonRpc.quantity(newest.path("baseFeePerGas"));
    long time = JsonRpc.quantity(newest.path("timestamp"));
    return new Head(number, finalNumber, time, baseFee, nonces, newestNonces);
  }

  private static Map<String, Long> nonces(JsonRpc rpc, long block, Collection<String> senders) {
    List<Call> calls = new ArrayList<>();
    for (String sender : senders) {
      calls.add(Call.of("eth_getTransactionCount", sender, JsonRpc.quantity(block)));
    }
    List<Answer> counts = rpc.batch(calls);
    Map<String, Long> nonces = new HashMap<>();
    int index = 0;
    for (String sender : senders) {
      nonces.put(sender, JsonRpc.quantity(counts.get(index++).value()));
    }
    return nonces;
  }

  /// True when the chain expects a nonce whose transaction was final before.
  boolean forgot(Map<String, Long> finalNonces) {
    return finalNonces.entrySet().stream()
        .anyMatch(known -> nonces.getOrDefault(known.getKey(), 0L) < known.getValue());
  }
}

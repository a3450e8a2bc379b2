package io.fairway.chain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.Keys;
import io.fairway.chain.gateway.Outstanding.Pending;
import io.fairway.chain.permission.ChainView;
import io.fairway.chain.permission.Intent;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What would come of an intent, before it is signed. An intent stands behind those that are signed
/// and not mined yet, so it is tried behind them: one `eth_simulateV1` at the newest block runs all
/// that is pending in the order of signing, then the new ones. What only the pending ones stand in
/// the way of must wait for them; what fails on the final state too will never be.
final class Simulation {
  /// The code by which nodes tell that the EVM reverted.
  private static final int REVERTED = 3;

  private static final String GAS_LIMIT = "0xffffffffff";

  private final JsonRpc rpc;
  private final Signing signing;
  private final Keys keys;
  private final InstantSource clock;
  private final boolean development;

  /// @param development true for a node that makes blocks as it likes
  Simulation(JsonRpc rpc, Signing signing, Keys keys, InstantSource clock, boolean development) {
    this.rpc = rpc;
    this.signing = signing;
    this.keys = keys;
    this.clock = clock;
    this.development = development;
  }

  /// Tries intents behind all that is pending. Deployments are tried alone, on the newest block.
  ///
  /// @return for each, why it would revert; empty when it would pass
  List<Optional<RevertCause>> behindPending(
      Head head, Collection<Pending> outstanding, List<Intent> intents) {
    if (intents.getFirst().to() == null) {
      return at(head.number(), intents);
    }
    List<Map<String, String>> calls = new ArrayList<>();
    for (Pending pending : outstanding) {
      if (pending.nonce() >= head.newestNonces().getOrDefault(pending.sender(), 0L)) {
        Signing.Content content = signing.read(pending.transaction.newest());
        calls.add(call(pending.sender(), content.to(), content.data(), content.gasLimit()));
      }
    }
    int first = calls.size();
    for (Intent intent : intents) {
      calls.add(
          call(
              keys.address(intent.signer()), intent.recipient(), intent.data(), intent.gasLimit()));
    }
    JsonNode results =
        rpc.call(
                "eth_simulateV1",
                Map.of(
                    "blockStateCalls",
                    List.of(Map.of("blockOverrides", nextBlock(head), "calls", calls)),
                    "validation",
                    false),
                JsonRpc.quantity(head.number()))
            .path(0)
            .path("calls");
    if (results.size() != calls.size()) {
      throw new ChainUnavailable(
          "%s calls were simulated, %s asked".formatted(results.size(), calls.size()));
    }
    List<Optional<RevertCause>> causes = new ArrayList<>();
    for (int index = first; index < calls.size(); index++) {
      causes.add(cause(results.get(index)));
    }
    return causes;
  }

  /// The block that would be made now: what refills and what grows old goes by its time.
  private Map<String, String> nextBlock(Head head) {
    // Anvil gives two blocks of a second the same time; a network never does.
    long next = development ? head.timeSeconds() : head.timeSeconds() + 1;
    long time = Math.max(next, clock.instant().getEpochSecond());
    return Map.of("gasLimit", GAS_LIMIT, "time", JsonRpc.quantity(time));
  }

  /// The chain after a block.
  ChainView view(long block) {
    return ChainView.at(rpc, block);
  }

  /// Tries intents, each by itself, on the state after a block.
  ///
  /// @throws ChainUnavailable when a node cannot try one: only what the EVM itself refuses is a no
  List<Optional<RevertCause>> at(long block, List<Intent> intents) {
    List<Call> calls =
        intents.stream()
            .map(intent -> Call.of("eth_call", message(intent), JsonRpc.quantity(block)))
            .toList();
    return rpc.batch(calls).stream()
        .map(answer ->
            switch (answer) {
              case Answer.Result _ -> Optional.<RevertCause>empty();
              case Answer.Fault(int code, String message, String data) -> {
                if (code != REVERTED && data.length() <= 2 && !isOutOfGas(message)) {
                  throw new ChainUnavailable(
                      "the node cannot try a call: %s (%s)".formatted(message, code));
                }
                yield Optional.of(cause(message, data));
              }
            })
        .toList();
  }

  /// Out of gas is the EVM's no without a word, and has no code of its own.
  private static boolean isOutOfGas(String message) {
    return message.toLowerCase(Locale.ROOT).replace(" ", "").contains("outofgas");
  }

  private Map<String, String> message(Intent intent) {
    Map<String, String> message = new HashMap<>();
    message.put("from", keys.address(intent.signer()));
    message.put("data", intent.data());
    if (intent.to() != null) {
      message.put("to", intent.to());
    }
    return message;
  }

  private static Map<String, String> call(String from, String to, String data, long gas) {
    return Map.of("from", from, "to", to, "data", data, "gas", JsonRpc.quantity(gas));
  }

  private static Optional<RevertCause> cause(JsonNode result) {
    if (JsonRpc.quantity(result.path("status")) == 1) {
      return Optional.empty();
    }
    // Nodes put what the EVM returned into the error, or beside it.
    JsonNode error = result.path("error");
    String data = error.path("data").asText(result.path("returnData").asText("0x"));
    return Optional.of(cause(error.path("message").asText(), data));
  }

  private static RevertCause cause(String message, String data) {
    RevertCause cause = RevertCause.of(data);
    return data.length() > 2 ? cause : new RevertCause(cause.text() + ": " + message, false);
  }
}

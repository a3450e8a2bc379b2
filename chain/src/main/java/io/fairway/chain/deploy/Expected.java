package io.fairway.chain.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.Keys;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A question to a contract of which the answer is known.
///
/// @param word that it answers
/// @param meaning of that answer
record Expected(String contract, Abi.Call call, String word, String meaning) {
  private static final String TRUE = "0x" + "0".repeat(63) + "1";
  private static final int TEXT_MAX = 80;

  /// That an account has a role.
  ///
  /// @param key after which the role is called
  static Expected role(String contract, String key, String account, String meaning) {
    // Each of our contracts asks for roles with the same words.
    return new Expected(
        contract, new Stablecoin.HasRole(RoleNames.ofKey(key), account), TRUE, meaning);
  }

  /// What contracts must know of each other.
  static List<Expected> ofContracts(Deployment deployment) {
    List<Expected> all = new ArrayList<>();
    deployment
        .coins()
        .forEach((code, coin) -> {
          all.add(
              new Expected(
                  coin.gate(),
                  new MintGate.Coin(),
                  Abi.wordOf(coin.token()),
                  code + ": the gate mints the coin"));
          all.add(
              role(
                  coin.token(),
                  Keys.MINTER,
                  coin.gate(),
                  code + ": the gate is the coin's minter"));
        });
    return all;
  }

  /// What is answered after a block.
  static List<Finding> findings(List<Expected> all, JsonRpc rpc, long block) {
    String at = JsonRpc.quantity(block);
    List<Answer> answers =
        rpc.batch(
            all.stream()
                .map(one ->
                    Call.of("eth_call", Map.of("to", one.contract, "data", one.call.encode()), at))
                .toList());
    List<Finding> findings = new ArrayList<>();
    for (int place = 0; place < all.size(); place++) {
      Expected one = all.get(place);
      findings.add(
          Finding.of(
              "contracts",
              one.contract,
              one.meaning,
              one.other(answers.get(place))
                  .map(told ->
                      "contract %s: it is not so that %s; asked for it, it answers %s"
                          .formatted(one.contract, one.meaning, told))));
    }
    return findings;
  }

  /// What is answered instead; empty when it is as it should be.
  private Optional<String> other(Answer answer) {
    return switch (answer) {
      case Answer.Result(JsonNode told) ->
          told.asText().equals(word) ? Optional.empty() : Optional.of(shortened(told.toString()));
      case Answer.Fault(int _, String message, String _) -> Optional.of(message);
    };
  }

  static String shortened(String text) {
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "...";
  }
}

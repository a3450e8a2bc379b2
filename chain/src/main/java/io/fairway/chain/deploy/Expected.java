package io.fairway.chain.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.abi.TypedData;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import io.fairway.money.Asset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A question to a contract of which the answer is known.
///
/// @param word that it answers, or more of them where a text is expected
/// @param meaning of that answer
record Expected(String contract, Abi.Call call, String word, String meaning) {
  private static final String TRUE = "0x" + "0".repeat(63) + "1";
  private static final int TEXT_MAX = 80;
  private static final String TEXT = "(string)";
  private static final int WORD_LENGTH = 2 + 64;
  private static final Pattern BYTES = Pattern.compile("0x([0-9a-f]{2})*");

  /// That an account has a role.
  ///
  /// @param key after which the role is called
  static Expected role(String contract, String key, String account, String meaning) {
    // Each of our contracts asks for roles with the same words.
    return new Expected(
        contract, new Stablecoin.HasRole(RoleNames.ofKey(key), account), TRUE, meaning);
  }

  /// That a contract calls itself so.
  private static Expected text(String contract, Abi.Call call, String text, String meaning) {
    return new Expected(
        contract,
        call,
        "0x" + HexFormat.of().formatHex(Abi.encode(TEXT, List.of(text))),
        "%s %s".formatted(meaning, text));
  }

  /// What contracts must know of themselves and of each other.
  static List<Expected> ofContracts(Deployment deployment, long chainId) {
    List<Expected> all = new ArrayList<>();
    deployment
        .coins()
        .forEach((code, coin) -> {
          all.addAll(ofCoin(Asset.of(code), coin.token(), chainId));
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

  /// The code that is compared has these words masked: who deployed chose them.
  private static List<Expected> ofCoin(Asset coin, String token, long chainId) {
    String is = coin.code() + ": the coin's ";
    Hash32 domain =
        TypedData.domainSeparator(
            new TypedData.Domain(Calls.name(coin), Calls.DOMAIN_VERSION, chainId, token));
    return List.of(
        text(token, new Stablecoin.Name(), Calls.name(coin), is + "name is"),
        text(token, new Stablecoin.Symbol(), coin.code(), is + "symbol is"),
        text(token, new Stablecoin.Currency(), Calls.currency(coin), is + "currency is"),
        new Expected(
            token,
            new Stablecoin.Decimals(),
            "0x%064x".formatted(coin.decimals()),
            is + "decimals are " + coin.decimals()),
        new Expected(
            token,
            new Stablecoin.DOMAIN_SEPARATOR(),
            domain.toString(),
            is + "holders sign for " + Calls.name(coin)));
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
          told.asText().equals(word) ? Optional.empty() : Optional.of(shortened(read(told)));
      case Answer.Fault(int _, String message, String _) -> Optional.of(message);
    };
  }

  /// A text that a contract answers is shown as one, between quotation marks.
  private String read(JsonNode told) {
    return word.length() == WORD_LENGTH || !BYTES.matcher(told.asText()).matches()
        ? told.toString()
        : Abi.decode(TEXT, told.asText())
            .map(values -> TextNode.valueOf((String) values.getFirst()).toString())
            .orElse(told.toString());
  }

  static String shortened(String text) {
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "...";
  }
}

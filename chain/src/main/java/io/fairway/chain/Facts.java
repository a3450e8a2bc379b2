package io.fairway.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.deploy.Deployment;
import io.fairway.chain.gateway.Head;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the chain says of coins and windows, at the newest block that meets the confirmation rule.
final class Facts {
  private final ChainProfile profile;
  private final JsonRpc rpc;
  private final Deployment deployment;

  Facts(ChainProfile profile, JsonRpc rpc, Deployment deployment) {
    this.profile = profile;
    this.rpc = rpc;
    this.deployment = deployment;
  }

  Observation observe(Asset coin, Collection<String> addresses) {
    String contract = deployment.coin(coin);
    List<String> accounts =
        addresses.stream().map(address -> address.toLowerCase(Locale.ROOT)).distinct().toList();
    long block = finalNumber();
    List<Call> calls = new ArrayList<>();
    calls.add(callAt(block, contract, new Stablecoin.TotalSupply().encode()));
    accounts.forEach(
        account -> calls.add(callAt(block, contract, new Stablecoin.BalanceOf(account).encode())));
    List<Answer> answers = rpc.batch(calls);
    Map<String, Money> balances = new HashMap<>();
    for (int index = 0; index < accounts.size(); index++) {
      balances.put(accounts.get(index), money(coin, answers.get(index + 1)));
    }
    return new Observation(block, money(coin, answers.getFirst()), balances);
  }

  Optional<Inclusion> inclusion(Hash32 windowId, MerkleTree tree) {
    return event(
            deployment.settlement(),
            List.of(Settlement.WindowSettledEvent.TYPE.topic(), windowId.toString()))
        .map(log -> inclusion(windowId, tree, log));
  }

  private Inclusion inclusion(Hash32 windowId, MerkleTree tree, JsonNode log) {
    JsonNode receipt = receipt(log.path("transactionHash").asText());
    JsonNode block = rpc.call("eth_getBlockByHash", receipt.path("blockHash").asText(), false);
    return new Inclusion(
        windowId,
        JsonRpc.word(log.path("transactionHash")),
        JsonRpc.quantity(receipt.path("blockNumber")),
        JsonRpc.quantity(block.path("timestamp")),
        JsonRpc.quantity(receipt.path("gasUsed")),
        JsonRpc.quantity(receipt.path("effectiveGasPrice")),
        JsonRpc.word(log.path("topics").path(2)),
        tree.leaves(),
        tree.proofs());
  }

  List<Boolean> verify(Hash32 windowId, List<Leg> legs, List<List<Hash32>> proofs) {
    long block = finalNumber();
    List<Call> calls = new ArrayList<>();
    for (int index = 0; index < legs.size(); index++) {
      Leg leg = legs.get(index);
      String coin = deployment.coin(leg.amount().asset());
      calls.add(
          callAt(
              block, deployment.settlement(), verifyLeg(windowId, leg, coin, proofs.get(index))));
    }
    return rpc.batch(calls).stream()
        .map(answer -> Settlement.VerifyLeg.returned(answer.value().asText()))
        .toList();
  }

  private static String verifyLeg(Hash32 windowId, Leg leg, String coin, List<Hash32> proof) {
    Settlement.Leg struct =
        new Settlement.Leg(
            leg.reference(), coin, leg.from(), leg.to(), BigInteger.valueOf(leg.amount().units()));
    return new Settlement.VerifyLeg(windowId, struct, proof).encode();
  }

  /// A mint that the chain knows for an order, when it is of that amount to that address.
  Optional<MintOutcome> minted(MintOrder order) {
    // The number's place is left open: what is asked is what became of the order.
    return event(
            order.gate(),
            Arrays.asList(MintGate.MintedEvent.TYPE.topic(), null, order.reference().toString()))
        .filter(log -> isOf(log, order))
        .map(log -> receipt(log.path("transactionHash").asText()))
        .map(receipt ->
            new MintOutcome.Minted(
                JsonRpc.word(receipt.path("transactionHash")),
                JsonRpc.quantity(receipt.path("blockNumber")),
                JsonRpc.quantity(receipt.path("gasUsed"))));
  }

  private static boolean isOf(JsonNode log, MintOrder order) {
    List<String> topics = new ArrayList<>();
    log.path("topics").forEach(topic -> topics.add(topic.asText()));
    return MintGate.ABI
        .event(topics, log.path("data").asText())
        .filter(MintGate.MintedEvent.class::isInstance)
        .map(MintGate.MintedEvent.class::cast)
        .filter(event -> event.to().equals(order.to()))
        .filter(event -> event.amount().equals(BigInteger.valueOf(order.amount().units())))
        .isPresent();
  }

  /// What a gate was told of the reserve.
  ///
  /// @param units smallest units of the coin
  /// @param elsewhere the coin's supply on other chains
  /// @param ageMaxSeconds how old it may be for a mint
  record Attestation(BigInteger units, BigInteger elsewhere, long asOfSeconds, long ageMaxSeconds) {
    /// True when it says the same and stays good for half its time.
    boolean stands(Reserve reserve) {
      return units.equals(BigInteger.valueOf(reserve.units()))
          && elsewhere.equals(BigInteger.valueOf(reserve.supplyElsewhereUnits()))
          && reserve.asOf().getEpochSecond() - asOfSeconds <= ageMaxSeconds / 2;
    }
  }

  Attestation attestation(String gate) {
    JsonNode answer =
        rpc.batch(List.of(callAt(finalNumber(), gate, new MintGate.Attestation().encode())))
            .getFirst()
            .value();
    List<?> words = MintGate.Attestation.TYPE.returned(answer.asText());
    return new Attestation(
        (BigInteger) words.get(0),
        (BigInteger) words.get(1),
        ((BigInteger) words.get(2)).longValueExact(),
        ((BigInteger) words.get(3)).longValueExact());
  }

  private Optional<JsonNode> event(String contract, List<@Nullable String> topics) {
    JsonNode logs =
        rpc.call(
            "eth_getLogs",
            Map.of(
                "address",
                contract,
                "fromBlock",
                "0x0",
                "toBlock",
                JsonRpc.quantity(finalNumber()),
                "topics",
                topics));
    return logs.isEmpty() ? Optional.empty() : Optional.of(logs.path(0));
  }

  /// What a contract answers after the newest final block, as it comes from a node.
  String ask(String contract, Abi.Call call) {
    return rpc.batch(List.of(callAt(finalNumber(), contract, call.encode())))
        .getFirst()
        .value()
        .asText();
  }

  private long finalNumber() {
    return Head.look(rpc, profile, List.of()).finalNumber();
  }

  private JsonNode receipt(String transactionHash) {
    return rpc.call("eth_getTransactionReceipt", transactionHash);
  }

  private static Call callAt(long block, String to, String data) {
    return Call.of("eth_call", Map.of("to", to, "data", data), JsonRpc.quantity(block));
  }

  private static Money money(Asset coin, Answer answer) {
    String word = answer.value().asText();
    if (word.length() <= 2) {
      throw new ChainUnavailable("no contract of " + coin + " at this block");
    }
    return new Money(coin, Stablecoin.TotalSupply.returned(word).longValueExact());
  }
}

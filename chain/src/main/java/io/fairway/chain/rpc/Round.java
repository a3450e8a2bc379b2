package io.fairway.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import io.fairway.control.PlainText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One round of questions to all nodes. It is over as soon as a quorum agrees on every answer; who
/// answers later is still compared.
final class Round {
  /// A wish instead of a question: the first node that takes it is enough, and no answers are
  /// compared.
  static final int SENDING = 0;

  private static final ObjectMapper JSON = new ObjectMapper();

  /// Of what nodes tell, the parts that the chain itself determines. The rest differs by maker.
  private static final Map<String, List<String>> FACTS =
      Map.of(
          "eth_getTransactionReceipt",
          List.of(
              "transactionHash",
              "blockHash",
              "blockNumber",
              "transactionIndex",
              "status",
              "gasUsed",
              "effectiveGasPrice"),
          "eth_getBlockByNumber",
          List.of("hash", "number", "parentHash", "timestamp", "baseFeePerGas"),
          "eth_getBlockByHash",
          List.of("hash", "number", "parentHash", "timestamp", "baseFeePerGas"),
          "eth_getTransactionByHash",
          List.of("hash", "from", "nonce", "to", "input", "value", "blockHash"),
          "debug_traceTransaction",
          List.of("output"));

  private static final List<String> LOG_FACTS =
      List.of(
          "address", "topics", "data", "blockNumber", "blockHash", "transactionHash", "logIndex");
  private static final List<String> SIMULATION_FACTS = List.of("status", "returnData", "logs");
  private static final int TEXT_MAX = 160;

  private final List<Call> calls;
  private final int wanted;
  private final int asked;
  private final Map<Witness, List<Answer>> answers = new LinkedHashMap<>();
  private final CompletableFuture<List<Answer>> agreed = new CompletableFuture<>();
  private int silent;
  private @Nullable List<String> agreedFacts;

  Round(List<Call> calls, int wanted, int asked) {
    this.calls = calls;
    this.wanted = wanted;
    this.asked = asked;
  }

  CompletableFuture<List<Answer>> agreed() {
    return agreed;
  }

  synchronized void answered(Witness witness, List<Answer> said) {
    answers.put(witness, said);
    if (wanted == SENDING) {
      if (said.stream().anyMatch(Answer.Result.class::isInstance)) {
        agreed.complete(said);
      }
    } else if (agreedFacts != null) {
      compare(witness, said, agreedFacts);
    } else {
      decide();
    }
    endWhenAllSpoke();
  }

  synchronized void silent(Witness witness) {
    silent++;
    // Whether it counts as silent now says nothing: another request may have been answered since.
    if (Thread.currentThread().isInterrupted()) {
      agreed.completeExceptionally(new ChainUnavailable("interrupted while asking " + witness));
    }
    endWhenAllSpoke();
  }

  void failed(Throwable bug) {
    agreed.completeExceptionally(bug);
  }

  private void decide() {
    List<Answer> chosen = new ArrayList<>();
    List<String> facts = new ArrayList<>();
    for (int index = 0; index < calls.size(); index++) {
      Map<String, Integer> votes = new LinkedHashMap<>();
      Answer answer = null;
      for (List<Answer> said : answers.values()) {
        String fact = fact(calls.get(index), said.get(index));
        if (votes.merge(fact, 1, Integer::sum) >= wanted) {
          answer = said.get(index);
          facts.add(fact);
          break;
        }
      }
      if (answer == null) {
        return;
      }
      chosen.add(answer);
    }
    agreedFacts = facts;
    answers.forEach((witness, said) -> compare(witness, said, facts));
    agreed.complete(chosen);
  }

  private void compare(Witness witness, List<Answer> said, List<String> facts) {
    for (int index = 0; index < calls.size(); index++) {
      String fact = fact(calls.get(index), said.get(index));
      if (!fact.equals(facts.get(index))) {
        witness.disagrees(calls.get(index), shorten(fact), shorten(facts.get(index)));
        return;
      }
    }
  }

  private void endWhenAllSpoke() {
    if (answers.size() + silent < asked || agreed.isDone()) {
      return;
    }
    if (wanted == SENDING && !answers.isEmpty()) {
      agreed.complete(answers.values().iterator().next());
      return;
    }
    agreed.completeExceptionally(new ChainUnavailable(disagreement()));
  }

  private String disagreement() {
    if (answers.size() < wanted) {
      return "%s of %s nodes answer, %s must agree".formatted(answers.size(), asked, wanted);
    }
    for (int index = 0; index < calls.size(); index++) {
      StringJoiner views = new StringJoiner("; ");
      Map<String, Integer> votes = new LinkedHashMap<>();
      for (Map.Entry<Witness, List<Answer>> entry : answers.entrySet()) {
        String fact = fact(calls.get(index), entry.getValue().get(index));
        votes.merge(fact, 1, Integer::sum);
        views.add(entry.getKey() + " says " + shorten(fact));
      }
      if (votes.values().stream().noneMatch(count -> count >= wanted)) {
        return "the nodes do not agree on " + calls.get(index) + ": " + views;
      }
    }
    return "the nodes do not agree";
  }

  private static String fact(Call call, Answer answer) {
    return switch (answer) {
      case Answer.Fault(int _, String _, String data) -> "refused " + data;
      case Answer.Result(JsonNode value) ->
          switch (call.method()) {
            case "eth_getLogs" -> each(value, LOG_FACTS);
            case "eth_simulateV1" -> each(value.findPath("calls"), SIMULATION_FACTS);
            case "eth_getTransactionReceipt" ->
                part(value, FACTS.get(call.method())) + each(value.path("logs"), LOG_FACTS);
            default -> part(value, FACTS.get(call.method()));
          };
    };
  }

  private static String each(JsonNode list, List<String> fields) {
    StringJoiner all = new StringJoiner(",", "[", "]");
    list.forEach(one -> all.add(part(one, fields)));
    return all.toString();
  }

  private static String part(JsonNode value, @Nullable List<String> fields) {
    if (fields == null || !value.isObject()) {
      return value.toString();
    }
    ObjectNode part = JSON.createObjectNode();
    fields.forEach(field -> part.set(field, value.path(field).deepCopy()));
    return part.toString();
  }

  private static String shorten(String text) {
    return PlainText.escaped(
        text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "...");
  }
}

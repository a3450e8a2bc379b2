package io.fairway.chain.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What contracts told since they were made, asked for in portions of blocks.
final class Events {
  /// Blocks of one question for events: nodes answer as many, also those that limit it.
  static final long BLOCKS_A_QUESTION_MAX = 2_000;

  /// Questions of one request.
  private static final int QUESTIONS_MAX = 20;

  private static final Pattern WORD = Pattern.compile("0x[0-9a-f]{64}");
  private static final Pattern BYTES = Pattern.compile("0x([0-9a-f]{2})*");

  private Events() {}

  /// An event of a contract, as it was told.
  ///
  /// @param topics the first of which says what it is
  /// @param place among the events of its block
  record Told(
      String address,
      List<String> topics,
      String data,
      String transaction,
      long block,
      long place) {}

  /// What contracts told, as the nodes answer it.
  ///
  /// @param topics of the events that are asked for, one of which each begins with
  /// @param first block, and `last`, that are looked at
  static List<JsonNode> logs(
      JsonRpc rpc, Collection<String> addresses, List<String> topics, long first, long last) {
    List<String> sorted = List.copyOf(new TreeSet<>(addresses));
    List<Call> calls = new ArrayList<>();
    List<JsonNode> logs = new ArrayList<>();
    for (long from = first; from <= last; from += BLOCKS_A_QUESTION_MAX) {
      calls.add(
          Call.of(
              "eth_getLogs",
              Map.of(
                  "address",
                  sorted,
                  "topics",
                  List.of(topics),
                  "fromBlock",
                  JsonRpc.quantity(from),
                  "toBlock",
                  JsonRpc.quantity(Math.min(last, from + BLOCKS_A_QUESTION_MAX - 1)))));
      if (calls.size() == QUESTIONS_MAX) {
        ask(rpc, calls, logs);
        calls.clear();
      }
    }
    ask(rpc, calls, logs);
    return logs;
  }

  private static void ask(JsonRpc rpc, List<Call> calls, List<JsonNode> logs) {
    for (Answer answer : rpc.batch(calls)) {
      if (!answer.value().isArray()) {
        throw new ChainUnavailable(
            "a node answered no list of logs: " + answer.value().getNodeType());
      }
      answer.value().forEach(logs::add);
    }
  }

  /// What contracts told since the first of their births, in its order; empty when one of the
  /// answers is no event.
  static Optional<List<Told>> since(
      JsonRpc rpc, List<Birth> births, List<String> topics, long last) {
    long first = births.stream().mapToLong(one -> one.block().orElseThrow()).min().orElseThrow();
    List<Told> all = new ArrayList<>();
    for (JsonNode log :
        logs(rpc, births.stream().map(Birth::address).toList(), topics, first, last)) {
      Optional<Told> one = read(log);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      all.add(one.get());
    }
    all.sort(Comparator.comparingLong(Told::block).thenComparingLong(Told::place));
    return Optional.of(all);
  }

  private static Optional<Told> read(JsonNode log) {
    List<String> topics = new ArrayList<>();
    log.path("topics").forEach(topic -> topics.add(Birth.text(topic)));
    String address = Birth.text(log.path("address"));
    String data = Birth.text(log.path("data"));
    String transaction = Birth.text(log.path("transactionHash"));
    OptionalLong block = Birth.number(log.path("blockNumber"));
    OptionalLong place = Birth.number(log.path("logIndex"));
    boolean isOne =
        !topics.isEmpty()
            && topics.stream().allMatch(topic -> WORD.matcher(topic).matches())
            && BYTES.matcher(data).matches()
            && WORD.matcher(transaction).matches()
            && Birth.isAddress(address)
            && block.isPresent()
            && place.isPresent();
    return isOne
        ? Optional.of(
            new Told(
                address,
                List.copyOf(topics),
                data,
                transaction,
                block.getAsLong(),
                place.getAsLong()))
        : Optional.empty();
  }
}

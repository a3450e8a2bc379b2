package io.fairway.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.ERC1967Proxy;
import io.fairway.chain.abi.ReleasedCode;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What stood behind each proxy since its birth: code of other making that stood there for one
/// block could have written what it liked, and left. Released code does not exchange itself without
/// telling `Upgraded`, so the first code that is none is told by the code before it.
///
/// The code of what once stood there is read as it is now: since Ethereum's Cancun (EIP-6780) code
/// that outlived its own transaction does not change.
final class Upgrades {
  /// Blocks of one question for events: nodes answer as many, also those that limit it.
  static final long BLOCKS_A_QUESTION_MAX = 2_000;

  /// Questions of one request.
  private static final int QUESTIONS_MAX = 20;

  private static final Pattern ADDRESS_WORD = Pattern.compile("0x0{24}[0-9a-f]{40}");

  private final GovernancePlan plan;
  private final JsonRpc rpc;
  private final ReleasedCode released;

  Upgrades(GovernancePlan plan, JsonRpc rpc, ReleasedCode released) {
    this.plan = plan;
    this.rpc = rpc;
    this.released = released;
  }

  /// A proxy, from its birth to what stands behind it now.
  record Life(Birth birth, String first, String now) {}

  private record Upgraded(
      String proxy, String implementation, String transaction, long block, long place) {}

  /// @param lives of proxies whose births are final
  /// @param last block until which they are followed
  List<Finding> findings(List<Life> lives, long last) {
    if (lives.isEmpty()) {
      return List.of();
    }
    List<Upgraded> told = new ArrayList<>();
    for (JsonNode log : logs(lives, last)) {
      Optional<Upgraded> one = read(log);
      if (one.isEmpty()) {
        return lives.stream()
            .map(
                life -> finding(life, Optional.of("a node told as an event Upgraded what is none")))
            .toList();
      }
      told.add(one.get());
    }
    told.sort(Comparator.comparingLong(Upgraded::block).thenComparingLong(Upgraded::place));
    Map<String, String> codes = codes(lives, told, last);
    return lives.stream()
        .map(life ->
            finding(
                life,
                refusal(
                    life,
                    told.stream().filter(one -> one.proxy.equals(life.birth.address())).toList(),
                    codes)))
        .toList();
  }

  private static Finding finding(Life life, Optional<String> refusal) {
    Birth birth = life.birth;
    return Finding.of(birth.name(), birth.address(), "upgrades", refusal.map(birth::told));
  }

  private Optional<String> refusal(Life life, List<Upgraded> told, Map<String, String> codes) {
    // What nodes forgot or leave out is not to pass as what did not happen.
    if (told.isEmpty()
        || !told.getFirst().transaction.equals(life.birth.hash().toString())
        || !told.getFirst().implementation.equals(life.first)) {
      return Optional.of(
          "the nodes do not tell its first event Upgraded, of %s; expected all events since its birth"
              .formatted(life.first));
    }
    for (Upgraded one : told) {
      String code = Objects.requireNonNull(codes.get(one.implementation));
      if (!isSigned(life.birth.name(), code)) {
        return Optional.of(
            "transaction %s put %s behind it, which is not the %s that this release compiled nor among the plan's formerCode of %s; its code has the hash %s"
                .formatted(
                    one.transaction,
                    one.implementation,
                    Deployment.contract(life.birth.name()),
                    life.birth.name(),
                    Births.hashOf(code)));
      }
    }
    String latest = told.getLast().implementation;
    return latest.equals(life.now)
        ? Optional.empty()
        : Optional.of(
            "the nodes tell %s as what was put behind it last, and %s stands there"
                .formatted(latest, life.now));
  }

  private boolean isSigned(String name, String code) {
    return released.is(Deployment.contract(name), code)
        || plan.formerCode().getOrDefault(name, List.of()).stream()
            .anyMatch(hash -> hash.toString().equals(Births.hashOf(code)));
  }

  private List<JsonNode> logs(List<Life> lives, long last) {
    List<String> proxies =
        List.copyOf(new TreeSet<>(lives.stream().map(life -> life.birth.address()).toList()));
    long first =
        lives.stream().mapToLong(life -> life.birth.block().orElseThrow()).min().orElseThrow();
    List<Call> calls = new ArrayList<>();
    List<JsonNode> logs = new ArrayList<>();
    for (long from = first; from <= last; from += BLOCKS_A_QUESTION_MAX) {
      calls.add(
          Call.of(
              "eth_getLogs",
              Map.of(
                  "address",
                  proxies,
                  "topics",
                  List.of(ERC1967Proxy.UpgradedEvent.TYPE.topic()),
                  "fromBlock",
                  JsonRpc.quantity(from),
                  "toBlock",
                  JsonRpc.quantity(Math.min(last, from + BLOCKS_A_QUESTION_MAX - 1)))));
      if (calls.size() == QUESTIONS_MAX) {
        ask(calls, logs);
        calls.clear();
      }
    }
    ask(calls, logs);
    return logs;
  }

  private void ask(List<Call> calls, List<JsonNode> logs) {
    for (Answer answer : rpc.batch(calls)) {
      if (!answer.value().isArray()) {
        throw new ChainUnavailable(
            "a node answered no list of logs: " + answer.value().getNodeType());
      }
      answer.value().forEach(logs::add);
    }
  }

  private static Optional<Upgraded> read(JsonNode log) {
    JsonNode topics = log.path("topics");
    String proxy = Birth.text(log.path("address"));
    String implementation = Birth.text(topics.path(1));
    OptionalLong block = Birth.number(log.path("blockNumber"));
    OptionalLong place = Birth.number(log.path("logIndex"));
    boolean isOne =
        topics.size() == 2
            && Birth.text(topics.path(0)).equals(ERC1967Proxy.UpgradedEvent.TYPE.topic())
            && ADDRESS_WORD.matcher(implementation).matches()
            && Birth.isAddress(proxy)
            && block.isPresent()
            && place.isPresent();
    return isOne
        ? Optional.of(
            new Upgraded(
                proxy,
                Abi.addressOf(implementation),
                Birth.text(log.path("transactionHash")),
                block.getAsLong(),
                place.getAsLong()))
        : Optional.empty();
  }

  /// Code by address, of all that ever stood behind a proxy.
  private Map<String, String> codes(List<Life> lives, List<Upgraded> told, long block) {
    TreeSet<String> addresses = new TreeSet<>();
    lives.forEach(life -> addresses.add(life.first));
    told.forEach(one -> addresses.add(one.implementation));
    List<String> all = List.copyOf(addresses);
    List<Answer> answers =
        rpc.batch(
            all.stream().map(one -> Call.of("eth_getCode", one, JsonRpc.quantity(block))).toList());
    Map<String, String> codes = new HashMap<>();
    for (int place = 0; place < all.size(); place++) {
      codes.put(all.get(place), Birth.text(answers.get(place).value()));
    }
    return codes;
  }
}

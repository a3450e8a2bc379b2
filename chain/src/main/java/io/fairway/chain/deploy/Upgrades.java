package io.fairway.chain.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.ERC1967Proxy;
import io.fairway.chain.abi.ReleasedCode;
import io.fairway.chain.profile.GovernancePlan;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What stood behind each proxy since its birth: code of other making that stood there for one
/// block could have written what it liked, and left. Released code does not exchange itself without
/// telling `Upgraded`, so the first code that is none is told by the code before it.
///
/// The code of what once stood there is read as it is now, so it must be what it was. What stood
/// there at a proxy's birth was there before that transaction, and since Ethereum's Cancun
/// (EIP-6780) code that outlived its own transaction does not change. What an upgrade put there
/// could have been made, used and destroyed in that one transaction, and something else made in its
/// place: so it needs a birth in the plan, a transaction of its own without a receiver, of whose
/// sender and nonce there is never a second.
final class Upgrades {
  private static final Pattern ADDRESS_WORD = Pattern.compile("0x0{24}[0-9a-f]{40}");

  private final GovernancePlan plan;
  private final JsonRpc rpc;
  private final ReleasedCode released;
  private final Set<String> implementations = new TreeSet<>();

  Upgrades(GovernancePlan plan, JsonRpc rpc, ReleasedCode released) {
    this.plan = plan;
    this.rpc = rpc;
    this.released = released;
  }

  /// A proxy, from its birth to what stands behind it now.
  record Life(Birth birth, String first, String now) {}

  private record Upgraded(
      String proxy, String implementation, String transaction, long block, long place) {}

  /// All that ever stood behind the proxies that findings were asked for.
  Set<String> implementations() {
    return Set.copyOf(implementations);
  }

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
    lives.forEach(life -> implementations.add(life.first));
    told.forEach(one -> implementations.add(one.implementation));
    Map<String, String> codes = codes(last);
    Map<String, Optional<String>> births = births(last);
    return lives.stream()
        .map(life ->
            finding(
                life,
                refusal(
                    life,
                    told.stream().filter(one -> one.proxy.equals(life.birth.address())).toList(),
                    codes,
                    births)))
        .toList();
  }

  private static Finding finding(Life life, Optional<String> refusal) {
    Birth birth = life.birth;
    return Finding.of(birth.name(), birth.address(), "upgrades", refusal.map(birth::told));
  }

  /// @param codes of implementations, and `births`, why their making is not as it should be
  private Optional<String> refusal(
      Life life,
      List<Upgraded> told,
      Map<String, String> codes,
      Map<String, Optional<String>> births) {
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
      Optional<String> why = birthRefusal(life, one, births);
      if (why.isPresent()) {
        return why;
      }
    }
    String latest = told.getLast().implementation;
    return latest.equals(life.now)
        ? Optional.empty()
        : Optional.of(
            "the nodes tell %s as what was put behind it last, and %s stands there"
                .formatted(latest, life.now));
  }

  private static Optional<String> birthRefusal(
      Life life, Upgraded one, Map<String, Optional<String>> births) {
    Optional<String> known = births.get(one.implementation);
    if (known != null) {
      return known;
    }
    return one.implementation.equals(life.first)
        ? Optional.empty()
        : Optional.of(
            "transaction %s put %s behind it, of which plan.births has nothing; expected the hash of the transaction that made it"
                .formatted(one.transaction, one.implementation));
  }

  /// Of each implementation that the plan has a birth of, why it was not made by that.
  private Map<String, Optional<String>> births(long last) {
    List<Birth.Said> said = new ArrayList<>();
    for (String address : implementations) {
      Hash32 hash = plan.births().get(address);
      if (hash != null) {
        said.add(new Birth.Said("what stood behind it at", address, hash));
      }
    }
    Map<String, Optional<String>> refusals = new HashMap<>();
    for (Birth birth : Birth.ask(rpc, said)) {
      refusals.put(birth.address(), birth.notDone(last).or(birth::createdOther).map(birth::told));
    }
    return refusals;
  }

  private boolean isSigned(String name, String code) {
    return released.is(Deployment.contract(name), code)
        || plan.formerCode().getOrDefault(name, List.of()).stream()
            .anyMatch(hash -> hash.toString().equals(Births.hashOf(code)));
  }

  private List<JsonNode> logs(List<Life> lives, long last) {
    List<String> proxies = lives.stream().map(life -> life.birth.address()).toList();
    long first =
        lives.stream().mapToLong(life -> life.birth.block().orElseThrow()).min().orElseThrow();
    return Events.logs(rpc, proxies, List.of(ERC1967Proxy.UpgradedEvent.TYPE.topic()), first, last);
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
  private Map<String, String> codes(long block) {
    List<String> all = List.copyOf(implementations);
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

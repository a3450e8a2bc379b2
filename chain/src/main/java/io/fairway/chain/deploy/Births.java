package io.fairway.chain.deploy;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts;
import io.fairway.chain.abi.Erc1967;
import io.fairway.chain.abi.ReleasedCode;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.GovernancePlan;
import io.fairway.chain.rpc.JsonRpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;

/// How the contracts of a plan came to be. Another constructor could write into storage what nobody
/// counts, a role, a member or a module, and then leave released code behind: whoever looks at the
/// state sees nothing of it. So each transaction that made a proxy, a timelock or a Safe is read
/// again, and must be released creation code with its arguments, or Safe's own factory at work.
final class Births {
  private static final String PROXY_TYPES = "(address,bytes)";
  private static final String TIMELOCK_TYPES = "(uint256,address[],address[],address[])";
  private static final String INITIALISER = "initialize";
  private static final Pattern CODE = Pattern.compile("0x[0-9a-f]+");

  private final ChainProfile profile;
  private final GovernancePlan plan;
  private final JsonRpc rpc;
  private final ReleasedCode released;
  private final SafeBirth safes;

  Births(ChainProfile profile, GovernancePlan plan, JsonRpc rpc, ReleasedCode released) {
    this.profile = profile;
    this.plan = plan;
    this.rpc = rpc;
    this.released = released;
    this.safes = new SafeBirth(plan.safeCode());
  }

  private enum Kind {
    PROXY,
    TIMELOCK,
    SAFE
  }

  private record Born(Kind kind, String name, String address) {
    String text() {
      return kind == Kind.PROXY ? "proxy " + name : name;
    }
  }

  /// A birth of every proxy, timelock and Safe, what stood behind each proxy and had a part in each
  /// timelock and Safe since, and what the plan has too much.
  ///
  /// @param implementations that stand behind the proxies, by the profile's names
  /// @param block the newest final one
  List<Finding> findings(Map<String, String> implementations, long block) {
    List<Finding> all = new ArrayList<>();
    Lives lives = new Lives();
    all.add(factory(block));
    List<Born> known = new ArrayList<>();
    for (Born born : all()) {
      if (plan.births().containsKey(born.address)) {
        known.add(born);
      } else {
        all.add(missing(born));
      }
    }
    List<Birth> births = births(known);
    for (int place = 0; place < known.size(); place++) {
      Born born = known.get(place);
      Birth birth = births.get(place);
      Optional<String> refusal = birth.notDone(block).or(() -> refusal(born, birth));
      all.add(Finding.of(born.name, born.address, "birth", refusal.map(birth::told)));
      if (refusal.isEmpty()) {
        lives.add(born, birth, implementations);
      }
    }
    Upgrades upgrades = new Upgrades(plan, rpc, released);
    all.addAll(upgrades.findings(lives.proxies, block));
    all.addAll(new TimelockHistory(rpc, plan.adoptedBlock()).findings(lives.timelocks, block));
    all.addAll(new SafeHistory(rpc).findings(lives.safes, block));
    all.addAll(surplus(upgrades.implementations()));
    return all;
  }

  private List<Born> all() {
    List<Born> all = new ArrayList<>();
    profile.contracts().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(one -> all.add(new Born(Kind.PROXY, one.getKey(), one.getValue())));
    plan.timelocks()
        .forEach(one -> all.add(new Born(Kind.TIMELOCK, "timelock " + one.name(), one.address())));
    plan.safes().forEach(one -> all.add(new Born(Kind.SAFE, "Safe " + one.name(), one.address())));
    return all;
  }

  private static Finding missing(Born born) {
    return Finding.of(
        born.name,
        born.address,
        "birth",
        Optional.of(
            "plan.births has nothing of %s %s; expected the hash of the transaction that made it"
                .formatted(born.text(), born.address)));
  }

  private List<Finding> surplus(Set<String> implementations) {
    TreeSet<String> others = new TreeSet<>(plan.births().keySet());
    others.removeAll(implementations);
    all().forEach(born -> others.remove(born.address));
    return others.stream()
        .map(address ->
            Finding.of(
                "plan",
                address,
                "birth",
                Optional.of(
                    "plan.births names %s; expected only proxies, timelocks and Safes of the plan, and what an upgrade put behind a proxy"
                        .formatted(address))))
        .toList();
  }

  private List<Birth> births(List<Born> known) {
    return Birth.ask(
        rpc,
        known.stream().map(born -> new Birth.Said(born.name, born.address, hash(born))).toList());
  }

  private Hash32 hash(Born born) {
    return Objects.requireNonNull(plan.births().get(born.address));
  }

  private Optional<String> refusal(Born born, Birth birth) {
    return switch (born.kind) {
      case PROXY -> birth.createdOther().or(() -> otherProxy(birth));
      case TIMELOCK -> birth.createdOther().or(() -> otherTimelock(birth));
      case SAFE -> safes.refusal(birth, safe(born));
    };
  }

  private GovernancePlan.Safe safe(Born born) {
    return plan.safes().stream()
        .filter(one -> one.address().equals(born.address))
        .findFirst()
        .orElseThrow();
  }

  private GovernancePlan.Timelock timelock(Born born) {
    return plan.timelocks().stream()
        .filter(one -> one.address().equals(born.address))
        .findFirst()
        .orElseThrow();
  }

  /// What has been born as it should, to be followed from there.
  private final class Lives {
    private final List<Upgrades.Life> proxies = new ArrayList<>();
    private final List<TimelockHistory.Life> timelocks = new ArrayList<>();
    private final List<SafeHistory.Life> safes = new ArrayList<>();

    private void add(Born born, Birth birth, Map<String, String> implementations) {
      switch (born.kind) {
        case PROXY -> {
          String first = (String) proxyArguments(birth).orElseThrow().getFirst();
          String now = Objects.requireNonNull(implementations.get(born.name));
          proxies.add(new Upgrades.Life(birth, first, now));
        }
        case TIMELOCK -> {
          List<?> given = timelockArguments(birth).orElseThrow();
          timelocks.add(
              new TimelockHistory.Life(
                  birth,
                  timelock(born),
                  addresses(given, 1),
                  addresses(given, 2),
                  addresses(given, 3)));
        }
        case SAFE -> safes.add(new SafeHistory.Life(birth, safe(born)));
      }
    }

    private static List<String> addresses(List<?> arguments, int place) {
      return ((List<?>) arguments.get(place)).stream().map(String.class::cast).toList();
    }
  }

  private static Optional<String> otherTimelock(Birth birth) {
    return timelockArguments(birth).isPresent()
        ? Optional.empty()
        : Optional.of(otherCode(Deployment.TIMELOCK));
  }

  private static Optional<String> otherProxy(Birth birth) {
    Optional<List<?>> arguments = proxyArguments(birth);
    if (arguments.isEmpty()) {
      return Optional.of(otherCode(Erc1967.PROXY));
    }
    String contract = Deployment.contract(birth.name());
    return abi(contract)
            .call((String) arguments.get().get(1))
            .filter(call -> call.type().name().equals(INITIALISER))
            .isPresent()
        ? Optional.empty()
        : Optional.of(
            "what it called first is not %s of %s and its arguments alone"
                .formatted(INITIALISER, contract));
  }

  private static String otherCode(String contract) {
    return "its input is not the code that creates the %s of this release, with its arguments and nothing else"
        .formatted(contract);
  }

  private static Optional<List<?>> timelockArguments(Birth birth) {
    return arguments(Deployment.TIMELOCK, TIMELOCK_TYPES, birth);
  }

  private static Optional<List<?>> proxyArguments(Birth birth) {
    return arguments(Erc1967.PROXY, PROXY_TYPES, birth);
  }

  private static Optional<List<?>> arguments(String contract, String types, Birth birth) {
    return Abi.isDeployment(contract, birth.input())
        ? Abi.deploymentArguments(contract, types, birth.input())
        : Optional.empty();
  }

  private static Abi.Contract abi(String contract) {
    return Contracts.ALL.stream()
        .filter(one -> one.name().equals(contract))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no ABI of " + contract));
  }

  private Finding factory(long block) {
    GovernancePlan.SafeCode code = plan.safeCode();
    String found =
        hashOf(Birth.text(rpc.call("eth_getCode", code.proxyFactory(), JsonRpc.quantity(block))));
    return Finding.of(
        "Safe's factory",
        code.proxyFactory(),
        "code",
        found.equals(code.proxyFactoryHash().toString())
            ? Optional.empty()
            : Optional.of(
                "Safe's factory %s has code with the hash %s, planned is %s"
                    .formatted(code.proxyFactory(), found, code.proxyFactoryHash())));
  }

  /// Keccak-256 of code as a node tells it; `none` when it tells no code.
  static String hashOf(String code) {
    boolean bytes = code.length() % 2 == 0 && CODE.matcher(code).matches();
    return bytes ? Hash.sha3(code) : "none";
  }
}

package io.fairway.chain.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.DeploymentCheck;
import io.fairway.chain.abi.Contracts.DeploymentCheck.CodePlan;
import io.fairway.chain.abi.Contracts.DeploymentCheck.Grant;
import io.fairway.chain.abi.Contracts.DeploymentCheck.Plan;
import io.fairway.chain.abi.Contracts.DeploymentCheck.ProxyPlan;
import io.fairway.chain.abi.Contracts.DeploymentCheck.RolesPlan;
import io.fairway.chain.abi.Contracts.DeploymentCheck.SafePlan;
import io.fairway.chain.abi.Contracts.DeploymentCheck.TimelockPlan;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Erc1967;
import io.fairway.chain.abi.ReleasedCode;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.GovernancePlan;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Compares what stands at the profile's addresses with what this release compiled and, where the
/// profile has one, with the plan that people signed for, as a quorum of the nodes tells it.
public final class Inspection {
  private static final int CALLS_A_CONTRACT = 2;

  private static final String UUID = new Settlement.ProxiableUUID().encode();

  /// What a function without results answers when it does not revert.
  private static final String NOTHING = "0x";

  private final ChainProfile profile;
  private final JsonRpc rpc;
  private final ReleasedCode released = ReleasedCode.ofBuild();

  /// @param profile that names contracts
  public Inspection(ChainProfile profile, JsonRpc rpc) {
    this.profile = profile;
    this.rpc = rpc;
  }

  /// A contract of the profile.
  ///
  /// @param name in the profile
  /// @param proxyCode and `code` behind it, as `eth_getCode` answers
  /// @param slot the word that names the implementation
  /// @param uuid what the implementation itself answers when it is asked which slot it is for
  private record Seen(
      String name, String proxy, String proxyCode, Hash32 slot, String code, String uuid) {
    String implementation() {
      return Abi.addressOf(slot.toString());
    }

    String contract() {
      return Deployment.contract(name);
    }
  }

  /// Why this is not the deployment that it should be, after a block; empty when it is.
  ///
  /// @throws ChainUnavailable when the nodes do not answer or do not agree
  public Optional<String> refusal(long block) {
    return first(state(look(block), block), block);
  }

  /// Why a chain must not open on it: the state, and how it came to be.
  ///
  /// @throws ChainUnavailable when the nodes do not answer or do not agree
  Optional<String> refusalOfOpening(long block) {
    return first(findings(block), block);
  }

  /// All that an opening looks at: the state after a block and, with a plan, each birth. A birth
  /// does not change and what follows it tells events of itself, so whoever looks again later looks
  /// at the state only.
  List<Finding> findings(long block) {
    List<Seen> contracts = look(block);
    List<Finding> all = new ArrayList<>(state(contracts, block));
    Map<String, String> implementations = new HashMap<>();
    contracts.forEach(seen -> implementations.put(seen.name, seen.implementation()));
    profile
        .plan()
        .ifPresent(plan ->
            all.addAll(new Births(profile, plan, rpc, released).findings(implementations, block)));
    return all;
  }

  private List<Finding> state(List<Seen> contracts, long block) {
    List<Finding> all = new ArrayList<>();
    contracts.forEach(seen -> all.add(Finding.of(seen.name, seen.proxy, "code", otherCode(seen))));
    profile
        .plan()
        .ifPresent(plan -> {
          all.add(
              Finding.of(
                  "plan", plan.checker(), "state as planned", refusal(plan, contracts, block)));
          all.addAll(SafeGuards.findings(plan, rpc, block));
        });
    return all;
  }

  private Optional<String> first(List<Finding> findings, long block) {
    return Finding.refusals(findings)
        .findFirst()
        .map(why -> "chain profile %s, block %s: %s".formatted(profile.name(), block, why));
  }

  private List<Seen> look(long block) {
    List<Map.Entry<String, String>> named =
        profile.contracts().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    String at = JsonRpc.quantity(block);
    List<Call> calls = new ArrayList<>();
    for (Map.Entry<String, String> contract : named) {
      calls.add(Call.of("eth_getCode", contract.getValue(), at));
      calls.add(Call.of("eth_getStorageAt", contract.getValue(), Erc1967.IMPLEMENTATION, at));
    }
    List<Answer> answers = rpc.batch(calls);
    List<Call> behind = new ArrayList<>();
    for (int place = 1; place < calls.size(); place += CALLS_A_CONTRACT) {
      String implementation = Abi.addressOf(word(answers, place).toString());
      behind.add(Call.of("eth_getCode", implementation, at));
      behind.add(Call.of("eth_call", Map.of("to", implementation, "data", UUID), at));
    }
    List<Answer> codes = rpc.batch(behind);
    List<Seen> all = new ArrayList<>();
    for (int place = 0; place < named.size(); place++) {
      int first = place * CALLS_A_CONTRACT;
      all.add(
          new Seen(
              named.get(place).getKey(),
              named.get(place).getValue(),
              text(answers, first),
              word(answers, first + 1),
              text(codes, first),
              codes.get(first + 1) instanceof Answer.Result(JsonNode uuid) ? uuid.asText() : ""));
    }
    return all;
  }

  private static String text(List<Answer> answers, int place) {
    return answers.get(place).value().asText();
  }

  private static Hash32 word(List<Answer> answers, int place) {
    return JsonRpc.word(answers.get(place).value());
  }

  private Optional<String> otherCode(Seen seen) {
    if (!released.is(Erc1967.PROXY, seen.proxyCode)) {
      return Optional.of(
          "%s %s is not a proxy that this release compiled".formatted(seen.name, seen.proxy));
    }
    if (!released.is(seen.contract(), seen.code)) {
      return Optional.of(
          "%s %s: the code behind it, at %s, is not the %s that this release compiled"
              .formatted(seen.name, seen.proxy, seen.implementation(), seen.contract()));
    }
    // Where it stands is among the masked words. Code that takes itself for another is never
    // upgraded: it answers this question, and obeys an upgrade, only by its own address.
    return seen.uuid.equals(Erc1967.IMPLEMENTATION)
        ? Optional.empty()
        : Optional.of(
            "%s %s: the code behind it, at %s, takes itself for what stands elsewhere, so nobody could upgrade it; asked for its slot it answers '%s'"
                .formatted(
                    seen.name, seen.proxy, seen.implementation(), Expected.shortened(seen.uuid)));
  }

  private Optional<String> refusal(GovernancePlan plan, List<Seen> contracts, long block) {
    if (plan.adoptedBlock() > block) {
      return Optional.of("plan.adoptedBlock %s is not final".formatted(plan.adoptedBlock()));
    }
    String at = JsonRpc.quantity(block);
    String checker = rpc.call("eth_getCode", plan.checker(), at).asText();
    if (!released.is(Deployment.CHECK, checker)) {
      return Optional.of(
          "the checker %s is not the %s that this release compiled"
              .formatted(plan.checker(), Deployment.CHECK));
    }
    for (Seen seen : contracts) {
      if (!plan.implementations().containsKey(seen.name)) {
        return Optional.of(
            "the plan does not say which code stands behind %s".formatted(seen.name));
      }
    }
    String data = new DeploymentCheck.Check(plan(plan, contracts)).encode();
    Call call = Call.of("eth_call", Map.of("to", plan.checker(), "data", data), at);
    return switch (rpc.batch(List.of(call)).getFirst()) {
      case Answer.Result(JsonNode told) ->
          told.isTextual() && told.asText().equals(NOTHING)
              ? Optional.empty()
              : Optional.of(
                  "it is not known to be as planned: the check answered %s; expected %s, which is what it says of a plan that is kept"
                      .formatted(Expected.shortened(told.toString()), NOTHING));
      case Answer.Fault(int _, String message, String returned) ->
          Optional.of(
              "it is not as planned: "
                  + (returned.length() > 2
                      ? CheckWords.of(returned, names(plan))
                      : "the check ended with " + message));
    };
  }

  private Map<String, String> names(GovernancePlan plan) {
    Map<String, String> names = new HashMap<>();
    plan.safes().forEach(safe -> put(names, "Safe " + safe.name(), safe.address()));
    plan.timelocks().forEach(lock -> put(names, "timelock " + lock.name(), lock.address()));
    profile.contracts().forEach((name, address) -> put(names, name, address));
    return names;
  }

  private static void put(Map<String, String> names, String name, String address) {
    names.put(address, name + " (" + address + ")");
  }

  private Plan plan(GovernancePlan plan, List<Seen> contracts) {
    List<RolesPlan> roles = new ArrayList<>();
    for (Seen seen : contracts) {
      Map<String, List<String>> holders = plan.roles().get(seen.name);
      if (holders != null) {
        roles.add(new RolesPlan(seen.proxy, grants(holders)));
      }
    }
    return new Plan(
        plan.safes().stream().map(safe -> safe(plan.safeCode(), safe)).toList(),
        plan.timelocks().stream().map(this::timelock).toList(),
        contracts.stream().map(seen -> proxy(plan, seen)).toList(),
        roles);
  }

  private static List<Grant> grants(Map<String, List<String>> holders) {
    List<Grant> grants = new ArrayList<>();
    holders.forEach((role, accounts) ->
        accounts.forEach(account -> grants.add(new Grant(RoleNames.hash(role), account))));
    return grants;
  }

  private static SafePlan safe(GovernancePlan.SafeCode code, GovernancePlan.Safe safe) {
    return new SafePlan(
        safe.address(),
        BigInteger.valueOf(safe.threshold()),
        safe.owners(),
        code.proxyHash(),
        code.singleton(),
        code.singletonHash(),
        code.fallbackHandler(),
        code.fallbackHandlerHash());
  }

  private TimelockPlan timelock(GovernancePlan.Timelock lock) {
    return new TimelockPlan(
        code(lock.address(), Deployment.TIMELOCK),
        BigInteger.valueOf(lock.delay().toSeconds()),
        lock.proposers(),
        lock.executors(),
        lock.cancellers());
  }

  private ProxyPlan proxy(GovernancePlan plan, Seen seen) {
    String planned = Objects.requireNonNull(plan.implementations().get(seen.name));
    return new ProxyPlan(
        seen.proxy, released.maskedHash(Erc1967.PROXY), seen.slot, code(planned, seen.contract()));
  }

  private CodePlan code(String account, String contract) {
    return new CodePlan(
        account,
        released.maskedHash(contract),
        released.immutables(contract).stream().map(BigInteger::valueOf).toList());
  }
}

package io.fairway.chain.watch;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts;
import io.fairway.chain.abi.Contracts.ISafe;
import io.fairway.chain.abi.Contracts.Timelock;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.profile.GovernancePlan;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The timelocks and Safes that stand behind the contracts, and the words for what contracts tell:
/// a change that waits is read on the day it is proposed, not on the day it acts.
final class Oversight {
  /// What a Safe tells of its daily use; what it does to others, they tell themselves.
  private static final Set<String> QUIET =
      Set.of(
          ISafe.ExecutionSuccessEvent.TYPE.topic(),
          ISafe.ExecutionFailureEvent.TYPE.topic(),
          ISafe.ApproveHashEvent.TYPE.topic(),
          ISafe.SignMsgEvent.TYPE.topic(),
          ISafe.SafeReceivedEvent.TYPE.topic());

  private final long adoptedBlock;
  private final Map<String, Abi.Contract> overseers = new HashMap<>();
  private final Map<String, Abi.Contract> contracts = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  /// @param plan where people deployed
  /// @param watched names of the compiled contracts by address
  /// @param coins codes of coins by address
  Oversight(Optional<GovernancePlan> plan, Map<String, String> watched, Map<String, String> coins) {
    adoptedBlock = plan.map(GovernancePlan::adoptedBlock).orElse(-1L);
    watched.forEach((address, contract) -> {
      contracts.put(address, compiled(contract));
      names.put(address, contract + " " + address);
    });
    coins.forEach((address, coin) -> names.put(address, "coin " + coin + " " + address));
    plan.ifPresent(people -> {
      people
          .timelocks()
          .forEach(lock -> oversee(lock.address(), Timelock.ABI, "timelock " + lock.name()));
      people.safes().forEach(safe -> oversee(safe.address(), ISafe.ABI, "Safe " + safe.name()));
    });
    contracts.putAll(overseers);
  }

  private void oversee(String address, Abi.Contract abi, String name) {
    overseers.put(address, abi);
    names.put(address, name + " " + address);
  }

  private static Abi.Contract compiled(String name) {
    return Contracts.ALL.stream()
        .filter(contract -> contract.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no ABI of " + name));
  }

  /// Every address that tells something: the contracts, and who stands behind them.
  Set<String> addresses() {
    return Set.copyOf(contracts.keySet());
  }

  Abi.Contract abi(String address) {
    return Objects.requireNonNull(contracts.get(address), address);
  }

  boolean isOverseer(String address) {
    return overseers.containsKey(address);
  }

  /// True for daily use that nobody must look at.
  static boolean isQuiet(Abi.Event event) {
    return QUIET.contains(event.type().topic());
  }

  /// True while people were still deploying: up to the block after which they signed off what
  /// stands.
  boolean isDeploying(long block) {
    return block <= adoptedBlock;
  }

  String name(String address) {
    return names.getOrDefault(address, address);
  }

  /// What an event says, such as `Minted(0x..., 0x..., 5)`; of a timelock also what it will do.
  String describe(Abi.Event event) {
    return switch (event) {
      case Timelock.CallScheduledEvent(
              Hash32 id,
              BigInteger _,
              String target,
              BigInteger value,
              String data,
              Hash32 _,
              BigInteger delay) ->
          "CallScheduled: in %s seconds it may %s (operation %s)"
              .formatted(delay, act(target, value, data), id);
      case Timelock.CallExecutedEvent(
              Hash32 id,
              BigInteger _,
              String target,
              BigInteger value,
              String data) ->
          "CallExecuted: it did %s (operation %s)".formatted(act(target, value, data), id);
      default -> event.type().name() + arguments(event.toString());
    };
  }

  private String act(String target, BigInteger value, String data) {
    String call =
        Optional.ofNullable(contracts.get(target))
            .flatMap(abi -> abi.call(data))
            .map(inner -> inner.type().name() + words(inner.values()))
            .orElse("a call of unknown meaning, " + data + ",");
    String paid = value.signum() == 0 ? "" : " with " + value + " wei";
    return "%s on %s%s".formatted(call, name(target), paid);
  }

  private static String words(List<?> values) {
    return values.stream()
        .map(value -> value instanceof Hash32 word ? RoleNames.read(word) : String.valueOf(value))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String arguments(String record) {
    return "("
        + record.substring(record.indexOf('[') + 1, record.length() - 1).replaceAll("\\w+=", "")
        + ")";
  }
}

package io.fairway.chain.permission;

import io.fairway.chain.Incident;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Erc1967;
import io.fairway.chain.abi.ReleasedCode;
import io.fairway.chain.permission.Approvers.Verdict;
import io.fairway.chain.permission.OperationPolicy.FunctionRule;
import io.fairway.chain.permission.OperationPolicy.Precondition;
import io.fairway.chain.permission.OperationPolicy.Reading;
import io.fairway.chain.permission.OperationPolicy.Rule;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.watch.Watcher.Alarm;
import java.math.BigInteger;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// May this be signed, here and now? Asked of every intent before anything is signed. Owned by the
/// gateway's thread, but for what becomes known of the chain's contracts.
public final class Permission {
  /// Kinds of incidents under which no coin is moved: the contracts are not, or may not be, what
  /// was deployed.
  private static final Set<String> OF_CONTRACTS =
      Set.of(Alarm.Kind.CODE_CHANGED.name(), Alarm.Kind.SUPPLY_MISMATCH.name());

  private static final String INITIALIZER = "initialize(";

  private final OperationPolicy policy = OperationPolicy.load();
  private final ChainProfile profile;
  private final InstantSource clock;
  private final ReleaseGate release;
  private final UpgradeCheck upgrades;
  private final Approvers approvers;
  private final UnaryOperator<String> addressOf;
  private final Map<String, String> contracts = new HashMap<>();
  private final Map<String, String> implementations = new HashMap<>();
  private final Set<String> destinations = new HashSet<>();

  /// @param addressOf the address of a key by its name
  public Permission(
      ReleaseGate release,
      ChainProfile profile,
      InstantSource clock,
      Approvers approvers,
      UnaryOperator<String> addressOf) {
    this.release = release;
    this.upgrades = new UpgradeCheck(ReleasedCode.ofBuild(), release);
    this.profile = profile;
    this.clock = clock;
    this.approvers = approvers;
    this.addressOf = addressOf;
  }

  /// The answer.
  public sealed interface Answer {
    /// It may be signed.
    ///
    /// @param approvedBy who is on record for it
    record Granted(TokenOperation operation, List<Approval> approvedBy) implements Answer {
      /// The ids of who is on record for it.
      public List<String> persons() {
        return approvedBy.stream().map(Approval::person).toList();
      }
    }

    /// It is not signed.
    ///
    /// @param passing true when the same may be permitted later: an incident is open, or the hour's
    ///   number is used up
    record Refused(String why, boolean passing) implements Answer {}
  }

  /// Makes a contract of this chain known.
  public synchronized void knowContract(String address, String contract) {
    contracts.put(address, contract);
  }

  /// Makes code of this chain known that proxies may stand in front of.
  public synchronized void knowImplementation(String address, String contract) {
    implementations.put(address, contract);
  }

  /// Makes an address known to which coins may be minted.
  public synchronized void knowDestination(String address) {
    destinations.add(address);
  }

  /// The names of this chain's contracts, by address.
  public synchronized Map<String, String> contracts() {
    return Map.copyOf(contracts);
  }

  /// True for an event that holders cause by themselves.
  public boolean isHolders(String contract, String signature) {
    return policy.isHolders(contract, signature);
  }

  /// What is so at the moment of asking.
  ///
  /// @param inTheLastHour transactions of an operation
  /// @param incidents that are open
  /// @param chain after its newest final block
  public record Circumstances(
      ToLongFunction<TokenOperation> inTheLastHour, List<Incident> incidents, ChainView chain) {
    public Circumstances {
      incidents = List.copyOf(incidents);
    }
  }

  /// Asks whether an intent may be signed under these circumstances.
  public synchronized Answer ask(Intent intent, Circumstances now) {
    return switch (policy.read(contractAt(intent), intent)) {
      case Reading.Unknown(String why) -> new Answer.Refused(why, false);
      case Reading.Allowed(Rule rule, FunctionRule function, Abi.Call call) ->
          answer(
              intent,
              rule,
              objection(intent, rule)
                  .or(() -> objection(function, call))
                  .or(() -> upgradeObjection(intent, rule, call, now.chain())),
              now);
      case Reading.Deploys(Rule rule, String contract) ->
          answer(
              intent,
              rule,
              objection(intent, rule)
                  .or(() -> release.refusal(contract, profile.environment(), today()))
                  .or(() -> objection(contract, intent.data())),
              now);
    };
  }

  /// What can never be permitted is told first: nobody should wait for it.
  private Answer answer(Intent intent, Rule rule, Optional<String> objection, Circumstances now) {
    if (objection.isPresent()) {
      return refused(rule, objection.get(), false);
    }
    return switch (approvals(intent, rule)) {
      case Verdict.Unsound(String why) -> refused(rule, why, false);
      case Verdict.Sound(List<Approval> sound) -> answer(rule, sound, now);
    };
  }

  private static Answer refused(Rule rule, String why, boolean passing) {
    return new Answer.Refused(rule.operation() + ": " + why, passing);
  }

  private Answer answer(Rule rule, List<Approval> sound, Circumstances now) {
    int required = approvers.required(rule.operation(), rule.quorum());
    if (sound.size() < required) {
      String few = "approved by %s, needs %s different persons".formatted(sound.size(), required);
      return refused(rule, few, false);
    }
    return passingObjection(rule, now)
        .map(why -> refused(rule, why, true))
        .orElseGet(() -> new Answer.Granted(rule.operation(), sound));
  }

  /// A proxy stands in front of code that was deployed here, and is opened by nobody else: its
  /// constructor initialises it.
  private Optional<String> objection(String contract, String data) {
    if (!contract.equals(Erc1967.PROXY)) {
      return Optional.empty();
    }
    List<?> arguments =
        Abi.deploymentArguments(contract, "(address,bytes)", data).orElse(List.of("", ""));
    String code = implementations.get(arguments.getFirst());
    if (code == null) {
      return Optional.of(
          "a proxy in front of %s, which is no code of this chain".formatted(arguments.getFirst()));
    }
    boolean opened =
        Contracts.ALL.stream()
            .filter(abi -> abi.name().equals(code))
            .flatMap(abi -> abi.call((String) arguments.getLast()).stream())
            .anyMatch(call -> call.type().signature().startsWith(INITIALIZER));
    return opened
        ? Optional.empty()
        : Optional.of("a proxy of %s that its constructor does not initialise".formatted(code));
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private @Nullable String contractAt(Intent intent) {
    return intent.to() == null ? null : contracts.get(intent.to());
  }

  private Optional<String> objection(Intent intent, Rule rule) {
    if (!rule.maySign(intent.signer())) {
      return Optional.of("not for the key " + intent.signer());
    }
    if (intent.gasLimit() > profile.fees().gasLimitMax()) {
      return Optional.of(
          "%s gas, the limit of a transaction is %s"
              .formatted(intent.gasLimit(), profile.fees().gasLimitMax()));
    }
    if (rule.preconditions().contains(Precondition.PROFILE_CURRENT)
        && !profile.isCurrent(today())) {
      return Optional.of(
          "the review of chain profile %s was due on %s"
              .formatted(profile.name(), profile.reviewDueOn()));
    }
    return Optional.empty();
  }

  private static Optional<String> passingObjection(Rule rule, Circumstances now) {
    Optional<String> halted = halted(rule, now.incidents());
    if (halted.isPresent()) {
      return halted;
    }
    return rule.perHourMax() != Long.MAX_VALUE
            && now.inTheLastHour().applyAsLong(rule.operation()) >= rule.perHourMax()
        ? Optional.of("%s in the last hour is the limit".formatted(rule.perHourMax()))
        : Optional.empty();
  }

  private Optional<String> upgradeObjection(
      Intent intent, Rule rule, Abi.Call call, ChainView chain) {
    return rule.preconditions().contains(Precondition.IMPLEMENTATION_RELEASED)
        ? upgrades.refusal(
            call.type().contract(),
            intent.recipient(),
            call,
            chain,
            new UpgradeCheck.Dated(profile.environment(), today()))
        : Optional.empty();
  }

  private static Optional<String> halted(Rule rule, List<Incident> incidents) {
    return incidents.stream()
        .filter(incident ->
            rule.preconditions().contains(Precondition.NO_INCIDENT)
                || (rule.preconditions().contains(Precondition.CONTRACTS_AS_DEPLOYED)
                    && OF_CONTRACTS.contains(incident.kind())))
        .findFirst()
        .map(incident -> "halted by " + incident);
  }

  private Optional<String> objection(FunctionRule function, Abi.Call call) {
    if (function.destination() != FunctionRule.NONE) {
      Object to = call.values().get(function.destination());
      if (!destinations.contains(to)) {
        return Optional.of("coins for %s, which is not registered".formatted(to));
      }
    }
    if (function.spender() != FunctionRule.NONE) {
      Object spender = call.values().get(function.spender());
      if (!Settlement.ABI.name().equals(contracts.get(spender))) {
        return Optional.of("a consent to %s, which is not the settlement".formatted(spender));
      }
    }
    if (function.amount().isEmpty()) {
      return Optional.empty();
    }
    BigInteger amount = (BigInteger) argument(call, function.amount());
    long max = profile.limits().units(function.unitsMax());
    return amount.compareTo(BigInteger.valueOf(max)) > 0
        ? Optional.of(
            "%s units; the limit %s of chain profile %s is %s"
                .formatted(amount, function.unitsMax(), profile.name(), max))
        : Optional.empty();
  }

  /// @param place of the argument, and then within its structs
  private static Object argument(Abi.Call call, List<Integer> place) {
    Object value = call.values();
    for (int index : place) {
      value = ((List<?>) value).get(index);
    }
    return value;
  }

  /// A development chain approves by itself what nobody approved, and says so on the record.
  private Verdict approvals(Intent intent, Rule rule) {
    return intent.approvals().isEmpty() && profile.development()
        ? new Verdict.Sound(
            IntStream.rangeClosed(1, approvers.required(rule.operation(), rule.quorum()))
                .mapToObj(Approval::development)
                .toList())
        : approvers.check(
            intent.act(profile.chainId()),
            rule.operation(),
            addressOf.apply(intent.signer()),
            intent.approvals());
  }
}

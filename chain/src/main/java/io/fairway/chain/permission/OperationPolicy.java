package io.fairway.chain.permission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts;
import io.fairway.chain.profile.ContractLimits;
import io.fairway.money.Invariant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Which operation stands under which rule, and which functions of the contracts it consists of.
/// The list is closed: a function that changes something is in one operation, or is refused by
/// name; a list with a gap does not load.
final class OperationPolicy {
  private static final String RESOURCE = "token-operations.json";
  private static final String CONSTRUCTOR = "constructor";

  /// What a single mistake or a single stolen key could do.
  enum Risk {
    LOW(0),
    MEDIUM(0),
    HIGH(2),
    CRITICAL(2);

    /// Persons who must at least approve.
    private final int quorumMin;

    Risk(int quorumMin) {
      this.quorumMin = quorumMin;
    }
  }

  /// What must hold before an operation is signed.
  enum Precondition {
    /// The chain profile's review is not overdue: an unassessed chain gets no new coins.
    PROFILE_CURRENT,
    /// No incident is open: what gives or widens power waits until a person has looked.
    NO_INCIDENT,
    /// No incident is open about the contracts themselves: no coin moves under code that is not, or
    /// may not be, what was deployed.
    CONTRACTS_AS_DEPLOYED,
    /// Coins come into being only at addresses that are registered here.
    DESTINATION_REGISTERED,
    /// A participant consents to settlement and to nothing else.
    SPENDER_IS_SETTLEMENT,
    /// A proxy is put in front of nothing but this release's audited code of the same contract; see
    /// [UpgradeCheck].
    IMPLEMENTATION_RELEASED
  }

  /// A function within an operation; places of arguments, or [#NONE].
  ///
  /// @param amount the place of the argument, and then within its structs; empty for none
  /// @param unitsMax the name of the profile's limit that the amount is under; see
  ///   [ContractLimits#units]
  record FunctionRule(int destination, List<Integer> amount, int spender, String unitsMax) {
    static final int NONE = -1;

    FunctionRule {
      amount = List.copyOf(amount);
      Invariant.check(
          amount.isEmpty() == unitsMax.isEmpty(), "an amount without a limit: %s", amount);
      Invariant.check(
          unitsMax.isEmpty() || ContractLimits.UNITS.contains(unitsMax),
          "no limit is called %s; there are %s",
          unitsMax,
          ContractLimits.UNITS);
    }
  }

  /// The rule of an operation.
  ///
  /// @param quorum different persons who must have approved; 0 for what the program does by itself
  /// @param signers names of keys; `participant:*` stands for all that begin so
  /// @param perHourMax transactions of the operation within an hour
  record Rule(
      TokenOperation operation,
      Risk risk,
      int quorum,
      List<String> signers,
      Set<Precondition> preconditions,
      Map<String, FunctionRule> functions,
      long perHourMax) {
    Rule {
      signers = List.copyOf(signers);
      preconditions = Set.copyOf(preconditions);
      functions = Map.copyOf(functions);
      Invariant.check(quorum >= risk.quorumMin, "%s: a quorum of %s is too few", operation, quorum);
      Invariant.check(perHourMax >= 1, "%s: per hour %s", operation, perHourMax);
      Invariant.check(
          risk.quorumMin == 0 || perHourMax != Long.MAX_VALUE,
          "%s: no limit per hour, and its risk is %s",
          operation,
          risk);
    }

    boolean maySign(String signer) {
      return signers.stream()
          .anyMatch(name ->
              name.endsWith("*")
                  ? signer.startsWith(name.substring(0, name.length() - 1))
                  : signer.equals(name));
    }
  }

  private final Map<TokenOperation, Rule> rules = new EnumMap<>(TokenOperation.class);
  private final Map<String, TokenOperation> operationOf = new HashMap<>();
  private final Map<String, String> refused = new HashMap<>();
  private final Set<String> holderEvents = new HashSet<>();

  private OperationPolicy(JsonNode json, List<Abi.Contract> contracts) {
    for (JsonNode entry : json.path("operations")) {
      Rule rule = rule(entry);
      Invariant.check(
          rules.put(rule.operation(), rule) == null, "%s stands twice", rule.operation());
      for (String function : rule.functions().keySet()) {
        TokenOperation other = operationOf.put(function, rule.operation());
        Invariant.check(other == null, "%s is in %s too", function, other);
      }
    }
    json.path("refused").properties().forEach(e -> refused.put(e.getKey(), e.getValue().asText()));
    json.path("holderEvents").forEach(event -> holderEvents.add(event.asText()));
    requireComplete(contracts);
  }

  /// The list that comes with Fairway, for the contracts that come with it.
  static OperationPolicy load() {
    try (InputStream in = OperationPolicy.class.getResourceAsStream(RESOURCE)) {
      Invariant.check(in != null, "%s is not on the class path", RESOURCE);
      return of(new ObjectMapper().readTree(in), Contracts.ALL);
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot read " + RESOURCE, problem);
    }
  }

  static OperationPolicy of(JsonNode json, List<Abi.Contract> contracts) {
    return new OperationPolicy(json, contracts);
  }

  private static Rule rule(JsonNode json) {
    String name = json.path("operation").asText();
    Map<String, FunctionRule> functions = new HashMap<>();
    json.path("functions")
        .properties()
        .forEach(e ->
            functions.put(
                e.getKey(),
                new FunctionRule(
                    e.getValue().path("destination").asInt(FunctionRule.NONE),
                    places(e.getValue().path("amount")),
                    e.getValue().path("spender").asInt(FunctionRule.NONE),
                    e.getValue().path("unitsMax").asText())));
    Set<Precondition> preconditions = new HashSet<>();
    texts(json.path("preconditions")).forEach(p -> preconditions.add(Precondition.valueOf(p)));
    Invariant.check(json.path("quorum").isInt(), "%s: no quorum", name);
    return new Rule(
        TokenOperation.valueOf(name),
        Risk.valueOf(json.path("risk").asText()),
        json.path("quorum").asInt(),
        texts(json.path("signers")),
        preconditions,
        functions,
        json.path("limits").path("perHourMax").asLong(Long.MAX_VALUE));
  }

  /// A number, or a list of them for what stands within a struct.
  private static List<Integer> places(JsonNode json) {
    return json.isInt()
        ? List.of(json.asInt())
        : StreamSupport.stream(json.spliterator(), false).map(JsonNode::asInt).toList();
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private void requireComplete(List<Abi.Contract> contracts) {
    Set<String> functions = new TreeSet<>();
    Set<String> events = new TreeSet<>();
    for (Abi.Contract contract : contracts) {
      functions.add(contract.name() + "." + CONSTRUCTOR);
      contract.functions().stream()
          .filter(Abi.Function::changesState)
          .forEach(function -> functions.add(function.toString()));
      contract.events().forEach(event -> events.add(contract.name() + "." + event.signature()));
    }
    Set<String> listed = new TreeSet<>(operationOf.keySet());
    for (String function : refused.keySet()) {
      Invariant.check(listed.add(function), "%s is refused and in an operation", function);
    }
    for (TokenOperation operation : TokenOperation.values()) {
      Invariant.check(rules.containsKey(operation), "%s has no rule", operation);
    }
    Set<String> forgotten = new TreeSet<>(functions);
    forgotten.removeAll(listed);
    Invariant.check(forgotten.isEmpty(), "no operation has these functions: %s", forgotten);
    listed.removeAll(functions);
    Invariant.check(listed.isEmpty(), "no contract has these functions: %s", listed);
    Set<String> unknown = new TreeSet<>(holderEvents);
    unknown.removeAll(events);
    Invariant.check(unknown.isEmpty(), "no contract has these events: %s", unknown);
  }

  Rule rule(TokenOperation operation) {
    Rule rule = rules.get(operation);
    Invariant.check(rule != null, "no rule for %s", operation);
    return java.util.Objects.requireNonNull(rule);
  }

  /// True for an event that holders cause by themselves; every other one needs an intent of ours.
  boolean isHolders(String contract, String signature) {
    return holderEvents.contains(contract + "." + signature);
  }

  /// What an intent is, or why it is none of the operations.
  sealed interface Reading {
    record Allowed(Rule rule, FunctionRule function, Abi.Call call) implements Reading {}

    /// It deploys a compiled contract.
    record Deploys(Rule rule, String contract) implements Reading {}

    record Unknown(String why) implements Reading {}
  }

  /// Finds the operation of a call.
  ///
  /// @param contract the contract's name; null when the address is none of ours
  Reading read(@Nullable String contract, Intent intent) {
    if (intent.to() == null) {
      return deployment(intent);
    }
    if (contract == null) {
      return new Reading.Unknown(intent.to() + " is none of this chain's contracts");
    }
    for (Abi.Contract abi : Contracts.ALL) {
      if (abi.name().equals(contract)) {
        return abi.call(intent.data())
            .map(this::known)
            .orElseGet(() -> new Reading.Unknown("no call of " + contract));
      }
    }
    return new Reading.Unknown("no contract is called " + contract);
  }

  private Reading known(Abi.Call call) {
    String function = call.type().toString();
    TokenOperation operation = operationOf.get(function);
    if (operation == null) {
      return new Reading.Unknown(
          function + " is refused: " + refused.getOrDefault(function, "no operation has it"));
    }
    Rule rule = rule(operation);
    FunctionRule detail = java.util.Objects.requireNonNull(rule.functions().get(function));
    return new Reading.Allowed(rule, detail, call);
  }

  private Reading deployment(Intent intent) {
    Rule rule = rule(TokenOperation.DEPLOY);
    for (String function : rule.functions().keySet()) {
      String contract = function.substring(0, function.indexOf('.'));
      if (Abi.isDeployment(contract, intent.data())) {
        return new Reading.Deploys(rule, contract);
      }
    }
    return new Reading.Unknown("it deploys none of the compiled contracts");
  }

  /// The functions that are signed under some operation.
  List<String> functions() {
    return new ArrayList<>(operationOf.keySet());
  }
}

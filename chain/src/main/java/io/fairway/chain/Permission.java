package io.fairway.chain;

import io.fairway.chain.OperationPolicy.FunctionRule;
import io.fairway.chain.OperationPolicy.Precondition;
import io.fairway.chain.OperationPolicy.Reading;
import io.fairway.chain.OperationPolicy.Rule;
import io.fairway.chain.abi.Abi;
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
import org.jspecify.annotations.Nullable;

/// May this be signed, here and now? Asked of every intent before anything is signed. Owned by the
/// gateway's thread, but for what becomes known of the chain's contracts.
final class Permission {
  private static final String SETTLEMENT = "Settlement";

  private final OperationPolicy policy;
  private final ChainProfile profile;
  private final InstantSource clock;
  private final Map<String, String> contracts = new HashMap<>();
  private final Set<String> destinations = new HashSet<>();

  Permission(OperationPolicy policy, ChainProfile profile, InstantSource clock) {
    this.policy = policy;
    this.profile = profile;
    this.clock = clock;
  }

  /// The answer.
  sealed interface Answer {
    /// It may be signed.
    ///
    /// @param approvedBy who is on record for it
    record Granted(TokenOperation operation, List<String> approvedBy) implements Answer {}

    record Refused(String why) implements Answer {}
  }

  /// Makes a contract of this chain known.
  synchronized void knowContract(String address, String contract) {
    contracts.put(address, contract);
  }

  /// Makes an address known to which coins may be minted.
  synchronized void knowDestination(String address) {
    destinations.add(address);
  }

  synchronized Map<String, String> contracts() {
    return Map.copyOf(contracts);
  }

  boolean isHolders(String contract, String signature) {
    return policy.isHolders(contract, signature);
  }

  synchronized Answer ask(Intent intent, ToLongFunction<TokenOperation> inTheLastHour) {
    return switch (policy.read(contractAt(intent), intent)) {
      case Reading.Unknown(String why) -> new Answer.Refused(why);
      case Reading.Allowed(Rule rule, FunctionRule function, Abi.@Nullable Call call) -> {
        Optional<String> objection =
            objection(intent, rule, inTheLastHour)
                .or(() -> call == null ? Optional.empty() : objection(function, call));
        yield objection
            .<Answer>map(why -> new Answer.Refused(rule.operation() + ": " + why))
            .orElseGet(() -> new Answer.Granted(rule.operation(), approvers(intent, rule)));
      }
    };
  }

  private @Nullable String contractAt(Intent intent) {
    return intent.to() == null ? null : contracts.get(intent.to());
  }

  private Optional<String> objection(
      Intent intent, Rule rule, ToLongFunction<TokenOperation> inTheLastHour) {
    if (!rule.maySign(intent.signer())) {
      return Optional.of("not for the key " + intent.signer());
    }
    int approvals = approvers(intent, rule).size();
    if (approvals < rule.quorum()) {
      return Optional.of(
          "approved by %s, needs %s different persons".formatted(approvals, rule.quorum()));
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (rule.preconditions().contains(Precondition.PROFILE_CURRENT) && !profile.isCurrent(today)) {
      return Optional.of(
          "the review of chain profile %s was due on %s"
              .formatted(profile.name(), profile.reviewDueOn()));
    }
    if (rule.perHourMax() != Long.MAX_VALUE
        && inTheLastHour.applyAsLong(rule.operation()) >= rule.perHourMax()) {
      return Optional.of("%s in the last hour is the limit".formatted(rule.perHourMax()));
    }
    return Optional.empty();
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
      if (!SETTLEMENT.equals(contracts.get(spender))) {
        return Optional.of("a consent to %s, which is not the settlement".formatted(spender));
      }
    }
    if (function.amount() != FunctionRule.NONE) {
      BigInteger amount = (BigInteger) call.values().get(function.amount());
      if (amount.compareTo(function.unitsMax()) > 0) {
        return Optional.of("%s units, the limit is %s".formatted(amount, function.unitsMax()));
      }
    }
    return Optional.empty();
  }

  /// A development chain approves by itself, and says so on the record.
  private List<String> approvers(Intent intent, Rule rule) {
    List<String> persons = intent.approvers().stream().distinct().toList();
    return persons.isEmpty() && profile.development()
        ? java.util.stream.IntStream.rangeClosed(1, rule.quorum())
            .mapToObj(number -> "development " + number)
            .toList()
        : persons;
  }
}

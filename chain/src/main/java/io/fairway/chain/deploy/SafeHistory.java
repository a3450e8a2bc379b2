package io.fairway.chain.deploy;

import io.fairway.chain.abi.Contracts.ISafe;
import io.fairway.chain.deploy.Events.Told;
import io.fairway.chain.profile.GovernancePlan;
import io.fairway.chain.rpc.JsonRpc;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who ever owned the Safes since their births, how few could act, and which modules acted for
/// them. Owners may have a Safe run other code as itself, which writes into its storage what it
/// likes: a module that stands in no list, say. So every owner that it ever had must be one whom
/// people know.
final class SafeHistory {
  private static final String CHECKED = "owners and modules";

  /// One signer is no multisig, as `DeploymentCheck` has it.
  static final BigInteger THRESHOLD_MIN = BigInteger.TWO;

  private static final List<String> TOPICS =
      List.of(
          ISafe.SafeSetupEvent.TYPE.topic(),
          ISafe.AddedOwnerEvent.TYPE.topic(),
          ISafe.RemovedOwnerEvent.TYPE.topic(),
          ISafe.ChangedThresholdEvent.TYPE.topic(),
          ISafe.EnabledModuleEvent.TYPE.topic(),
          ISafe.ExecutionFromModuleSuccessEvent.TYPE.topic(),
          ISafe.ExecutionFromModuleFailureEvent.TYPE.topic());

  private final JsonRpc rpc;

  SafeHistory(JsonRpc rpc) {
    this.rpc = rpc;
  }

  /// A Safe as it is planned, with its birth.
  record Life(Birth birth, GovernancePlan.Safe planned) {}

  /// @param lives of Safes whose births are as they should be
  /// @param last block until which they are followed
  List<Finding> findings(List<Life> lives, long last) {
    if (lives.isEmpty()) {
      return List.of();
    }
    Optional<List<Told>> told =
        Events.since(rpc, lives.stream().map(Life::birth).toList(), TOPICS, last);
    List<Finding> findings = new ArrayList<>();
    for (Life life : lives) {
      Optional<String> refusal =
          told.isEmpty()
              ? Optional.of(garbled())
              : refusal(
                  life,
                  told.get().stream()
                      .filter(one -> one.address().equals(life.birth.address()))
                      .toList());
      findings.add(
          Finding.of(
              life.birth.name(), life.birth.address(), CHECKED, refusal.map(life.birth::told)));
    }
    return findings;
  }

  private static String garbled() {
    return "a node told as an event of a Safe what is none";
  }

  private static Optional<String> refusal(Life life, List<Told> told) {
    // What nodes forgot or leave out is not to pass as what did not happen.
    if (told.isEmpty()
        || !(event(told.getFirst()) instanceof ISafe.SafeSetupEvent)
        || !told.getFirst().transaction().equals(life.birth.hash().toString())) {
      return Optional.of(
          "the nodes do not tell its first event SafeSetup; expected all events since its birth");
    }
    Set<String> owners = new TreeSet<>();
    BigInteger threshold = BigInteger.ZERO;
    for (Told one : told) {
      Optional<String> why =
          switch (event(one)) {
            case ISafe.SafeSetupEvent event -> {
              owners.addAll(event.owners());
              threshold = event.threshold();
              yield stranger(life.planned, event.owners()).or(() -> few(event.threshold()));
            }
            case ISafe.AddedOwnerEvent(String owner) -> {
              owners.add(owner);
              yield stranger(life.planned, List.of(owner));
            }
            case ISafe.RemovedOwnerEvent(String owner) -> {
              owners.remove(owner);
              yield Optional.<String>empty();
            }
            case ISafe.ChangedThresholdEvent(BigInteger changed) -> {
              threshold = changed;
              yield few(changed);
            }
            case ISafe.EnabledModuleEvent(String module) -> moduled(module);
            case ISafe.ExecutionFromModuleSuccessEvent(String module) -> moduled(module);
            case ISafe.ExecutionFromModuleFailureEvent(String module) -> moduled(module);
            case null, default -> Optional.of(garbled());
          };
      if (why.isPresent()) {
        return why.map(text -> "transaction %s: %s".formatted(one.transaction(), text));
      }
    }
    return unknown(life.planned, owners, threshold);
  }

  private static io.fairway.chain.abi.Abi.@org.jspecify.annotations.Nullable Event event(Told one) {
    return ISafe.ABI.event(one.topics(), one.data()).orElse(null);
  }

  /// Why one of these must not have been an owner; empty when each may have been.
  static Optional<String> stranger(GovernancePlan.Safe planned, Collection<?> owners) {
    return owners.stream()
        .filter(owner -> !planned.owners().contains(owner))
        .filter(owner -> !planned.formerOwners().contains(owner))
        .findFirst()
        .map(owner ->
            "it was owned by %s, which is not planned and could have hidden in it what no list shows; expected only owners of the plan, or formerOwners that people signed for, or else a Safe made anew"
                .formatted(owner));
  }

  static Optional<String> few(BigInteger threshold) {
    return threshold.compareTo(THRESHOLD_MIN) >= 0
        ? Optional.empty()
        : Optional.of(
            "it asked for %s signatures, the least is %s: one owner alone could have hidden in it what no list shows; expected a Safe made anew"
                .formatted(threshold, THRESHOLD_MIN));
  }

  private static Optional<String> moduled(String module) {
    return Optional.of(
        "it had the module %s, which acted without its signers and could have hidden in it what no list shows; expected a Safe that never had one, made anew"
            .formatted(module));
  }

  private static Optional<String> unknown(
      GovernancePlan.Safe planned, Set<String> owners, BigInteger threshold) {
    return owners.equals(new TreeSet<>(planned.owners()))
            && threshold.equals(BigInteger.valueOf(planned.threshold()))
        ? Optional.empty()
        : Optional.of(
            "after all that the nodes tell it asks for %s signatures of %s, planned are %s of %s"
                .formatted(
                    threshold,
                    String.join(", ", owners),
                    planned.threshold(),
                    String.join(", ", new TreeSet<>(planned.owners()))));
  }
}

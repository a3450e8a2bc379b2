package io.fairway.chain.deploy;

import io.fairway.chain.profile.GovernancePlan;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.web3j.crypto.Hash;

/// Has somebody set a guard in a Safe? A guard is asked before and after each act and may refuse
/// them all: who set it locks the owners out. A Safe tells nobody its guards, so its storage is
/// read, where Safe's own `GuardManager` and `ModuleManager` keep them.
final class SafeGuards {
  private static final List<Guard> GUARDS =
      List.of(
          new Guard("guard", "guard_manager.guard.address"),
          new Guard("module guard", "module_manager.module_guard.address"));

  private SafeGuards() {}

  /// @param slot of storage, the hash of `kept`
  private record Guard(String name, String kept, String slot) {
    private Guard(String name, String kept) {
      this(name, kept, Hash.sha3String(kept));
    }
  }

  static List<Finding> findings(GovernancePlan plan, JsonRpc rpc, long block) {
    String at = JsonRpc.quantity(block);
    List<Call> calls = new ArrayList<>();
    for (GovernancePlan.Safe safe : plan.safes()) {
      GUARDS.forEach(
          guard -> calls.add(Call.of("eth_getStorageAt", safe.address(), guard.slot, at)));
    }
    List<Answer> answers = rpc.batch(calls);
    List<Finding> findings = new ArrayList<>();
    int place = 0;
    for (GovernancePlan.Safe safe : plan.safes()) {
      Optional<String> refusal = Optional.empty();
      for (Guard guard : GUARDS) {
        String word = JsonRpc.word(answers.get(place++).value()).toString();
        if (refusal.isEmpty() && !word.equals("0x" + "0".repeat(word.length() - 2))) {
          refusal =
              Optional.of(
                  "Safe %s %s has in its storage as %s (%s) %s; expected zero, for a guard can lock its owners out"
                      .formatted(safe.name(), safe.address(), guard.name, guard.kept, word));
        }
      }
      findings.add(Finding.of("Safe " + safe.name(), safe.address(), "guards", refusal));
    }
    return findings;
  }
}

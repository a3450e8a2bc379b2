package io.fairway.chain.deploy;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.DeploymentCheck;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.gateway.RevertCause;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the deployment check refuses, as a sentence with names in it.
final class CheckWords {
  /// By the error, a sentence in which its arguments stand in their order.
  private static final Map<String, String> SENTENCES =
      Map.ofEntries(
          Map.entry("NothingPlanned", "the plan has no contract"),
          Map.entry("RolesNotPlanned", "the plan does not say who holds the roles of %s"),
          Map.entry("CodeNotPlanned", "the plan has role holders of %s and not its code"),
          Map.entry("WrongCode", "%s has code with the hash %s, planned is %s"),
          Map.entry("WrongImplementation", "behind %s stands %s, planned is %s"),
          Map.entry("ThresholdTooLow", "%s asks for %s signatures, the least is %s"),
          Map.entry("WrongThreshold", "%s asks for %s signatures, planned are %s"),
          Map.entry("WrongNumberOfOwners", "%s has %s owners, planned are %s"),
          Map.entry("NotOwner", "%s is not owned by %s, as planned"),
          Map.entry("Repeated", "%s stands twice in one list of the plan"),
          Map.entry("SafeHasModule", "%s has the module %s, which acts without its signers"),
          Map.entry("WrongSingleton", "%s runs the code at %s, planned is %s"),
          Map.entry("WrongFallbackHandler", "%s has the fallback handler %s, planned is %s"),
          Map.entry(
              "SafesShareSigners", "%s and %s share %s signers, which reach a threshold of them"),
          Map.entry("WrongDelay", "%s waits %s seconds, planned are %s"),
          Map.entry("WaitTooShort", "%s can be made to wait only %s seconds, the least is %s"),
          Map.entry("WrongMembers", "%s has as %s %s accounts, planned are %s"),
          Map.entry("NotMember", "%s does not have as %s %s, as planned"),
          Map.entry("ProposerNotSafe", "%s has the proposer %s, which is no Safe of the plan"),
          Map.entry("ProposerOfTwo", "%s and %s have the same proposer %s"),
          Map.entry("WrongNumberOfHolders", "%s has %s role holders, planned are %s"),
          Map.entry("NotHolder", "%s has not given %s to %s, as planned"),
          Map.entry("TwoRoles", "%s holds %s and, elsewhere, %s"),
          Map.entry("NotTimelock", "%s is held by %s, which is no timelock of the plan"),
          Map.entry("NotSafe", "%s is held by %s, which is no Safe of the plan"),
          Map.entry("SignerHoldsRole", "%s signs for a Safe and holds %s"));

  private static final Hash32 ADMIN = Hash32.of(new byte[Hash32.LENGTH]);

  private CheckWords() {}

  /// The names of the errors that have a sentence.
  static Set<String> errors() {
    return SENTENCES.keySet();
  }

  /// @param data what the check reverted with
  /// @param names of addresses
  static String of(String data, Map<String, String> names) {
    return DeploymentCheck.ABI
        .fault(data)
        .map(fault -> sentence(fault, names))
        .orElseGet(() -> "the check ended with " + RevertCause.of(data).text());
  }

  private static String sentence(Abi.Fault fault, Map<String, String> names) {
    List<String> words = fault.values().stream().map(value -> word(value, names)).toList();
    return SENTENCES.getOrDefault(fault.type().name(), fault.text()).formatted(words.toArray());
  }

  private static String word(Object value, Map<String, String> names) {
    return switch (value) {
      case Hash32 hash -> hash.equals(ADMIN) ? "administrator" : RoleNames.read(hash);
      case BigInteger number -> number.toString();
      case String address -> names.getOrDefault(address, address);
      default -> String.valueOf(value);
    };
  }
}

package io.fairway.chain.abi;

import io.fairway.chain.Hash32;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.web3j.crypto.Hash;

/// Contracts know roles by their hashes, people by their names.
public final class RoleNames {
  private static final List<String> NAMES =
      List.of(
          "ROLE_MANAGER",
          "LIMIT_MANAGER",
          "UPGRADER",
          "MINTER",
          "BURNER",
          "PAUSER",
          "UNPAUSER",
          "FREEZER",
          "SEIZER",
          "RESCUER",
          "LISTER",
          "APPROVER",
          "ATTESTER",
          "CANCELLER",
          "SETTLER",
          "OPERATOR",
          "PROPOSER",
          "EXECUTOR");

  private static final Map<Hash32, String> BY_HASH =
      NAMES.stream().collect(Collectors.toUnmodifiableMap(RoleNames::hash, Function.identity()));

  private RoleNames() {}

  /// Has any contract such a role?
  ///
  /// @param name such as `LIMIT_MANAGER`
  public static boolean isRole(String name) {
    return NAMES.contains(name);
  }

  /// The hash that contracts know a role by.
  public static Hash32 hash(String name) {
    return Hash32.parse(Hash.sha3String(name + "_ROLE"));
  }

  /// The hash of the role that a key of that name is for: `limit-manager` has `LIMIT_MANAGER`.
  public static Hash32 ofKey(String key) {
    return hash(key.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /// A word as a person reads it: a role's name when it is a role's hash, else the word itself.
  public static String read(Hash32 word) {
    return BY_HASH.getOrDefault(word, word.toString());
  }
}

package io.fairway.chain.keys;

import io.fairway.chain.Hash32;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.web3j.crypto.Hash;

/// What the house knows of its keys, as data: the keys, the people, who must agree to what, the
/// devices. Immutable; a change is a new inventory.
///
/// @param store `module` or `keystore`: where the keys were made
/// @param auditAddress of the key that seals the audit log
/// @param people by id, the address of each person's own key
/// @param quorums by function, who must agree
public record Inventory(
    String store,
    String auditAddress,
    Map<String, String> people,
    Map<String, Quorum> quorums,
    List<KeyRecord> keys) {

  /// Who must agree to what a function signs.
  ///
  /// @param required so many of the holders
  /// @param holders ids of people
  public record Quorum(int required, List<String> holders) {
    public Quorum {
      holders = List.copyOf(holders);
      if (holders.stream().distinct().count() != holders.size()) {
        throw new KeyProblem("a quorum names a person twice: " + String.join(", ", holders));
      }
      if (required < 2 || required > holders.size()) {
        throw new KeyProblem(
            "a quorum of "
                + required
                + " among "
                + holders.size()
                + " holders; expected at least 2, so that nobody acts alone, and no more than"
                + " there are");
      }
    }
  }

  public Inventory {
    people = Map.copyOf(people);
    quorums = Map.copyOf(quorums);
    keys = List.copyOf(keys);
  }

  static Inventory empty(String store, String auditAddress) {
    return new Inventory(store, auditAddress, Map.of(), Map.of(), List.of());
  }

  /// The version of a key that is in use, else the newest one.
  public Optional<KeyRecord> current(String name) {
    List<KeyRecord> versions = versions(name);
    return versions.stream()
        .filter(key -> key.status() == KeyRecord.Status.ACTIVE)
        .reduce((older, newer) -> newer)
        .or(() -> versions.isEmpty() ? Optional.empty() : Optional.of(versions.getLast()));
  }

  /// All versions of a key, oldest first. Names that differ in case only are one name.
  public List<KeyRecord> versions(String name) {
    return keys.stream().filter(key -> key.name().equalsIgnoreCase(name)).toList();
  }

  /// A version when one is named, such as `settler~2`; else the version of the key that is in use.
  Optional<KeyRecord> called(String nameOrAlias) {
    return KeyRecord.isVersion(nameOrAlias) ? version(nameOrAlias) : current(nameOrAlias);
  }

  /// The version of a key that waits to be put to use.
  Optional<KeyRecord> prepared(String name) {
    return versions(name).stream()
        .filter(key -> key.status() == KeyRecord.Status.PREPARED)
        .findFirst();
  }

  /// A version of a key, such as `settler~2`.
  public Optional<KeyRecord> version(String alias) {
    return keys.stream().filter(key -> key.alias().equals(alias)).findFirst();
  }

  /// The key of an address.
  public Optional<KeyRecord> ofAddress(String address) {
    return keys.stream().filter(key -> key.address().equalsIgnoreCase(address)).findFirst();
  }

  /// This inventory with a key added or replaced.
  Inventory with(KeyRecord changed) {
    Map<String, KeyRecord> all = new LinkedHashMap<>();
    keys.forEach(key -> all.put(key.alias(), key));
    all.put(changed.alias(), changed);
    return new Inventory(store, auditAddress, people, quorums, new ArrayList<>(all.values()));
  }

  /// @param address in lower case
  /// @throws KeyProblem when it is none, or that of another person
  Inventory withPerson(String id, String address) {
    if (!address.matches("0x[0-9a-f]{40}")) {
      throw new KeyProblem("'" + address + "' is no address; expected 0x and 40 hex");
    }
    people.forEach((other, theirs) -> {
      if (theirs.equals(address) && !other.equals(id)) {
        throw new KeyProblem("the address " + address + " is that of " + other);
      }
    });
    Map<String, String> more = new TreeMap<>(people);
    more.put(id, address);
    return new Inventory(store, auditAddress, more, quorums, keys);
  }

  Inventory withQuorum(String function, Quorum quorum) {
    var _ = Plain.text("the function", function);
    for (String holder : quorum.holders()) {
      if (!people.containsKey(holder)) {
        throw new KeyProblem(
            "the quorum for "
                + function
                + " names "
                + holder
                + ", whose key is not registered: ./fairway keys person "
                + holder
                + " ADDRESS");
      }
    }
    Map<String, Quorum> more = new TreeMap<>(quorums);
    more.put(function, quorum);
    return new Inventory(store, auditAddress, people, more, keys);
  }

  /// Over the bytes that the file has.
  static Hash32 hash(String json) {
    return Hash32.of(Hash.sha3(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }
}

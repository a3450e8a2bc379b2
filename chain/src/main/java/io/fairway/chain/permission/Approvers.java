package io.fairway.chain.permission;

import io.fairway.chain.keys.Inventory;
import io.fairway.money.Invariant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The people who approve: each with an address of their own, and who may approve what. Told to a
/// chain when it is opened; nobody else's approval counts.
///
/// @param people by id, the address of the person's own key, `0x` and 40 hexadecimal digits
/// @param circles by operation, who may approve it; of what is not named, nobody
public record Approvers(Map<String, String> people, Map<TokenOperation, Circle> circles) {
  /// No people: only a development chain, which approves by itself, does anything.
  public static final Approvers NONE = new Approvers(Map.of(), Map.of());

  /// A quorum of the inventory under this name is for every operation that has none of its own.
  private static final String ALL = "all";

  /// Who may approve an operation.
  ///
  /// @param required so many of them; where `token-operations.json` asks for two or more, the
  ///   greater number counts
  /// @param persons their ids
  public record Circle(int required, Set<String> persons) {
    public Circle {
      persons = Set.copyOf(persons);
      Invariant.check(required >= 0 && required <= persons.size(), "%s of %s", required, persons);
    }
  }

  public Approvers {
    Map<String, String> lower = new TreeMap<>();
    people.forEach((person, address) -> lower.put(person, address.toLowerCase(Locale.ROOT)));
    people = Map.copyOf(lower);
    circles = Map.copyOf(circles);
    for (String address : people.values()) {
      Invariant.check(address.matches("0x[0-9a-f]{40}"), "no address of a person: %s", address);
    }
    for (Circle circle : circles.values()) {
      for (String person : circle.persons()) {
        Invariant.check(people.containsKey(person), "%s approves and has no key", person);
      }
    }
  }

  /// People each of whom may approve every operation.
  public static Approvers forAll(Map<String, String> people) {
    Map<TokenOperation, Circle> circles = new EnumMap<>(TokenOperation.class);
    for (TokenOperation operation : TokenOperation.values()) {
      circles.put(operation, new Circle(0, people.keySet()));
    }
    return new Approvers(people, circles);
  }

  /// The people and quorums of the key room's inventory. An operation's quorum is the one of its
  /// name (`grant-role` for GRANT_ROLE), else the one called `all`.
  public static Approvers of(Inventory inventory) {
    Map<TokenOperation, Circle> circles = new EnumMap<>(TokenOperation.class);
    for (TokenOperation operation : TokenOperation.values()) {
      String function = operation.name().toLowerCase(Locale.ROOT).replace('_', '-');
      Inventory.Quorum quorum =
          inventory.quorums().getOrDefault(function, inventory.quorums().get(ALL));
      if (quorum != null) {
        circles.put(operation, new Circle(quorum.required(), Set.copyOf(quorum.holders())));
      }
    }
    return new Approvers(inventory.people(), circles);
  }

  /// A person's own key is none of the house's.
  ///
  /// @param house addresses by the names of the house's keys
  /// @throws IllegalStateException when it is
  public void requireApartFrom(Map<String, String> house) {
    house.forEach((key, address) ->
        people.forEach((person, own) -> {
          if (own.equalsIgnoreCase(address)) {
            throw new IllegalStateException(
                "%s would approve with the house's key %s; expected a key of their own"
                    .formatted(person, key));
          }
        }));
  }

  /// So many different persons must approve.
  int required(TokenOperation operation, int byPolicy) {
    Circle circle = circles.get(operation);
    return circle == null || byPolicy < 2 ? byPolicy : Math.max(byPolicy, circle.required());
  }

  /// What the approvals of an act come to.
  sealed interface Verdict {
    /// They are all sound: one a key, whatever its person is called.
    record Sound(List<Approval> approvals) implements Verdict {}

    record Unsound(String why) implements Verdict {}
  }

  /// Checks each approval; a single unsound one spoils all.
  ///
  /// @param signer the address of the key that will sign the transaction
  Verdict check(Act act, TokenOperation operation, String signer, List<Approval> approvals) {
    Set<String> keys = new HashSet<>();
    List<Approval> sound = new ArrayList<>();
    for (Approval approval : approvals) {
      Optional<String> objection = objection(act, operation, signer, approval);
      if (objection.isPresent()) {
        return new Verdict.Unsound(objection.get());
      }
      if (keys.add(Objects.requireNonNull(people.get(approval.person())))) {
        sound.add(approval);
      }
    }
    return new Verdict.Sound(List.copyOf(sound));
  }

  private Optional<String> objection(
      Act act, TokenOperation operation, String signer, Approval approval) {
    String person = approval.person();
    String own = people.get(person);
    if (own == null) {
      return Optional.of(
          "approved by %s, whom nobody knows here; known are %s"
              .formatted(person, new TreeSet<>(people.keySet())));
    }
    if (own.equals(signer)) {
      return Optional.of(
          "approved by %s with the key %s, which signs it; expected a key of their own"
              .formatted(person, act.signer()));
    }
    Circle circle = circles.get(operation);
    if (circle == null || !circle.persons().contains(person)) {
      return Optional.of("approved by %s, who may not approve %s".formatted(person, operation));
    }
    Optional<String> signed = approval.signer(act.hash());
    return signed.equals(Optional.of(own))
        ? Optional.empty()
        : Optional.of(
            "the approval of %s is no signature of this very act by %s (it is %s)"
                .formatted(person, own, signed.map(by -> "by " + by).orElse("none")));
  }
}

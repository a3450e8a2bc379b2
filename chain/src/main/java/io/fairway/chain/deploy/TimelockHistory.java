package io.fairway.chain.deploy;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Contracts.Timelock;
import io.fairway.chain.deploy.Events.Told;
import io.fairway.chain.profile.GovernancePlan;
import io.fairway.chain.rpc.JsonRpc;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.web3j.crypto.Hash;

/// What happened at the timelocks since their births: who ever had a part in one, and what waits
/// there. Who once was a proposer and is gone from the members may have left something that anybody
/// executes later, at once: its two days are long over, and no list of members shows it.
///
/// What waits is the business of people while the watcher tells of it, and it tells of nothing up
/// to the plan's `adoptedBlock`. So nothing may wait since then, whoever proposed it; what was
/// proposed later waits as it may, unless somebody could have proposed it who is not planned.
final class TimelockHistory {
  private static final String CHECKED = "members and proposals";

  private static final List<String> TOPICS =
      List.of(
          Timelock.RoleGrantedEvent.TYPE.topic(),
          Timelock.RoleRevokedEvent.TYPE.topic(),
          Timelock.CallScheduledEvent.TYPE.topic(),
          Timelock.CallExecutedEvent.TYPE.topic(),
          Timelock.CancelledEvent.TYPE.topic());

  private final JsonRpc rpc;
  private final long adoptedBlock;

  TimelockHistory(JsonRpc rpc, long adoptedBlock) {
    this.rpc = rpc;
    this.adoptedBlock = adoptedBlock;
  }

  /// A timelock as it is planned, with its birth.
  ///
  /// @param proposers, `executors` and `cancellers` that its constructor was given
  record Life(
      Birth birth,
      GovernancePlan.Timelock planned,
      List<String> proposers,
      List<String> executors,
      List<String> cancellers) {

    /// Whom the constructor gave a part in it, by what.
    private Map<Part, Set<String>> born() {
      Map<Part, Set<String>> born = new EnumMap<>(Part.class);
      born.put(Part.ADMINISTRATOR, Set.of(birth.address()));
      born.put(Part.PROPOSER, Set.copyOf(proposers));
      born.put(Part.EXECUTOR, Set.copyOf(executors));
      Set<String> all = new HashSet<>(proposers);
      all.addAll(cancellers);
      born.put(Part.CANCELLER, all);
      return born;
    }

    private Set<String> plannedFor(Part part) {
      return new TreeSet<>(
          switch (part) {
            case ADMINISTRATOR -> List.of(planned.address());
            case PROPOSER -> planned.proposers();
            case EXECUTOR -> planned.executors();
            case CANCELLER -> planned.cancellers();
          });
    }
  }

  /// What somebody may do at a timelock.
  private enum Part {
    ADMINISTRATOR(Hash32.of(new byte[Hash32.LENGTH]).toString()),
    PROPOSER(Hash.sha3String("PROPOSER_ROLE")),
    EXECUTOR(Hash.sha3String("EXECUTOR_ROLE")),
    CANCELLER(Hash.sha3String("CANCELLER_ROLE"));

    private final String role;

    Part(String role) {
      this.role = role;
    }

    /// Other roles have no power there.
    private static Optional<Part> of(Hash32 role) {
      for (Part part : values()) {
        if (part.role.equals(role.toString())) {
          return Optional.of(part);
        }
      }
      return Optional.empty();
    }
  }

  /// What was proposed.
  ///
  /// @param target whom the first of its calls is of
  /// @param strangers who could propose then and are not planned
  private record Proposed(String target, String transaction, long block, Set<String> strangers) {}

  /// @param lives of timelocks whose births are as they should be
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
              ? Optional.of("a node told as an event of a timelock what is none")
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

  private Optional<String> refusal(Life life, List<Told> told) {
    Map<Part, Set<String>> members = new EnumMap<>(Part.class);
    Map<Part, Set<String>> born = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      members.put(part, new TreeSet<>());
      born.put(part, new HashSet<>());
    }
    Map<Hash32, Proposed> waiting = new LinkedHashMap<>();
    for (Told one : told) {
      switch (Timelock.ABI.event(one.topics(), one.data()).orElse(null)) {
        case Timelock.RoleGrantedEvent(Hash32 role, String account, String _) -> {
          Optional<Part> part = Part.of(role);
          Optional<String> why = part.flatMap(of -> stranger(life, one, of, account));
          if (why.isPresent()) {
            return why;
          }
          part.ifPresent(of -> of(members, of).add(account));
          part.filter(_ -> isBirth(life, one)).ifPresent(of -> of(born, of).add(account));
        }
        case Timelock.RoleRevokedEvent(Hash32 role, String account, String _) ->
            Part.of(role).ifPresent(part -> of(members, part).remove(account));
        case Timelock.CallScheduledEvent event ->
            waiting.putIfAbsent(event.id(), proposed(life, one, event.target(), members));
        case Timelock.CallExecutedEvent event -> waiting.remove(event.id());
        case Timelock.CancelledEvent event -> waiting.remove(event.id());
        case null, default -> {
          return Optional.of("a node told as an event of a timelock what is none");
        }
      }
    }
    return unknown(life, born, members).or(() -> waiting(waiting));
  }

  private static Set<String> of(Map<Part, Set<String>> members, Part part) {
    return Objects.requireNonNull(members.get(part));
  }

  private static boolean isBirth(Life life, Told told) {
    return told.transaction().equals(life.birth.hash().toString());
  }

  private static Optional<String> stranger(Life life, Told told, Part part, String account) {
    return life.plannedFor(part).contains(account) || life.planned.formerMembers().contains(account)
        ? Optional.empty()
        : Optional.of(
            "transaction %s made %s its %s, which is not planned: what such a member left there acts when it is long gone; expected only members of the plan, or formerMembers that people signed for, or else a timelock made anew"
                .formatted(told.transaction(), account, part));
  }

  private static Proposed proposed(
      Life life, Told told, String target, Map<Part, Set<String>> members) {
    Set<String> strangers = new TreeSet<>(of(members, Part.PROPOSER));
    strangers.removeAll(life.plannedFor(Part.PROPOSER));
    return new Proposed(target, told.transaction(), told.block(), strangers);
  }

  /// What nodes forgot or leave out is not to pass as what did not happen: the first events are
  /// those of the constructor, and after the last one the members are those of the plan.
  private static Optional<String> unknown(
      Life life, Map<Part, Set<String>> born, Map<Part, Set<String>> members) {
    for (Part part : Part.values()) {
      if (!of(born, part).equals(of(life.born(), part))) {
        return Optional.of(
            "the nodes tell that its constructor made %s its %s, and it was given %s; expected all events since its birth"
                .formatted(
                    listed(of(born, part)), part, listed(new TreeSet<>(of(life.born(), part)))));
      }
      if (!of(members, part).equals(life.plannedFor(part))) {
        return Optional.of(
            "after all that the nodes tell its %s is %s, planned is %s"
                .formatted(part, listed(of(members, part)), listed(life.plannedFor(part))));
      }
    }
    return Optional.empty();
  }

  private static String listed(Collection<String> accounts) {
    return accounts.isEmpty() ? "nobody" : String.join(", ", accounts);
  }

  private Optional<String> waiting(Map<Hash32, Proposed> waiting) {
    for (Map.Entry<Hash32, Proposed> one : waiting.entrySet()) {
      Proposed proposed = one.getValue();
      String what =
          "operation %s, a call of %s that transaction %s proposed in block %s, waits to be executed"
              .formatted(one.getKey(), proposed.target, proposed.transaction, proposed.block);
      if (!proposed.strangers.isEmpty()) {
        return Optional.of(
            "%s, and %s, which is not planned, could propose then; expected it cancelled"
                .formatted(what, listed(proposed.strangers)));
      }
      if (proposed.block <= adoptedBlock) {
        return Optional.of(
            "%s, and nobody is told of what was proposed up to plan.adoptedBlock %s; expected it executed or cancelled before a deployment is adopted"
                .formatted(what, adoptedBlock));
      }
    }
    return Optional.empty();
  }
}

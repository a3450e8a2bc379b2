package io.fairway.cluster;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Finds out whether the members of a cluster still have the same state. Every [#COMMANDS] commands
/// each member claims, through the log, what hash its state has there. So all members see all
/// claims in the same order, and one whose hash is not the majority's knows that it must stop.
///
/// Lives on the service's thread, but for [#due] and [#claimed].
final class Attestations {
  /// Commands between two claims of a member.
  static final int COMMANDS = 512;

  /// A member's own hashes that are kept to compare with claims: claims come later than this only
  /// from a member that lags far behind.
  private static final int KEPT = 256;

  /// What a member says of itself.
  ///
  /// @param commands how many commands made the state
  record Claim(int member, long commands, long hash) {}

  private final int members;
  private final int member;
  private final long[] keptCommands = new long[KEPT];
  private final long[] keptHashes = new long[KEPT];
  private final TreeMap<Long, @Nullable Claim[]> claims = new TreeMap<>();
  private final AtomicReference<@Nullable Claim> due = new AtomicReference<>();
  private long appliedCommands;
  private volatile long planted;

  Attestations(int members, int member) {
    this.members = members;
    this.member = member;
    Arrays.fill(keptCommands, -1);
  }

  /// The state after that many commands has that hash.
  void applied(long commands, long stateHash) {
    appliedCommands = commands;
    if (commands % COMMANDS != 0) {
      return;
    }
    long hash = stateHash ^ planted;
    int slot = slot(commands);
    keptCommands[slot] = commands;
    keptHashes[slot] = hash;
    due.set(new Claim(member, commands, hash));
  }

  /// Takes the claim that this member should make now; null when there is none.
  @Nullable Claim due() {
    return due.getAndSet(null);
  }

  /// A claim came through the log.
  ///
  /// @throws Divergence when this member's state is not that of the majority
  void heard(Claim claim) {
    if (claim.member() < 0 || claim.member() >= members || claim.commands() > appliedCommands) {
      return; // not from a member, which claims what it has applied: anybody may write to the log
    }
    @Nullable Claim[] heard = claims.computeIfAbsent(claim.commands(), _ -> new Claim[members]);
    heard[claim.member()] = claim;
    while (claims.size() > KEPT) {
      claims.pollFirstEntry();
    }
    int slot = slot(claim.commands());
    if (keptCommands[slot] == claim.commands()) {
      compare(claim.commands(), keptHashes[slot], heard);
    }
  }

  /// For a test: from now on this member's state counts as another one.
  void plantDivergence() {
    planted = 1;
  }

  private void compare(long commands, long own, @Nullable Claim[] heard) {
    int majority = members / 2 + 1;
    int known = 0;
    int most = 0;
    for (Claim claim : heard) {
      if (claim == null) {
        continue;
      }
      known++;
      int same = count(heard, claim.hash());
      most = Math.max(most, same);
      if (same >= majority && claim.hash() != own) {
        throw new Divergence(
            "this member's state differs from the majority's after command %,d: its hash is %016x, theirs is %016x"
                .formatted(commands, own, claim.hash()));
      }
    }
    if (known == members && most < majority) {
      throw new Divergence(
          "no majority of the members agrees on the state after command %,d; this member's hash is %016x"
              .formatted(commands, own));
    }
  }

  private static int count(@Nullable Claim[] claims, long hash) {
    int same = 0;
    for (Claim claim : claims) {
      if (claim != null && claim.hash() == hash) {
        same++;
      }
    }
    return same;
  }

  private static int slot(long commands) {
    return (int) (commands / COMMANDS % KEPT);
  }
}

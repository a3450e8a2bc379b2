package io.fairway.chain.deploy;

import io.fairway.chain.Keys;
import io.fairway.chain.gateway.Gateway;
import io.fairway.chain.permission.Approvals;
import io.fairway.chain.permission.Approvers;
import io.fairway.chain.permission.ReleaseGate;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.ChainProfile.Environment;
import io.fairway.chain.rpc.JsonRpc;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// What a chain is opened with.
///
/// @param participants ids, each with a key and an address of its own
/// @param approvers the people whose approvals count
/// @param approvals where theirs come from, of what opening does and of every act that comes
///   without its own
public record Opening(
    ChainProfile profile,
    DataSource database,
    Keys keys,
    List<String> participants,
    Approvers approvers,
    Approvals approvals,
    ReleaseGate release,
    InstantSource clock) {

  public Opening {
    participants = List.copyOf(participants);
  }

  private boolean production() {
    return profile.environment() == Environment.PRODUCTION;
  }

  /// People deployed the contracts: they are found, and never made.
  private boolean adopts() {
    return OpeningCheck.adopts(profile);
  }

  /// Production runs audited code that people deployed as they planned, with keys that no program
  /// made for itself. Contracts that people deployed elsewhere have at least a record of review.
  ///
  /// @throws IllegalStateException when it does not
  public void requirePermitted() {
    if (!adopts()) {
      return;
    }
    if (production() && keys.forDevelopment()) {
      throw refused("keys of development sign online; expected keys of the production profile");
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Finding.refusals(OpeningCheck.ofProfile(profile, release, today))
        .findFirst()
        .ifPresent(why -> {
          throw refused(why);
        });
  }

  private IllegalStateException refused(String why) {
    return new IllegalStateException("chain profile %s: %s".formatted(profile.name(), why));
  }

  /// The names of the keys that are used here: where people deploy, only those for daily work.
  public List<String> keyNames() {
    List<String> roles = adopts() ? Keys.OPERATIONAL : Keys.ROLES;
    return Stream.concat(roles.stream(), participants.stream().map(Keys::participant)).toList();
  }

  /// Finds the contracts that people deployed, or makes them.
  public Deployment deployment(Gateway gateway, JsonRpc rpc) {
    return adopts()
        ? new Adopting(profile, keys, rpc).open(participants, gateway.permission())
        : new Deploying(profile, keys, gateway, database, approvals).open(participants);
  }
}

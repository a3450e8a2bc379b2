package io.fairway.chain.keys;

import io.fairway.money.Invariant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key as the inventory has it.
///
/// @param name what it is called by those who use it; its versions follow one another under it
/// @param version from 1
/// @param keyClass how it must be used
/// @param function what it may do
/// @param holders the persons who answer for it
/// @param location where it is
/// @param address `0x` and 40 lower-case hexadecimal digits
/// @param serial what it is known by in its device
/// @param uses signatures that were allowed it; never fewer than it made
/// @param limits of age and uses
/// @param development made by the development profile for itself: a production profile refuses it
public record KeyRecord(
    String name,
    int version,
    KeyClass keyClass,
    String function,
    List<String> holders,
    String location,
    Status status,
    String address,
    String serial,
    Instant created,
    long uses,
    Limits limits,
    boolean development) {

  /// How a key must be used (HKMA guideline on stablecoin issuers, 6.5.7).
  public enum KeyClass {
    /// Deploys, upgrades, gives roles, changes the supply by much: offline only, by several people.
    SIGNIFICANT,
    /// Daily work within limits that a contract enforces.
    OPERATIONAL;

    /// What may be signed online. All else is significant, so that a function that nobody thought
    /// of is not signed online by accident.
    private static final Set<String> DAILY =
        Set.of(
            "minter",
            "burner",
            "pauser",
            "freezer",
            "lister",
            "settler",
            "operator",
            "attester",
            "canceller",
            "audit",
            "person");

    /// The class that a function has at least.
    static KeyClass of(String function) {
      String first = function.toLowerCase(Locale.ROOT).split("[:~]", -1)[0];
      return DAILY.contains(first) || first.equals("participant") ? OPERATIONAL : SIGNIFICANT;
    }
  }

  /// Where a key is in its life. Only an active one signs.
  public enum Status {
    /// Made, and waiting for its role on the chain.
    PREPARED,
    ACTIVE,
    /// Replaced by its next version.
    ROTATED,
    /// Known or feared to be known by others.
    COMPROMISED,
    /// Deleted from its device.
    DESTROYED
  }

  /// How long and how often a key is used.
  public record Limits(Duration ageMax, long usesMax) {
    private static final Limits SIGNIFICANT = new Limits(Duration.ofDays(730), 1_000);

    /// Keys that a program makes for itself end with their data directory: they have no power that
    /// a limit could bound.
    private static final Limits DEVELOPMENT = new Limits(Duration.ofDays(3_650), 50_000_000);

    private static final Limits OPERATIONAL = new Limits(Duration.ofDays(365), 50_000_000);

    public Limits {
      Invariant.check(ageMax.isPositive() && usesMax > 0, "limits: %s, %s uses", ageMax, usesMax);
    }

    /// The project's own choice; the guideline names no figures.
    static Limits of(KeyClass keyClass, boolean development) {
      if (development) {
        return DEVELOPMENT;
      }
      return keyClass == KeyClass.SIGNIFICANT ? SIGNIFICANT : OPERATIONAL;
    }
  }

  public KeyRecord {
    holders = List.copyOf(holders);
    Invariant.check(!name.isBlank() && version >= 1, "key %s, version %s", name, version);
    Invariant.check(!holders.isEmpty(), "the key %s has no holder", name);
    Invariant.check(uses >= 0, "the key %s has %s uses", name, uses);
  }

  /// What the key is called in its device.
  String alias() {
    return version == 1 ? name : name + "~" + version;
  }

  /// Why it must not sign now; null when it may.
  @Nullable String refusal(Instant now, long wanted) {
    if (status != Status.ACTIVE) {
      return "the key %s is %s, not active"
          .formatted(alias(), status.name().toLowerCase(Locale.ROOT));
    }
    if (now.isAfter(created.plus(limits.ageMax()))) {
      return "the key %s is older than its %d days: rotate it"
          .formatted(alias(), limits.ageMax().toDays());
    }
    if (uses + wanted > limits.usesMax()) {
      return "the key %s was used %,d of %,d times: rotate it"
          .formatted(alias(), uses, limits.usesMax());
    }
    return null;
  }

  KeyRecord with(Status next) {
    return new KeyRecord(
        name,
        version,
        keyClass,
        function,
        holders,
        location,
        next,
        address,
        serial,
        created,
        uses,
        limits,
        development);
  }

  KeyRecord used(long more) {
    return new KeyRecord(
        name,
        version,
        keyClass,
        function,
        holders,
        location,
        status,
        address,
        serial,
        created,
        uses + more,
        limits,
        development);
  }

  KeyRecord heldBy(List<String> persons) {
    return new KeyRecord(
        name,
        version,
        keyClass,
        function,
        persons,
        location,
        status,
        address,
        serial,
        created,
        uses,
        limits,
        development);
  }
}

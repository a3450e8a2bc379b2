package io.fairway.chain.keys;

import io.fairway.chain.Keys;
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

  /// No `~`, which goes before a version.
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@:-]{0,63}";

  /// How a key must be used (HKMA guideline on stablecoin issuers, 6.5.7).
  public enum KeyClass {
    /// Deploys, upgrades, gives roles, changes the supply by much: offline only, by several people.
    SIGNIFICANT,
    /// Daily work within limits that a contract enforces.
    OPERATIONAL;

    /// Keys without a role in a contract: what a participant or a person signs is checked by
    /// others.
    private static final Set<String> OWN = Set.of("participant", "person");

    /// The class of a function. Operational is what [Keys#OPERATIONAL] names; all else is
    /// significant, so that a function that nobody thought of is not signed online by accident.
    public static KeyClass of(String function) {
      String first = function.toLowerCase(Locale.ROOT).split("[:~]", -1)[0];
      return Keys.OPERATIONAL.contains(first) || OWN.contains(first) ? OPERATIONAL : SIGNIFICANT;
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
    private static final long DAYS_MAX = 3_650;
    private static final long USES_MAX = 1_000_000_000_000L;
    private static final Limits SIGNIFICANT = new Limits(Duration.ofDays(730), 1_000);

    /// Keys that a program makes for itself end with their data directory, and have no power that a
    /// limit could bound.
    static final Limits DEVELOPMENT = new Limits(Duration.ofDays(DAYS_MAX), 50_000_000);

    private static final Limits OPERATIONAL = new Limits(Duration.ofDays(365), 50_000_000);

    public Limits {
      Invariant.check(ageMax.isPositive() && usesMax > 0, "limits: %s, %s uses", ageMax, usesMax);
    }

    /// Limits that a person asked for.
    ///
    /// @throws KeyProblem when they are none
    public static Limits of(long ageMaxDays, long usesMax) {
      if (ageMaxDays < 1 || ageMaxDays > DAYS_MAX || usesMax < 1 || usesMax > USES_MAX) {
        throw new KeyProblem(
            "limits of %d days and %,d uses; expected 1 to %,d days and 1 to %,d uses"
                .formatted(ageMaxDays, usesMax, DAYS_MAX, USES_MAX));
      }
      return new Limits(Duration.ofDays(ageMaxDays), usesMax);
    }

    @Override
    public String toString() {
      return "%d days and %,d uses at most".formatted(ageMax.toDays(), usesMax);
    }

    /// The project's own choice; the guideline names no figures.
    public static Limits of(KeyClass keyClass) {
      return keyClass == KeyClass.SIGNIFICANT ? SIGNIFICANT : OPERATIONAL;
    }
  }

  public KeyRecord {
    holders = List.copyOf(holders);
    Invariant.check(!name.isBlank() && version >= 1, "key %s, version %s", name, version);
    Invariant.check(!holders.isEmpty(), "the key %s has no holder", name);
    Invariant.check(uses >= 0, "the key %s has %s uses", name, uses);
  }

  /// A name that another key has in the device, too, would overwrite that one.
  ///
  /// @throws KeyProblem when it could be one
  static void mustBeName(String name) {
    if (!name.matches(NAME) || name.equalsIgnoreCase(KeyRoom.AUDIT)) {
      throw new KeyProblem(
          "'"
              + name
              + "' is no key's name; expected 1 to 64 letters, digits, '.', '_', '@', ':' or '-',"
              + " and not '"
              + KeyRoom.AUDIT
              + "', which seals the log");
    }
  }

  /// What the key is called in its device.
  public String alias() {
    return alias(name, version);
  }

  /// Is this a version of a key, such as `settler~2`, rather than the name of one?
  static boolean isVersion(String text) {
    return text.contains("~");
  }

  static String alias(String name, int version) {
    return version == 1 ? name : name + "~" + version;
  }

  /// Why it must not sign now; null when it may.
  @Nullable String refusal(Instant now, long wanted) {
    if (status != Status.ACTIVE) {
      return "the key %s is %s, not active"
          .formatted(alias(), status.name().toLowerCase(Locale.ROOT));
    }
    if (now.isAfter(created.plus(limits.ageMax()))) {
      return "the key %s is older than its %d days: rotate it (./fairway keys rotate %s)"
          .formatted(alias(), limits.ageMax().toDays(), name);
    }
    if (uses + wanted > limits.usesMax()) {
      return "the key %s was used %,d of %,d times: rotate it (./fairway keys rotate %s)"
          .formatted(alias(), uses, limits.usesMax(), name);
    }
    return null;
  }

  KeyRecord with(Status next) {
    return changed(next, uses, limits);
  }

  KeyRecord used(long more) {
    return changed(status, uses + more, limits);
  }

  KeyRecord limited(Limits other) {
    return changed(status, uses, other);
  }

  private KeyRecord changed(Status next, long used, Limits limited) {
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
        used,
        limited,
        development);
  }
}

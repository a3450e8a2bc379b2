package io.fairway.chain.profile;

import io.fairway.money.Invariant;
import java.time.Duration;
import java.util.Set;

/// What the contracts of a network are limited to, as the chain profile plans it. A network on
/// which Fairway deploys by itself is configured with these; elsewhere people set them through the
/// timelocks. Coins are counted in smallest units; zero means closed, in each of them.
///
/// @param supplyCapUnits the most of each coin that may exist
/// @param mint of each mint gate
/// @param window of each coin in the settlement
/// @param hold of each coin in the escrow
public record ContractLimits(long supplyCapUnits, Mint mint, Window window, Hold hold) {
  /// The names of limits that bound a single amount; see [#units].
  public static final Set<String> UNITS =
      Set.of("supplyCapUnits", "mint.perMintMaxUnits", "mint.capacityUnits", "hold.maxUnits");

  private static final long COIN_UNITS = 1_000_000;
  private static final long REFILL_UNITS = 1_000;

  /// What a mint gate enforces.
  ///
  /// @param allowanceUnits what the minter may mint in all
  /// @param perMintMaxUnits the most of one mint, whole coins
  /// @param capacityUnits the most that the minter's bucket holds, whole coins
  /// @param refillUnitsPerSecond what flows back into it, whole thousandths of a coin
  /// @param delayAboveUnits above it a mint is proposed and waits
  /// @param delay how long it waits
  /// @param timeToLive how long it can be executed after that
  /// @param reserveAgeMax how old the last attestation of the reserve may be
  /// @param approvalValid how long an approver's signature of an order is good
  public record Mint(
      long allowanceUnits,
      long perMintMaxUnits,
      long capacityUnits,
      long refillUnitsPerSecond,
      long delayAboveUnits,
      Duration delay,
      Duration timeToLive,
      Duration reserveAgeMax,
      Duration approvalValid) {
    public Mint {
      require(allowanceUnits, 1, "allowanceUnits");
      require(perMintMaxUnits, COIN_UNITS, "perMintMaxUnits");
      require(capacityUnits, COIN_UNITS, "capacityUnits");
      require(refillUnitsPerSecond, REFILL_UNITS, "refillUnitsPerSecond");
      require(delayAboveUnits, 1, "delayAboveUnits");
    }
  }

  /// What the settlement enforces, as the sum of what payees receive.
  ///
  /// @param maxUnits the most that one window may move
  /// @param capacityUnits the most that the bucket holds
  /// @param refillUnitsPerSecond what flows back into it
  public record Window(long maxUnits, long capacityUnits, long refillUnitsPerSecond) {
    public Window {
      require(maxUnits, 1, "window.maxUnits");
      require(capacityUnits, 1, "window.capacityUnits");
      require(refillUnitsPerSecond, 1, "window.refillUnitsPerSecond");
    }
  }

  /// What the escrow enforces.
  ///
  /// @param maxUnits the most of one hold
  /// @param durationMax the longest that one may last
  public record Hold(long maxUnits, Duration durationMax) {
    public Hold {
      require(maxUnits, 1, "hold.maxUnits");
    }
  }

  public ContractLimits {
    require(supplyCapUnits, 1, "supplyCapUnits");
  }

  /// A limit by its name in the profile.
  public long units(String name) {
    return switch (name) {
      case "supplyCapUnits" -> supplyCapUnits;
      case "mint.perMintMaxUnits" -> mint.perMintMaxUnits;
      case "mint.capacityUnits" -> mint.capacityUnits;
      case "hold.maxUnits" -> hold.maxUnits;
      default -> throw new IllegalArgumentException("no limit is called " + name);
    };
  }

  private static void require(long value, long unit, String name) {
    Invariant.check(value >= 0, "%s is %s", name, value);
    Invariant.check(value % unit == 0, "%s is no multiple of %s", name + " " + value, unit);
  }

  static ContractLimits of(Fields fields) {
    return new ContractLimits(
        fields.number("supplyCapUnits"),
        fields.object("mint", ContractLimits::mint),
        fields.object(
            "window",
            window ->
                new Window(
                    window.number("maxUnits"),
                    window.number("capacityUnits"),
                    window.number("refillUnitsPerSecond"))),
        fields.object(
            "hold", hold -> new Hold(hold.number("maxUnits"), hold.seconds("durationMaxSeconds"))));
  }

  private static Mint mint(Fields fields) {
    return new Mint(
        fields.number("allowanceUnits"),
        fields.number("perMintMaxUnits"),
        fields.number("capacityUnits"),
        fields.number("refillUnitsPerSecond"),
        fields.number("delayAboveUnits"),
        fields.seconds("delaySeconds"),
        fields.seconds("timeToLiveSeconds"),
        fields.seconds("reserveAgeMaxSeconds"),
        fields.seconds("approvalValidSeconds"));
  }
}

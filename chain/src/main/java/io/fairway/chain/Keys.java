package io.fairway.chain;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// The signing keys, by name. A key never leaves its holder: what goes in is a hash, what comes out
/// a signature, so that a hardware module can stand behind it.
public interface Keys {
  // What gives power: in production offline, by several people, behind timelocks and wallets of
  // several signatures.

  /// Deploys the contracts; holds no role.
  String DEPLOYER = "deployer";

  /// Gives and takes roles; no business power.
  String ROLE_MANAGER = "role-manager";

  /// Sets caps, limits, destinations and delays.
  String LIMIT_MANAGER = "limit-manager";

  /// Exchanges the code behind the proxies.
  String UPGRADER = "upgrader";

  /// Signs mint orders, which another key carries to the gate.
  String APPROVER = "approver";

  /// Lets go on what was paused.
  String UNPAUSER = "unpauser";

  /// Takes frozen coins into custody.
  String SEIZER = "seizer";

  /// Sends on foreign tokens.
  String RESCUER = "rescuer";

  // Daily work, within limits that the contracts enforce.

  /// Mints approved orders through the gate.
  String MINTER = "minter";

  /// States the reserve to the gate.
  String ATTESTER = "attester";

  /// Drops mints that wait.
  String CANCELLER = "canceller";

  /// Burns what was redeemed.
  String BURNER = "burner";

  /// Pauses coins, gates, settlement and escrow.
  String PAUSER = "pauser";

  /// Freezes and unfreezes accounts.
  String FREEZER = "freezer";

  /// Says who may hold coins, and registers participants.
  String LISTER = "lister";

  /// Settles windows.
  String SETTLER = "settler";

  /// Captures and releases holds of the escrow.
  String OPERATOR = "operator";

  /// The names of the keys for daily work.
  List<String> OPERATIONAL =
      List.of(MINTER, ATTESTER, CANCELLER, BURNER, PAUSER, FREEZER, LISTER, SETTLER, OPERATOR);

  /// The names of the keys that give power.
  List<String> SIGNIFICANT =
      List.of(DEPLOYER, ROLE_MANAGER, LIMIT_MANAGER, UPGRADER, APPROVER, UNPAUSER, SEIZER, RESCUER);

  /// The names of the keys that a chain needs which Fairway deploys by itself.
  List<String> ROLES = Stream.concat(SIGNIFICANT.stream(), OPERATIONAL.stream()).toList();

  /// The name of a participant's key.
  static String participant(String id) {
    return "participant:" + id;
  }

  /// Sees to it that there are keys of these names. A development keystore makes those that are
  /// missing; any other refuses.
  void prepare(Collection<String> names);

  /// The address of a key, `0x` and 40 lower-case hexadecimal digits.
  String address(String name);

  /// The addresses of earlier versions of a key, which sign no more; none where keys do not change.
  default List<String> formerAddresses(String name) {
    return List.of();
  }

  /// Signs a Keccak-256 hash on secp256k1: r (32 bytes), s (32 bytes, the lower of the two),
  /// recovery id (1 byte, 0 or 1).
  byte[] sign(String name, Hash32 hash);

  /// True when keys may be made by the program for itself and significant ones sign online: a
  /// production chain refuses such keys.
  boolean forDevelopment();
}

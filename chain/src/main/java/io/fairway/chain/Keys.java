package io.fairway.chain;

import java.util.Collection;
import java.util.List;

/// The signing keys, by name. A key never leaves its holder: what goes in is a hash, what comes out
/// a signature, so that a hardware module can stand behind it.
public interface Keys {
  /// Gives and takes roles, registers participants; no business power.
  String ADMIN = "admin";

  /// Mints approved orders.
  String MINTER = "minter";

  /// Pauses and resumes coins and settlement.
  String PAUSER = "pauser";

  /// Freezes and unfreezes accounts.
  String FREEZER = "freezer";

  /// Settles windows.
  String SETTLER = "settler";

  /// The names of the keys that every chain needs.
  List<String> ROLES = List.of(ADMIN, MINTER, PAUSER, FREEZER, SETTLER);

  /// The name of a participant's key.
  static String participant(String id) {
    return "participant:" + id;
  }

  /// Sees to it that there are keys of these names. A development keystore makes those that are
  /// missing; any other refuses.
  void prepare(Collection<String> names);

  /// The address of a key, `0x` and 40 lower-case hexadecimal digits.
  String address(String name);

  /// Signs a Keccak-256 hash on secp256k1: r (32 bytes), s (32 bytes, the lower of the two),
  /// recovery id (1 byte, 0 or 1).
  byte[] sign(String name, Hash32 hash);
}

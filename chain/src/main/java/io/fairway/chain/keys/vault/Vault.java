package io.fairway.chain.keys.vault;

import io.fairway.chain.Hash32;
import io.fairway.chain.keys.VaultUnavailable;

/// Where private keys are. What goes in is a hash, what comes out a signature; a key itself never
/// leaves. Safe for use by several threads.
public interface Vault extends AutoCloseable {
  /// What it is, in words, for a person.
  String description();

  boolean has(String alias);

  /// Makes a secp256k1 key inside. There must be none of that name.
  void generate(String alias);

  /// The address of a key, `0x` and 40 lower-case hexadecimal digits.
  String address(String alias);

  /// What the key is known by in its device.
  String serial(String alias);

  /// Signs a hash: r, s (the lower of the two), recovery id; 65 bytes.
  ///
  /// @throws VaultUnavailable when the device does not answer; asking again is safe
  byte[] sign(String alias, Hash32 hash);

  /// Deletes a key for ever.
  void destroy(String alias);

  @Override
  void close();
}

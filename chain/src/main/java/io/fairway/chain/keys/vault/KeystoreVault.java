package io.fairway.chain.keys.vault;

import io.fairway.chain.Hash32;
import io.fairway.chain.keys.KeyProblem;
import java.nio.file.Path;
import java.util.List;

/// The encrypted keystore of the development profile. Its passphrase lies beside it, so a
/// production profile refuses it.
final class KeystoreVault implements Vault {
  private final Path folder;
  private final DevelopmentKeys keys;

  private KeystoreVault(Path folder, DevelopmentKeys keys) {
    this.folder = folder;
    this.keys = keys;
  }

  static KeystoreVault open(Path folder) {
    return new KeystoreVault(folder, DevelopmentKeys.open(folder));
  }

  /// Is there a keystore in this folder?
  static boolean exists(Path folder) {
    return DevelopmentKeys.exist(folder);
  }

  @Override
  public String description() {
    return "an encrypted keystore in " + folder + " (development only)";
  }

  @Override
  public boolean has(String alias) {
    return keys.has(alias);
  }

  @Override
  public void generate(String alias) {
    if (keys.has(alias)) {
      throw new KeyProblem("there is a key " + alias + " in " + description() + " already");
    }
    keys.prepare(List.of(alias));
  }

  @Override
  public String address(String alias) {
    return keys.address(known(alias));
  }

  @Override
  public String serial(String alias) {
    return "keystore:" + known(alias);
  }

  @Override
  public byte[] sign(String alias, Hash32 hash) {
    return keys.sign(known(alias), hash);
  }

  @Override
  public void destroy(String alias) {
    keys.destroy(known(alias));
  }

  @Override
  public void close() {
    // nothing is held open
  }

  private String known(String alias) {
    if (!keys.has(alias)) {
      throw new KeyProblem("there is no key " + alias + " in " + description());
    }
    return alias;
  }
}

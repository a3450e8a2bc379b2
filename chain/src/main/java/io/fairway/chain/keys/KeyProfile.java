package io.fairway.chain.keys;

import io.fairway.chain.keys.vault.Vaults;
import java.nio.file.Path;
import java.util.Optional;

/// Under which rules keys are used.
public enum KeyProfile {
  /// Keys are made when they are missing, in SoftHSM2 or an encrypted keystore; those that the
  /// development profile made for itself sign online, significant ones too.
  DEVELOPMENT,
  /// Keys are in a hardware module and were made before, in a ceremony; significant ones never sign
  /// online.
  PRODUCTION;

  /// The library of SoftHSM2 on this machine, in whose tokens development keeps keys; without it
  /// they are in an encrypted keystore.
  public static Optional<Path> developmentModule() {
    return Vaults.softHsm();
  }
}

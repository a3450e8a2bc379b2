package io.fairway.chain.keys;

/// Under which rules keys are used.
public enum KeyProfile {
  /// Keys are made when they are missing, in SoftHSM2 or an encrypted keystore; those that the
  /// development profile made for itself sign online, significant ones too.
  DEVELOPMENT,
  /// Keys are in a hardware module and were made before, in a ceremony; significant ones never sign
  /// online.
  PRODUCTION
}

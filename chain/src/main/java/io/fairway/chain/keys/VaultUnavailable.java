package io.fairway.chain.keys;

/// The device with the keys does not answer, or does not let us in. Nothing was signed; asking
/// again is safe.
public final class VaultUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public VaultUnavailable(String what) {
    super(what);
  }

  public VaultUnavailable(String what, Throwable cause) {
    super(what, cause);
  }
}

package io.fairway.chain;

/// The chain's node, or the gateway's database, did not answer. Nothing is known of what became of
/// a request; asking again is safe.
public final class ChainUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ChainUnavailable(String what) {
    super(what);
  }

  public ChainUnavailable(String what, Throwable cause) {
    super(what, cause);
  }
}

package io.fairway.cluster;

/// The member cannot start here as it was told to: the directory is another member's, or an address
/// is not to be had.
public final class WrongMember extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongMember(String what) {
    super(what);
  }

  WrongMember(String what, Throwable cause) {
    super(what, cause);
  }
}

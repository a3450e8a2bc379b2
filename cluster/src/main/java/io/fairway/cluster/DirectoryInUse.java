package io.fairway.cluster;

/// The data directory belongs to another live ledger.
public final class DirectoryInUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DirectoryInUse(String what) {
    super(what);
  }
}

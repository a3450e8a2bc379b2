package io.fairway.cluster.directory;

/// The data directory belongs to another live ledger.
public final class DirectoryInUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DirectoryInUse(String what) {
    super(what);
  }
}

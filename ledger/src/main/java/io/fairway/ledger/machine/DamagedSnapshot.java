package io.fairway.ledger.machine;

/// A snapshot is not what was written: it must not be served.
public final class DamagedSnapshot extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DamagedSnapshot(String what) {
    super("the ledger's snapshot is damaged: " + what);
  }
}

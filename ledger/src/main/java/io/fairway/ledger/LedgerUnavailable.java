package io.fairway.ledger;

/// The ledger did not answer in time: whether the batch was applied is unknown. Repeating it with
/// the same ids is safe and resolves the question.
public final class LedgerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LedgerUnavailable(String what) {
    super(what);
  }
}

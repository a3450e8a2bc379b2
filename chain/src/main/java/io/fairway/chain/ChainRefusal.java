package io.fairway.chain;

/// A rule of the house or the chain itself says no to an act; nothing of it was done.
public final class ChainRefusal extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public ChainRefusal(String why) {
    super(why);
  }
}

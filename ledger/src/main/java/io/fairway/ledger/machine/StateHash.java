package io.fairway.ledger.machine;

/// One step of the rolling state hash. It finds divergence between nodes and damage; it is no
/// defence against someone who wants a collision.
final class StateHash {
  private StateHash() {}

  static long mix(long hash, long value) {
    long h = (hash ^ value) * 0x9e3779b97f4a7c15L;
    return h ^ (h >>> 29);
  }
}

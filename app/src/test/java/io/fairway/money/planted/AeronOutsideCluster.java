package io.fairway.money.planted;

import io.aeron.Aeron;

/// Aeron belongs to cluster alone.
public final class AeronOutsideCluster {
  private AeronOutsideCluster() {}

  /// Uses it.
  public static void use(Aeron aeron) {
    aeron.close();
  }
}

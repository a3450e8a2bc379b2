package io.fairway.ledger.planted;

import java.nio.file.Files;
import java.nio.file.Path;

/// Storage is the host's.
public final class Disk {
  private Disk() {}

  /// Looks at it.
  public static boolean look(Path path) {
    return Files.exists(path);
  }
}

package io.fairway.structure.planted;

/// Stands in a package that is not null-marked.
public final class Unmarked {
  private Unmarked() {}
}

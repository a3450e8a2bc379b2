package io.fairway.chain;

import java.time.Instant;

/// Something that a person must look at before all goes on, and that nobody has released yet.
///
/// @param id the number to release it by
/// @param kind `DEEP_REORGANISATION`, or the kind of the watcher's alarm
public record Incident(long id, String kind, String description, Instant openedAt) {
  @Override
  public String toString() {
    return "incident %s, %s: %s".formatted(id, kind, description);
  }
}

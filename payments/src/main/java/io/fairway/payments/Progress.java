package io.fairway.payments;

import java.util.Map;

/// Told how far a run is, from the threads that walk.
@FunctionalInterface
public interface Progress {

  /// Called after every batch.
  ///
  /// @param read lines read so far
  /// @param counts lines that have each outcome so far; one that waits counts with what it waits
  ///   for
  void update(long read, Map<Outcome, Long> counts);
}

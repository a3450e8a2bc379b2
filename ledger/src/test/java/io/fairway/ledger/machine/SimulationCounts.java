package io.fairway.ledger.machine;

/// What rounds of simulation did, so that a test can show that they did something.
final class SimulationCounts {
  long rounds;
  long entries;
  long transfers;
  long resolved;
  long crashes;
  long snapshots;
  long dropped;
  long repeated;

  @Override
  public String toString() {
    return String.format(
        "%,d rounds, %,d log entries, %,d transfers, %,d resolved, %,d crashes, %,d snapshots,"
            + " %,d messages dropped, %,d repeated",
        rounds, entries, transfers, resolved, crashes, snapshots, dropped, repeated);
  }
}

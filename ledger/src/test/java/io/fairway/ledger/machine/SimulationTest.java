package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Rounds of [Simulation]. A failure names its seed; `-Dfairway.seed=…` repeats it.
class SimulationTest {
  private static final int ROUNDS = 40;
  private final SimulationCounts counts = new SimulationCounts();

  @Test
  void replicasAgreeAndClientsLearnTheTruth() {
    rounds(Long.getLong("fairway.seed", 1), ROUNDS);
    assertThat(counts.crashes).isGreaterThan(ROUNDS);
    assertThat(counts.snapshots).isGreaterThan(ROUNDS);
    assertThat(counts.resolved).isGreaterThan(ROUNDS);
    assertThat(counts.repeated).isGreaterThan(ROUNDS);
  }

  @Test
  @Tag("long")
  void replicasAgreeForVeryLong() {
    long first = Long.getLong("fairway.seed", System.nanoTime());
    int rounds = Integer.getInteger("fairway.rounds", 10_000);
    rounds(first, rounds);
    System.out.printf(
        "Simulator: %s, seeds %d to %d. Again:%n"
            + "./fairway test -Plong -pl ledger -am -Dtest=SimulationTest#replicasAgreeForVeryLong"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfairway.seed=%d -Dfairway.rounds=%d%n",
        counts, first, first + rounds - 1, first, rounds);
  }

  @Test
  void aReplicaThatDivergesIsNoticed() {
    Simulation simulation = new Simulation(5, time -> time + (time % 16 == 3 ? 1 : 0), counts);
    assertThatThrownBy(simulation::run)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("replicas diverged at entry");
  }

  private void rounds(long first, int rounds) {
    for (long seed = first; seed < first + rounds; seed++) {
      try {
        new Simulation(seed, LongUnaryOperator.identity(), counts).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("-Dfairway.seed=" + seed, e);
      }
    }
  }
}

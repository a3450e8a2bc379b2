package io.fairway.payments;

import static io.fairway.payments.Town.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The story of one order through all engines, and of the orders that stop.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JourneyTest {
  private Town town;

  @BeforeAll
  void open(@TempDir Path folder) {
    town = Town.open(folder).funded();
  }

  @AfterEach
  void invariants() {
    town.assertAtRest();
  }

  @AfterAll
  void close() {
    town.close();
  }

  @Test
  void sellerIsPaidForAnOrder() {
    RunResult run = town.settle(order("A-1", "S01", "GBP 139.12"));

    Receipt receipt = run.receipts().getFirst();
    assertThat(receipt.outcome()).as("%s", receipt).isEqualTo(Outcome.SETTLED);
    assertThat(run.moved()).isEqualTo(1);
  }
}

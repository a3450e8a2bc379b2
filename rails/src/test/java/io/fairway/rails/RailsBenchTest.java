package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A hundred thousand payments through rails and twin, both on one PostgreSQL; prints the rate.
@Tag("long")
class RailsBenchTest {
  private static final int PAYMENTS = 100_000;
  private static final int ROUNDS = 3;

  @Test
  void aHundredThousandPayments() {
    try (Database database = Database.fresh();
        BankTwin twin = BankTwin.open(database.pool(), BankTwin.Settings.defaults());
        IsoRails rails =
            IsoRails.open(
                database.pool(),
                twin,
                BankProfile.hongKongBatch(Transfers.OUR_BIC, Transfers.BANK_BIC))) {
      for (int round = 0; round < ROUNDS; round++) {
        List<CreditTransfer> transfers = new Transfers(round).list(PAYMENTS);
        long start = System.nanoTime();
        Map<UUID, List<BankAnswer>> answers = rails.pay(transfers, Duration.ofMinutes(5));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            "round %d: %d payments in %.2f s, %.0f a second%n",
            round, PAYMENTS, seconds, PAYMENTS / seconds);
        assertThat(answers).hasSize(PAYMENTS).allSatisfy((u, a) -> assertThat(a).hasSize(2));
      }
      assertThat(rails.findings(10)).isEmpty();
    }
  }
}

package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.Account;
import io.fairway.ledger.BatchRoot;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedChainTest {
  private static final Id128 DEBIT = new Id128(1, 1);
  private static final Id128 CREDIT = new Id128(1, 2);

  @TempDir Path directory;

  /// What a customer was told of the chain, an auditor finds again in the files.
  @Test
  void verifyDerivesTheChainThatWasPublished() {
    List<BatchRoot> published;
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      node.ledger()
          .createAccounts(List.of(Account.open(DEBIT, 1, 1, 0), Account.open(CREDIT, 1, 1, 0)));
      for (int i = 1; i <= 20; i++) {
        node.ledger()
            .createTransfers(List.of(Transfer.of(new Id128(2, i), DEBIT, CREDIT, i, 1, 1, 0)));
      }
      published = node.history().roots(0, 100);
    }
    LedgerVerify.Verdict verdict = LedgerVerify.verify(directory, (done, total) -> {});
    assertThat(verdict).isInstanceOf(LedgerVerify.Sound.class);
    if (verdict instanceof LedgerVerify.Sound sound) {
      assertThat(sound.batches()).isEqualTo(21).isEqualTo(published.size());
      assertThat(sound.chain()).isEqualTo(published.getLast().chain());
    }
  }
}

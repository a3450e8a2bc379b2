package io.fairway.cluster.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.cluster.EmbeddedLedger;
import io.fairway.ledger.Account;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.Transfer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A chain that is sent again after it was applied must not look as if it had been refused.
class RepeatsTest {
  private static final Id128 DEBIT = new Id128(1, 1);
  private static final Id128 CREDIT = new Id128(1, 2);

  @TempDir Path directory;

  @Test
  void anAppliedChainIsPostedAndARefusedOneIsNot() {
    try (EmbeddedLedger node = EmbeddedLedger.start(directory)) {
      Ledger ledger = node.ledger();
      ledger.createAccounts(List.of(Account.open(DEBIT, 1, 1, 0), Account.open(CREDIT, 1, 1, 0)));
      List<Transfer> applied = List.of(of(1).linked(), of(2).linked(), of(3));
      List<CreateTransferResult> first = ledger.createTransfers(applied);
      List<CreateTransferResult> again = ledger.createTransfers(applied);
      assertThat(again)
          .extracting(CreateTransferResult::status)
          .contains(CreateTransferStatus.LINKED_EVENT_FAILED);
      assertThat(Repeats.ofTransfers(again, ids(applied), ledger))
          .containsExactlyElementsOf(
              first.stream()
                  .map(r -> new CreateTransferResult(CreateTransferStatus.EXISTS, r.timestamp()))
                  .toList());

      Transfer wrong =
          Transfer.of(new Id128(2, 5), DEBIT, DEBIT, 1, 1, 1, 0); // one account cannot pay itself
      List<Transfer> refused = List.of(of(4).linked(), wrong);
      ledger.createTransfers(refused);
      List<CreateTransferResult> repeated = ledger.createTransfers(refused);
      assertThat(Repeats.ofTransfers(repeated, ids(refused), ledger)).isEqualTo(repeated);
    }
  }

  private static Transfer of(long id) {
    return Transfer.of(new Id128(2, id), DEBIT, CREDIT, 1, 1, 1, 0);
  }

  private static List<Id128> ids(List<Transfer> transfers) {
    return transfers.stream().map(Transfer::id).toList();
  }
}

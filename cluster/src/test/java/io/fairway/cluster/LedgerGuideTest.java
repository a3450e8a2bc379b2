package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.cluster.network.Members;
import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFilter;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.DefiniteLedger;
import io.fairway.ledger.History;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Inclusion;
import io.fairway.ledger.Outcome;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.proof.ProofCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The program of docs/ledger.md, run against a member of its own.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LedgerGuideTest {
  private static final Path PAGE = Path.of("..", "docs", "ledger.md");

  @TempDir Path directory;

  @Test
  void theProgramOfThePageRuns() throws IOException {
    Members members = Loopback.members(1);
    try (LedgerNode _ = LedgerNode.start(directory, members, 0, _ -> {})) {
      // guide
      try (LedgerConnection connection = LedgerConnection.connect(members)) {
        DefiniteLedger ledger = connection.ledger();
        Id128 buyer = new Id128(0, 1);
        Id128 seller = new Id128(0, 2);
        Id128 fees = new Id128(0, 3);
        int hkd = 344;
        int kind = 1;
        ledger.createAccounts(
            List.of(
                Account.open(buyer, hkd, kind, AccountFlags.HISTORY),
                Account.open(seller, hkd, kind, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
                Account.open(fees, hkd, kind, 0)));

        // both or none: a linked chain ends with the first transfer that is not linked
        Transfer price = Transfer.of(new Id128(7, 1), buyer, seller, 10_000, hkd, kind, 0);
        Transfer fee = Transfer.of(new Id128(7, 2), seller, fees, 150, hkd, kind, 0);
        Outcome outcome = ledger.submit(List.of(price.linked(), fee), Duration.ofSeconds(5));
        while (outcome instanceof Outcome.Unknown unknown) {
          outcome = ledger.resolve(unknown, Duration.ofSeconds(5));
        }

        // held, then taken in part; the rest is free again
        Transfer hold =
            Transfer.of(new Id128(7, 3), buyer, seller, 900, hkd, kind, TransferFlags.PENDING);
        Transfer part =
            new Transfer(
                new Id128(7, 4),
                Id128.ZERO,
                Id128.ZERO,
                600,
                hold.id(),
                Id128.ZERO,
                0,
                0,
                0,
                0,
                0,
                TransferFlags.POST_PENDING_TRANSFER,
                0);
        ledger.createTransfers(List.of(hold, part));

        // moved back, once, and linked to what it reverses
        ledger.createTransfers(List.of(Transfer.reversal(new Id128(7, 5), part.id(), 0)));

        History history = connection.history();
        List<Transfer> all = history.accountTransfers(AccountFilter.of(buyer));
        List<Account> before = history.accountsAt(List.of(buyer), all.getFirst().timestamp());

        // what a customer keeps, and checks offline against the published chain value
        Inclusion inclusion = Objects.requireNonNull(history.prove(price.id()));
        String proof = inclusion.text(List.of());
        String published = inclusion.batch().chain();
        String why = ProofCheck.refusal(proof, published); // empty: it is in the ledger
        // guide
        assertThat(outcome)
            .isInstanceOfSatisfying(
                Outcome.Answered.class,
                answered ->
                    assertThat(answered.results())
                        .extracting(result -> result.status())
                        .containsOnly(CreateTransferStatus.CREATED));
        assertThat(all).hasSize(4);
        assertThat(before.getFirst().debitsPosted()).isEqualTo(10_000);
        assertThat(ledger.lookupAccounts(List.of(buyer)).getFirst().debitsPosted())
            .isEqualTo(10_600);
        assertThat(why).isEmpty();
      }
    }
  }

  @Test
  void thePageShowsThatProgram() throws IOException {
    String[] parts =
        Files.readString(Path.of("src/test/java/io/fairway/cluster/LedgerGuideTest.java"))
            .split(" // guide\n", -1);
    String program = parts[1].substring(0, parts[1].lastIndexOf('\n')).stripIndent();
    assertThat(Files.readString(PAGE)).contains("```java\n" + program + "\n```");
  }
}

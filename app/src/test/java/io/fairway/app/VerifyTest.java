package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.app.engine.Engines;
import io.fairway.app.verify.CheckResult;
import io.fairway.app.verify.Verification;
import io.fairway.ledger.Account;
import io.fairway.ledger.CreateAccountResult;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `verify` finds when the record, the messages or the ledger are made to lie.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final BigDecimal BUFFER_BPS = new BigDecimal("100");

  @TempDir static Path temp;

  private Engines engines = noneYet();

  @SuppressWarnings("NullAway") // set before all tests
  private static Engines noneYet() {
    return null;
  }

  @BeforeAll
  void settleAnExample() {
    Path data = temp.resolve("data");
    CommandRun run =
        CommandRun.of(
            "settle", EXAMPLES.resolve("orders.csv"), "--data", data, "--out", temp.resolve("out"));
    assertThat(run.code()).as(run.err()).isZero();
    engines = Engines.start(data);
  }

  @AfterAll
  void stop() {
    engines.close();
  }

  private Verification verify(Ledger ledger) {
    return VerifyCommand.verify(engines, ledger, BUFFER_BPS);
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    assertThat(verify(engines.ledger()).checks()).allMatch(CheckResult::holds);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          inclusion         | SET proof = decode(repeat('00', 32), 'hex') WHERE seq = FIRST      | provenOnChain     | does not lead to the root
          inclusion         | SET leaf_hash = decode(repeat('11', 32), 'hex') WHERE seq = FIRST  | provenOnChain     | not what the ledger moved
          inclusion         | SET window_id = decode(repeat('22', 32), 'hex') WHERE seq = FIRST  | provenOnChain     | its proof is of window
          settlement_window | SET state = 'DEAD'                                                 | provenOnChain     | taken for dead, and the chain has settled it
          payment_order     | SET amount = amount + 1 WHERE seq = FIRST                          | postedExactlyOnce | the ledger moved
          payment_order     | SET outcome = 'REFUSED' WHERE seq = FIRST                          | postedExactlyOnce | it was refused, and money moved
          payment_order     | SET outcome = 'SETTLED' WHERE reason = 'BUYER_UNKNOWN'             | postedExactlyOnce | of its legs
          payment_order     | SET digest = 'other' WHERE seq = FIRST                             | provenOnChain     | do not hash to the chain's root
          payout            | SET amount = amount + 1 WHERE seq = FIRST                          | paidExactlyOnce   | the bank debited
          payout            | SET uetr = gen_random_uuid() WHERE seq = FIRST                     | paidExactlyOnce   | which nobody ordered
          payout            | SET state = 'DEBITED' WHERE state = 'REJECTED'                     | paidExactlyOnce   | the bank sent 0 ACSC
          """)
  void findsALieOfTheJourneysRecord(String table, String change, String check, String said)
      throws SQLException {
    String first = "(SELECT min(seq) FROM payments.payment_order WHERE outcome = 'SETTLED')";
    findsWithin(
        "payments." + table,
        "UPDATE payments." + table + " " + change.replace("FIRST", first),
        check,
        said);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          SET amount = amount + 1          | booked were
          SET transaction_hash = sha256('') | which is not booked
          SET state = 'REFUSED'            | which is not booked
          """)
  void findsAMintThatIssuanceDidNotBookSo(String change, String said) throws SQLException {
    findsWithin(
        "issuance.funding",
        "UPDATE issuance.funding " + change + " WHERE kind = 'COINS'",
        "supplyByBlock",
        said);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          "DELETE FROM rails.message WHERE kind LIKE 'pacs.002%'" | the bank sent 0 ACSC
          "DELETE FROM rails.message WHERE kind LIKE 'camt.054%'" | the bank debited 0
          TWICE camt.054 | 2 debits
          TWICE pacs.002 | 2 ACSC
          """)
  void findsWhatTheBankDidNotSayOrSaidTwice(String change, String said) throws SQLException {
    String again =
        """
        INSERT INTO rails.message (direction, message_id, kind, digest, header, document_gzip, created)
        SELECT direction, message_id || 'x', kind, digest, header, document_gzip, created
        FROM rails.message WHERE kind LIKE 'KIND%'
        """;
    String sql = change.startsWith("TWICE ") ? again.replace("KIND", change.substring(6)) : change;
    findsWithin("rails.message", sql, "paidExactlyOnce", said);
  }

  private void findsWithin(String table, String change, String check, String said)
      throws SQLException {
    execute("CREATE TABLE kept AS TABLE " + table);
    try {
      execute(change);
      CheckResult result = result(verify(engines.ledger()), check);
      assertThat(result.findings()).anyMatch(f -> f.detail().contains(said));
    } finally {
      execute("DELETE FROM " + table);
      execute("INSERT INTO " + table + " OVERRIDING SYSTEM VALUE SELECT * FROM kept");
      execute("DROP TABLE kept");
    }
  }

  private static CheckResult result(Verification verification, String check) {
    return verification.checks().stream()
        .filter(result -> result.name().equals(check))
        .findAny()
        .orElseThrow();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = engines.database().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void findsALedgerWhoseBalancesAreNotWhatItsTransfersSay() {
    Verification verification = verify(new OneUnitMore(engines.ledger()));
    assertThat(result(verification, "balancesFromTransfers").findings()).isNotEmpty();
    assertThat(result(verification, "ledgerBalanced").holds()).isFalse();
    assertThat(verification.holds()).isFalse();
  }

  /// The real ledger, but the first account of every page has one unit more than it has.
  private record OneUnitMore(Ledger real) implements Ledger {
    @Override
    public List<Account> queryAccounts(QueryFilter filter) {
      List<Account> accounts = new ArrayList<>(real.queryAccounts(filter));
      if (!accounts.isEmpty()) {
        Account a = accounts.getFirst();
        accounts.set(
            0,
            new Account(
                a.id(),
                a.debitsPending(),
                a.debitsPosted(),
                a.creditsPending(),
                a.creditsPosted() + 1,
                a.userData128(),
                a.userData64(),
                a.userData32(),
                a.ledger(),
                a.code(),
                a.flags(),
                a.timestamp()));
      }
      return accounts;
    }

    @Override
    public List<CreateAccountResult> createAccounts(List<Account> accounts) {
      return real.createAccounts(accounts);
    }

    @Override
    public List<CreateTransferResult> createTransfers(List<Transfer> transfers) {
      return real.createTransfers(transfers);
    }

    @Override
    public List<Account> lookupAccounts(List<Id128> ids) {
      return real.lookupAccounts(ids);
    }

    @Override
    public List<Transfer> lookupTransfers(List<Id128> ids) {
      return real.lookupTransfers(ids);
    }

    @Override
    public List<Transfer> queryTransfers(QueryFilter filter) {
      return real.queryTransfers(filter);
    }

    @Override
    public void close() {
      real.close();
    }
  }
}

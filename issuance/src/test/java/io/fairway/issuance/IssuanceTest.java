package io.fairway.issuance;

import static io.fairway.issuance.FundingPostingsTest.money;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.Observation;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.development.DevelopmentChain;
import io.fairway.cluster.EmbeddedLedger;
import io.fairway.issuance.FundingOutcome.Done;
import io.fairway.issuance.FundingOutcome.Pending;
import io.fairway.issuance.FundingOutcome.Refused;
import io.fairway.ledger.Account;
import io.fairway.ledger.Chart;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.QueryFilter;
import io.fairway.money.Asset;
import io.fairway.money.InvariantViolation;
import io.fairway.money.Money;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Fundings on a real ledger, a real chain and a real database.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IssuanceTest {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final BigDecimal BUFFER_BPS = new BigDecimal("100");
  private static final Asset HKD = Asset.of("HKD");

  private EmbeddedPostgres postgres;
  private EmbeddedLedger cluster;
  private DevelopmentChain development;
  private DataSource database;
  private Ledger ledger;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    postgres = EmbeddedPostgres.builder().start();
    database = postgres.getPostgresDatabase();
    cluster = EmbeddedLedger.start(folder.resolve("ledger"));
    ledger = cluster.ledger();
    development =
        DevelopmentChain.start(
            Anvil.findContracts(),
            Files.createDirectories(folder.resolve("chain")),
            database,
            Duration.ofMillis(50),
            List.of("L"));
  }

  @AfterAll
  void close() throws IOException {
    development.close();
    cluster.close();
    postgres.close();
  }

  /// Debits equal credits on every ledger, and the chain's supply is the ledger's.
  @AfterEach
  void invariants() {
    Map<Integer, Long> sums = new HashMap<>();
    for (Account account : ledger.queryAccounts(QueryFilter.from(0))) {
      sums.merge(account.ledger(), account.debitsPosted() - account.creditsPosted(), Long::sum);
      assertThat(account.debitsPending() + account.creditsPending()).as("%s", account).isZero();
    }
    assertThat(sums.values()).containsOnly(0L);
    Observation seen = development.chain().observe(Asset.FHKD, List.of(address()));
    Reserve reserve = issuance().reserve(Asset.FHKD);
    assertThat(seen.supply()).isEqualTo(reserve.supply());
    assertThat(seen.balances().values()).containsExactly(balance(Chart.wallet("L", Asset.FHKD)));
    assertThat(reserve.covers(BUFFER_BPS)).isTrue();
    assertThat(reserve.par().decimal()).isEqualByComparingTo(reserve.supply().decimal());
  }

  @Test
  void everybodyIsFundedOnce() {
    Money before = balance(Chart.wallet("L", Asset.FHKD));
    List<Funding> list =
        List.of(
            new Funding.Platform("P", "PBANKGB2", money("GBP", "100.00")),
            coins("1000.00"),
            new Funding.Payout("O", "OBANKHKH", money("CNH", "900.00")),
            new Funding.Buffer(Asset.FHKD, money("HKD", "10.00")));
    List<FundingOutcome> first = issuance().fund("everybody", list, WAIT);
    List<FundingOutcome> second = issuance().fund("everybody", list, WAIT);

    assertThat(first).hasOnlyElementsOfType(Done.class);
    assertThat(first).extracting(FundingOutcome::funding).isEqualTo(list);
    assertThat(second).isEqualTo(first);
    assertThat(balance(Chart.platform("P", Asset.of("GBP")))).isEqualTo(money("GBP", "100.00"));
    assertThat(balance(Chart.wallet("L", Asset.FHKD)).minus(before))
        .isEqualTo(money("FHKD", "1000"));
    assertThat(Issuance.accountNames(database))
        .extracting(ChartAccount::toString)
        .contains("platform:P GBP", "wallet:L FHKD", "par:FHKD HKD", "pool:FHKD HKD");
    assertThatThrownBy(() -> issuance().fund("everybody", List.of(coins("2.00")), WAIT))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("everybody:1");
  }

  @Test
  void coinsThatThePoolDoesNotCoverAreNotMinted() {
    Money supply = issuance().reserve(Asset.FHKD).supply();
    Money provider = balance(Chart.provider("L", HKD));
    FundingOutcome outcome =
        issuance().fund("uncovered", List.of(coins("9000000.00")), WAIT).getFirst();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo("RESERVE_SHORT"));
    assertThat(issuance().reserve(Asset.FHKD).supply()).isEqualTo(supply);
    assertThat(balance(Chart.provider("L", HKD)))
        .as("the money stays the provider's")
        .isEqualTo(provider.plus(money("HKD", "9000000.00")));
    assertThat(issuance().fund("uncovered", List.of(coins("9000000.00")), WAIT))
        .containsExactly(outcome);
  }

  /// The development chain caps the supply at 1,000,000,000,000 coins.
  @Test
  void mintThatTheChainRefusesIsVoided() {
    Asset usd = Asset.of("USD");
    FundingOutcome outcome =
        issuance()
            .fund(
                "capped",
                List.of(
                    new Funding.Buffer(Asset.FUSD, money("USD", "20000000000.00")),
                    new Funding.Coins(
                        "L", "LBANKHKH", address(), Asset.FUSD, money("USD", "1000000000000.01"))),
                WAIT)
            .getLast();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo("MINT_REFUSED"));
    Reserve reserve = issuance().reserve(Asset.FUSD);
    assertThat(reserve.supply().isZero() && reserve.minting().isZero()).isTrue();
    assertThat(reserve.pool()).as("its backing has left the pool").isEqualTo(reserve.buffer());
    assertThat(balance(Chart.provider("L", usd))).isEqualTo(money("USD", "1000000000000.01"));
  }

  @Test
  void silentChainIsWaitedForAndMintsOnce() {
    List<Funding> list =
        List.of(new Funding.Buffer(Asset.FHKD, money("HKD", "10.00")), coins("500.00"));
    FundingOutcome silent = issuance().fund("silent", list, Duration.ofMillis(1)).getLast();
    assertThat(silent).isInstanceOf(Pending.class);
    assertThat(issuance().reserve(Asset.FHKD).minting()).isEqualTo(money("FHKD", "500"));

    assertThat(issuance().fund("silent", list, WAIT)).hasOnlyElementsOfType(Done.class);
  }

  /// The process dies before or after every call to an engine.
  @Test
  void fundingsAreDoneOnceWhateverTheCrash() {
    Money before = balance(Chart.wallet("L", Asset.FHKD));
    int rounds = 0;
    boolean through = false;
    while (!through) {
      List<Funding> list =
          List.of(
              new Funding.Buffer(Asset.FHKD, money("HKD", "1.00")),
              coins("7.00"),
              new Funding.Platform("D", "PBANKGB2", money("EUR", "3.00")));
      String source = "crash" + rounds;
      through = survives(source, list, rounds);
      assertThat(issuance().fund(source, list, WAIT)).hasOnlyElementsOfType(Done.class);
      rounds++;
      assertThat(balance(Chart.platform("D", Asset.of("EUR"))).units()).isEqualTo(300L * rounds);
      assertThat(balance(Chart.wallet("L", Asset.FHKD)).minus(before).units())
          .isEqualTo(7_000_000L * rounds);
    }
    assertThat(rounds).as("every call was a place to die at").isGreaterThan(15);
  }

  private boolean survives(String source, List<Funding> list, int callsBefore) {
    Dying dying = new Dying(callsBefore);
    Issuance mortal =
        Issuance.open(dying.ledger(ledger), dying.chain(development.chain()), database, BUFFER_BPS);
    try {
      assertThat(mortal.fund(source, list, WAIT)).hasOnlyElementsOfType(Done.class);
      return true;
    } catch (Dying.Died expected) {
      return false;
    }
  }

  private Issuance issuance() {
    return Issuance.open(ledger, development.chain(), database, BUFFER_BPS);
  }

  private Funding coins(String amount) {
    return new Funding.Coins("L", "LBANKHKH", address(), Asset.FHKD, money("HKD", amount));
  }

  private String address() {
    return development.chain().address("L");
  }

  private Money balance(ChartAccount account) {
    return ledger.lookupAccounts(List.of(account.id())).stream()
        .map(found ->
            new Money(account.asset(), Math.abs(found.creditsPosted() - found.debitsPosted())))
        .findFirst()
        .orElse(Money.zero(account.asset()));
  }
}

package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.chain.AttestOutcome;
import io.fairway.chain.EvmChain;
import io.fairway.chain.Hash32;
import io.fairway.chain.Leg;
import io.fairway.chain.MintOutcome;
import io.fairway.chain.Window;
import io.fairway.chain.WindowOutcome;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.development.DevelopmentChain;
import io.fairway.cluster.EmbeddedLedger;
import io.fairway.ledger.Chart;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The checks on real engines: a ledger of one node and an Anvil with the project's contracts. The
/// steps build on each other; each check is made to fail by a deed in the engine that it reads.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EngineChecksTest {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final BigDecimal BUFFER_BPS = BigDecimal.valueOf(100);
  private static final Asset COIN = Asset.FHKD;
  private static final Asset PEG = Asset.of("HKD");
  private static final ChartAccount BANK = Chart.bank("FWAYHKHH", PEG);
  private static final ChartAccount POOL = Chart.pool(COIN);
  private static final ChartAccount BUFFER = Chart.buffer(COIN);
  private static final ChartAccount PAR = Chart.par(COIN);
  private static final ChartAccount PROVIDER = Chart.provider("L001", PEG);
  private static final ChartAccount ISSUED = Chart.issued(COIN);
  private static final ChartAccount WALLET_L = Chart.wallet("L001", COIN);
  private static final ChartAccount WALLET_O = Chart.wallet("O001", COIN);

  @TempDir static Path folder;

  private static EmbeddedPostgres postgres;
  private static EmbeddedLedger cluster;
  private static DevelopmentChain development;
  private static Checks.CoinAccounts coin;
  private static int transfers;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.builder().start();
    cluster = EmbeddedLedger.start(folder.resolve("ledger"));
    development =
        DevelopmentChain.start(
            Anvil.findContracts(),
            folder.resolve("chain"),
            postgres.getPostgresDatabase(),
            Duration.ofMillis(100),
            List.of("L001", "O001", "P001", "issuer", "rounding"));
    coin =
        Checks.CoinAccounts.of(
            COIN,
            Map.of("L001", chain().address("L001"), "O001", chain().address("O001")),
            chain().address("rounding"));
    var opened =
        ledger()
            .createAccounts(
                List.of(
                        BANK,
                        POOL,
                        BUFFER,
                        PAR,
                        PROVIDER,
                        ISSUED,
                        WALLET_L,
                        WALLET_O,
                        Chart.rounding(COIN))
                    .stream()
                    .map(ChartAccount::opening)
                    .toList());
    assertThat(opened).allMatch(result -> result.status() == CreateAccountStatus.CREATED);
  }

  @AfterAll
  static void stop() throws Exception {
    development.close();
    cluster.close();
    postgres.close();
  }

  /// The issuer puts HKD 10.10 into the pool, L brings HKD 1,000.00, and is minted as much.
  @Test
  @Order(1)
  void afterAFundingAllHold() {
    post(POOL, BUFFER, money(PEG, "10.10"));
    post(BANK, PROVIDER, money(PEG, "1000.00"));
    post(POOL, BANK, money(PEG, "1000.00"));
    Money coins = money(COIN, "1000");
    Transfer par = transfer(PROVIDER, PAR, money(PEG, "1000.00"), TransferFlags.PENDING);
    Transfer issue = transfer(ISSUED, WALLET_L, coins, TransferFlags.PENDING);
    send(par.linked(), issue);
    assertThat(supply().holds()).as("a pending mint that the chain has not seen").isTrue();
    mint("funding", coins);
    assertThat(supply().holds()).as("a pending mint that the chain has made").isTrue();
    send(Transfer.post(id(), par.id(), 0).linked(), Transfer.post(id(), issue.id(), 0));
    assertThat(supply().holds()).isTrue();
    assertThat(supply().bounds()).allMatch(Check.Bounds::atRest);
    assertThat(reserves().holds()).isTrue();
    assertThat(Checks.ledgerBalanced(ledger()).holds()).isTrue();
    assertThat(Checks.ledgerBalanced(ledger()).accounts()).isEqualTo(9);
  }

  @Test
  @Order(2)
  void aWindowThatTheLedgerDoesNotKnowIsSeen() {
    Money moved = money(COIN, "25.000001");
    Leg leg = new Leg(hash("leg"), chain().address("L001"), chain().address("O001"), moved);
    assertThat(chain().settle(new Window(hash("window"), List.of(leg)), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
    assertThat(supply().holds()).isFalse();
    assertThat(supply().bounds())
        .filteredOn(bounds -> !bounds.holds())
        .extracting(Check.Bounds::what)
        .containsExactly("wallet:L001", "wallet:O001");
    post(WALLET_L, WALLET_O, moved);
    assertThat(supply().holds()).as("the ledger has caught up").isTrue();
  }

  @Test
  @Order(3)
  void aShortPoolIsSeen() {
    post(BANK, POOL, money(PEG, "0.11"));
    assertThat(reserves().holds()).isFalse();
    assertThat(reserves().figures()).anyMatch(line -> line.startsWith("SHORT"));
    post(POOL, BANK, money(PEG, "0.11"));
    assertThat(reserves().holds()).isTrue();
  }

  /// The state machine posts no half of a transfer, so an answer of the real ledger is changed on
  /// its way: one unit on one account.
  @Test
  @Order(4)
  void aTamperedLedgerIsSeen() {
    Ledger tampered = TamperedLedger.oneUnitMoreOn(PROVIDER.id(), ledger());
    assertThat(Checks.ledgerBalanced(tampered).holds()).isFalse();
    assertThat(Checks.ledgerBalanced(ledger()).holds()).isTrue();
  }

  @Test
  @Order(5)
  void coinsMintedPastTheLedgerAreSeen() {
    mint("past the ledger", money(COIN, "0.000001"));
    Check.SupplyEqualsLedger check = supply();
    assertThat(check.holds()).isFalse();
    assertThat(check.figures())
        .anyMatch(
            line -> line.equals("DIFFERS: FHKD supply: chain 1,000.000001, ledger 1,000.000000"));
  }

  private static Ledger ledger() {
    return cluster.ledger();
  }

  private static EvmChain chain() {
    return development.chain();
  }

  private static Check.SupplyEqualsLedger supply() {
    return Checks.supplyEqualsLedger(ledger(), chain(), List.of(coin));
  }

  private static Check.ReservesCoverSupply reserves() {
    return Checks.reservesCoverSupply(ledger(), List.of(coin), BUFFER_BPS);
  }

  private static void mint(String order, Money amount) {
    assertThat(chain().attest(COIN, money(COIN, "2000").units(), Instant.now(), WAIT))
        .isInstanceOf(AttestOutcome.Attested.class);
    assertThat(chain().mint(hash(order), chain().address("L001"), amount, WAIT))
        .isInstanceOf(MintOutcome.Minted.class);
  }

  private static void post(ChartAccount debit, ChartAccount credit, Money amount) {
    send(transfer(debit, credit, amount, 0));
  }

  private static Transfer transfer(
      ChartAccount debit, ChartAccount credit, Money amount, int flags) {
    return Transfer.of(
        id(), debit.id(), credit.id(), amount.units(), amount.asset().ledger(), 1, flags);
  }

  private static void send(Transfer... chain) {
    assertThat(ledger().createTransfers(List.of(chain)))
        .allMatch(result -> result.status() == CreateTransferStatus.CREATED);
  }

  private static Id128 id() {
    transfers++;
    return Id128.ofTransfer(Chart.TENANT, "test", "t" + transfers, "leg", "post", 1);
  }

  private static Hash32 hash(String name) {
    return Sample.hash(name, 1);
  }

  private static Money money(Asset asset, String amount) {
    return Money.of(asset, new BigDecimal(amount));
  }
}

package io.fairway.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.fairway.chain.AttestOutcome;
import io.fairway.chain.EvmChain;
import io.fairway.chain.Hash32;
import io.fairway.chain.MintOutcome;
import io.fairway.chain.Observation;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.development.DevelopmentChain;
import io.fairway.cluster.EmbeddedLedger;
import io.fairway.compliance.Policy;
import io.fairway.compliance.PolicyCompliance;
import io.fairway.ledger.Account;
import io.fairway.ledger.Chart;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferCode;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.OrderLine;
import io.fairway.payments.order.Parties;
import io.fairway.payments.order.PaymentOrder;
import io.fairway.payments.pricing.AsOf;
import io.fairway.payments.pricing.Pricing;
import io.fairway.payments.pricing.PricingPolicy;
import io.fairway.payments.pricing.ReferenceRates;
import io.fairway.rails.BankProfile;
import io.fairway.rails.BankTwin;
import io.fairway.rails.IsoRails;
import io.fairway.screening.Screening;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Real engines with people in it: a ledger, a chain, a database, a bank and lists, a platform
/// P001, a provider L001, a payout institution O001, buyers and sellers. Each has its own databases
/// and folders; the PostgreSQL server is shared.
final class Town implements AutoCloseable {
  static final LocalDate DAY = LocalDate.parse("2026-01-09");
  static final String BANK = "DEMOHKHHXXX";
  static final Asset GBP = Asset.of("GBP");
  static final Asset HKD = Asset.of("HKD");

  /// A seller whose account the bank rejects, and one that it never answers for.
  static final String REJECTED = "SREJ";

  static final String SILENT = "SSIL";

  private static final Duration BLOCK_TIME = Duration.ofMillis(50);
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final int SELLERS = 60;

  /// Buyers `C00` on, because each has a limit a day.
  static final int BUYERS = 50;

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final EmbeddedPostgres POSTGRES = postgres();

  private static final String RATES =
      """
      Date,USD,JPY,GBP,HKD,CNY,
      2026-01-09,1.2,160,0.8,9.36,8.4,
      2026-01-08,1.25,159,0.8,9.75,8.5,
      """;

  final HikariDataSource database;
  final EmbeddedLedger cluster;
  final Ledger ledger;
  final DevelopmentChain development;
  final EvmChain chain;
  private final Path folder;
  private final Policy policy = Policy.builtIn();
  private final PolicyCompliance compliance;
  private final Pricing pricing;
  private BankTwin.Settings bankSettings =
      BankTwin.Settings.defaults()
          .withDelay(Duration.ofMillis(5))
          .withRejections(Map.of("REJECT1", "AC04"))
          .withSilent(Set.of("SILENT1"));
  private BankTwin bank;
  private IsoRails rails;
  Parties parties;
  RunLimits limits = new RunLimits(Duration.ofSeconds(20), Duration.ofSeconds(20), 100, 100, 2, 4);
  InstantSource clock = InstantSource.system();
  CrashPoint.Probe probe = CrashPoint.Probe.NONE;
  private final Map<String, Money> funded = new HashMap<>();

  private Town(Path folder) throws IOException {
    this.folder = folder;
    this.database = database();
    this.cluster = EmbeddedLedger.start(folder.resolve("ledger"));
    this.ledger = cluster.ledger();
    this.development =
        DevelopmentChain.start(
            Anvil.findContracts(),
            Files.createDirectories(folder.resolve("chain")),
            database,
            BLOCK_TIME,
            List.of("L001", "O001", "issuer"));
    this.chain = development.chain();
    this.compliance = PolicyCompliance.open(database, Screening.builtIn(), policy);
    this.pricing =
        new Pricing(
            ReferenceRates.read(Files.writeString(folder.resolve("rates.csv"), RATES)),
            PricingPolicy.of(policy.pricing()),
            AsOf.ORDER);
    this.bank = BankTwin.open(database, bankSettings);
    this.rails = rails(bank);
    this.parties = parties("");
  }

  static Town open(Path folder) {
    try {
      return new Town(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Opens P with pounds, L with coins and O with CNH, as issuance does.
  Town funded() {
    fundBank(Chart.platform("P001", GBP), "1000000.00");
    fundBank(Chart.payoutInstitution("O001", Asset.CNH), "10000000.00");
    fundCoins("10000000.00");
    return this;
  }

  /// Bank money comes in.
  void fundBank(ChartAccount account, String amount) {
    Money money = Money.of(account.asset(), new BigDecimal(amount));
    post(Chart.bank("TESTGB2LXXX", account.asset()), account, money);
  }

  /// Coins are minted to L, on the chain and on the ledger, backed in the pool.
  void fundCoins(String amount) {
    Money coins = Money.of(Asset.FHKD, new BigDecimal(amount));
    Money backing = Money.of(HKD, new BigDecimal(amount));
    post(Chart.bank("TESTHKHHXXX", HKD), Chart.provider("L001", HKD), backing);
    post(Chart.pool(Asset.FHKD), Chart.bank("TESTHKHHXXX", HKD), backing);
    post(Chart.provider("L001", HKD), Chart.par(Asset.FHKD), backing);
    post(Chart.issued(Asset.FHKD), Chart.wallet("L001", Asset.FHKD), coins);
    assertThat(chain.attest(Asset.FHKD, pool().units(), Instant.now(), WAIT))
        .isInstanceOf(AttestOutcome.Attested.class);
    assertThat(
            chain.mint(id("mint " + COUNT.incrementAndGet()), chain.address("L001"), coins, WAIT))
        .isInstanceOf(MintOutcome.Minted.class);
  }

  /// What is in the pool, in coins.
  private Money pool() {
    Account pool = ledger.lookupAccounts(List.of(Chart.pool(Asset.FHKD).id())).getFirst();
    Money money = new Money(HKD, pool.debitsPosted() - pool.creditsPosted());
    return Money.of(Asset.FHKD, money.decimal());
  }

  private void post(ChartAccount debit, ChartAccount credit, Money amount) {
    var _ = ledger.createAccounts(List.of(debit.opening(), credit.opening()));
    Transfer transfer =
        Transfer.of(
            Id128.hash("test", Integer.toString(COUNT.incrementAndGet())),
            debit.id(),
            credit.id(),
            amount.units(),
            amount.asset().ledger(),
            TransferCode.FUNDING.code(),
            0);
    assertThat(ledger.createTransfers(List.of(transfer)))
        .extracting(CreateTransferResult::status)
        .containsExactly(CreateTransferStatus.CREATED);
    funded.merge(credit.toString(), amount, Money::plus);
  }

  /// Runs once more on the same record: whatever happened before, this is a new process.
  RunResult settle(OrderLine... lines) {
    Engines engines = new Engines(ledger, chain, rails, compliance, database, clock);
    Wallets wallets =
        new Wallets(chain.address("L001"), chain.address("O001"), chain.address("issuer"));
    Terms terms =
        new Terms(parties, pricing, Asset.CNH, policy.valuationCurrency(), wallets, limits);
    return SettleRun.open(engines, terms, probe)
        .settle(List.of(lines).iterator(), (read, counts) -> {});
  }

  RunResult settle(PaymentOrder... orders) {
    return settle(lines(orders));
  }

  /// Orders as the lines of a file.
  static OrderLine[] lines(PaymentOrder... orders) {
    OrderLine[] lines = new OrderLine[orders.length];
    for (int i = 0; i < orders.length; i++) {
      lines[i] = new OrderLine.Valid(onLine(orders[i], i + 2L));
    }
    return lines;
  }

  private static PaymentOrder onLine(PaymentOrder order, long line) {
    return new PaymentOrder(
        order.orderId(),
        line,
        order.orderTime(),
        order.day(),
        order.buyerId(),
        order.buyerCountry(),
        order.sellerId(),
        order.amount(),
        order.refund(),
        order.originalOrderId());
  }

  static PaymentOrder order(String id, String seller, String amount) {
    return order(id, "B1", seller, amount);
  }

  static PaymentOrder order(String id, String buyer, String seller, String amount) {
    return new PaymentOrder(
        id,
        2,
        Instant.parse("2026-01-09T10:00:00Z"),
        DAY,
        buyer,
        "GB",
        seller,
        money(amount),
        false,
        null);
  }

  static PaymentOrder refund(String id, String original, String seller, String amount) {
    return refund(id, original, "B1", seller, amount);
  }

  static PaymentOrder refund(
      String id, String original, String buyer, String seller, String amount) {
    return new PaymentOrder(
        id,
        2,
        Instant.parse("2026-01-09T11:00:00Z"),
        DAY,
        buyer,
        "GB",
        seller,
        money(amount),
        true,
        original);
  }

  /// Reads `GBP 139.12`.
  static Money money(String text) {
    int space = text.indexOf(' ');
    return Money.of(Asset.of(text.substring(0, space)), new BigDecimal(text.substring(space + 1)));
  }

  static Hash32 id(String name) {
    return Digests.sha256(name);
  }

  /// The posted balance of an account, on the side on which it is positive.
  Money balance(ChartAccount account) {
    Account found = account(account);
    long posted = found.creditsPosted() - found.debitsPosted();
    return new Money(account.asset(), Math.abs(posted));
  }

  Account account(ChartAccount account) {
    return ledger.lookupAccounts(List.of(account.id())).stream()
        .findFirst()
        .orElse(Account.open(account.id(), account.asset().ledger(), 1, 0));
  }

  /// What the bank paid to an account, as its own books say.
  long count(String query) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The bank behaves otherwise from now on.
  void bank(BankTwin.Settings settings) {
    rails.close();
    bank.close();
    bankSettings = settings;
    bank = BankTwin.open(database, settings);
    rails = rails(bank);
  }

  BankTwin.Settings bankSettings() {
    return bankSettings;
  }

  private IsoRails rails(BankTwin twin) {
    return IsoRails.open(
        database,
        twin,
        BankProfile.hongKongBatch("FAIRHKHHXXX", BANK).withResendAfter(Duration.ofMillis(300)));
  }

  /// Debits equal credits on every ledger; nothing is held; the chain has what the ledger says;
  /// what sellers are owed is what the record says.
  void assertInvariants() {
    Map<Integer, Long> posted = new HashMap<>();
    Map<Integer, Long> pending = new HashMap<>();
    for (Account account : accounts()) {
      posted.merge(account.ledger(), account.debitsPosted() - account.creditsPosted(), Long::sum);
      pending.merge(
          account.ledger(), account.debitsPending() - account.creditsPending(), Long::sum);
    }
    assertThat(posted.values()).as("posted debits less credits").containsOnly(0L);
    assertThat(pending.values()).as("pending debits less credits").containsOnly(0L);
    assertSupply();
  }

  /// As [#assertInvariants()], with nothing under way.
  void assertAtRest() {
    assertInvariants();
    for (Account account : accounts()) {
      assertThat(account.debitsPending() + account.creditsPending()).as("%s", account).isZero();
    }
    for (int i = 1; i <= SELLERS; i++) {
      String seller = "S%02d".formatted(i);
      long due =
          sum(
              "SELECT coalesce(sum(due), 0) FROM payments.payment_order WHERE seller_id = '"
                  + seller
                  + "'");
      assertThat(balance(Chart.seller(seller, Asset.CNH)).units()).as(seller).isEqualTo(due);
    }
  }

  private void assertSupply() {
    Asset coin = Asset.FHKD;
    Map<String, ChartAccount> mirrors =
        Map.of(
            chain.address("L001").toLowerCase(java.util.Locale.ROOT), Chart.wallet("L001", coin),
            chain.address("O001").toLowerCase(java.util.Locale.ROOT), Chart.wallet("O001", coin),
            chain.address("issuer").toLowerCase(java.util.Locale.ROOT), Chart.rounding(coin));
    Observation seen = chain.observe(coin, mirrors.keySet());
    assertThat(seen.supply()).isEqualTo(balance(Chart.issued(coin)));
    mirrors.forEach((address, account) ->
        assertThat(seen.balances().get(address)).as(account.name()).isEqualTo(balance(account)));
    assertThat(balance(Chart.pool(coin)).decimal())
        .isGreaterThanOrEqualTo(balance(Chart.issued(coin)).decimal());
  }

  private List<Account> accounts() {
    List<Account> all = new ArrayList<>();
    long from = 0;
    while (true) {
      List<Account> page = ledger.queryAccounts(QueryFilter.from(from));
      all.addAll(page);
      if (page.size() < QueryFilter.LIMIT_MAX) {
        return all;
      }
      from = page.getLast().timestamp() + 1;
    }
  }

  long sum(String query) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The people, with one account replaced: `SREJ=GOOD1`.
  Parties parties(String replaced) {
    StringBuilder text =
        new StringBuilder(
            """
            party_id,role,name,country,town,address,bank_bic,account,account_currency,platform
            B1,buyer,Ann Example,GB,,1 Quay Street,,,,
            B2,buyer,Ben Example,GB,,6 Quay Street,,,,
            BHIT,buyer,Orlando Thaddeus Vexley,IS,,2 Quay Street,,,,
            P001,platform,Example Marketplace Limited,GB,London,3 Road,TESTGB2LXXX,GB00TEST1,GBP,
            L001,provider,Example Liquidity Limited,HK,Hong Kong,4 Road,TESTHKHHXXX,1001,HKD,
            O001,payout,Example Payout Limited,HK,Hong Kong,5 Road,DEMOHKHHXXX,1002,CNH,
            """);
    String rejected = replaced.startsWith(REJECTED + "=") ? replaced.substring(5) : "REJECT1";
    seller(text, REJECTED, rejected);
    seller(text, SILENT, "SILENT1");
    for (int i = 0; i < BUYERS; i++) {
      text.append("C%02d,buyer,Example Customer %d,GB,,7 Quay Street,,,,%n".formatted(i, i));
    }
    for (int i = 1; i <= SELLERS; i++) {
      seller(text, "S%02d".formatted(i), "6000%04d".formatted(i));
    }
    try {
      return Parties.read(Files.writeString(folder.resolve("parties.csv"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void seller(StringBuilder text, String id, String account) {
    text.append(
        "%s,seller,Example Seller %s Limited,HK,Hong Kong,6 Road,TESTHKHHXXX,%s,CNH,P001%n"
            .formatted(id, id, account));
  }

  @Override
  public void close() {
    rails.close();
    bank.close();
    development.close();
    cluster.close();
    database.close();
  }

  private static HikariDataSource database() {
    String name = "town_" + COUNT.incrementAndGet();
    try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    HikariConfig config = new HikariConfig();
    config.setDataSource(POSTGRES.getDatabase("postgres", name));
    config.setMaximumPoolSize(16);
    return new HikariDataSource(config);
  }

  private static EmbeddedPostgres postgres() {
    try {
      EmbeddedPostgres server = EmbeddedPostgres.builder().start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

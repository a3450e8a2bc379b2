package io.fairway.chain;

import io.fairway.chain.development.Anvil;
import io.fairway.chain.development.DevelopmentChain;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.web3j.crypto.Hash;

/// What the tests of this room share: one PostgreSQL with a fresh database a test, and the words of
/// a settlement.
public final class Chains {
  public static final Duration BLOCK_TIME = Duration.ofMillis(100);
  public static final Duration WAIT = Duration.ofSeconds(30);
  public static final long RESERVE_UNITS = 2_000_000_000_000_000_000L;
  public static final List<String> PARTICIPANTS =
      List.of("L001", "O001", "P001", "issuer", "rounding");

  /// A million units of the native coin, for gas.
  public static final String RICH = "0xd3c21bcecceda1000000";

  /// A database is a thousand small files. No test looks back at the sixteenth before its last.
  private static final int DATABASES_KEPT = 16;

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final Deque<String> KEPT = new ArrayDeque<>();
  private static final EmbeddedPostgres POSTGRES = postgres();

  private Chains() {}

  public static synchronized DataSource database() {
    String name = "chain_" + DATABASES.incrementAndGet();
    try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      if (KEPT.size() == DATABASES_KEPT) {
        statement.execute("DROP DATABASE " + KEPT.removeFirst() + " WITH (FORCE)");
      }
      statement.execute("CREATE DATABASE " + name);
      KEPT.addLast(name);
    } catch (SQLException problem) {
      throw new IllegalStateException(problem);
    }
    return POSTGRES.getDatabase("postgres", name);
  }

  public static DevelopmentChain start(Path folder, DataSource database) {
    return DevelopmentChain.start(
        Anvil.findContracts(), folder, database, BLOCK_TIME, PARTICIPANTS);
  }

  /// A profile of a test's own.
  public static ChainProfile profile(
      URI rpc, int confirmations, Duration rpcTimeout, boolean development) {
    ChainProfile one = ChainProfile.development(rpc, BLOCK_TIME);
    return new ChainProfile(
        "test",
        one.endpoints(),
        one.quorum(),
        one.chainId(),
        new ChainProfile.Confirmation(confirmations, false),
        one.blockTime(),
        one.pollInterval(),
        rpcTimeout,
        one.reviewedOn(),
        one.reviewDueOn(),
        one.fees(),
        one.coins(),
        one.limits(),
        one.contracts(),
        one.plan(),
        development ? ChainProfile.Environment.DEVELOPMENT : ChainProfile.Environment.PILOT);
  }

  /// A profile of a network that people approve on, with a confirmation rule of a test's own.
  public static ChainProfile profile(URI rpc, ChainProfile.Confirmation rule) {
    ChainProfile one = profile(rpc, rule.blocks(), Duration.ofSeconds(2), false);
    return new ChainProfile(
        one.name(),
        one.endpoints(),
        one.quorum(),
        one.chainId(),
        rule,
        one.blockTime(),
        one.pollInterval(),
        one.rpcTimeout(),
        one.reviewedOn(),
        one.reviewDueOn(),
        one.fees(),
        one.coins(),
        one.limits(),
        one.contracts(),
        one.plan(),
        one.environment());
  }

  /// The keys of a network that gives nobody anything: made in the folder, with something for gas.
  public static Keys funded(Path folder, JsonRpc rpc) {
    Keys keys = DevelopmentKeys.open(folder);
    List<String> names =
        Stream.concat(Keys.ROLES.stream(), PARTICIPANTS.stream().map(Keys::participant)).toList();
    keys.prepare(names);
    names.forEach(name -> rpc.call("anvil_setBalance", keys.address(name), RICH));
    return keys;
  }

  /// Gives L001 coins, so that it can settle; approved by whoever the chain was opened with.
  public static void fund(EvmChain chain, String... units) {
    attest(chain, Asset.FHKD);
    for (String amount : units) {
      MintOutcome outcome =
          chain.mint(id("funding " + amount), chain.address("L001"), coins(amount), WAIT);
      if (!(outcome instanceof MintOutcome.Minted)) {
        throw new IllegalStateException("not funded: " + outcome);
      }
    }
  }

  /// States a reserve that covers whatever a test mints.
  public static void attest(EvmChain chain, Asset coin) {
    AttestOutcome outcome = chain.attest(coin, RESERVE_UNITS, Instant.now(), WAIT);
    if (!(outcome instanceof AttestOutcome.Attested)) {
      throw new IllegalStateException("not attested: " + outcome);
    }
  }

  /// A participant's FHKD on the chain, in smallest units.
  public static long balance(EvmChain chain, String participant) {
    String address = chain.address(participant);
    Observation observation = chain.observe(Asset.FHKD, List.of(address));
    return Objects.requireNonNull(observation.balances().get(address)).units();
  }

  public static Window window(EvmChain chain, String name, String amount) {
    Leg leg =
        new Leg(id(name + " leg"), chain.address("L001"), chain.address("O001"), coins(amount));
    return new Window(id(name), List.of(leg));
  }

  public static Hash32 id(String name) {
    return Hash32.parse(Hash.sha3String(name));
  }

  public static Money coins(String amount) {
    return Money.of(Asset.FHKD, new java.math.BigDecimal(amount));
  }

  private static EmbeddedPostgres postgres() {
    try {
      EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                try {
                  postgres.close();
                } catch (IOException problem) {
                  throw new java.io.UncheckedIOException(problem);
                }
              }));
      return postgres;
    } catch (IOException problem) {
      throw new java.io.UncheckedIOException(problem);
    }
  }
}

package io.fairway.app.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.fairway.chain.Keys;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.KeyProfile;
import io.fairway.chain.keys.KeyRoom;
import io.fairway.chain.keys.Person;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.cluster.EmbeddedLedger;
import io.fairway.ledger.Ledger;
import io.fairway.money.Asset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/// The engines of one data directory, started together and stopped together.
public final class Engines implements AutoCloseable {
  /// Names the folder for unpacked programs; the launcher sets it, so that all data directories of
  /// a checkout share one.
  public static final String PROGRAMS_PROPERTY = "fairway.programs";

  /// Anvil makes a block a second.
  public static final Duration BLOCK_TIME = Duration.ofSeconds(1);

  /// The coins in use. Offshore RMB is the pilot's.
  public static final List<Asset> COINS = List.of(Asset.FHKD, Asset.FUSD);

  private static final int CONNECTIONS_MAX = 24;
  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(10);

  private final DataDirectory directory;
  private final Postgres postgres;
  private final HikariDataSource database;
  private final EmbeddedLedger ledger;
  private final Anvil anvil;
  private final KeyRoom keys;
  private boolean closed;

  private Engines(
      DataDirectory directory,
      Postgres postgres,
      EmbeddedLedger ledger,
      Anvil anvil,
      KeyRoom keys) {
    this.directory = directory;
    this.postgres = postgres;
    this.ledger = ledger;
    this.anvil = anvil;
    this.keys = keys;
    this.database = pool(postgres);
  }

  /// Starts all of them at the same time, and waits until each answers.
  ///
  /// @throws EngineFailure when one does not start, or another process has the directory
  public static Engines start(Path data) {
    return start(data, Person.running());
  }

  /// As above.
  ///
  /// @param person in whose name the keys are opened
  public static Engines start(Path data, Person person) {
    DataDirectory directory = DataDirectory.open(data);
    try (Together starting = new Together()) {
      Future<Postgres> postgres =
          starting.start(() ->
              Postgres.start(directory.postgres(), PostgresPrograms.unpack(programs(directory))));
      Future<EmbeddedLedger> ledger =
          starting.start(() -> EmbeddedLedger.start(directory.ledger()));
      Future<Anvil> anvil =
          starting.start(() -> Anvil.start(Anvil.findContracts(), directory.chain(), BLOCK_TIME));
      Future<KeyRoom> keys = starting.start(() -> keys(directory, person));
      starting.await();
      return new Engines(
          directory, postgres.resultNow(), ledger.resultNow(), anvil.resultNow(), keys.resultNow());
    } catch (RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  static Path programs(DataDirectory directory) {
    String named = System.getProperty(PROGRAMS_PROPERTY);
    return named == null ? directory.programs() : Path.of(named);
  }

  private static HikariDataSource pool(Postgres postgres) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("fairway");
    config.setJdbcUrl(postgres.url());
    config.setUsername(Postgres.USER);
    config.setPassword(postgres.password());
    config.setMaximumPoolSize(CONNECTIONS_MAX);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
    config.addDataSourceProperty("ApplicationName", "fairway");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    return new HikariDataSource(config);
  }

  /// The records of every room, each in its own schema.
  public DataSource database() {
    return database;
  }

  /// Where money is.
  public Ledger ledger() {
    return ledger.ledger();
  }

  /// The node of the chain.
  public Anvil anvil() {
    return anvil;
  }

  /// The signing keys of the development profile: those in a SoftHSM2 token where it is installed,
  /// else in an encrypted keystore beside the chain's state. A directory stays with what it began
  /// with.
  public KeyRoom keys() {
    return keys;
  }

  /// The chain as a house has it: Anvil, and the coins in use.
  public ChainProfile chainProfile() {
    return ChainProfile.development(anvil.rpc(), anvil.blockTime())
        .with(COINS.toArray(Asset[]::new));
  }

  /// Opens the keys, and makes those of a new directory while the other engines start.
  private static KeyRoom keys(DataDirectory directory, Person person) {
    KeyRoom room =
        KeyRoom.open(
            KeyProfile.DEVELOPMENT,
            directory.keys(),
            directory.chain(),
            person,
            InstantSource.system());
    try {
      room.online().prepare(Keys.ROLES);
      return room;
    } catch (RuntimeException problem) {
      room.close();
      throw problem;
    }
  }

  /// Are there PostgreSQL programs for this machine on the class path?
  public static boolean hasPostgresPrograms() {
    return PostgresPrograms.available();
  }

  /// How PostgreSQL would run here, in words; it refuses to run as root.
  public static String postgresUser() {
    return Unprivileged.detect().description();
  }

  /// Stops everything, newest first. Calling it again does nothing.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    database.close();
    try (directory;
        keys) {
      closeTogether();
    }
  }

  private void closeTogether() {
    Thread chain = Thread.ofVirtual().start(anvil::close);
    Thread records = Thread.ofVirtual().start(postgres::close);
    try {
      ledger.close();
    } finally {
      Uninterrupted.join(chain);
      Uninterrupted.join(records);
    }
  }
}

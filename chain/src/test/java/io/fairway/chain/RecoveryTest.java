package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.balance;
import static io.fairway.chain.Chains.coins;
import static io.fairway.chain.Chains.id;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.development.Anvil;
import io.fairway.chain.development.DevelopmentChain;
import io.fairway.chain.gateway.ForeignTransaction;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.money.Asset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What survives what: nothing is lost and nothing happens twice, wherever the crash falls.
class RecoveryTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path folder;

  @Test
  void aChainThatForgotEverythingIsToldAgain() {
    DataSource database = Chains.database();
    WindowOutcome paid;
    WindowOutcome dead;
    try (DevelopmentChain development = Chains.start(folder, database)) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "100");
      paid = chain.settle(window(chain, "paid", "60"), WAIT);
      dead = chain.settle(window(chain, "dead", "60"), WAIT);
      assertThat(dead).isInstanceOf(WindowOutcome.Reverted.class);
      // With these coins the dead window could be paid: it must not be, by any order of replay.
      Chains.fund(chain, "1000");
      forgetEverything(development.anvil());
      assertThat(balance(chain, "O001")).isEqualTo(60_000_000);
      assertSame(chain.settle(window(chain, "paid", "60"), WAIT), paid);
      assertThat(chain.settle(window(chain, "dead", "60"), WAIT)).isEqualTo(dead);
      assertThat(chain.settle(window(chain, "next", "1"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
    }
    deleteState();
    try (DevelopmentChain development = Chains.start(folder, database)) {
      EvmChain chain = development.chain();
      assertSame(chain.settle(window(chain, "paid", "60"), WAIT), paid);
      assertThat(chain.settle(window(chain, "dead", "60"), WAIT)).isEqualTo(dead);
      assertThat(balance(chain, "O001")).isEqualTo(61_000_000);
      assertThat(chain.observe(Asset.FHKD, List.of()).supply()).isEqualTo(coins("1100"));
      assertThat(chain.inclusion(id("dead"), window(chain, "dead", "60").legs())).isEmpty();
    }
  }

  @Test
  void windowsInFlightSurviveKillsOfTheNode() throws Exception {
    try (DevelopmentChain development = Chains.start(folder, Chains.database())) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "1000");
      int windows = 40;
      List<Future<WindowOutcome>> outcomes = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int index = 0; index < windows; index++) {
          Window window = window(chain, "in flight " + index, "1");
          outcomes.add(threads.submit(() -> chain.settle(window, WAIT)));
          if (index % 15 == 14) {
            outcomes.get(index - 7).get();
            ProcessHandle.of(development.anvil().pid()).orElseThrow().destroyForcibly();
          }
        }
      }
      for (Future<WindowOutcome> outcome : outcomes) {
        assertThat(outcome.get()).isInstanceOf(WindowOutcome.Settled.class);
      }
      assertThat(balance(chain, "O001")).isEqualTo(windows * 1_000_000L);
    }
  }

  /// Coin and gate name each other before either is there: going on must put both where they were
  /// promised.
  @Test
  void anOpeningThatWasCutOffGoesOn() throws Exception {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        Middleman middleman = new Middleman(anvil.rpc())) {
      middleman.swallowsSends(true);
      Keys keys = DevelopmentKeys.open(folder);
      Thread opening =
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, _) -> {})
              .start(() ->
                  EvmChain.open(
                          ChainProfile.development(middleman.uri(), BLOCK_TIME),
                          database,
                          keys,
                          PARTICIPANTS)
                      .close());
      while (!isDeploying(database)) {
        Thread.sleep(5);
      }
      opening.interrupt();
      opening.join();
      assertThat(stored(database, "DEPLOY")).as("no proxy was stored").isLessThan(9);
      try (EvmChain chain = open(anvil, database)) {
        Chains.fund(chain, "10");
        assertThat(chain.settle(window(chain, "after all", "4"), WAIT))
            .isInstanceOf(WindowOutcome.Settled.class);
      }
    }
  }

  @Test
  void aCrashBetweenStoringAndSending() {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        Middleman middleman = new Middleman(anvil.rpc())) {
      EvmChain first =
          EvmChain.open(
              ChainProfile.development(middleman.uri(), BLOCK_TIME),
              database,
              DevelopmentKeys.open(folder),
              PARTICIPANTS);
      Chains.fund(first, "10");
      middleman.swallowsSends(true);
      assertThat(first.settle(window(first, "stored", "4"), SHORT))
          .isInstanceOf(WindowOutcome.Silent.class);
      first.close();
      try (EvmChain second = open(anvil, database)) {
        assertThat(second.settle(window(second, "stored", "4"), WAIT))
            .isInstanceOf(WindowOutcome.Settled.class);
        assertThat(balance(second, "O001")).isEqualTo(4_000_000);
        assertThat(second.gasUsed().windows().transactions()).isEqualTo(1);
      }
    }
  }

  @Test
  void nothingIsSignedWhileTheChainCannotBeAsked() throws Exception {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        EvmChain chain = open(anvil, database)) {
      Chains.fund(chain, "10");
      anvil.kill();
      assertThat(chain.settle(window(chain, "waits", "4"), SHORT))
          .isInstanceOf(WindowOutcome.Silent.class);
      assertThat(windows(database)).isZero();
      anvil.restart();
      assertThat(chain.settle(window(chain, "waits", "4"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
      assertThat(windows(database)).isEqualTo(1);
    }
  }

  /// A window that the chain would revert costs no gas and stays dead, also when it could be paid
  /// later.
  @Test
  void whatTheChainWouldRevertIsNeverSigned() throws Exception {
    DataSource database = Chains.database();
    try (DevelopmentChain development = Chains.start(folder, database)) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "10");
      long confirmed = chain.transactionsConfirmed();
      WindowOutcome dead = chain.settle(window(chain, "too much", "11"), WAIT);
      assertThat(dead).isInstanceOf(WindowOutcome.Reverted.class);
      assertThat(chain.transactionsConfirmed()).isEqualTo(confirmed);
      Chains.fund(chain, "20");
      assertThat(chain.settle(window(chain, "too much", "11"), WAIT)).isEqualTo(dead);
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement();
          java.sql.ResultSet row =
              statement.executeQuery(
                  "SELECT result, nonce, operation FROM chain.transaction WHERE kind = 'WINDOW'")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("REFUSED");
        assertThat(row.getObject(2)).isNull();
        assertThat(row.getString(3)).isEqualTo("SETTLE");
      }
    }
  }

  private static long windows(DataSource database) throws Exception {
    return stored(database, "WINDOW");
  }

  private static boolean isDeploying(DataSource database) {
    try {
      return stored(database, "DEPLOY") > 0;
    } catch (Exception noTableYet) {
      return false;
    }
  }

  private static long stored(DataSource database, String kind) throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        java.sql.ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM chain.transaction WHERE kind = '" + kind + "'")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void aCrashBetweenSendingAndTheReceipt() {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME)) {
      EvmChain first = open(anvil, database);
      Chains.fund(first, "10");
      assertThat(first.settle(window(first, "sent", "4"), Duration.ofMillis(20)))
          .isInstanceOf(WindowOutcome.Silent.class);
      first.close();
      try (EvmChain second = open(anvil, database)) {
        assertThat(second.settle(window(second, "sent", "4"), WAIT))
            .isInstanceOf(WindowOutcome.Settled.class);
        assertThat(balance(second, "O001")).isEqualTo(4_000_000);
      }
    }
  }

  @Test
  void aNodeThatHangsIsSilentUntilItGoesOn() throws Exception {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        EvmChain chain =
            EvmChain.open(
                profile(anvil, 1, Duration.ofSeconds(1)),
                database,
                DevelopmentKeys.open(folder),
                PARTICIPANTS)) {
      Chains.fund(chain, "10");
      try (Halted _ = Halted.of(anvil.pid())) {
        assertThat(chain.settle(window(chain, "hangs", "4"), SHORT))
            .isInstanceOf(WindowOutcome.Silent.class);
        assertThatThrownBy(() -> chain.observe(Asset.FHKD, List.of()))
            .isInstanceOf(ChainUnavailable.class);
      }
      assertThat(chain.settle(window(chain, "hangs", "4"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
      assertThat(balance(chain, "O001")).isEqualTo(4_000_000);
    }
  }

  @Test
  void aFeeThatIsTooLowIsRaised() {
    try (DevelopmentChain development = Chains.start(folder, Chains.database())) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "10");
      long offered =
          ChainProfile.development(development.anvil().rpc(), BLOCK_TIME).fees().maxFeePerGasWei();
      try (JsonRpc rpc = new JsonRpc(development.anvil().rpc(), Duration.ofSeconds(5))) {
        // The base fee falls by an eighth a block: from a thousandfold it takes 52 blocks to come
        // back
        // to what was offered at first.
        rpc.call("anvil_setNextBlockBaseFeePerGas", JsonRpc.quantity(1000 * offered));
        rpc.call("evm_mine");
      }
      WindowOutcome outcome = chain.settle(window(chain, "dear", "4"), WAIT);
      assertThat(outcome)
          .isInstanceOfSatisfying(
              WindowOutcome.Settled.class,
              settled -> assertThat(settled.inclusion().gasPriceWei()).isGreaterThan(offered));
      assertThat(chain.settle(window(chain, "dear", "4"), WAIT)).isEqualTo(outcome);
      forgetEverything(development.anvil());
      assertSame(chain.settle(window(chain, "dear", "4"), WAIT), outcome);
      assertThat(balance(chain, "O001")).isEqualTo(4_000_000);
    }
  }

  @Test
  void aNonceThatAnotherProgramUsedStopsAndAskingAgainSettles() {
    try (DevelopmentChain development = Chains.start(folder, Chains.database())) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "10");
      chain.settle(window(chain, "before", "1"), WAIT);
      useNonce(development.anvil(), 1);
      assertThat(chain.settle(window(chain, "robbed", "4"), WAIT))
          .isInstanceOfSatisfying(
              WindowOutcome.Stopped.class,
              stopped -> assertThat(stopped.cause()).startsWith("nonce 1 of "));
      assertThat(chain.settle(window(chain, "robbed", "4"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
      assertThat(balance(chain, "O001")).isEqualTo(5_000_000);
      // The other program's bytes are lost with the chain's memory; the rest must come back as it
      // was.
      forgetEverything(development.anvil());
      assertThat(balance(chain, "O001")).isEqualTo(5_000_000);
      assertThat(chain.settle(window(chain, "after", "1"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
    }
  }

  @Test
  void aChainThatEndsATransactionOtherwiseStopsTheGateway() throws Exception {
    DataSource database = Chains.database();
    try (DevelopmentChain development = Chains.start(folder, database)) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "10");
      chain.settle(window(chain, "one", "1"), WAIT);
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate(
            "UPDATE chain.transaction SET result = 'REVERTED' WHERE kind = 'WINDOW'");
      }
      forgetEverything(development.anvil());
      assertThat(chain.settle(window(chain, "two", "1"), WAIT))
          .isInstanceOfSatisfying(
              WindowOutcome.Silent.class,
              silent -> assertThat(silent.lastKnown()).contains("was REVERTED"));
    }
  }

  /// A network whose blocks may still be replaced: an answer comes when its block is deep enough.
  @Test
  void waitsForTheConfirmationsOfItsProfile() {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5));
        EvmChain chain =
            EvmChain.open(
                profile(anvil, 4, Duration.ofSeconds(2)),
                database,
                DevelopmentKeys.open(folder),
                PARTICIPANTS)) {
      Chains.fund(chain, "10");
      WindowOutcome outcome = chain.settle(window(chain, "deep", "4"), WAIT);
      long newest = JsonRpc.quantity(rpc.call("eth_blockNumber"));
      assertThat(outcome)
          .isInstanceOfSatisfying(
              WindowOutcome.Settled.class,
              settled ->
                  assertThat(settled.inclusion().blockNumber()).isLessThanOrEqualTo(newest - 3));
      assertThat(balance(chain, "O001")).isEqualTo(4_000_000);
    }
  }

  private static ChainProfile profile(Anvil anvil, int confirmations, Duration rpcTimeout) {
    return Chains.profile(anvil.rpc(), confirmations, rpcTimeout, true);
  }

  @Test
  void aLostDatabaseBeginsAnewOnTheSameChain() {
    try (DevelopmentChain development = Chains.start(folder, Chains.database())) {
      Chains.fund(development.chain(), "10");
    }
    try (DevelopmentChain development = Chains.start(folder, Chains.database())) {
      EvmChain chain = development.chain();
      assertThat(chain.observe(Asset.FHKD, List.of()).supply()).isEqualTo(coins("0"));
      Chains.fund(chain, "10");
      assertThat(chain.settle(window(chain, "anew", "4"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
    }
  }

  @Test
  void lostKeysAreNamed() throws IOException {
    DataSource database = Chains.database();
    Chains.start(folder, database).close();
    Files.delete(folder.resolve("development-keys.p12"));
    assertThatThrownBy(() -> Chains.start(folder, database))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("keys and database do not belong together");
  }

  @Test
  void aParticipantMayJoinLater() {
    DataSource database = Chains.database();
    Chains.start(folder, database).close();
    List<String> more = new ArrayList<>(PARTICIPANTS);
    more.add("L002");
    try (DevelopmentChain development =
        DevelopmentChain.start(Anvil.findContracts(), folder, database, BLOCK_TIME, more)) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "10");
      Leg leg = new Leg(id("to L002"), chain.address("L001"), chain.address("L002"), coins("3"));
      assertThat(chain.settle(new Window(id("joined"), List.of(leg)), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
    }
  }

  private EvmChain open(Anvil anvil, DataSource database) {
    return EvmChain.open(
        ChainProfile.development(anvil.rpc(), BLOCK_TIME),
        database,
        DevelopmentKeys.open(folder),
        PARTICIPANTS);
  }

  /// The block may be another one after a chain was told again; all else is the same.
  private static void assertSame(WindowOutcome now, WindowOutcome then) {
    assertThat(now).isInstanceOf(WindowOutcome.Settled.class);
    Inclusion one = ((WindowOutcome.Settled) now).inclusion();
    Inclusion other = ((WindowOutcome.Settled) then).inclusion();
    assertThat(one.transactionHash()).isEqualTo(other.transactionHash());
    assertThat(one.merkleRoot()).isEqualTo(other.merkleRoot());
    assertThat(one.proofs()).isEqualTo(other.proofs());
  }

  private static void forgetEverything(Anvil anvil) {
    anvil.kill();
    anvil.forget();
    anvil.restart();
  }

  private void deleteState() {
    try {
      Files.delete(folder.resolve("anvil-state.json"));
    } catch (IOException problem) {
      throw new java.io.UncheckedIOException(problem);
    }
  }

  private void useNonce(Anvil anvil, long nonce) {
    Keys keys = DevelopmentKeys.open(folder);
    ChainProfile profile = ChainProfile.development(anvil.rpc(), BLOCK_TIME);
    ForeignTransaction foreign = ForeignTransaction.of(profile, keys, Keys.SETTLER, nonce);
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      rpc.call("eth_sendRawTransaction", foreign.raw());
      rpc.call("evm_mine");
    }
  }
}

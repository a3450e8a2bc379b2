package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.balance;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.gateway.ForeignTransaction;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.watch.Watcher;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node that is killed, stalled, reorganised and fed nonces by another program, while transfers
/// run: every one ends, and once.
class ChaosTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int CONFIRMATIONS = 4;
  private static final int ATTEMPTS_MAX = 400;
  private static final int AT_A_TIME = 40;
  private static final int STATE_LOOKS_MAX = 200;
  private static final String NOBODY = "0x" + "00".repeat(20);

  /// Windows that one kill may leave settled without a receipt: of those under way in its second.
  private static final int RECEIPTS_LOST_A_KILL_MAX = 5;

  /// Anvil writes its state once a second; what is signed longer before a kill is in it.
  private static final Duration LOST_BEFORE_KILL_MAX = Duration.ofSeconds(5);

  private static final String SOMEBODY = "0x" + "0e".repeat(20);
  private static final int REORGANISE_TRIES_MAX = 20;
  private static final int REORGANISE_LOOKS_MAX = 200;
  private static final int REORGANISE_EVERY = 50;
  private static final int FOREIGN_TRIES_MAX = 20;
  private static final int FOREIGN_LOOKS_MAX = 20;
  private static final Duration CATCH_UP_MAX = Duration.ofSeconds(30);

  /// Looks after which a settled window without an event counts as one whose receipt is lost.
  private static final int RECEIPT_LOST = 20;

  @TempDir Path folder;

  /// How often each trouble was seen to have an effect.
  private final Map<Trouble, Integer> effects = new EnumMap<>(Trouble.class);

  /// When the node was killed, by the clock that the records go by.
  private final List<Instant> kills = new ArrayList<>();

  private enum Trouble {
    KILL,
    STALL,
    REORGANISE,
    FOREIGN_NONCE
  }

  private record Load(int transfers, int troubles, Random random) {}

  @Test
  void everyTransferEndsOnce() throws Exception {
    run(120, 8, 20_261_123);
  }

  @Test
  @Tag("long")
  void everyOneOfAThousandTransfersEndsOnce() throws Exception {
    for (long seed : new long[] {1, 2, 3}) {
      run(1_000, 24, seed);
    }
  }

  private void run(int transfers, int troubles, long seed) throws Exception {
    System.out.printf("chaos: %s transfers, %s troubles, seed %s%n", transfers, troubles, seed);
    Random random = new Random(seed);
    effects.clear();
    kills.clear();
    DataSource database = Chains.database();
    Path home = folder.resolve("seed-" + seed);
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), home, BLOCK_TIME);
        EvmChain chain =
            EvmChain.open(
                Chains.profile(anvil.rpc(), CONFIRMATIONS, Duration.ofMillis(700), true),
                database,
                DevelopmentKeys.open(home),
                PARTICIPANTS)) {
      Chains.fund(chain, "10000");
      try (Watcher watcher = chain.watcher(database)) {
        watcher.start();
        // It was there before the trouble: a first look at a long chain takes longer than a block.
        catchUp(watcher, anvil);
        List<Window> lost = transfer(chain, anvil, home, new Load(transfers, troubles, random));
        assertLostByKillsOnly(database, lost);
        assertThat(effects.keySet())
            .as("seed %s: %s", seed, effects)
            .containsOnly(Trouble.values());
        catchUp(watcher, anvil);
        assertFollows(watcher, anvil);
        assertThat(watcher.alarms()).as("seed %s", seed).isEmpty();
      }
      assertOnce(chain, anvil, home, transfers);
      assertWatched(chain, database, seed);
    }
  }

  /// @return windows that are settled and whose receipts the node lost
  private List<Window> transfer(EvmChain chain, Anvil anvil, Path home, Load load)
      throws Exception {
    int transfers = load.transfers();
    int troubles = load.troubles();
    AtomicInteger done = new AtomicInteger();
    Map<Window, Future<WindowOutcome>> outcomes = new LinkedHashMap<>();
    Semaphore places = new Semaphore(AT_A_TIME);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < transfers; number++) {
        Window window = window(chain, name(home, number), "1");
        outcomes.put(
            window,
            threads.submit(() -> {
              places.acquire();
              try {
                return ended(chain, window);
              } finally {
                places.release();
                done.incrementAndGet();
              }
            }));
      }
      for (int number = 1; number <= troubles; number++) {
        while (done.get() < (long) transfers * number / (troubles + 2)) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
        make(Trouble.values()[(number - 1) % Trouble.values().length], anvil, home, load.random());
      }
    }
    List<Window> lost = new ArrayList<>();
    for (Map.Entry<Window, Future<WindowOutcome>> entry : outcomes.entrySet()) {
      WindowOutcome outcome = entry.getValue().get();
      if (isSettledWithoutReceipt(outcome)) {
        lost.add(entry.getKey());
      } else {
        assertThat(outcome).as("%s", home.getFileName()).isInstanceOf(WindowOutcome.Settled.class);
      }
    }
    System.out.printf(
        "chaos: %s settled, of which the node lost %s receipts; took effect: %s%n",
        transfers, lost.size(), effects);
    return lost;
  }

  /// Only a kill loses receipts: of a few windows, all signed just before it.
  private void assertLostByKillsOnly(DataSource database, List<Window> lost) throws Exception {
    assertThat(lost).hasSizeLessThanOrEqualTo(kills.size() * RECEIPTS_LOST_A_KILL_MAX);
    for (Window window : lost) {
      List<Instant> signed = signed(database, window);
      assertThat(signed)
          .as("%s, killed at %s", window.id(), kills)
          .anyMatch(at -> kills.stream().anyMatch(kill -> isJustBefore(at, kill)));
    }
  }

  private static boolean isJustBefore(Instant signed, Instant kill) {
    Duration before = Duration.between(signed, kill);
    return !before.isNegative() && before.compareTo(LOST_BEFORE_KILL_MAX) <= 0;
  }

  private static List<Instant> signed(DataSource database, Window window) throws Exception {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT signed_at FROM chain.transaction WHERE kind = 'WINDOW' AND key = ?")) {
      select.setString(1, window.id().toString());
      try (ResultSet row = select.executeQuery()) {
        List<Instant> signed = new ArrayList<>();
        while (row.next()) {
          signed.add(row.getObject(1, OffsetDateTime.class).toInstant());
        }
        return signed;
      }
    }
  }

  /// It runs beside all this on a thread of its own, and is where the chain is.
  private static void catchUp(Watcher watcher, Anvil anvil) throws InterruptedException {
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      long newest = JsonRpc.quantity(rpc.newest().path("number"));
      long end = System.nanoTime() + CATCH_UP_MAX.toNanos();
      while (watcher.position().block() < newest) {
        assertThat(System.nanoTime()).as("the watcher reaches block %s", newest).isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  /// Asks until there is an answer, as any caller does: by the same id. A killed Anvil may come
  /// back with the state of its last blocks and without the blocks: then nobody can show how a
  /// window was settled, and the gateway says so instead of guessing.
  private static WindowOutcome ended(EvmChain chain, Window window) {
    WindowOutcome outcome = chain.settle(window, PATIENCE);
    int receiptsLost = 0;
    for (int attempt = 0; attempt < ATTEMPTS_MAX && receiptsLost < RECEIPT_LOST; attempt++) {
      if (outcome instanceof WindowOutcome.Settled || outcome instanceof WindowOutcome.Reverted) {
        return outcome;
      }
      outcome = chain.settle(window, PATIENCE);
      if (isSettledWithoutReceipt(outcome)) {
        receiptsLost++;
        LockSupport.parkNanos(BLOCK_TIME.toNanos());
      }
    }
    return outcome;
  }

  private static boolean isSettledWithoutReceipt(WindowOutcome outcome) {
    return outcome instanceof WindowOutcome.Silent(String lastKnown)
        && lastKnown.startsWith("WindowAlreadySettled(");
  }

  private void make(Trouble trouble, Anvil anvil, Path home, Random random) throws Exception {
    System.out.println("chaos: " + trouble);
    switch (trouble) {
      case KILL -> {
        ProcessHandle node = living(anvil);
        kills.add(Instant.now());
        node.destroyForcibly();
        node.onExit().join();
        if (living(anvil).pid() != node.pid()) {
          tookEffect(trouble);
        }
      }
      case STALL -> {
        try (Halted _ = Halted.of(living(anvil).pid())) {
          if (isSilent(anvil)) {
            tookEffect(trouble);
          }
          TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
        }
      }
      case REORGANISE -> {
        for (int attempt = 0; attempt < REORGANISE_TRIES_MAX; attempt++) {
          if (reorganise(anvil, 1 + random.nextInt(CONFIRMATIONS - 1))) {
            tookEffect(trouble);
            return;
          }
          // An empty block is replaced by the very same one: the next may have something in it.
          TimeUnit.MILLISECONDS.sleep(BLOCK_TIME.toMillis());
        }
      }
      case FOREIGN_NONCE -> {
        for (int attempt = 0; attempt < FOREIGN_TRIES_MAX; attempt++) {
          if (foreignNonce(anvil, home)) {
            tookEffect(trouble);
            return;
          }
        }
      }
    }
  }

  private void tookEffect(Trouble trouble) {
    effects.merge(trouble, 1, Integer::sum);
  }

  /// Blocks of a tenth of a second are replaced faster than a busy watcher reads them; with the
  /// blocks standing still it must see it.
  private static void assertFollows(Watcher watcher, Anvil anvil) throws InterruptedException {
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      rpc.call("evm_setIntervalMining", 0);
      catchUp(watcher, anvil);
      int before = watcher.reorganisations().size();
      for (int look = 0; look < REORGANISE_LOOKS_MAX; look++) {
        if (watcher.reorganisations().size() > before) {
          rpc.call("evm_setIntervalMining", 1);
          return;
        }
        if (look % REORGANISE_EVERY == 0) {
          fill(rpc);
          catchUp(watcher, anvil);
          rpc.call("anvil_reorg", CONFIRMATIONS - 1, List.of());
        }
        TimeUnit.MILLISECONDS.sleep(BLOCK_TIME.toMillis());
      }
    }
    throw new AssertionError("the watcher does not see that blocks are replaced");
  }

  /// A block with something in it, which a reorganisation takes out: an empty one is replaced by
  /// the very same.
  private static void fill(JsonRpc rpc) {
    rpc.call("anvil_setBalance", SOMEBODY, Chains.RICH);
    rpc.call("anvil_impersonateAccount", SOMEBODY);
    rpc.call("eth_sendTransaction", JsonRpc.message(SOMEBODY, SOMEBODY, "0x"));
    rpc.call("anvil_stopImpersonatingAccount", SOMEBODY);
    rpc.call("evm_mine");
  }

  private static boolean isSilent(Anvil anvil) {
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofMillis(300))) {
      rpc.newest();
      return false;
    } catch (ChainUnavailable silent) {
      return true;
    }
  }

  /// The node's process; one that was killed a moment ago is about to be replaced.
  private static ProcessHandle living(Anvil anvil) throws InterruptedException {
    while (true) {
      try {
        ProcessHandle process = ProcessHandle.of(anvil.pid()).orElse(null);
        if (process != null && process.isAlive()) {
          return process;
        }
      } catch (IllegalStateException betweenTwo) {
        System.out.println("chaos: " + betweenTwo.getMessage());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /// Another program holds the settler's key and uses the nonce that comes next.
  ///
  /// @return true when its transaction was mined, and so one of ours with that nonce was not
  private static boolean foreignNonce(Anvil anvil, Path home) {
    Keys keys = DevelopmentKeys.open(home);
    String settler = keys.address(Keys.SETTLER);
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(2))) {
      long nonce = JsonRpc.quantity(rpc.call("eth_getTransactionCount", settler, "pending"));
      ChainProfile profile = ChainProfile.development(anvil.rpc(), BLOCK_TIME);
      ForeignTransaction foreign = ForeignTransaction.of(profile, keys, Keys.SETTLER, nonce);
      rpc.call("eth_sendRawTransaction", foreign.raw());
      for (int look = 0; look < FOREIGN_LOOKS_MAX; look++) {
        if (rpc.call("eth_getTransactionReceipt", foreign.hash().toString()).isObject()) {
          return true;
        }
        LockSupport.parkNanos(BLOCK_TIME.toNanos());
      }
      return false;
    } catch (ChainUnavailable busy) {
      System.out.println("chaos: the foreign nonce was not taken: " + busy.getMessage());
      return false;
    }
  }

  /// An Anvil that was killed a moment ago has no state of the blocks before; asked to go back
  /// there it refuses and never mines again, which no network does. So the state is waited for.
  ///
  /// @return true when the newest block was replaced
  private static boolean reorganise(Anvil anvil, int depth) throws InterruptedException {
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      for (int look = 0; look < STATE_LOOKS_MAX; look++) {
        try {
          JsonNode before = rpc.newest();
          long newest = JsonRpc.quantity(before.path("number"));
          String back = JsonRpc.quantity(newest - 2L * CONFIRMATIONS);
          rpc.call("eth_getBalance", NOBODY, back);
          rpc.call("anvil_reorg", depth, List.of());
          JsonNode after = rpc.call("eth_getBlockByNumber", before.path("number").asText(), false);
          return !after.path("hash").equals(before.path("hash"));
        } catch (ChainUnavailable notYet) {
          TimeUnit.MILLISECONDS.sleep(BLOCK_TIME.toMillis());
        }
      }
    }
    throw new AssertionError("Anvil has no state of its last blocks");
  }

  /// The contract's own word: each window is settled with its own legs, which it takes once; and
  /// the coins moved are those of every window once.
  private static void assertOnce(EvmChain chain, Anvil anvil, Path home, int transfers) {
    assertThat(balance(chain, "O001")).as("%s", home).isEqualTo(transfers * 1_000_000L);
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(10))) {
      for (int number = 0; number < transfers; number++) {
        Window window = window(chain, name(home, number), "1");
        Hash32 root = MerkleTree.of(List.of(chain.leaf(window.legs().getFirst()))).root();
        String data = new Settlement.Settled(window.id()).encode();
        String word =
            rpc.call("eth_call", Map.of("to", chain.settlement(), "data", data), "latest").asText();
        assertThat(Settlement.Settled.returned(word)).as("%s", window.id()).isEqualTo(root);
      }
    }
  }

  private static String name(Path home, int number) {
    return home.getFileName() + " transfer " + number;
  }

  private static void assertWatched(EvmChain chain, DataSource database, long seed) {
    Money supply = chain.observe(Asset.FHKD, List.of()).supply();
    try (Watcher watcher = chain.watcher(database)) {
      watcher.step();
      assertThat(watcher.alarms()).as("seed %s", seed).isEmpty();
      assertThat(chain.incidents()).as("seed %s: the watcher never stopped", seed).isEmpty();
      assertThat(watcher.supplyFacts("FHKD", -1).getLast().fromEvents())
          .isEqualTo(BigInteger.valueOf(supply.units()));
    }
  }
}

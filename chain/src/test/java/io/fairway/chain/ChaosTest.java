package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.balance;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.watch.Watcher;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

  /// Looks after which a settled window without an event counts as one whose receipt is lost.
  private static final int RECEIPT_LOST = 20;

  @TempDir Path folder;

  private enum Trouble {
    KILL,
    STALL,
    REORGANISE,
    FOREIGN_NONCE
  }

  @Test
  void everyTransferEndsOnce() throws Exception {
    run(60, 4, 20_261_123);
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
        transfer(chain, anvil, home, transfers, troubles, random);
      }
      assertOnce(chain, anvil, home, transfers);
      assertWatched(chain, database, seed);
    }
  }

  private void transfer(
      EvmChain chain, Anvil anvil, Path home, int transfers, int troubles, Random random)
      throws Exception {
    AtomicInteger done = new AtomicInteger();
    List<Future<WindowOutcome>> outcomes = new ArrayList<>();
    Semaphore places = new Semaphore(AT_A_TIME);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < transfers; number++) {
        Window window = window(chain, name(home, number), "1");
        outcomes.add(
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
        make(Trouble.values()[(number - 1) % Trouble.values().length], anvil, home, random);
      }
    }
    int lost = 0;
    for (Future<WindowOutcome> outcome : outcomes) {
      if (isSettledWithoutReceipt(outcome.get())) {
        lost++;
      } else {
        assertThat(outcome.get())
            .as("%s", home.getFileName())
            .isInstanceOf(WindowOutcome.Settled.class);
      }
    }
    System.out.printf("chaos: %s settled, of which the node lost %s receipts%n", transfers, lost);
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
        node.destroyForcibly();
        node.onExit().join();
      }
      case STALL -> {
        long pid = living(anvil).pid();
        signal(pid, "-STOP");
        TimeUnit.MILLISECONDS.sleep(300 + random.nextInt(1_000));
        signal(pid, "-CONT");
      }
      case REORGANISE -> reorganise(anvil, 1 + random.nextInt(CONFIRMATIONS - 1));
      case FOREIGN_NONCE -> foreignNonce(anvil, home);
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
  private static void foreignNonce(Anvil anvil, Path home) {
    Keys keys = DevelopmentKeys.open(home);
    String settler = keys.address(Keys.SETTLER);
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(2))) {
      long nonce = JsonRpc.quantity(rpc.call("eth_getTransactionCount", settler, "pending"));
      ChainProfile profile = ChainProfile.development(anvil.rpc(), BLOCK_TIME);
      Intent intent =
          new Intent(
              Intent.Kind.CONTROL,
              "foreign",
              Chains.id("foreign"),
              Keys.SETTLER,
              settler,
              "0x",
              21_000);
      rpc.call("eth_sendRawTransaction", new Signing(profile, keys).sign(intent, nonce).raw());
    } catch (ChainUnavailable busy) {
      System.out.println("chaos: the foreign nonce was not taken: " + busy.getMessage());
    }
  }

  /// An Anvil that was killed a moment ago has no state of the blocks before; asked to go back
  /// there it refuses and never mines again, which no network does. So the state is waited for.
  private static void reorganise(Anvil anvil, int depth) throws InterruptedException {
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      for (int look = 0; look < STATE_LOOKS_MAX; look++) {
        try {
          long newest = JsonRpc.quantity(rpc.newest().path("number"));
          String back = JsonRpc.quantity(newest - 2L * CONFIRMATIONS);
          rpc.call("eth_getBalance", NOBODY, back);
          rpc.call("anvil_reorg", depth, List.of());
          return;
        } catch (ChainUnavailable notYet) {
          TimeUnit.MILLISECONDS.sleep(BLOCK_TIME.toMillis());
        }
      }
    }
    throw new AssertionError("Anvil has no state of its last blocks");
  }

  private static void signal(long pid, String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
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
      assertThat(watcher.supplyFacts("FHKD", -1).getLast().fromEvents())
          .isEqualTo(BigInteger.valueOf(supply.units()));
    }
  }
}

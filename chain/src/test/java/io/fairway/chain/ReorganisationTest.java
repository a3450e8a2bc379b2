package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.balance;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.gateway.Incidents;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.ChainProfile.Confirmation;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.watch.Watcher;
import io.fairway.chain.watch.Watcher.Alarm;
import io.fairway.money.Asset;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is seen, and done, when the network replaces blocks: within its rule of finality, and
/// beyond.
class ReorganisationTest {
  @TempDir Path folder;

  /// A network with blocks that may still be replaced, four deep at most.
  @Test
  void followsAReorganisationWithinTheRule() {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5));
        EvmChain chain = openDeep(anvil, rpc, database);
        Watcher watcher = chain.watcher(database)) {
      Chains.fund(chain, "100");
      watcher.step();
      chain.settle(window(chain, "shallow", "4"), Duration.ZERO);
      until(() -> newestBalance(rpc, chain) == 4_000_000);
      // No block comes between the two looks, however long they take.
      rpc.call("evm_setIntervalMining", 0);
      watcher.step();
      rpc.call("anvil_reorg", 3, List.of());
      watcher.step();
      rpc.call("evm_setIntervalMining", 1);
      assertThat(watcher.reorganisations()).isNotEmpty().allMatch(depth -> depth <= 3);
      assertThat(chain.settle(window(chain, "shallow", "4"), WAIT))
          .as("sent again, and settled once")
          .isInstanceOf(WindowOutcome.Settled.class);
      assertThat(balance(chain, "O001")).isEqualTo(4_000_000);
      assertThat(chain.gasUsed().windows().transactions()).isEqualTo(1);
      watcher.step();
      assertThat(watcher.alarms()).isEmpty();
      assertThat(watcher.snapshot("FHKD").supply()).isEqualTo(BigInteger.valueOf(100_000_000));
      assertThat(chain.incidents()).isEmpty();
    }
  }

  @Test
  void aReorganisationDeeperThanTheRuleHaltsUntilItIsReleased() {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      try (EvmChain chain = openDeep(anvil, rpc, database);
          Watcher watcher = chain.watcher(database)) {
        Chains.fund(chain, "100");
        WindowOutcome settled = chain.settle(window(chain, "final", "4"), WAIT);
        assertThat(settled).isInstanceOf(WindowOutcome.Settled.class);
        watcher.step();
        // From below the block that was told as final: how long the looks took does not matter.
        long told = ((WindowOutcome.Settled) settled).inclusion().blockNumber();
        long newest = JsonRpc.quantity(rpc.call("eth_blockNumber"));
        rpc.call("anvil_reorg", newest - told + 2, List.of());
        assertThat(chain.settle(window(chain, "after", "1"), Duration.ofSeconds(2)))
            .isInstanceOfSatisfying(
                WindowOutcome.Silent.class,
                silent -> assertThat(silent.lastKnown()).startsWith("halted by incident 1"));
        assertThatThrownBy(() -> chain.observe(Asset.FHKD, List.of()))
            .isInstanceOf(ChainUnavailable.class);
        watcher.step();
        assertThat(watcher.alarms())
            .extracting(Alarm::kind)
            .contains(Alarm.Kind.DEEP_REORGANISATION);
      }
      // A restart does not forget it: even opening waits for the release.
      assertThat(new Incidents(database).open()).hasSize(1);
      assertThat(new Incidents(database).release(1, "anna", "the network's own incident 7"))
          .isTrue();
      try (EvmChain chain = openDeep(anvil, rpc, database)) {
        assertThat(chain.incidents()).isEmpty();
        assertThat(chain.settle(window(chain, "final", "4"), WAIT))
            .isInstanceOf(WindowOutcome.Settled.class);
        assertThat(chain.settle(window(chain, "after", "1"), WAIT))
            .isInstanceOf(WindowOutcome.Settled.class);
        assertThat(balance(chain, "O001")).isEqualTo(5_000_000);
      }
    }
  }

  /// One node, or several behind a balancer, of which one lacks an old block for a while: that is
  /// no word about the chain, and nobody has to release anything afterwards.
  @Test
  void aBlockThatIsNotToldIsNotAReplacedOne() {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5));
        Middleman node = new Middleman(anvil.rpc());
        EvmChain chain = openDeep(node.uri(), rpc, database);
        Watcher watcher = chain.watcher(database)) {
      Chains.fund(chain, "100");
      assertThat(chain.settle(window(chain, "before", "1"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
      watcher.step();
      long seen = watcher.position().block();
      rpc.call("anvil_mine", 2);
      AtomicLong highest = new AtomicLong(JsonRpc.quantity(rpc.call("eth_blockNumber")));
      node.lies((method, truth) -> withoutOldBlocks(method, truth, highest));
      assertThatThrownBy(watcher::step)
          .isInstanceOf(ChainUnavailable.class)
          .hasMessageContaining("do not tell block " + seen);
      assertThat(chain.settle(window(chain, "during", "1"), Duration.ofSeconds(2)))
          .isInstanceOfSatisfying(
              WindowOutcome.Silent.class,
              silent -> assertThat(silent.lastKnown()).contains("do not tell block"));
      node.honest();
      watcher.step();
      assertThat(watcher.reorganisations()).isEmpty();
      assertThat(watcher.alarms()).isEmpty();
      assertThat(chain.incidents()).isEmpty();
      assertThat(chain.settle(window(chain, "during", "1"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
      assertThat(balance(chain, "O001")).isEqualTo(2_000_000);
    }
  }

  /// Tells a block only when it is newer than all that were told before.
  private static JsonNode withoutOldBlocks(String method, JsonNode truth, AtomicLong highest) {
    if (!method.equals("eth_getBlockByNumber") || !truth.isObject()) {
      return truth;
    }
    long number = JsonRpc.quantity(truth.path("number"));
    return highest.getAndAccumulate(number, Math::max) <= number ? truth : NullNode.getInstance();
  }

  /// A network that says by itself what is final, as the `ethereum` profile has it: blocks that it
  /// has not called final are replaced every day, which is no incident.
  @Test
  void onlyWhatTheNetworkCalledFinalMustNotBeReplaced() {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5));
        Middleman network = new Middleman(anvil.rpc())) {
      ChainProfile byTag = Chains.profile(network.uri(), new Confirmation(1, true));
      // Anvil's own word is enough to deploy by.
      try (EvmChain chain = openDeep(anvil, rpc, database);
          Watcher watcher = Watcher.open(byTag, database, rules(chain))) {
        rpc.call("evm_setIntervalMining", 0);
        mine(rpc, 20);
        long newest = JsonRpc.quantity(rpc.call("eth_blockNumber"));
        network.finalizes(newest - 10);
        watcher.step();
        reorganise(rpc, 1);
        watcher.step();
        reorganise(rpc, 9);
        watcher.step();
        assertThat(watcher.reorganisations()).containsExactly(1L, 9L);
        assertThat(watcher.alarms()).as("nothing final was replaced").isEmpty();
        network.finalizes(newest - 2);
        watcher.step();
        reorganise(rpc, 3);
        watcher.step();
        assertThat(watcher.alarms())
            .singleElement()
            .satisfies(alarm -> {
              assertThat(alarm.kind()).isEqualTo(Alarm.Kind.DEEP_REORGANISATION);
              assertThat(alarm.description())
                  .endsWith("and those up to %s were final".formatted(newest - 2));
            });
      }
    }
  }

  /// Under a rule of four blocks the fourth from the top is final, the third is not; and what was
  /// final is remembered across a restart.
  @Test
  void aDepthOfFourIsFinalAndOneLessIsNot() {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5));
        EvmChain chain = openDeep(anvil, rpc, database)) {
      ChainProfile four = Chains.profile(anvil.rpc(), new Confirmation(4, false));
      rpc.call("evm_setIntervalMining", 0);
      mine(rpc, 10);
      try (Watcher watcher = Watcher.open(four, database, rules(chain))) {
        watcher.step();
        reorganise(rpc, 3);
        watcher.step();
        assertThat(watcher.reorganisations()).containsExactly(3L);
        assertThat(watcher.alarms()).isEmpty();
      }
      reorganise(rpc, 4);
      try (Watcher watcher = Watcher.open(four, database, rules(chain))) {
        watcher.step();
        assertThat(watcher.alarms())
            .extracting(Alarm::kind)
            .containsExactly(Alarm.Kind.DEEP_REORGANISATION);
      }
    }
  }

  private static Watcher.Rules rules(EvmChain chain) {
    return new Watcher.Rules(
        java.util.Map.of(chain.coin(Asset.FHKD), "Stablecoin"),
        java.util.Map.of(chain.coin(Asset.FHKD), "FHKD"),
        (_, _) -> true,
        _ -> java.util.Optional.empty(),
        _ -> {});
  }

  private static void mine(JsonRpc rpc, int blocks) {
    for (int block = 0; block < blocks; block++) {
      rpc.call("evm_mine");
    }
  }

  private static void reorganise(JsonRpc rpc, int depth) {
    rpc.call("anvil_reorg", depth, List.of());
  }

  private EvmChain openDeep(Anvil anvil, JsonRpc rpc, DataSource database) {
    return openDeep(anvil.rpc(), rpc, database);
  }

  private EvmChain openDeep(URI node, JsonRpc rpc, DataSource database) {
    Keys keys = Chains.funded(folder, rpc);
    mine(rpc, 10);
    ChainProfile profile = Chains.profile(node, 4, Duration.ofSeconds(2), false);
    return EvmChain.open(
        profile, database, keys, PARTICIPANTS, People.known(), People.approve("anna", "ben"));
  }

  private static long newestBalance(JsonRpc rpc, EvmChain chain) {
    String data = new Stablecoin.BalanceOf(chain.address("O001")).encode();
    return Stablecoin.BalanceOf.returned(
            rpc.call(
                    "eth_call",
                    java.util.Map.of("to", chain.coin(Asset.FHKD), "data", data),
                    "latest")
                .asText())
        .longValueExact();
  }

  private static void until(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}

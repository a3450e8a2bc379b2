package io.fairway.chain;

import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.coins;
import static io.fairway.chain.Chains.id;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.development.DevelopmentChain;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.permission.Approvals;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.watch.HolderSnapshot;
import io.fairway.chain.watch.Watcher;
import io.fairway.chain.watch.Watcher.Alarm;
import io.fairway.chain.watch.Watcher.SupplyFact;
import io.fairway.money.Asset;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is seen of the chain from beside the gateway.
class WatcherTest {
  /// Of the namespace `fairway.Stablecoin` (ERC-7201).
  private static final String COIN_SLOT =
      "0x0dd2cbc803f6f73d711216b049f5eff28ed949170358cf93b555b88f30c29100";

  /// ERC-1967.
  private static final String IMPLEMENTATION_SLOT =
      "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

  @TempDir Path folder;
  @TempDir Path other;

  @Test
  void theEventsAddUpAndNothingOfOursIsAnAlarm() {
    DataSource database = Chains.database();
    try (DevelopmentChain development = Chains.start(folder, database);
        Watcher watcher = development.chain().watcher(database)) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "100", "50");
      chain.settle(window(chain, "one", "30"), WAIT);
      Controls controls = chain.controls(WAIT);
      controls.freeze(id("freeze"), Asset.FHKD, chain.address("P001"));
      controls.pauseSettlement(id("pause"));
      watcher.step();
      assertThat(watcher.alarms()).isEmpty();
      List<SupplyFact> facts = watcher.supplyFacts("FHKD", -1);
      assertThat(facts).allMatch(fact -> fact.fromEvents().equals(fact.called()));
      assertThat(facts.getLast().called()).isEqualTo(BigInteger.valueOf(150_000_000));
      assertThat(facts.getLast().isFinal()).isTrue();
      assertThat(facts.stream().map(SupplyFact::called).distinct())
          .contains(BigInteger.valueOf(100_000_000));
    }
  }

  @Test
  void goesOnWhereItStopped() {
    DataSource database = Chains.database();
    try (DevelopmentChain development = Chains.start(folder, database)) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "100");
      long first;
      try (Watcher watcher = chain.watcher(database)) {
        first = watcher.step();
      }
      chain.settle(window(chain, "meanwhile", "30"), WAIT);
      try (Watcher watcher = chain.watcher(database)) {
        assertThat(watcher.step()).isGreaterThan(first);
        assertThat(watcher.reorganisations()).isEmpty();
        HolderSnapshot snapshot = watcher.snapshot("FHKD");
        assertThat(snapshot.holders().stream().map(HolderSnapshot.Holder::units))
            .containsExactlyInAnyOrder(
                BigInteger.valueOf(30_000_000), BigInteger.valueOf(70_000_000));
      }
    }
  }

  @Test
  void aRoleThatNoIntentGaveIsAnAlarm() {
    DataSource database = Chains.database();
    try (DevelopmentChain development = Chains.start(folder, database);
        Watcher watcher = development.chain().watcher(database)) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "100");
      String thief = "0x" + "0bad".repeat(10);
      Keys keys = DevelopmentKeys.open(folder);
      Hash32 role = Hash32.parse(org.web3j.crypto.Hash.sha3String("MINTER_ROLE"));
      String coin = chain.coin(Asset.FHKD);
      String held = chain.address("L001");
      sendAs(
          development,
          keys.address(Keys.ROLE_MANAGER),
          coin,
          new Stablecoin.GrantRole(role, thief));
      sendAs(development, thief, coin, new Stablecoin.Mint(thief, held, BigInteger.valueOf(7)));
      watcher.step();
      assertThat(watcher.alarms()).hasSize(2);
      assertThat(watcher.alarms())
          .extracting(Alarm::kind)
          .containsOnly(Alarm.Kind.UNEXPECTED_EVENT);
      assertThat(watcher.alarms().getFirst().description()).contains("RoleGranted").contains(thief);
      assertThat(watcher.alarms().get(1).description()).contains("Transfer(");
      watcher.step();
      assertThat(watcher.alarms()).as("told once").hasSize(2);
      assertThat(watcher.supplyFacts("FHKD", -1).getLast().called())
          .as("the ledger is compared with this, and knows nothing of the seven")
          .isEqualTo(BigInteger.valueOf(100_000_007));
    }
  }

  @Test
  void changedCodeAndChangedSlotsAreAlarms() {
    DataSource database = Chains.database();
    try (DevelopmentChain development = Chains.start(folder, database);
        Watcher watcher = development.chain().watcher(database)) {
      EvmChain chain = development.chain();
      watcher.step();
      assertThat(watcher.alarms()).isEmpty();
      try (JsonRpc rpc = new JsonRpc(development.anvil().rpc(), Duration.ofSeconds(5))) {
        rpc.call(
            "anvil_setStorageAt",
            chain.coin(Asset.FHKD),
            IMPLEMENTATION_SLOT,
            Abi.wordOf("0x" + "0bad".repeat(10)));
        rpc.call("anvil_setCode", chain.coin(Asset.FUSD), "0x6000");
        rpc.call("evm_mine");
      }
      watcher.step();
      assertThat(watcher.alarms()).extracting(Alarm::kind).contains(Alarm.Kind.CODE_CHANGED);
      assertThat(watcher.alarms().stream().map(Alarm::description))
          .anyMatch(text -> text.contains(chain.coin(Asset.FHKD)) && text.contains("0bad0bad"))
          .anyMatch(text -> text.contains(chain.coin(Asset.FUSD)));
    }
  }

  /// What the watcher sees reaches the gateway: nothing new comes into being until a person has
  /// looked, while what stops things and pays sellers goes on.
  @Test
  void anAlarmStopsMintingUntilAPersonReleasesIt() {
    DataSource database = Chains.database();
    try (DevelopmentChain development = Chains.start(folder, database);
        Watcher watcher = development.chain().watcher(database)) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "100");
      watcher.step();
      assertThat(chain.incidents()).isEmpty();
      Hash32 role = Hash32.parse(org.web3j.crypto.Hash.sha3String("MINTER_ROLE"));
      sendAs(
          development,
          DevelopmentKeys.open(folder).address(Keys.ROLE_MANAGER),
          chain.coin(Asset.FHKD),
          new Stablecoin.GrantRole(role, "0x" + "0bad".repeat(10)));
      watcher.step();
      assertThat(chain.incidents())
          .singleElement()
          .satisfies(incident -> {
            assertThat(incident.kind()).isEqualTo("UNEXPECTED_EVENT");
            assertThat(incident.description()).contains("RoleGranted");
          });
      assertThat(chain.mint(id("waits"), chain.address("L001"), coins("1"), WAIT))
          .isInstanceOfSatisfying(
              MintOutcome.Refused.class,
              no -> assertThat(no.cause()).contains("MINT: halted by incident"));
      assertThat(chain.settle(window(chain, "goes on", "30"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
      chain.controls(WAIT).pauseSettlement(id("pause"));
      long number = chain.incidents().getFirst().id();
      assertThat(chain.release(number, "anna", "our own timelock, act 12")).isTrue();
      assertThat(chain.release(number, "anna", "again")).isFalse();
      watcher.step();
      assertThat(chain.incidents()).as("told once").isEmpty();
      assertThat(chain.mint(id("waits"), chain.address("L001"), coins("1"), WAIT))
          .isInstanceOf(MintOutcome.Minted.class);
    }
  }

  /// A watcher that opens after somebody was there must not take what it finds for what was
  /// deployed.
  @Test
  void codeThatIsNotOfThisReleaseIsAnAlarmAtFirstSight() {
    DataSource database = Chains.database();
    try (DevelopmentChain development = Chains.start(folder, database);
        Watcher watcher = development.chain().watcher(database)) {
      EvmChain chain = development.chain();
      try (JsonRpc rpc = new JsonRpc(development.anvil().rpc(), Duration.ofSeconds(5))) {
        String slot =
            rpc.call("eth_getStorageAt", chain.gate(Asset.FHKD), IMPLEMENTATION_SLOT, "latest")
                .asText();
        rpc.call("anvil_setCode", Abi.addressOf(slot), "0x6000");
        rpc.call("evm_mine");
      }
      watcher.step();
      assertThat(watcher.alarms())
          .singleElement()
          .satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(Alarm.Kind.CODE_CHANGED);
            assertThat(alarm.description())
                .contains("MintGate")
                .contains(chain.gate(Asset.FHKD))
                .contains("not the code that this release compiled");
          });
      assertThat(chain.settle(window(chain, "no coin moves", "30"), WAIT))
          .isInstanceOfSatisfying(
              WindowOutcome.Stopped.class,
              stopped -> assertThat(stopped.cause()).contains("halted by incident"));
      chain.controls(WAIT).pauseSettlement(id("to stop is never stopped"));
    }
  }

  /// Killed between storing an alarm and telling of it.
  @Test
  void anAlarmThatNobodyHeardIsToldAfterARestart() throws Exception {
    DataSource database = Chains.database();
    try (DevelopmentChain development = Chains.start(folder, database);
        Watcher watcher = development.chain().watcher(database)) {
      EvmChain chain = development.chain();
      watcher.step();
      try (java.sql.Connection connection = database.getConnection();
          java.sql.Statement statement = connection.createStatement()) {
        statement.execute(
            "INSERT INTO watch.alarm (kind, subject, description, block_number)"
                + " VALUES ('SUPPLY_MISMATCH', 's', 'stored, and then killed', 1)");
      }
      try (Watcher again = chain.watcher(database)) {
        again.step();
      }
      assertThat(chain.incidents())
          .extracting(Incident::description)
          .containsExactly("stored, and then killed");
    }
  }

  /// Coins that appear without an event: the contract's word and the events differ.
  @Test
  void aSupplyThatTheEventsDoNotAddUpToIsAnAlarm() {
    DataSource database = Chains.database();
    try (DevelopmentChain development = Chains.start(folder, database);
        Watcher watcher = development.chain().watcher(database)) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "100");
      watcher.step();
      try (JsonRpc rpc = new JsonRpc(development.anvil().rpc(), Duration.ofSeconds(5))) {
        String coin = chain.coin(Asset.FHKD);
        // The coin's first word: supply, cap, pause and mode together, the supply lowest.
        String word = rpc.call("eth_getStorageAt", coin, COIN_SLOT, "latest").asText();
        BigInteger more = new BigInteger(word.substring(2), 16).add(BigInteger.ONE);
        rpc.call("anvil_setStorageAt", coin, COIN_SLOT, "0x" + "%064x".formatted(more));
        rpc.call("evm_mine");
      }
      watcher.step();
      assertThat(watcher.alarms())
          .extracting(Alarm::kind)
          .containsExactly(Alarm.Kind.SUPPLY_MISMATCH);
      assertThat(watcher.alarms().getFirst().description())
          .contains("100000000")
          .contains("100000001");
    }
  }

  /// The chain fails for good: its holders go on, to the last unit, on another one.
  @Test
  void aSnapshotOfTheHoldersIsRestoredOnAFreshChain() throws IOException {
    DataSource database = Chains.database();
    Path file = folder.resolve("holders.txt");
    HolderSnapshot before;
    try (DevelopmentChain development = Chains.start(folder, database);
        Watcher watcher = development.chain().watcher(database)) {
      EvmChain chain = development.chain();
      Chains.fund(chain, "1000");
      chain.settle(window(chain, "to O001", "250.000001"), WAIT);
      chain.mint(id("issuer"), chain.address("issuer"), coins("3"), WAIT);
      Controls controls = chain.controls(WAIT);
      controls.freeze(id("freeze"), Asset.FHKD, chain.address("issuer"));
      controls.freezeSum(id("order of court"), chain.address("O001"), coins("0.000007"));
      watcher.step();
      before = watcher.snapshot("FHKD");
      before.write(file);
    }
    HolderSnapshot read = HolderSnapshot.read(file);
    assertThat(read).isEqualTo(before);
    assertThat(read.hash()).isEqualTo(before.hash());
    assertThat(read.supply()).isEqualTo(BigInteger.valueOf(1_003_000_000));
    DataSource fresh = Chains.database();
    try (DevelopmentChain development = Chains.start(other, fresh);
        Watcher watcher = development.chain().watcher(fresh)) {
      EvmChain chain = development.chain();
      Chains.attest(chain, Asset.FHKD);
      assertThat(chain.restore(read, Asset.FHKD, Approvals.NONE, WAIT)).isEqualTo(3);
      assertThat(chain.restore(read, Asset.FHKD, Approvals.NONE, WAIT))
          .as("once each")
          .isEqualTo(3);
      watcher.step();
      HolderSnapshot after = watcher.snapshot("FHKD");
      assertThat(after.holders()).isEqualTo(before.holders());
      assertThat(after.supply()).isEqualTo(before.supply());
      assertThat(watcher.alarms()).isEmpty();
    }
    alteredBytesAreFound(file);
  }

  private static void alteredBytesAreFound(Path file) throws IOException {
    String text = Files.readString(file);
    for (int at = 0; at < text.length(); at += 7) {
      char changed = text.charAt(at) == '1' ? '2' : '1';
      Files.writeString(file, text.substring(0, at) + changed + text.substring(at + 1));
      assertThatThrownBy(() -> HolderSnapshot.read(file))
          .as("character %s", at)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void sendAs(
      DevelopmentChain development, String sender, String to, Abi.Call call) {
    try (JsonRpc rpc = new JsonRpc(development.anvil().rpc(), Duration.ofSeconds(5))) {
      rpc.call("anvil_setBalance", sender, Chains.RICH);
      rpc.call("anvil_impersonateAccount", sender);
      rpc.call("eth_sendTransaction", JsonRpc.message(sender, to, call.encode()));
      rpc.call("evm_mine");
      rpc.call("anvil_stopImpersonatingAccount", sender);
    }
  }
}

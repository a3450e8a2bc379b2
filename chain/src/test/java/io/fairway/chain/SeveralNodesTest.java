package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.balance;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.watch.Watcher;
import io.fairway.money.Asset;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes, two of which must agree: one that lies, is silent or takes and drops what is sent
/// changes nothing, and is named.
class SeveralNodesTest {
  private static final Duration SHORT = Duration.ofSeconds(1);

  @TempDir Path folder;

  private Anvil anvil;
  private Middleman second;
  private Middleman third;
  private DataSource database;
  private EvmChain chain;

  @BeforeEach
  void start() {
    anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
    second = new Middleman(anvil.rpc());
    third = new Middleman(anvil.rpc());
    List<URI> nodes = List.of(anvil.rpc(), second.uri(), third.uri());
    ChainProfile profile = Chains.profile(anvil.rpc(), 1, SHORT, true).with(nodes, 2);
    database = Chains.database();
    chain = EvmChain.open(profile, database, DevelopmentKeys.open(folder), PARTICIPANTS);
    Chains.fund(chain, "100");
  }

  @AfterEach
  void stop() {
    chain.close();
    second.close();
    third.close();
    anvil.close();
  }

  @Test
  void aNodeThatLiesAboutReceiptsAndBalancesIsOutvotedAndNamed() {
    third.lies(SeveralNodesTest::receiptsReverted);
    assertThat(chain.settle(window(chain, "lied about", "4"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
    third.lies((method, truth) ->
        method.equals("eth_call") ? new TextNode("0x" + "%064x".formatted(999)) : truth);
    for (int look = 0; look < 10; look++) {
      assertThat(balance(chain, "O001")).isEqualTo(4_000_000);
    }
    assertThat(health(third).disagreements()).isPositive();
    assertThat(health(third).last()).contains("the quorum");
    // Asked a moment apart, honest nodes may differ about what was just mined.
    assertThat(health(second).disagreements()).isLessThan(health(third).disagreements());
  }

  /// What a round does not compare is the word of whoever was quick: nothing is decided by it.
  @Test
  void aReceiptsRecipientDecidesNothing() {
    second.delays(60);
    third.lies((method, truth) -> {
      if (method.equals("eth_getTransactionReceipt") && truth.isObject()) {
        ((ObjectNode) truth).put("to", "0x" + "00".repeat(20));
      }
      return truth;
    });
    for (int turn = 0; turn < 5; turn++) {
      assertThat(chain.settle(window(chain, "recipient " + turn, "1"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
    }
    assertThat(chain.mint(Chains.id("m"), chain.address("L001"), Chains.coins("7"), WAIT))
        .isInstanceOf(MintOutcome.Minted.class);
  }

  @Test
  void aForkedBlockIsOutvotedAndNamed() {
    third.lies((method, truth) -> {
      if (method.startsWith("eth_getBlockBy") && truth.isObject()) {
        ((ObjectNode) truth).put("hash", "0x" + "ab".repeat(32));
      }
      return truth;
    });
    assertThat(chain.settle(window(chain, "forked", "4"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
    assertThat(health(third).disagreements()).isPositive();
    assertThat(health(third).last()).contains("eth_getBlockBy");
  }

  @Test
  void aSilentNodeIsNamedAndDoesNotStopTheOthers() {
    third.silent(true);
    assertThat(chain.settle(window(chain, "silence", "4"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
    long silences = 0;
    for (int look = 0; silences == 0 && look < 200; look++) {
      assertThat(balance(chain, "O001")).isEqualTo(4_000_000);
      silences = health(third).silences();
    }
    assertThat(silences).isPositive();
    assertThat(health(third).last()).startsWith("silent");
  }

  @Test
  void aNodeFarBehindIsNamed() {
    third.lies((method, truth) -> {
      if (method.startsWith("eth_getBlockBy") && truth.isObject()) {
        ((ObjectNode) truth).put("number", "0x0");
      }
      return truth;
    });
    for (int look = 0; health(third).lags() == 0 && look < 500; look++) {
      assertThat(balance(chain, "O001")).isZero();
    }
    assertThat(health(third).lags()).isPositive();
  }

  @Test
  void nothingIsDecidedWithoutAQuorum() {
    second.lies(SeveralNodesTest::receiptsReverted);
    third.silent(true);
    Window window = window(chain, "undecided", "4");
    assertThat(chain.settle(window, Duration.ofSeconds(3)))
        .isInstanceOf(WindowOutcome.Silent.class);
    second.lies((_, truth) -> truth);
    third.silent(false);
    assertThat(chain.settle(window, WAIT)).isInstanceOf(WindowOutcome.Settled.class);
    assertThat(balance(chain, "O001")).isEqualTo(4_000_000);
    assertThat(chain.gasUsed().windows().transactions()).isEqualTo(1);
  }

  @Test
  void readingIsRefusedWhenTheNodesDisagree() {
    second.lies((_, truth) -> new TextNode("0x" + "%064x".formatted(1)));
    third.silent(true);
    assertThatThrownBy(() -> chain.observe(Asset.FHKD, List.of()))
        .isInstanceOf(ChainUnavailable.class);
  }

  @Test
  void aNodeThatDropsWhatIsSentDoesNotLoseIt() {
    third.swallowsSends(true);
    for (int turn = 0; turn < 5; turn++) {
      assertThat(chain.settle(window(chain, "swallowed " + turn, "1"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
    }
    assertThat(balance(chain, "O001")).isEqualTo(5_000_000);
  }

  @Test
  void aNodeThatGarblesTurnsNobodyElseSilent() {
    third.garbles(answers -> {
      answers.forEach(answer -> ((ObjectNode) answer).put("id", 0));
      return answers;
    });
    second.delays(60);
    assertThat(chain.settle(window(chain, "garbled", "4"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
    third.honest();
    third.drips(true);
    assertThat(chain.settle(window(chain, "dripping", "4"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
    second.silent(true);
    assertThat(chain.settle(window(chain, "two of three", "4"), Duration.ofSeconds(2)))
        .isInstanceOf(WindowOutcome.Silent.class);
    second.honest();
    assertThat(chain.settle(window(chain, "two of three", "4"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
  }

  /// Below any limit of bytes, and a hundred times as much in memory once it is parsed.
  @Test
  void millionsOfSmallThingsOfOneStopNobody() {
    third.babbles("[" + "{},".repeat(5_000_000) + "{}]");
    for (int turn = 0; turn < 3; turn++) {
      assertThat(chain.settle(window(chain, "huge " + turn, "1"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
    }
    for (int look = 0; health(third).silences() == 0 && look < 500; look++) {
      assertThat(balance(chain, "O001")).isEqualTo(3_000_000);
    }
    assertThat(health(third).last()).startsWith("silent").contains("more than is read");
    third.honest();
    assertThat(chain.settle(window(chain, "well again", "1"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
  }

  /// One that is quick to tell an old head must neither hold back the others nor blind the watcher.
  @Test
  void anOldHeadOfOneIsNotTheHead() {
    second.delays(60);
    third.lies((method, truth) -> {
      if (method.equals("eth_getBlockByNumber") && truth.isObject()) {
        ((ObjectNode) truth).put("number", "0x0");
      }
      return truth;
    });
    try (Watcher watcher = chain.watcher(database)) {
      assertThat(chain.settle(window(chain, "old head", "4"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
      for (int look = 0; look < 5; look++) {
        watcher.step();
      }
      assertThat(watcher.alarms()).isEmpty();
    }
    assertThat(health(third).lags()).isPositive();
  }

  /// A liar about where an event stands does not hold the watcher back, and is named.
  @Test
  void aLieAboutTheBlockOfALogIsOutvoted() {
    second.delays(60);
    third.lies((method, truth) -> {
      if (method.equals("eth_getLogs")) {
        truth.forEach(log -> ((ObjectNode) log).put("blockNumber", "0x1"));
      }
      return truth;
    });
    try (Watcher watcher = chain.watcher(database)) {
      watcher.step();
      long before = watcher.position().block();
      assertThat(chain.settle(window(chain, "another block", "4"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
      watcher.step();
      assertThat(watcher.position().block()).isGreaterThan(before);
      assertThat(watcher.nodes())
          .filteredOn(node -> node.disagreements() > 0)
          .extracting(JsonRpc.Health::node)
          .containsExactly(third.uri().toString());
    }
  }

  @Test
  void twoHalvesAreNoQuorum() {
    List<URI> four =
        List.of(anvil.rpc(), second.uri(), third.uri(), URI.create("http://127.0.0.1:1"));
    ChainProfile strict = Chains.profile(anvil.rpc(), 1, SHORT, false);
    assertThatThrownBy(() -> strict.with(four, 2)).hasMessageContaining("two halves");
  }

  private static JsonNode receiptsReverted(String method, JsonNode truth) {
    if (method.equals("eth_getTransactionReceipt") && truth.isObject()) {
      ((ObjectNode) truth).put("status", "0x0");
    }
    return truth;
  }

  private JsonRpc.Health health(Middleman node) {
    return chain.nodes().stream()
        .filter(health -> health.node().equals(node.uri().toString()))
        .findFirst()
        .orElseThrow();
  }
}

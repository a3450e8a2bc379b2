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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.deploy.OpeningCheck;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.permission.Approvals;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.watch.Watcher;
import io.fairway.money.Asset;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a node says or leaves out: the gateway and the watcher live, take nothing for a fact
/// that is none, and go on when it is well again.
class HostileNodeTest {
  private static final Duration SHORT = Duration.ofMillis(1_500);
  private static final Duration FEW = Duration.ofMillis(700);

  private static final String[] SECRETS = {
    "anna", "correcthorse", "/v3", "0123456789abcdef", "apikey", "batterystaple"
  };

  @TempDir Path folder;

  private Anvil anvil;
  private Middleman only;
  private DataSource database;
  private EvmChain chain;

  @BeforeEach
  void start() {
    anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
    only = new Middleman(anvil.rpc());
    database = Chains.database();
    chain =
        EvmChain.open(
            Chains.profile(only.uri(), 1, SHORT, true),
            database,
            DevelopmentKeys.open(folder),
            PARTICIPANTS);
    Chains.fund(chain, "100");
  }

  @AfterEach
  void stop() {
    chain.close();
    only.close();
    anvil.close();
  }

  private void assertSilentThenWell(String what) {
    assertThat(chain.settle(window(chain, what, "1"), FEW))
        .as(what)
        .isInstanceOf(WindowOutcome.Silent.class);
    only.honest();
    assertThat(chain.settle(window(chain, what, "1"), WAIT))
        .as(what)
        .isInstanceOf(WindowOutcome.Settled.class);
  }

  private static BiFunction<String, JsonNode, JsonNode> instead(String of, JsonNode told) {
    return (method, truth) -> method.equals(of) ? told : truth;
  }

  @Test
  void headersAndThenNothingIsSilence() {
    only.drips(true);
    assertSilentThenWell("dripping");
  }

  @Test
  void anIdTwiceAndAnotherMissingIsSilence() {
    only.garbles(answers -> {
      answers.forEach(answer -> ((ObjectNode) answer).put("id", 0));
      return answers;
    });
    // A batch of one has the right id: reads of more than one thing do not come through.
    assertSilentThenWell("the same id");
  }

  @Test
  void whatIsNoQuantityIsSilence() {
    for (String lie : List.of("", "x", "0x", "0xzz", "latest", "0x1ffffffffffffffffffff", "-0x1")) {
      only.lies(instead("eth_getTransactionCount", new TextNode(lie)));
      assertSilentThenWell("nonce '" + lie + "'");
    }
  }

  @Test
  void nullsAndTextsAndTooMuchAreSilence() {
    only.lies((_, _) -> NullNode.getInstance());
    assertSilentThenWell("null for everything");
    only.garbles(answers -> {
      for (JsonNode answer : answers) {
        ((ObjectNode) answer).remove("result");
        ((ObjectNode) answer).put("error", "boom");
      }
      return answers;
    });
    assertSilentThenWell("an error that is a text");
    only.garbles(answers -> answers.deepCopy().add(answers.get(0)));
    assertSilentThenWell("one answer more");
    only.babbles("");
    assertSilentThenWell("an empty body");
    only.babbles("[".repeat(1_000_000));
    assertSilentThenWell("deep nesting");
    only.babbles("[{\"id\":0,\"result\":\"" + "a".repeat(17 << 20) + "\"}]");
    assertSilentThenWell("more than is ever read");
    only.babbles("[" + "{},".repeat(5_000_000) + "{}]");
    assertSilentThenWell("millions of small things");
    only.babbles("[{\"id\":0,\"result\":" + "9".repeat(1_000) + "}]");
    assertSilentThenWell("a number without end");
    only.babbles("[{\"id\":0,\"result\":\"0x1\"}] [{\"id\":0,\"result\":\"0x2\"}]");
    assertSilentThenWell("two answers one after the other");
  }

  /// Each request may be answered with as much as is ever read: only so many are open at a time.
  @Test
  void aNodeIsAskedAFewThingsAtATime() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    only.garbles(answers -> {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      LockSupport.parkNanos(20_000_000);
      now.decrementAndGet();
      return answers;
    });
    List<Future<JsonNode>> told = new ArrayList<>();
    try (JsonRpc rpc = new JsonRpc(only.uri(), WAIT);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < 60; caller++) {
        told.add(callers.submit(() -> rpc.call("eth_chainId")));
      }
    }
    assertThat(told).allMatch(one -> one.resultNow().asText().equals("0x7a69"));
    assertThat(most).hasValueBetween(2, 8);
  }

  /// Of what is large each, fewer are asked for at once, so that the true answers are read.
  @Test
  void receiptsAreAskedForInSmallerBatches() {
    AtomicInteger most = new AtomicInteger();
    only.garbles(answers -> {
      most.accumulateAndGet(answers.size(), Math::max);
      return answers;
    });
    String unknown = id("no transaction").toString();
    try (JsonRpc rpc = new JsonRpc(only.uri(), WAIT)) {
      List<JsonRpc.Call> small = Collections.nCopies(120, JsonRpc.Call.of("eth_chainId"));
      assertThat(rpc.batch(small)).hasSize(120);
      assertThat(most.getAndSet(0)).isEqualTo(120);
      JsonRpc.Call large = JsonRpc.Call.of("eth_getTransactionReceipt", unknown);
      assertThat(rpc.batch(Collections.nCopies(120, large))).hasSize(120);
      assertThat(most).hasValue(50);
    }
  }

  /// What a node does not tell of many blocks it may tell of few.
  @Test
  void theWatcherAsksForLessAfterAFailure() {
    try (Watcher watcher = chain.watcher(database);
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      watcher.step();
      rpc.call("anvil_mine", "0x96");
      long newest = JsonRpc.quantity(rpc.call("eth_blockNumber"));
      only.garbles(answers -> answers.size() > 40 ? answers.removeAll() : answers);
      for (int half = 0; half < 2; half++) {
        assertThatThrownBy(watcher::step).isInstanceOf(ChainUnavailable.class);
      }
      for (int look = 0; look < 10 && watcher.position().block() < newest; look++) {
        step(watcher);
      }
      assertThat(watcher.position().block()).isGreaterThanOrEqualTo(newest);
    }
  }

  private static void step(Watcher watcher) {
    try {
      watcher.step();
    } catch (ChainUnavailable silent) {
      // too many again
    }
  }

  /// "Unknown" must be said: a receipt that is neither told nor refused is not one that there is
  /// none of.
  @Test
  void neitherAResultNorAnErrorIsNoAnswer() {
    only.garbles(HostileNodeTest::withoutResults);
    assertSilentThenWell("nothing in the answer");
    try (JsonRpc rpc = new JsonRpc(only.uri(), SHORT)) {
      String unknown = id("no transaction").toString();
      assertThat(rpc.call("eth_getTransactionByHash", unknown).isNull()).isTrue();
      only.garbles(HostileNodeTest::withoutResults);
      assertThatThrownBy(() -> rpc.call("eth_getTransactionByHash", unknown))
          .isInstanceOf(ChainUnavailable.class)
          .hasMessageContaining("neither a result nor an error");
      assertThat(rpc.health().getFirst().silences()).isEqualTo(1);
    }
  }

  private static ArrayNode withoutResults(ArrayNode answers) {
    answers.forEach(answer -> ((ObjectNode) answer).remove("result"));
    return answers;
  }

  /// A limit of the node's own is no word about the call: a window must not be told as dead by it.
  @Test
  void aRateLimitIsNoRevert() {
    only.garbles(HostileNodeTest::limited);
    assertSilentThenWell("rate limit");
  }

  /// The trial fails, and the state that it is confirmed on cannot be asked.
  private static ArrayNode limited(ArrayNode answers) {
    for (JsonNode answer : answers) {
      for (JsonNode call : answer.path("result").path(0).path("calls")) {
        ((ObjectNode) call).put("status", "0x0").put("returnData", "0x");
      }
      boolean word = answer.path("result").isTextual();
      if (word && answer.path("result").asText().equals("0x")) {
        ((ObjectNode) answer).remove("result");
        ((ObjectNode) answer).putObject("error").put("code", -32005).put("message", "rate limit");
      }
    }
    return answers;
  }

  /// A node without an index of transactions has no receipts either. What was mined must not be
  /// signed again.
  @Test
  void aReceiptThatIsNotToBeHadMakesNothingHappenTwice() {
    String burner = DevelopmentKeys.open(folder).address(Keys.BURNER);
    String coin = chain.coin(Asset.FHKD);
    chain.perform(
        id("a"), Keys.LISTER, coin, new Stablecoin.Allow(List.of(burner)), Approvals.NONE, WAIT);
    chain.perform(
        id("p"),
        Keys.LISTER,
        chain.settlement(),
        new Settlement.SetParticipant(burner, true),
        Approvals.NONE,
        WAIT);
    Leg leg = new Leg(id("leg"), chain.address("L001"), burner, coins("50"));
    assertThat(chain.settle(new Window(id("w"), List.of(leg)), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
    Stablecoin.Burn burn = new Stablecoin.Burn(BigInteger.valueOf(4_000_000));
    only.lies(instead("eth_getTransactionReceipt", NullNode.getInstance()));
    assertThatThrownBy(
            () -> chain.perform(id("burn"), Keys.BURNER, coin, burn, Approvals.NONE, FEW))
        .isInstanceOf(ChainUnavailable.class);
    only.honest();
    chain.perform(id("burn"), Keys.BURNER, coin, burn, Approvals.NONE, WAIT);
    assertThat(chain.observe(Asset.FHKD, List.of()).supply()).isEqualTo(coins("96"));
  }

  /// A status alone settles nothing: the contract's event does.
  @Test
  void aWindowWithoutItsEventIsNotSettled() {
    only.lies((method, truth) -> {
      if (method.equals("eth_getTransactionReceipt") && truth.isObject()) {
        ((ObjectNode) truth).putArray("logs");
      }
      return truth;
    });
    assertThat(chain.settle(window(chain, "no event", "1"), WAIT))
        .isInstanceOfSatisfying(
            WindowOutcome.Stopped.class,
            stopped -> assertThat(stopped.cause()).contains("told nothing"));
    only.honest();
    assertThat(chain.settle(window(chain, "no event", "1"), WAIT))
        .as("the contract knows the window already, and its event is found")
        .isInstanceOf(WindowOutcome.Settled.class);
    assertThat(balance(chain, "O001")).isEqualTo(1_000_000);
  }

  /// Blocks that are stored are not read again: an event that is left out now is lost for ever.
  @Test
  void noListOfLogsIsNoEmptyList() {
    try (Watcher watcher = chain.watcher(database);
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      watcher.step();
      String pauser = DevelopmentKeys.open(folder).address(Keys.PAUSER);
      rpc.call("anvil_impersonateAccount", pauser);
      rpc.call("anvil_setBalance", pauser, Chains.RICH);
      String data = new MintGate.Pause().encode();
      Map<String, String> theft =
          Map.of("from", pauser, "to", chain.gate(Asset.FHKD), "data", data);
      rpc.call("eth_sendTransaction", theft);
      rpc.call("evm_mine");
      only.lies(instead("eth_getLogs", NullNode.getInstance()));
      assertThatThrownBy(watcher::step).isInstanceOf(ChainUnavailable.class);
      only.honest();
      watcher.step();
      assertThat(watcher.alarms()).isNotEmpty();
    }
  }

  /// A node that has a block's header and not yet its logs, as one behind a balancer may: the
  /// header says that there are some.
  @Test
  void logsThatAreLeftOutOnceAreAskedForAgain() {
    try (Watcher watcher = chain.watcher(database);
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      watcher.step();
      String pauser = DevelopmentKeys.open(folder).address(Keys.PAUSER);
      rpc.call("anvil_impersonateAccount", pauser);
      String data = new MintGate.Pause().encode();
      rpc.call(
          "eth_sendTransaction",
          Map.of("from", pauser, "to", chain.gate(Asset.FHKD), "data", data));
      rpc.call("evm_mine");
      long before = watcher.position().block();
      AtomicInteger lists = new AtomicInteger();
      only.lies((method, truth) ->
          method.equals("eth_getLogs") && lists.incrementAndGet() == 1
              ? JsonNodeFactory.instance.arrayNode()
              : truth);
      assertThatThrownBy(watcher::step)
          .isInstanceOf(ChainUnavailable.class)
          .hasMessageContaining("the nodes tell 0 logs of block");
      assertThat(watcher.position().block()).as("nothing is stored").isEqualTo(before);
      watcher.step();
      assertThat(watcher.alarms()).isNotEmpty();
    }
  }

  /// Of a full block a header may say so of every contract there is: that holds nothing up.
  @Test
  void aHeaderThatPromisesTooMuchHoldsNothingUp() {
    for (String bloom : List.of("0x" + "ff".repeat(256), "0x", "0xzz")) {
      only.lies((method, truth) -> {
        if (method.equals("eth_getBlockByNumber") && truth.isObject()) {
          ((ObjectNode) truth).put("logsBloom", bloom);
        }
        return truth;
      });
      try (Watcher watcher = chain.watcher(database)) {
        assertThat(chain.settle(window(chain, "bloom " + bloom, "1"), WAIT))
            .isInstanceOf(WindowOutcome.Settled.class);
        long newest = watcher.step();
        assertThat(newest).isEqualTo(watcher.position().block()).isPositive();
        assertThat(watcher.alarms()).isEmpty();
      }
    }
  }

  @Test
  void theWatcherReadsOnAfterNonsense() throws InterruptedException {
    try (Watcher watcher = chain.watcher(database)) {
      watcher.start();
      only.lies(instead("eth_getLogs", new TextNode("nonsense")));
      Thread.sleep(5 * BLOCK_TIME.toMillis());
      only.babbles("[]");
      Thread.sleep(5 * BLOCK_TIME.toMillis());
      only.honest();
      long before = watcher.position().block();
      long end = System.nanoTime() + WAIT.toNanos();
      while (watcher.position().block() < before + 5) {
        assertThat(System.nanoTime()).as("it reads no more").isLessThan(end);
        Thread.sleep(BLOCK_TIME.toMillis());
      }
    }
  }

  /// Whatever a node does, and even when it repeats its own address.
  @Test
  void noMessageHoldsWhatIsSecretInAnAddress() {
    URI secret = secret(only.uri().getPort());
    try (JsonRpc rpc = new JsonRpc(List.of(secret(1), secret, URI.create(secret + "2")), 3, FEW)) {
      only.garbles(HostileNodeTest::refusedWithTheAddress);
      assertToldWithoutSecrets(rpc);
      assertThat(rpc.health())
          .extracting(JsonRpc.Health::node)
          .containsExactly("http://127.0.0.1:1", only.uri() + " (1)", only.uri() + " (2)");
    }
    assertThatThrownBy(() -> new JsonRpc(List.of(secret, secret), 1, FEW))
        .hasMessageContaining("a node twice")
        .satisfies(told -> assertThat(told.getMessage()).doesNotContain(SECRETS));
    for (URI node : List.of(secret(1), secret)) {
      only.garbles(HostileNodeTest::refusedWithTheAddress);
      try (JsonRpc rpc = new JsonRpc(node, FEW)) {
        assertToldWithoutSecrets(rpc);
        only.honest();
        only.babbles("<html>" + node + "</html>");
        assertToldWithoutSecrets(rpc);
        only.babbles("batterystaple is no key of ours");
        assertToldWithoutSecrets(rpc);
        only.babbles("{\"at\":\"" + node + "\"}");
        assertToldWithoutSecrets(rpc);
        only.silent(true);
        assertToldWithoutSecrets(rpc);
        only.honest();
      }
    }
    only.lies(instead("eth_chainId", new TextNode("0x5")));
    try (JsonRpc rpc = new JsonRpc(secret, SHORT)) {
      assertThat(OpeningCheck.otherNetwork(Chains.profile(secret, 1, SHORT, true), rpc))
          .hasValueSatisfying(why ->
              assertThat(why).startsWith(only.uri() + " is chain 5").doesNotContain(SECRETS));
    }
    assertThat(Chains.profile(secret, 1, SHORT, true).toString()).doesNotContain(SECRETS);
  }

  private static URI secret(int port) {
    return URI.create(
        "http://anna:correcthorse@127.0.0.1:%s/v3/0123456789abcdef?apikey=batterystaple"
            .formatted(port));
  }

  private static ArrayNode refusedWithTheAddress(ArrayNode answers) {
    for (JsonNode answer : answers) {
      ((ObjectNode) answer).remove("result");
      ((ObjectNode) answer)
          .putObject("error")
          .put("code", -32_001)
          .put("message", "not for anna:correcthorse: /v3/0123456789abcdef?apikey=batterystaple");
    }
    return answers;
  }

  /// Neither in the message nor in what a log prints of it.
  private static void assertToldWithoutSecrets(JsonRpc rpc) {
    assertThatThrownBy(() -> rpc.call("eth_chainId"))
        .isInstanceOf(ChainUnavailable.class)
        .satisfies(told -> assertThat(printed(told) + rpc.health()).doesNotContain(SECRETS));
  }

  private static String printed(Throwable told) {
    StringWriter text = new StringWriter();
    told.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void aCommitWhoseAnswerIsLostIsFoundAgain() {
    Flaky flaky = new Flaky(database);
    chain.close();
    chain =
        EvmChain.open(
            Chains.profile(only.uri(), 1, SHORT, true),
            flaky.source(),
            DevelopmentKeys.open(folder),
            PARTICIPANTS);
    flaky.loseNextCommitOf("INSERT INTO chain.transaction");
    assertThat(chain.settle(window(chain, "stored unheard", "1"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
    assertThat(flaky.lost()).isEqualTo(1);
    assertThat(chain.settle(window(chain, "next", "1"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
    assertThat(balance(chain, "O001")).isEqualTo(2_000_000);
  }

  @Test
  void oneGatewayAtATimeOnADatabase() {
    assertThatThrownBy(() ->
            EvmChain.open(
                Chains.profile(only.uri(), 1, SHORT, true),
                database,
                DevelopmentKeys.open(folder),
                PARTICIPANTS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another gateway is at work on this database");
    assertThat(chain.settle(window(chain, "undisturbed", "1"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
  }
}

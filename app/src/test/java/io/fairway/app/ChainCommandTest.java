package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.app.engine.Engines;
import io.fairway.chain.rpc.JsonRpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What an operator sees of the chain, and what happens when somebody else changed it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChainCommandTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temp;

  private Path data;
  private String coin = "";

  @BeforeAll
  void settleAnExample() {
    data = temp.resolve("data");
    CommandRun run = settle();
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    boolean module = Files.exists(Path.of("/usr/lib/softhsm/libsofthsm2.so"));
    assertThat(run.err())
        .contains(
            module
                ? "signing with keys in a SoftHSM2 token in " + data.resolve("keys")
                : "signing with keys in ");
  }

  private CommandRun settle() {
    return CommandRun.of(
        "settle", EXAMPLES.resolve("orders.csv"), "--data", data, "--out", temp.resolve("out"));
  }

  @Test
  @Order(1)
  void statusShowsCoinsWatcherAndThatNothingIsHalted() throws IOException {
    CommandRun run = CommandRun.of("chain", "status", "--data", data);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .containsPattern("FHKD +0x[0-9a-f]{40}  minted by 0x[0-9a-f]{40}  supply [0-9.]+ at block")
        .containsPattern("watcher +at block [0-9,]+: [0-9,]+ transfers")
        .containsPattern("halted +nothing")
        .doesNotContain("alarm");
    JsonNode json = JSON.readTree(CommandRun.of("chain", "status", "--data", data, "--json").out());
    assertThat(json.path("incidents")).isEmpty();
    assertThat(json.at("/coins/FHKD/supplyUnits").asText()).matches("[1-9][0-9]+");
    assertThat(json.path("transfers").asInt()).isPositive();
    coin = json.at("/coins/FHKD/contract").asText();
  }

  @Test
  @Order(2)
  void holdersAreWrittenOnce() throws IOException {
    Path file = temp.resolve("holders.txt");
    CommandRun run = CommandRun.of("chain", "holders", "FHKD", "--to", file, "--data", data);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readString(file)).contains("coin FHKD").contains("\nhash 0x");
    assertThat(CommandRun.of("chain", "holders", "FHKD", "--to", file, "--data", data).err())
        .contains("is there already; expected a new file");
    assertThat(
            CommandRun.of("chain", "holders", "FXXX", "--to", temp.resolve("x"), "--data", data)
                .err())
        .contains("no coin is called 'FXXX'; expected one of");
  }

  @Test
  @Order(3)
  void whatIsPausedOrFrozenStaysSoUntilItIsLetGo() {
    String holder = "0x00112233445566778899aabbccddeeff00112233";
    CommandRun freeze = act("freeze", "FHKD", holder);
    assertThat(freeze.code()).as(freeze.err()).isEqualTo(ExitCode.OK);
    assertThat(freeze.out())
        .contains("FHKD of 0x00112233445566778899aabbccddeeff00112233 is frozen, case c1");
    assertThat(act("freeze", "FHKD", holder).out()).contains("nothing to do: FHKD of 0x0011");
    assertThat(CommandRun.of("chain", "status", "--data", data).out())
        .as("one who takes no part")
        .containsPattern("frozen +FHKD of " + holder);
    assertThat(act("unfreeze", "FHKD", holder).out()).contains("is free, case c1");
    CommandRun spent = act("freeze", "FHKD", holder);
    assertThat(spent.code()).as("the case is spent").isEqualTo(ExitCode.USAGE);
    assertThat(spent.err()).contains("case c1 was used for this before, and it was undone since");
    assertThat(act("freeze", "FHKD", "L01").out()).contains("is frozen, case c1");
    assertThat(CommandRun.of("chain", "status", "--data", data).out())
        .containsPattern("frozen +FHKD of L01");
    assertThat(act("unfreeze", "FHKD", "L01").out()).contains("is free, case c1");
    for (String what : new String[] {"settlement", "escrow", "FHKD.gate"}) {
      assertThat(act("pause", what).out()).contains(what + " is paused, case c1");
      assertThat(act("resume", what).out()).contains(what + " goes on, case c1");
    }
    assertThat(act("pause", "FHKD").out()).contains("FHKD is paused, case c1");
    assertThat(CommandRun.of("chain", "status", "--data", data).out())
        .containsPattern("paused +FHKD");
    assertThat(act("resume", "FHKD").out()).contains("FHKD goes on, case c1");
    assertThat(act("pause", "settlements").err())
        .contains(
            "nothing here is called 'settlements'; expected one of [settlement, escrow, FHKD, FHKD.gate,");
    assertThat(act("freeze", "FHKD", "0x12").err()).contains("'0x12' is no account");
    assertThat(act("freeze", "FHKD", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeE").err())
        .contains("wrong checksum");
    CommandRun status = CommandRun.of("chain", "status", "--data", data);
    assertThat(status.out()).as("all of it was ours").containsPattern("halted +nothing");
    assertThat(CommandRun.of("keys", "audit", "--data", data).out())
        .contains("entries that count online signatures are not shown; --leases shows them")
        .doesNotContain("LEASE ")
        .as("who asked stands in the sealed log, and how it ended")
        .containsPattern(
            "ben .*CHAIN_ACT +ASKED +settlement is paused +case c1, order 0x[0-9a-f]{64}")
        .containsPattern("ben .*CHAIN_ACT +DONE +settlement is paused +case c1")
        .containsPattern(
            "ben .*CHAIN_ACT +FAILED +FHKD of " + holder + " is frozen +nothing was done");
  }

  private CommandRun act(String verb, String what, String... more) {
    boolean named = more.length > 0 && more[0].matches("c[0-9]");
    return CommandRun.of(
        Stream.of(
                Stream.of("chain", verb, what),
                named ? Stream.<String>empty() : Stream.of(more),
                Stream.of("--case", named ? more[0] : "c1", "--as", "ben", "--data", data))
            .flatMap(parts -> parts)
            .toArray());
  }

  @Test
  @Order(4)
  void codeThatSomebodyElseChangedHaltsAndIsSaidEverywhere() throws IOException {
    try (Engines engines = Engines.start(data);
        JsonRpc rpc = new JsonRpc(engines.anvil().rpc(), Duration.ofSeconds(5))) {
      // A slot that nothing reads: the proxy's admin, which this kind of proxy does not have.
      rpc.call(
          "anvil_setStorageAt",
          coin,
          "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103",
          "0x" + "0".repeat(24) + "0bad".repeat(10));
      rpc.call("evm_mine");
    }
    CommandRun run = settle();
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(run.err())
        .contains("incident 1, CODE_CHANGED: Stablecoin " + coin)
        .contains("./fairway chain release 1 --data " + data);
    CommandRun verify = CommandRun.of("verify", "--data", data);
    assertThat(verify.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(verify.out()).contains("CODE_CHANGED").contains("nobody has released it");
    CommandRun status = CommandRun.of("chain", "status", "--data", data);
    assertThat(status.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(status.out())
        .containsPattern("\nalarm +block")
        .contains("HALTED")
        .contains("chain release 1 --reason");
    assertThat(act("pause", "settlement", "c2").code()).as("no incident halts this").isZero();
    CommandRun resume = act("resume", "settlement", "c2");
    assertThat(resume.code()).isEqualTo(ExitCode.FAILED);
    assertThat(resume.err())
        .contains("halted by incident 1", "look at it, then: ./fairway chain release 1")
        .doesNotContain("Exception", "FAIRWAY_DEBUG");
  }

  @Test
  @Order(5)
  void aReleaseNamesWhoAndWhyAndAllGoesOn() {
    assertThat(CommandRun.of("chain", "release", "1", "--reason", " ", "--data", data).err())
        .contains("--reason is empty");
    CommandRun none = CommandRun.of("chain", "release", "9", "--reason", "x", "--data", data);
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("no incident 9 is open; open are: [1]");
    CommandRun run =
        CommandRun.of(
            "chain", "release", "1", "--reason", "a drill", "--as", "anna", "--data", data);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("incident 1 is released by anna");
    assertThat(CommandRun.of("chain", "status", "--data", data).out())
        .containsPattern("old alarm +block")
        .containsPattern("released +incident 1, CODE_CHANGED, by anna .* at .*: a drill");
    assertThat(CommandRun.of("keys", "audit", "--data", data).out())
        .containsPattern("CHAIN_ACT +REFUSED +settlement goes on +not permitted")
        .containsPattern("CHAIN_RELEASE +FAILED +incident 9 +no incident 9 is open")
        .containsPattern("anna .*CHAIN_RELEASE +DONE +incident 1 +a drill");
    assertThat(act("resume", "settlement", "c2").code()).isEqualTo(ExitCode.OK);
    assertThat(CommandRun.of("verify", "--data", data).code()).isEqualTo(ExitCode.OK);
    assertThat(settle().code()).isEqualTo(ExitCode.OK);
  }

  /// Before money comes in, a stop of minting is no failure: the same command goes on after it.
  @Test
  @Order(6)
  void settleWaitsForAGateThatIsPaused() throws IOException {
    assertThat(act("pause", "FHKD.gate", "c3").code()).isEqualTo(ExitCode.OK);
    Path more = temp.resolve("more.csv");
    Files.writeString(
        more, Files.readString(EXAMPLES.resolve("orders.csv")).replaceAll("(?m)^([A-Z])", "N$1"));
    CommandRun run =
        CommandRun.of(
            "settle",
            more,
            "--parties",
            EXAMPLES.resolve("parties.csv"),
            "--rates",
            EXAMPLES.resolve("rates.csv"),
            "--data",
            data,
            "--out",
            temp.resolve("out"),
            "--wait",
            "3");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.PENDING);
    assertThat(run.err())
        .contains("is not minted within --wait", "GatePaused", "goes on waiting")
        .doesNotContain("FAIRWAY_DEBUG");
    assertThat(act("resume", "FHKD.gate", "c3").code()).isEqualTo(ExitCode.OK);
  }
}

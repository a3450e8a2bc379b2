package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.chain.Keys;
import io.fairway.chain.abi.Contracts;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.rpc.JsonRpc;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What docs/keys.md tells, through the command line: the house and two machines without a network.
class KeysStoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;

  private CommandRun keys(String machine, Object... args) {
    Object[] all = new Object[args.length + 3];
    all[0] = "keys";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--data";
    all[args.length + 2] = temp.resolve(machine);
    return CommandRun.of(all);
  }

  private JsonNode json(CommandRun run) throws IOException {
    assertThat(run.code()).as(run.err() + run.out()).isZero();
    return JSON.readTree(run.out());
  }

  private String create(String machine, String name, String holder) throws IOException {
    return json(keys(machine, "create", name, "--holder", holder, "--json"))
        .path("address")
        .asText();
  }

  @Test
  void aBundleIsMadeReadSignedAndTakenBack() throws IOException {
    for (String who : List.of("bob", "carol")) {
      String address = create(who, "person:" + who, who);
      assertThat(keys("house", "person", who, address).code()).isZero();
    }
    String upgrader = create("bob", "upgrader", "bob");
    assertThat(keys("house", "quorum", "upgrade", "2", "bob", "carol").code()).isZero();
    assertThat(keys("house", "quorum", "upgrade", "1", "bob", "carol").err())
        .contains("expected at least 2, so that nobody acts alone");
    assertThat(keys("house", "list").out())
        .containsPattern("person bob +signs with 0x[0-9a-f]{40}")
        .containsPattern("person carol +signs with 0x[0-9a-f]{40}")
        .contains("needs 2 of bob, carol");
    Path draft =
        Files.writeString(
            temp.resolve("draft.json"),
            """
            {"purpose": "pay out", "function": "upgrade", "key": "%s",
             "payload": {"kind": "transaction", "chainId": 31337, "nonce": 0, "gasLimit": 90000,
               "maxFeePerGasWei": "1000000000", "maxTipPerGasWei": "1", "to": "0x%s",
               "contract": "Stablecoin", "call": "transfer",
               "arguments": {"to": "0x%s", "amount": "5000000"}}}
            """
                .formatted(upgrader, "c".repeat(40), "d".repeat(40)));
    Path bundle = temp.resolve("bundle.json");
    CommandRun made = keys("house", "bundle", draft, "--as", "alice", "--out", bundle, "--json");
    String digits = json(made).path("bundle").asText().substring(2, 10);

    CommandRun unread = keys("carol", "sign", bundle, "--as", "carol", "--confirm", "00000000");
    assertThat(unread.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unread.err()).contains("nothing was signed");
    CommandRun read = keys("carol", "sign", bundle, "--as", "carol", "--confirm", digits);
    assertThat(read.code()).as(read.err()).isZero();
    assertThat(read.out()).contains("transfer(address,uint256)").contains("nonce 0");
    CommandRun waiting = keys("house", "import", bundle, temp.resolve("bundle.carol.json"));
    assertThat(waiting.code()).isEqualTo(ExitCode.PENDING);
    assertThat(waiting.out()).contains("waiting: 1 of 2 have signed (carol)");
    assertThat(keys("bob", "sign", bundle, "--as", "bob", "--confirm", digits).code()).isZero();
    JsonNode done =
        json(keys("house", "import", bundle, temp.resolve("bundle.bob.json"), "--json"));
    assertThat(done.path("complete").asBoolean()).isTrue();
    assertThat(done.path("result").asText()).startsWith("0x02");

    CommandRun audit = keys("house", "audit", "--json");
    assertThat(json(audit).path("ok").asBoolean()).isTrue();
    assertThat(audit.out()).contains("\"REFUSED\"").contains("\"COMPLETE\"").contains("alice");
  }

  @Test
  void aDrillIsTimedAndTheAuditLogFindsWhatIsTaken() throws IOException {
    JsonNode drill = json(keys("house", "drill", "settler", "--as", "alice", "--json"));
    assertThat(drill.path("refused").asText()).contains("is compromised, not active");
    assertThat(drill.path("onChain").size()).isGreaterThan(4);
    assertThat(drill.path("onChain").toString())
        .contains("the settler key can move", "keys activate settler\"")
        .doesNotContain("drill:");
    assertThat(keys("other", "drill", "settler").out())
        .contains("this was a rehearsal")
        .contains("in a real loss, on the chain")
        .contains("and destroyed after the drill")
        .doesNotContain("activate drill:");
    CommandRun verified = keys("house", "audit", "--verify", "--json");
    String anchor = json(verified).path("anchor").asText();
    assertThat(keys("house", "audit", "--verify", "--anchor", anchor).code()).isZero();
    Path log = temp.resolve("house/keys/audit.log");
    List<String> lines = Files.readAllLines(log);
    Files.write(log, lines.subList(0, lines.size() - 2));
    CommandRun broken = keys("house", "audit", "--verify");
    assertThat(broken.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(broken.out()).contains("BROKEN at entry").contains("cut off");
    assertThat(keys("house", "list").out()).contains("drill:settler-1").contains("destroyed");
  }

  @Test
  void aLossReportedTwiceLeavesTheSuccessorAlone() throws IOException {
    create("house", "settler", "bob");
    JsonNode first = json(keys("house", "compromised", "settler", "--why", "stolen", "--json"));
    CommandRun again = keys("house", "compromised", "settler", "--why", "stolen");
    assertThat(again.code()).isEqualTo(ExitCode.USAGE);
    assertThat(again.err())
        .containsPattern("settler is stopped since 20[0-9T:.-]+Z already")
        .contains("its successor settler~2 is prepared")
        .contains("./fairway keys compromised settler~2");
    JsonNode second = json(keys("house", "compromised", "settler~2", "--why", "too", "--json"));
    assertThat(second.path("compromised")).isEqualTo(first.path("successor"));
    assertThat(json(keys("house", "list", "--json")).path("keys").findValuesAsText("status"))
        .containsExactly("COMPROMISED", "COMPROMISED", "PREPARED");
  }

  @Test
  void aFailedOpeningIsShownUntilItIsSealed() throws IOException {
    assertThat(keys("house", "create", "settler", "--holder", "bob").code()).isZero();
    CommandRun run = keys("house", "rotate", "settler", "--profile", "production");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    CommandRun audit = keys("house", "audit", "--json");
    assertThat(json(audit).path("unsealed").size()).isEqualTo(1);
    assertThat(keys("house", "audit", "--verify").out())
        .contains("1 failed events are not sealed yet");
    assertThat(keys("house", "create", "minter", "--holder", "bob").code()).isZero();
    assertThat(keys("house", "audit").out()).contains("sealed later").doesNotContain("not sealed");
  }

  @Test
  void productionRefusesKeysInFiles() {
    assertThat(keys("house", "create", "settler", "--holder", "bob").code()).isZero();
    CommandRun run = keys("house", "rotate", "settler", "--profile", "production");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("expected keys in a certified hardware module");
  }

  @Test
  void limitsAreSetAtCreationAndChangedByTwoPeople() throws IOException {
    for (String who : List.of("bob", "carol")) {
      assertThat(keys("house", "person", who, create(who, "person:" + who, who)).code()).isZero();
    }
    assertThat(keys("house", "quorum", "limits", "2", "bob", "carol").code()).isZero();
    CommandRun made =
        keys("house", "create", "settler", "--holder", "bob", "--max-days", 90, "--max-uses", 5000);
    assertThat(made.out()).contains("90 days and 5,000 uses at most");
    assertThat(keys("house", "create", "minter", "--holder", "bob", "--max-days", 0).err())
        .contains("expected 1 to 3,650 days");
    assertThat(keys("house", "list").out()).contains("0 of 90 days, 0 of 5,000 uses");

    Path bundle = temp.resolve("limits.json");
    CommandRun limit =
        keys(
            "house",
            "limit",
            "settler",
            "--max-days",
            30,
            "--as",
            "alice",
            "--out",
            bundle,
            "--json");
    String digits = json(limit).path("bundle").asText().substring(2, 10);
    for (String who : List.of("bob", "carol")) {
      CommandRun signed = keys(who, "sign", bundle, "--as", who, "--confirm", digits);
      assertThat(signed.out()).as(signed.err()).contains("30 days and 5,000 uses at most");
    }
    assertThat(keys("house", "import", bundle, temp.resolve("limits.bob.json")).code())
        .isEqualTo(ExitCode.PENDING);
    assertThat(keys("house", "list").out()).contains("0 of 90 days");
    Path unnamed = temp.resolve("unnamed.json");
    assertThat(keys("house", "limit", "settler", "--as", "alice", "--out", unnamed).err())
        .contains("no limit is named")
        .contains("expected --max-days N, --max-uses N or both");
    assertThat(
            keys("house", "limit", "settler", "--max-uses", 5000, "--as", "alice", "--out", unnamed)
                .err())
        .contains("the limits of settler are 90 days and 5,000 uses at most already");
    assertThat(unnamed).doesNotExist();
    CommandRun completed =
        keys("house", "import", bundle, temp.resolve("limits.carol.json"), "--json");
    assertThat(json(completed).path("changed").asText())
        .isEqualTo("settler: 30 days and 5,000 uses at most");
    assertThat(keys("house", "list").out()).contains("0 of 30 days, 0 of 5,000 uses");
    assertThat(keys("house", "audit").out()).contains("LIMITS").contains("signed by bob, carol");
  }

  /// A deployment that two people signed, on a real chain.
  @Test
  void aCompleteBundleIsSentOnce() throws IOException {
    for (String who : List.of("bob", "carol")) {
      assertThat(keys("house", "person", who, create(who, "person:" + who, who)).code()).isZero();
    }
    String deployer = create("bob", "deployer", "bob");
    assertThat(keys("house", "quorum", "deploy", "2", "bob", "carol").code()).isZero();
    String code =
        Contracts.Timelock.deploy(
            BigInteger.ONE, List.of(deployer), List.of(deployer), List.of(deployer));
    Path draft =
        Files.writeString(
            temp.resolve("draft.json"),
            """
            {"purpose": "a timelock", "function": "deploy", "key": "%s",
             "payload": {"kind": "transaction", "chainId": 31337, "nonce": 0, "gasLimit": 5000000,
               "maxFeePerGasWei": "3000000000", "maxTipPerGasWei": "1", "to": "",
               "contract": "Timelock", "data": "%s"}}
            """
                .formatted(deployer, code));
    Path bundle = temp.resolve("bundle.json");
    CommandRun made = keys("house", "bundle", draft, "--as", "alice", "--out", bundle, "--json");
    String digits = json(made).path("bundle").asText().substring(2, 10);
    for (String who : List.of("bob", "carol")) {
      assertThat(keys(who, "sign", bundle, "--as", who, "--confirm", digits).code()).isZero();
    }
    try (Anvil anvil =
            Anvil.start(Anvil.findContracts(), temp.resolve("chain"), Duration.ofMillis(100));
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      CommandRun early = keys("house", "send", bundle, "--rpc", anvil.rpc());
      assertThat(early.code()).isEqualTo(ExitCode.USAGE);
      assertThat(early.err()).contains("still lacks signatures");
      CommandRun imported =
          keys(
              "house",
              "import",
              bundle,
              temp.resolve("bundle.bob.json"),
              temp.resolve("bundle.carol.json"));
      assertThat(imported.code()).as(imported.err()).isZero();
      CommandRun poor = keys("house", "send", bundle, "--rpc", anvil.rpc());
      assertThat(poor.err()).contains("has 0 ether").contains("nothing was sent");
      rpc.call("anvil_setBalance", deployer, "0xde0b6b3a7640000");
      JsonNode sent = json(keys("house", "send", bundle, "--rpc", anvil.rpc(), "--json"));
      assertThat(sent.path("outcome").asText()).isEqualTo("included");
      assertThat(json(keys("house", "send", bundle, "--rpc", anvil.rpc(), "--json")))
          .isEqualTo(sent);
    }
    assertThat(keys("house", "send", bundle, "--rpc", "nowhere").err())
        .contains("expected http:// or https://");
  }

  /// The page that people read and the list that decides are the same.
  @Test
  void thePageNamesEveryOperationalKey() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "keys.md"));
    String line =
        page.lines().filter(l -> l.startsWith("| operational |")).findFirst().orElseThrow();
    assertThat(line.split("\\|", -1)[2].replaceAll("[`\\s]", "").split(",", -1))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Keys.OPERATIONAL.stream(), Stream.of("participant:ID", "person:ID"))
                .toList());
  }
}

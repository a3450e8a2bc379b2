package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.app.engine.Engines;
import io.fairway.chain.profile.ChainProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What an auditor sees of contracts that stand on a real node, with nothing but a profile. What a
/// plan adds to it is tested where Safes and timelocks are deployed, in the chain's `BirthsTest`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainInspectTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temp;

  @SuppressWarnings("NullAway.Init") // JUnit runs the set-up first
  private Engines engines;

  @SuppressWarnings("NullAway.Init")
  private JsonNode status;

  @BeforeAll
  void settleAnExample() throws IOException {
    Path data = temp.resolve("data");
    CommandRun run =
        CommandRun.of(
            "settle", EXAMPLES.resolve("orders.csv"), "--data", data, "--out", temp.resolve("out"));
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    status = JSON.readTree(CommandRun.of("chain", "status", "--data", data, "--json").out());
    engines = Engines.start(data);
  }

  @AfterAll
  void end() {
    engines.close();
  }

  /// A profile of what the example deployed, as somebody else would write it.
  private ObjectNode profile() throws IOException {
    try (InputStream in = ChainProfile.class.getResourceAsStream("development.json")) {
      ObjectNode json = (ObjectNode) JSON.readTree(Objects.requireNonNull(in));
      json.put("name", "of an auditor").put("environment", "PILOT");
      json.putArray("endpoints").add(engines.anvil().rpc().toString());
      ObjectNode contracts = json.putObject("contracts");
      contracts.put("settlement", status.path("settlement").asText());
      contracts.put("escrow", status.path("escrow").asText());
      ArrayNode coins = json.putArray("coins");
      for (Map.Entry<String, JsonNode> coin : status.path("coins").properties()) {
        coins.add(coin.getKey());
        contracts.put(coin.getKey(), coin.getValue().path("contract").asText());
        contracts.put(coin.getKey() + ".gate", coin.getValue().path("gate").asText());
      }
      return json;
    }
  }

  private static CommandRun inspect(ObjectNode profile, String... more) throws IOException {
    Path file = Files.writeString(temp.resolve("profile.json"), profile.toString());
    return more.length == 0
        ? CommandRun.of("chain", "inspect", "--profile", file)
        : CommandRun.of("chain", "inspect", "--profile", file, more[0]);
  }

  @Test
  void showsEachContractWhereAllIsReleasedCode() throws IOException {
    CommandRun run = inspect(profile());
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .containsPattern("chain profile of an auditor, PILOT, id 31337, after block [0-9,]+")
        .containsPattern("FHKD.gate +0x[0-9a-f]{40} +code +ok")
        .containsPattern("contracts +0x[0-9a-f]{40} +FHKD: the gate mints the coin +ok")
        .containsPattern("Timelock +audit record +ok")
        .contains("a chain with this profile would open")
        .doesNotContain("REFUSED");
    JsonNode json = JSON.readTree(inspect(profile(), "--json").out());
    assertThat(json.path("permitted").asBoolean()).isTrue();
    assertThat(json.path("block").asLong()).isPositive();
    assertThat(json.path("findings")).isNotEmpty();
  }

  @Test
  void namesAllThatIsWrongAndEndsWithFour() throws IOException {
    ObjectNode profile = profile();
    ObjectNode contracts = (ObjectNode) profile.path("contracts");
    String escrow = contracts.path("escrow").asText();
    contracts.put("escrow", contracts.path("settlement").asText());
    contracts.put("settlement", escrow);
    CommandRun run = inspect(profile);
    assertThat(run.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(run.out())
        .containsPattern("escrow +0x[0-9a-f]{40} +code +REFUSED")
        .containsPattern("settlement +0x[0-9a-f]{40} +code +REFUSED")
        .contains("is not the Escrow that this release compiled")
        .containsPattern("would not open: refused 2 of [0-9]+");
    CommandRun production = inspect(profile().put("environment", "PRODUCTION"), "--json");
    assertThat(production.code()).isEqualTo(ExitCode.CHECK_FAILED);
    JsonNode json = JSON.readTree(production.out());
    assertThat(json.path("permitted").asBoolean()).isFalse();
    assertThat(json.path("findings").findValuesAsText("words"))
        .anyMatch(words -> words.startsWith("it does not say who holds which power"))
        .anyMatch(words -> words.contains("a self-review is not enough in production"));
  }

  @Test
  void aProfileThatCannotBeReadEndsWithTwoAndSilentNodesWithOne() throws IOException {
    Path nonsense = Files.writeString(temp.resolve("nonsense.json"), "[1, 2");
    CommandRun run = CommandRun.of("chain", "inspect", "--profile", nonsense);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(nonsense + ": no whole JSON, it goes wrong at line 1");
    CommandRun none = CommandRun.of("chain", "inspect", "--profile", temp.resolve("none.json"));
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("none.json: cannot be read");
    CommandRun unknown = inspect(profile().put("surplus", 1));
    assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("unknown field surplus");
    assertThat(CommandRun.of("chain", "inspect").code()).isEqualTo(ExitCode.USAGE);
    ObjectNode silent = profile();
    silent.putArray("endpoints").add(URI.create("http://127.0.0.1:1").toString());
    CommandRun unanswered = inspect(silent);
    assertThat(unanswered.code()).isEqualTo(ExitCode.FAILED);
    assertThat(unanswered.err()).contains("The chain does not answer: http://127.0.0.1:1");
    CommandRun many = inspect(profile().put("quorum", 2));
    assertThat(many.code()).isEqualTo(ExitCode.USAGE);
    assertThat(many.err()).contains("quorum is 2; expected at most 1, the number of endpoints");
  }

  @Test
  void whatOfAnAddressIsSecretIsShownNowhere() throws IOException {
    ObjectNode profile = profile();
    int port = engines.anvil().rpc().getPort();
    for (int at : new int[] {1, port}) {
      String host = "127.0.0.1:" + at;
      profile
          .putArray("endpoints")
          .add("http://anna:correcthorse@%s/v3/0123456789abcdef?token=staple".formatted(host));
      CommandRun run = inspect(profile.put("chainId", 5));
      assertThat(run.code()).isEqualTo(at == 1 ? ExitCode.FAILED : ExitCode.CHECK_FAILED);
      assertThat(run.out() + run.err())
          .contains("http://" + host)
          .doesNotContain("anna", "correcthorse", "/v3", "0123456789abcdef", "staple");
    }
  }

  @Test
  void aProfileWithoutNodesIsAFinding() throws IOException {
    try (InputStream in = ChainProfile.class.getResourceAsStream("development.json")) {
      CommandRun run = inspect((ObjectNode) JSON.readTree(Objects.requireNonNull(in)));
      assertThat(run.code()).isEqualTo(ExitCode.CHECK_FAILED);
      assertThat(run.out()).contains("it names no node that could be asked");
    }
  }
}

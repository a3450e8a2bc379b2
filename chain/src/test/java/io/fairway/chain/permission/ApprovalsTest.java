package io.fairway.chain.permission;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.coins;
import static io.fairway.chain.Chains.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.chain.AttestOutcome;
import io.fairway.chain.Chains;
import io.fairway.chain.EvmChain;
import io.fairway.chain.Keys;
import io.fairway.chain.MintOrder;
import io.fairway.chain.MintOutcome;
import io.fairway.chain.People;
import io.fairway.chain.Reserve;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.Inventory;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.permission.Approvers.Circle;
import io.fairway.chain.permission.Approvers.Verdict;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.money.Asset;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.Sign;

/// What people approve, with real keys.
class ApprovalsTest {
  private static final String GATE = "0x" + "6a".repeat(20);
  private static final String SIGNER = "0x" + "51".repeat(20);
  private static final Act ACT = new Act(1, GATE, "MINT 0x01", Keys.MINTER, "0xab");

  @TempDir Path folder;

  /// A wallet finds its own way to the hash, from the words that it shows. Anvil's is one.
  @Test
  void aWalletSignsWhatTheHouseChecks() throws Exception {
    Act odd = new Act(31_337, Act.NOWHERE, "DEPLOY \"a\\b\"", Keys.DEPLOYER, "0x");
    Process node =
        new ProcessBuilder(
                Anvil.findContracts().resolve("node_modules/.bin/anvil").toString(),
                "--port",
                "0",
                "--accounts",
                "1")
            .redirectErrorStream(true)
            .start();
    try (JsonRpc rpc = new JsonRpc(listening(node), Duration.ofSeconds(5))) {
      String wallet = rpc.call("eth_accounts").path(0).asText();
      for (Act act : List.of(ACT, odd)) {
        JsonNode words = new ObjectMapper().readTree(act.typedData());
        String signature = rpc.call("eth_signTypedData_v4", wallet, words).asText();
        assertThat(new Approval("anna", signature).signer(act.hash())).contains(wallet);
      }
    } finally {
      node.destroyForcibly().onExit().join();
    }
  }

  private static URI listening(Process node) throws IOException {
    BufferedReader output = node.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("Listening on ")) {
        return URI.create("http://" + line.substring("Listening on ".length()).strip());
      }
    }
    throw new IOException("Anvil ended");
  }

  @Test
  void everythingThatAnActIsGoesIntoItsHash() {
    List<Act> others =
        List.of(
            new Act(2, GATE, "MINT 0x01", Keys.MINTER, "0xab"),
            new Act(1, SIGNER, "MINT 0x01", Keys.MINTER, "0xab"),
            new Act(1, GATE, "MINT 0x02", Keys.MINTER, "0xab"),
            new Act(1, GATE, "MINT 0x01", Keys.BURNER, "0xab"),
            new Act(1, GATE, "MINT 0x01", Keys.MINTER, "0xac"));
    assertThat(Stream.concat(Stream.of(ACT), others.stream()).map(Act::hash))
        .doesNotHaveDuplicates();
    for (Act other : others) {
      assertThat(why(People.known(), People.approval("anna", other)))
          .as("%s", other)
          .startsWith("the approval of anna is no signature of this very act by ");
    }
  }

  @Test
  void twoNamesOfOneKeyAreOnePerson() {
    Map<String, String> people = new HashMap<>(People.addresses());
    people.put(
        "Anna", "0x" + People.address("anna").substring(2).toUpperCase(java.util.Locale.ROOT));
    Approval again = new Approval("Anna", People.approval("anna", ACT).signature());
    Verdict verdict =
        Approvers.forAll(people)
            .check(ACT, TokenOperation.MINT, SIGNER, List.of(People.approval("anna", ACT), again));
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Sound.class,
            sound ->
                assertThat(sound.approvals()).extracting(Approval::person).containsExactly("anna"));
  }

  @Test
  void whoIsUnknownOrMayNotOrSignsWithTheHousesKeyIsRefused() {
    assertThat(why(People.known(), People.approval("dora", ACT)))
        .isEqualTo("approved by dora, whom nobody knows here; known are [anna, ben, cora]");
    assertThat(why(People.known(), People.approval("ben", ACT), People.approval("dora", ACT)))
        .as("a sound one beside it helps nothing")
        .contains("dora");
    Approvers circle =
        new Approvers(
            People.addresses(), Map.of(TokenOperation.MINT, new Circle(1, Set.of("ben"))));
    assertThat(why(circle, People.approval("anna", ACT)))
        .isEqualTo("approved by anna, who may not approve MINT");
    Verdict own =
        People.known()
            .check(
                ACT,
                TokenOperation.MINT,
                People.address("anna"),
                List.of(People.approval("anna", ACT)));
    assertThat(((Verdict.Unsound) own).why())
        .isEqualTo(
            "approved by anna with the key minter, which signs it; expected a key of their own");
  }

  @Test
  void anotherPersonsSignatureOrNoneIsRefused() {
    Approval stolen = new Approval("ben", People.approval("anna", ACT).signature());
    assertThat(why(People.known(), stolen)).endsWith("(it is by " + People.address("anna") + ")");
    assertThat(why(People.known(), new Approval("ben", ""))).endsWith("(it is none)");
    assertThat(why(People.known(), new Approval("ben", "0x" + "00".repeat(65))))
        .endsWith("(it is none)");
    assertThat(why(People.known(), new Approval("anna", higher(People.approval("anna", ACT)))))
        .as("what anybody can make of a signature is none")
        .endsWith("(it is none)");
  }

  /// The same signature with the other s, which the curve takes as well.
  private static String higher(Approval approval) {
    java.math.BigInteger s = new java.math.BigInteger(approval.signature().substring(66, 130), 16);
    String v = approval.signature().endsWith("1b") ? "1c" : "1b";
    return approval.signature().substring(0, 66)
        + "%064x".formatted(Sign.CURVE_PARAMS.getN().subtract(s))
        + v;
  }

  @Test
  void theInventorySaysWhoMayApproveWhat() {
    Inventory inventory =
        new Inventory(
            "module",
            SIGNER,
            People.addresses(),
            Map.of(
                "grant-role", new Inventory.Quorum(3, People.NAMES),
                "all", new Inventory.Quorum(2, List.of("anna", "ben"))),
            List.of());
    Approvers approvers = Approvers.of(inventory);
    assertThat(approvers.people()).isEqualTo(People.addresses());
    assertThat(approvers.circles().keySet()).containsExactlyInAnyOrder(TokenOperation.values());
    assertThat(approvers.required(TokenOperation.GRANT_ROLE, 2)).isEqualTo(3);
    assertThat(approvers.required(TokenOperation.UPGRADE, 3)).as("never fewer").isEqualTo(3);
    assertThat(approvers.required(TokenOperation.PAUSE, 1)).as("one stops").isEqualTo(1);
    assertThat(why(approvers, People.approval("cora", ACT))).contains("may not approve MINT");
  }

  /// A network on which people approve: from the first contract to the last freeze.
  @Test
  void nothingOfWeightHappensWithoutTheirSignatures() throws Exception {
    DataSource database = Chains.database();
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        EvmChain chain = open(anvil, database)) {
      String holder = chain.address("L001");
      Chains.attest(chain, Asset.FHKD);
      MintOrder order = chain.mintOrder(id("order"), holder, coins("5"));
      String approval =
          MintOrder.approval(DevelopmentKeys.open(folder).sign(Keys.APPROVER, order.signingHash()));
      Act act = chain.acts().mint(order, approval);
      MintOrder second = chain.mintOrder(id("another order"), holder, coins("5"));
      Approval anna = People.approval("anna", act);
      Approval ben = People.approval("ben", act);
      Approval replayed = People.approval("ben", chain.acts().mint(second, approval));
      assertThat(refusal(chain, order, approval, Approvals.NONE))
          .contains("approved by 0, needs 2");
      assertThat(refusal(chain, order, approval, Approvals.given(anna, anna)))
          .contains("approved by 1, needs 2 different persons");
      assertThat(refusal(chain, order, approval, Approvals.given(anna, replayed)))
          .contains("the approval of ben is no signature of this very act");
      assertThat(chain.mint(order, approval, Approvals.given(anna, ben), WAIT))
          .isInstanceOf(MintOutcome.Minted.class);
      assertRecorded(database, act, Map.of("anna", anna, "ben", ben));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aNewChainIsDeployedOnlyWhenTwoPeopleSign(int people) {
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME)) {
      Approvals some = People.approve(People.NAMES.subList(0, people).toArray(String[]::new));
      if (people < 2) {
        assertThatThrownBy(() -> open(anvil, Chains.database(), some).close())
            .hasMessageContaining("approved by %s, needs 2 different persons".formatted(people));
      } else {
        open(anvil, Chains.database(), some).close();
      }
    }
  }

  @Test
  void whoStopsIsOnePersonWhoLetsGoOnAreTwo() {
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        EvmChain chain = open(anvil, Chains.database())) {
      chain.controls(People.approve("cora"), WAIT).pauseSettlement(id("pause"));
      assertThatThrownBy(
              () -> chain.controls(People.approve("cora"), WAIT).resumeSettlement(id("resume")))
          .hasMessageContaining("UNPAUSE: approved by 1, needs 2");
      Act resume =
          chain
              .acts()
              .call(id("resume"), Keys.UNPAUSER, chain.settlement(), new Settlement.Unpause());
      Approvals given =
          Approvals.given(People.approval("anna", resume), People.approval("cora", resume));
      chain.controls(given, WAIT).resumeSettlement(id("resume"));
    }
  }

  /// The day of a statement is what they signed: the house does not date it anew.
  @Test
  void aReserveIsStatedAsOfTheSecondThatWasApproved() {
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        EvmChain chain = open(anvil, Chains.database())) {
      Reserve reserve = new Reserve(1_000_000, 7, Instant.now().minusSeconds(60));
      Act act = chain.acts().attest(Asset.FHKD, reserve);
      Approvals given = Approvals.given(People.approval("anna", act), People.approval("ben", act));
      assertThat(chain.attest(Asset.FHKD, reserve, given, WAIT))
          .isEqualTo(new AttestOutcome.Attested(reserve.asOf().getEpochSecond()));
      Reserve more = new Reserve(2_000_000, 7, reserve.asOf());
      assertThat(chain.attest(Asset.FHKD, more, given, Duration.ofSeconds(2)))
          .isInstanceOfSatisfying(
              AttestOutcome.Refused.class,
              no -> assertThat(no.cause()).contains("no signature of this very act"));
    }
  }

  @Test
  void aPersonsKeyIsNoneOfTheHouses() {
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME)) {
      Keys keys = DevelopmentKeys.open(folder);
      keys.prepare(List.of(Keys.MINTER));
      Approvers people = Approvers.forAll(Map.of("anna", keys.address(Keys.MINTER)));
      ChainProfile profile = Chains.profile(anvil.rpc(), 1, Duration.ofSeconds(2), true);
      assertThatThrownBy(() ->
              EvmChain.open(profile, Chains.database(), keys, PARTICIPANTS, people, Approvals.NONE))
          .hasMessage(
              "anna would approve with the house's key minter; expected a key of their own");
    }
  }

  private EvmChain open(Anvil anvil, DataSource database) {
    return open(anvil, database, People.approve("anna", "ben"));
  }

  private EvmChain open(Anvil anvil, DataSource database, Approvals approvals) {
    Keys keys;
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      keys = Chains.funded(folder, rpc);
    }
    ChainProfile pilot = Chains.profile(anvil.rpc(), 1, Duration.ofSeconds(2), false);
    return EvmChain.open(pilot, database, keys, PARTICIPANTS, People.known(), approvals);
  }

  private static String refusal(
      EvmChain chain, MintOrder order, String approval, Approvals approvals) {
    MintOutcome outcome = chain.mint(order, approval, approvals, WAIT);
    assertThat(outcome).isInstanceOf(MintOutcome.Refused.class);
    return ((MintOutcome.Refused) outcome).cause();
  }

  /// Who looks at the database years later can check each signature anew.
  private static void assertRecorded(DataSource database, Act act, Map<String, Approval> approvals)
      throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT a.person, a.signature, t.approved_by FROM chain.approval a
                  JOIN chain.transaction t USING (sequence)
                 WHERE t.kind = 'MINT' ORDER BY a.person
                """)) {
      Map<String, Approval> recorded = new HashMap<>();
      while (row.next()) {
        String person = row.getString(1);
        Approval approval =
            new Approval(person, "0x" + java.util.HexFormat.of().formatHex(row.getBytes(2)));
        assertThat(approval.signer(act.hash())).contains(People.address(person));
        assertThat((String[]) row.getArray(3).getArray()).contains(person);
        recorded.put(person, approval);
      }
      assertThat(recorded).isEqualTo(approvals);
    }
  }

  private static String why(Approvers approvers, Approval... approvals) {
    Verdict verdict = approvers.check(ACT, TokenOperation.MINT, SIGNER, List.of(approvals));
    assertThat(verdict).isInstanceOf(Verdict.Unsound.class);
    return ((Verdict.Unsound) verdict).why();
  }
}

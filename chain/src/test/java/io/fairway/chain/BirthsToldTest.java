package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.deploy.Finding;
import io.fairway.chain.deploy.Inspection;
import io.fairway.chain.deploy.PeoplesDeployment;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.GovernancePlan;
import io.fairway.chain.rpc.JsonRpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Births as nodes tell them that forget, lie or are not of one mind: nothing of it is a pass.
class BirthsToldTest {
  @TempDir Path folder;
  private Anvil anvil;
  private Governors people;
  private Keys keys;

  @BeforeEach
  void begin() {
    anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
    people = new Governors(anvil.rpc());
    keys = DevelopmentKeys.open(folder);
    keys.prepare(Keys.ROLES);
    keys.prepare(PARTICIPANTS.stream().map(Keys::participant).toList());
  }

  @AfterEach
  void end() {
    people.close();
    anvil.close();
  }

  @Test
  void refusesWhatNodesForgetOrGarbleAndWaitsWhereTheyDisagree() {
    PeoplesDeployment deployed = new PeoplesDeployment(people, keys, Map.of(), Governors.DELAY);
    GovernancePlan plan = deployed.plan(Governors.DELAY);
    try (Middleman node = new Middleman(anvil.rpc())) {
      ChainProfile alone = BirthsTest.profile(List.of(node.uri()), deployed, plan);
      assertThat(Finding.refusals(BirthsTest.look(alone))).as("honest").isEmpty();
      garbled(node, alone, "eth_getTransactionByHash", _ -> nothing(), "has no such transaction");
      garbled(node, alone, "eth_getTransactionReceipt", _ -> nothing(), "or not its receipt");
      garbled(
          node, alone, "eth_getTransactionReceipt", with("status", "0x0"), "its status is '0x0'");
      garbled(
          node,
          alone,
          "eth_getTransactionReceipt",
          with("blockNumber", "0xffffffffffffffff"),
          "is not final");
      garbled(
          node, alone, "eth_getTransactionReceipt", with("logs", "none"), "told no ProxyCreation");
      garbled(
          node,
          alone,
          "eth_getTransactionByHash",
          with("nonce", "0xffffffffffffffff"),
          "sender and nonce");
      garbled(node, alone, "eth_getTransactionByHash", with("from", "0xde"), "sender and nonce");
      garbled(
          node,
          alone,
          "eth_getTransactionByHash",
          with("input", "0x1688f0b9"),
          "it is no call of createProxyWithNonce");
      garbled(
          node,
          alone,
          "eth_getTransactionByHash",
          with("input", "0x6"),
          "its input is not the code");
      garbled(
          node,
          alone,
          "eth_getLogs",
          _ -> JsonNodeFactory.instance.arrayNode(),
          "do not tell its first event");
      garbled(
          node, alone, "eth_getLogs", first("topics"), "told as an event Upgraded what is none");
      garbled(
          node,
          alone,
          "eth_getLogs",
          first("blockNumber"),
          "told as an event Upgraded what is none");
      forgetful(node, alone);
      node.lies((method, truth) -> method.equals("eth_getLogs") ? nothing() : truth);
      assertThatThrownBy(() -> BirthsTest.look(alone)).isInstanceOf(ChainUnavailable.class);
      node.honest();
      ChainProfile two = BirthsTest.profile(List.of(anvil.rpc(), node.uri()), deployed, plan);
      assertThat(Finding.refusals(BirthsTest.look(two))).as("of one mind").isEmpty();
      disagree(node, two, "eth_getTransactionByHash", with("input", "0x00"));
      disagree(node, two, "eth_getTransactionReceipt", with("status", "0x0"));
      disagree(node, two, "eth_getLogs", _ -> JsonNodeFactory.instance.arrayNode());
      node.silent(true);
      assertThatThrownBy(() -> open(two)).isInstanceOf(ChainUnavailable.class);
    }
  }

  /// Members and owners that nobody tells of are no members and owners that never were.
  private void forgetful(Middleman node, ChainProfile alone) {
    UnaryOperator<JsonNode> none = _ -> JsonNodeFactory.instance.arrayNode();
    garbled(node, alone, "eth_getLogs", none, "do not tell its first event SafeSetup");
    garbled(node, alone, "eth_getLogs", none, "its constructor made nobody its ADMINISTRATOR");
    garbled(node, alone, "eth_getLogs", first("topics"), "told as an event of a Safe what is none");
    garbled(
        node,
        alone,
        "eth_getLogs",
        first("transactionHash"),
        "told as an event of a timelock what is none");
    garbled(
        node,
        alone,
        "eth_getLogs",
        truth -> {
          ArrayNode logs = truth.deepCopy();
          logs.remove(logs.size() - 1);
          return logs;
        },
        "its constructor made ");
  }

  /// The one question that compares the plan has one answer that is a yes.
  @Test
  void onlyNothingIsTheAnswerOfACheckThatPasses() {
    PeoplesDeployment deployed = new PeoplesDeployment(people, keys, Map.of(), Governors.DELAY);
    GovernancePlan plan = deployed.plan(Governors.DELAY);
    JsonNodeFactory made = JsonNodeFactory.instance;
    try (Middleman node = new Middleman(anvil.rpc());
        JsonRpc rpc = new JsonRpc(node.uri(), Duration.ofSeconds(10))) {
      ChainProfile alone = BirthsTest.profile(List.of(node.uri()), deployed, plan);
      Inspection inspection = new Inspection(alone, rpc);
      assertThat(inspection.refusal(people.block())).as("honest").isEmpty();
      for (JsonNode lie :
          List.of(
              made.textNode("0x0000"),
              made.textNode(""),
              made.textNode("0X"),
              made.nullNode(),
              made.booleanNode(true),
              made.objectNode())) {
        node.lies((method, truth) ->
            method.equals("eth_call") && truth.asText().equals("0x") ? lie : truth);
        assertThat(inspection.refusal(people.block()))
            .get()
            .asString()
            .contains("the check answered " + lie + "; expected 0x");
      }
      node.honest();
      people.act(
          deployed.timelock("roles"),
          deployed.contract("escrow"),
          new Stablecoin.GrantRole(RoleNames.hash("PAUSER"), Thief.ADDRESS));
      node.garbles(BirthsToldTest::revertedAsAResult);
      assertThat(inspection.refusal(people.block()))
          .get()
          .asString()
          .contains("the check answered \"0x")
          .contains("...; expected 0x");
    }
  }

  /// As some nodes told a call that reverted.
  private static ArrayNode revertedAsAResult(ArrayNode answers) {
    for (JsonNode answer : answers) {
      if (answer.has("error")) {
        ((ObjectNode) answer).put("result", answer.path("error").path("data").asText());
        ((ObjectNode) answer).remove("error");
      }
    }
    return answers;
  }

  private void garbled(
      Middleman node, ChainProfile profile, String asked, UnaryOperator<JsonNode> lie, String why) {
    node.lies((method, truth) -> method.equals(asked) ? lie.apply(truth) : truth);
    assertThat(Finding.refusals(BirthsTest.look(profile))).anyMatch(told -> told.contains(why));
    assertThatThrownBy(() -> open(profile)).isInstanceOf(IllegalStateException.class);
    node.honest();
  }

  private void disagree(
      Middleman node, ChainProfile profile, String asked, UnaryOperator<JsonNode> lie) {
    node.lies((method, truth) -> method.equals(asked) ? lie.apply(truth) : truth);
    assertThatThrownBy(() -> BirthsTest.look(profile))
        .isInstanceOf(ChainUnavailable.class)
        .hasMessageContaining("the nodes do not agree on " + asked);
    node.honest();
  }

  private static UnaryOperator<JsonNode> with(String field, String value) {
    return truth -> ((ObjectNode) truth.deepCopy()).put(field, value);
  }

  /// The first of the logs without that field.
  private static UnaryOperator<JsonNode> first(String field) {
    return truth -> {
      ArrayNode logs = truth.deepCopy();
      ((ObjectNode) logs.path(0)).put(field, "0x");
      return logs;
    };
  }

  private static JsonNode nothing() {
    return JsonNodeFactory.instance.nullNode();
  }

  private EvmChain open(ChainProfile profile) {
    return ProductionTest.open(profile, new ProductionTest.Held(keys), ProductionTest.AUDITED);
  }
}

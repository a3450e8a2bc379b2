package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.app.engine.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The shipped example through the command line on the real engines, and what every exit code
/// stands for. One data directory lives through all of it, as a user's does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SettleStoryTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temp;

  private Path data;
  private Path out;
  private JsonNode first = JSON.nullNode();

  @BeforeAll
  void settleTheExample() throws IOException {
    data = temp.resolve("data");
    out = temp.resolve("out");
    CommandRun run = settle("orders.csv");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    first = JSON.readTree(run.out());
  }

  private CommandRun settle(String file, Object... more) {
    Object[] args = {"settle", EXAMPLES.resolve(file), "--data", data, "--out", out, "--json"};
    return CommandRun.of(Stream.concat(Stream.of(args), Stream.of(more)).toArray());
  }

  private CommandRun verify() {
    return CommandRun.of("verify", "--data", data, "--json");
  }

  @Test
  @Order(1)
  void everyLineOfTheExampleEndsAsItsReadmeSays() throws IOException {
    JsonNode orders = first.path("orders");
    for (String row : Files.readAllLines(EXAMPLES.resolve("README.md"))) {
      if (row.matches("\\| (settled|refunded|held|refused|malformed|duplicate|pending) \\|.*")) {
        String[] cells = row.split("\\|", -1);
        assertThat(orders.path(cells[1].strip()).asText()).as(row).isEqualTo(cells[2].strip());
      }
    }
    assertThat(orders.path("read").asInt()).isEqualTo(252);
    first.path("checks").properties().forEach(c -> assertThat(c.getValue().asBoolean()).isTrue());
    assertThat(first.path("checks").size()).isEqualTo(4);
    assertThat(first.path("moved").asInt()).isPositive();
    assertThat(out.resolve("report.html")).isNotEmptyFile();
    assertThat(Files.readAllLines(out.resolve("receipts.csv"))).hasSize(253);
    try (Stream<Path> messages = Files.list(out.resolve(FileRun.MESSAGES))) {
      assertThat(messages.map(m -> m.getFileName().toString()))
          .anyMatch(m -> m.contains("pacs.008.001.08") && m.endsWith(".head.xml"))
          .anyMatch(m -> m.contains("pacs.002"))
          .anyMatch(m -> m.contains("camt.054"));
    }
  }

  @Test
  @Order(2)
  void verifyAgreesWithoutTheRunsWord() throws IOException {
    CommandRun run = verify();
    assertThat(run.code()).as(run.err() + run.out()).isEqualTo(ExitCode.OK);
    assertThat(JSON.readTree(run.out()).path("ok").asBoolean()).isTrue();
    assertThat(JSON.readTree(run.out()).at("/checks/provenOnChain/examined").asInt())
        .isGreaterThan(200);
  }

  @Test
  @Order(3)
  void theSameFileAgainMovesNothing() throws IOException {
    CommandRun run = settle("orders.csv");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    JsonNode again = JSON.readTree(run.out());
    assertThat(again.path("moved").asInt()).isZero();
    assertThat(again.path("orders")).isEqualTo(first.path("orders"));
  }

  @Test
  @Order(4)
  void aBankThatStaysSilentEndsWith3() throws IOException {
    CommandRun run = settle("pending.csv", "--wait", "2");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.PENDING);
    assertThat(JSON.readTree(run.out()).at("/orders/pending").asInt()).isEqualTo(2);
  }

  @Test
  @Order(5)
  void aReserveBelowThePolicyEndsWith4() throws IOException {
    Path policy = temp.resolve("policy.json");
    try (var shipped = io.fairway.compliance.Policy.class.getResourceAsStream("policy.json")) {
      String text = new String(shipped.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      Files.writeString(
          policy, text.replace("\"reserveBufferBps\": \"100\"", "\"reserveBufferBps\": \"5000\""));
    }
    CommandRun run = settle("orders.csv", "--policy", policy, "--wait", "2");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(run.err()).contains("check reservesCoverSupply does not hold");
    assertThat(JSON.readTree(run.out()).at("/checks/reservesCoverSupply").asBoolean()).isFalse();
    assertThat(CommandRun.of("verify", "--data", data, "--policy", policy).code())
        .isEqualTo(ExitCode.CHECK_FAILED);
  }

  @Test
  @Order(6)
  void aDirectoryInUseEndsWith1() {
    try (Engines engines = Engines.start(data)) {
      CommandRun run = settle("orders.csv");
      assertThat(run.code()).isEqualTo(ExitCode.FAILED);
      assertThat(run.err()).contains("is using " + data).doesNotContain("\tat ");
      assertThat(engines.ledger()).isNotNull();
    }
  }
}

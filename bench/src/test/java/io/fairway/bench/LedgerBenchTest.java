package io.fairway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.app.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What a run prints, and that it prints nothing but what it checked: no speed is asserted.
class LedgerBenchTest {
  @TempDir Path temp;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @Test
  void saysWhatItCannotMeasure() {
    assertThat(run("bench", "ledger", "--batch", "9000")).isEqualTo(2);
    assertThat(err.toString()).contains("--batch is 9,000; expected 1 to 8,190");
    assertThat(run("bench", "ledger", "--nodes", "2")).isEqualTo(2);
    assertThat(err.toString()).contains("--nodes is 2; expected 1 or 3");
  }

  @Test
  void oneNodeBesideTheBareClusterAndThePeer() throws IOException {
    JsonNode result =
        measure("--batch", "500", "--accounts", "100", "--history", "--peer", "postgres");
    assertThat(result.at("/peer/name").asText()).isEqualTo("postgres");
    assertThat(result.at("/peer/durable").asBoolean()).isTrue();
    assertThat(result.at("/peer/ratio").asDouble()).isPositive();
    assertThat(result.path("fsyncsPerTransfer").asDouble()).isPositive();
    assertThat(result.at("/bare/fsyncsPerTransfer").asDouble()).isPositive();
  }

  @Test
  void threeNodesInProcessesOfTheirOwn() throws IOException {
    measure("--batch", "500", "--accounts", "100", "--nodes", "3", "--random-ids");
  }

  private JsonNode measure(String... options) throws IOException {
    String[] args =
        Stream.concat(
                Stream.of("bench", "ledger", "--seconds", "1", "--json", "--data", temp.toString()),
                Stream.of(options))
            .toArray(String[]::new);
    int code = run(args);
    assertThat(code).as(err.toString()).isZero();
    JsonNode result = new ObjectMapper().readTree(out.toString());
    assertThat(result.path("durable").asBoolean()).isTrue();
    assertThat(result.path("amountsAgree").asBoolean()).isTrue();
    assertThat(result.path("transfersPerSecond").asDouble()).isPositive();
    assertThat(result.at("/bare/transfersPerSecond").asDouble()).isPositive();
    assertThat(result.at("/latencyMs/p99").asDouble()).isPositive();
    assertThat(result.path("bytesPerTransfer").asDouble()).isBetween(50.0, 64.0);
    try (Stream<Path> left = Files.list(temp)) {
      assertThat(left).as("nothing is left behind").isEmpty();
    }
    return result;
  }
}

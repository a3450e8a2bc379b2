package io.fairway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.app.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SettleBenchTest {
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
  void isACommandOfFairwayAndNeedsToKnowWhatToMeasure() {
    assertThat(run("bench")).isEqualTo(2);
    assertThat(err.toString()).contains("name what to measure");
    assertThat(run("bench", "settle", "--orders", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--orders is 0; expected 1 or more");
  }

  @Test
  void settlesEveryGeneratedOrderAndNamesWhatLimits() throws IOException {
    Path work = temp.resolve("work");
    int code = run("bench", "settle", "--orders", "60", "--json", "--keep", work.toString());
    assertThat(code).as(err.toString()).isZero();
    JsonNode result = new ObjectMapper().readTree(out.toString());
    assertThat(result.at("/summary/orders/settled").asInt()).isEqualTo(60);
    assertThat(result.path("limit").asText()).isNotBlank();
    assertThat(result.path("ordersPerSecond").decimalValue()).isPositive();
    assertThat(run("verify", "--data", work.resolve("data").toString())).isZero();
  }
}

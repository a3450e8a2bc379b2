package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole process group is killed with -9 at moments drawn from a seed, and the same command
/// given again at once: in the end every order is settled once, and verify finds nothing.
///
/// `-Dfairway.seed=N` replays the moments as well as a clock allows.
class KilledSettleTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START_MAX = Duration.ofMinutes(3);

  /// From the first line that a run prints until it is killed, at most.
  private static final int LIFE_MS_MAX = 9_000;

  @TempDir Path temp;

  @Test
  void theExampleSurvivesTwoKills() throws Exception {
    Path examples = ROOT.resolve("examples");
    JsonNode orders =
        killThenFinish(2, List.of("settle", examples.resolve("orders.csv").toString()));
    assertThat(orders.path("read").asLong()).isEqualTo(252);
  }

  @Test
  @Tag("long")
  void theRealFileSurvivesFiveKills() throws Exception {
    String named = System.getenv("FAIRWAY_REAL_DATA");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        named != null, "FAIRWAY_REAL_DATA names no folder of real data");
    Path data = Path.of(named == null ? "" : named);
    JsonNode orders =
        killThenFinish(
            5,
            List.of(
                "settle",
                data.resolve("orders/uci_online_retail_2010-12.csv").toString(),
                "--parties",
                data.resolve("orders/uci_parties.csv").toString(),
                "--lists",
                data.resolve("sanctions").toString(),
                "--rates",
                data.resolve("fx/eurofxref-hist.csv").toString()));
    assertThat(orders.path("settled").asLong()).isEqualTo(1_382);
  }

  /// Returns the outcomes of the run that was let finish.
  private JsonNode killThenFinish(int rounds, List<String> settle) throws Exception {
    long seed = Long.getLong("fairway.seed", new Random().nextLong());
    System.out.println("kill moments drawn from -Dfairway.seed=" + seed);
    Random random = new Random(seed);
    List<String> command = new ArrayList<>(settle);
    command.addAll(List.of("--data", data(), "--out", temp.resolve("out").toString(), "--json"));
    for (int round = 1; round <= rounds; round++) {
      kill(start(command, "killed-" + round), random.nextInt(LIFE_MS_MAX));
    }
    JsonNode summary = finish(command, "finish");
    summary
        .path("checks")
        .properties()
        .forEach(check -> assertThat(check.getValue().asBoolean()).as(check.getKey()).isTrue());
    assertThat(summary.path("orders").path("pending").asLong()).isZero();
    finish(List.of("verify", "--data", data(), "--json"), "verify");
    return summary.path("orders");
  }

  private String data() {
    return temp.resolve("data").toString();
  }

  /// Kills the group that the process leads, some time after it has begun to speak.
  private void kill(Started run, int lifeMs) throws Exception {
    long deadline = System.nanoTime() + START_MAX.toNanos();
    while (Files.size(run.err()) == 0 && run.process().isAlive()) {
      assertThat(System.nanoTime()).as("%s said nothing", run.err()).isLessThan(deadline);
      run.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
    boolean ended = run.process().waitFor(lifeMs, TimeUnit.MILLISECONDS);
    String group = "-" + run.process().pid();
    new ProcessBuilder("kill", "-9", "--", group).start().waitFor();
    run.process().waitFor();
    System.out.println(
        "killed after "
            + lifeMs
            + " ms"
            + (ended ? ", when it had ended" : "")
            + ": "
            + run.last());
  }

  private JsonNode finish(List<String> command, String name) throws Exception {
    Started run = start(command, name);
    int code = run.process().waitFor();
    assertThat(code).as(() -> name + ": " + run.last()).isEqualTo(ExitCode.OK);
    return JSON.readTree(run.out().toFile());
  }

  private record Started(Process process, Path out, Path err) {
    String last() {
      try {
        String said = Files.readString(err).strip();
        return said.substring(Math.max(0, said.length() - 300));
      } catch (IOException e) {
        return e.toString();
      }
    }
  }

  /// The command line in a JVM of its own that leads a process group of its own.
  private Started start(List<String> command, String name) throws IOException {
    List<String> words = new ArrayList<>();
    words.add("setsid");
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/java.util.zip=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx1g",
            "-Dfairway.home=" + ROOT,
            "-Dfairway.programs=" + Path.of("target", "programs").toAbsolutePath(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    words.addAll(command);
    Path out = temp.resolve(name + ".out");
    Path err = temp.resolve(name + ".err");
    Process process =
        new ProcessBuilder(words)
            .directory(ROOT.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Started(process, out, err);
  }
}

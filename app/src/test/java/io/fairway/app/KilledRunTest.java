package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that is killed, and the same command again at once: every order ends settled once.
class KilledRunTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final int START_SECONDS_MAX = 120;
  private static final int SETTLING_MILLIS = 4_000;

  @TempDir Path temp;

  /// The JVM alone dies; PostgreSQL and Anvil live on and must be stopped by the next run.
  @Test
  void onceLeavingItsEnginesBehind() throws Exception {
    killTimes(1, false);
  }

  @Test
  @Tag("long")
  void fiveTimesWithEverythingItStarted() throws Exception {
    killTimes(5, true);
  }

  private void killTimes(int kills, boolean group) throws Exception {
    long seed = Long.getLong("fairway.seed", System.nanoTime());
    System.out.println("seed of the kills: " + seed + " (repeat with -Dfairway.seed=" + seed + ")");
    Random random = new Random(seed);
    for (int i = 0; i < kills; i++) {
      kill(start(), random.nextInt(SETTLING_MILLIS), group);
    }
    CommandRun last = CommandRun.of(command().toArray());
    assertThat(last.code()).as("seed %s: %s", seed, last.err()).isEqualTo(ExitCode.OK);
    CommandRun verify = CommandRun.of("verify", "--data", temp.resolve("data"));
    assertThat(verify.code()).as("seed %s: %s", seed, verify.out()).isEqualTo(ExitCode.OK);
    assertThat(verify.out())
        .contains("ok       paidExactlyOnce")
        .contains("ok       postedExactlyOnce");
  }

  private List<String> command() {
    return List.of(
        "settle",
        EXAMPLES.resolve("orders.csv").toString(),
        "--data",
        temp.resolve("data").toString(),
        "--out",
        temp.resolve("out").toString());
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String module : List.of("jdk.internal.misc", "java.util.zip")) {
      command.addAll(List.of("--add-opens", "java.base/" + module + "=ALL-UNNAMED"));
    }
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dfairway.programs=" + Path.of("target", "programs").toAbsolutePath());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(command());
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(log().toFile())
        .start();
  }

  private Path log() {
    return temp.resolve("err.log");
  }

  /// Waits until orders are under way, and some time more.
  private void kill(Process run, int millis, boolean group) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
    while (run.isAlive() && !Files.readString(log()).contains("settling")) {
      assertThat(System.nanoTime()).as(Files.readString(log())).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    boolean ended = run.waitFor(millis, TimeUnit.MILLISECONDS);
    System.out.println(ended ? "the run ended before its kill" : "killed after " + millis + " ms");
    try (Stream<ProcessHandle> children = run.descendants()) {
      List<ProcessHandle> engines = group ? children.toList() : List.of();
      run.destroyForcibly().waitFor();
      engines.forEach(ProcessHandle::destroyForcibly);
    }
  }
}

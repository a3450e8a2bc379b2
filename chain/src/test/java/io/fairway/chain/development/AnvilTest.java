package io.fairway.chain.development;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.rpc.JsonRpc;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnvilTest {
  private static final Duration BLOCK_TIME = Duration.ofMillis(100);
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final int STARTS_MAX = 10;

  @TempDir Path folder;

  @Test
  void goesOnFromItsState() {
    long block;
    try (Anvil anvil = start()) {
      mine(anvil);
      block = mine(anvil);
    }
    try (Anvil anvil = start()) {
      assertThat(block(anvil)).isGreaterThanOrEqualTo(block);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.999})
  void startsAnewFromATruncatedState(double kept) throws IOException {
    Path state = folder.resolve("anvil-state.json");
    // Stopped a moment after its start, Anvil may not listen for the signal yet and keeps nothing.
    for (int start = 1; !Files.exists(state) && start <= STARTS_MAX; start++) {
      try (Anvil anvil = start()) {
        mine(anvil);
      }
    }
    String whole = Files.readString(state);
    Files.writeString(state, whole.substring(0, (int) (whole.length() * kept)));
    try (Anvil anvil = start();
        Stream<Path> files = Files.list(folder)) {
      assertThat(block(anvil)).isLessThan(100);
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.startsWith("anvil-state.json.unreadable-"));
    }
  }

  @Test
  void namesWhatIsMissing() {
    assertThatThrownBy(() -> Anvil.start(folder, folder.resolve("data"), BLOCK_TIME))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Anvil is missing")
        .hasMessageContaining("npm ci");
  }

  @Test
  void oneFolderHasOneAnvil() {
    try (Anvil anvil = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use by another running Fairway");
      assertThat(block(anvil)).isNotNegative();
    }
  }

  @Test
  void comesBackOnTheSamePortWhenItDies() {
    try (Anvil anvil = start()) {
      long first = anvil.pid();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      until(() -> isUpAgain(anvil, first));
    }
  }

  @Test
  void anOrphanOfAKilledJvmIsFoundAndStopped() throws Exception {
    Process jvm = startInAnotherJvm();
    try {
      BufferedReader output = jvm.inputReader(StandardCharsets.UTF_8);
      ProcessHandle orphan = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      assertThatThrownBy(this::start).hasMessageContaining("in use by another running Fairway");
      jvm.destroyForcibly().waitFor();
      assertThat(orphan.isAlive()).as("Anvil outlives a killed JVM").isTrue();
      try (Anvil anvil = start()) {
        assertThat(orphan.isAlive()).isFalse();
        assertThat(anvil.pid()).isNotEqualTo(orphan.pid());
      }
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void anOrphanWithoutARecordIsFoundByItsStateFile() throws Exception {
    Process jvm = startInAnotherJvm();
    try {
      BufferedReader output = jvm.inputReader(StandardCharsets.UTF_8);
      ProcessHandle orphan = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      jvm.destroyForcibly().waitFor();
      Files.delete(folder.resolve("anvil-process.json"));
      start().close();
      assertThat(orphan.isAlive()).isFalse();
    } finally {
      jvm.destroyForcibly();
    }
  }

  /// Starts Anvil, prints its process id, and waits to be killed.
  static final class InAnotherJvm {
    private InAnotherJvm() {}

    public static void main(String[] arguments) throws Exception {
      // No block falls into the test: Anvil would report it to a pipe that no one reads any more.
      Duration blockTime = Duration.ofMinutes(10);
      Anvil anvil = Anvil.start(Path.of(arguments[0]), Path.of(arguments[1]), blockTime);
      System.out.println(anvil.pid());
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }

  private Process startInAnotherJvm() throws IOException {
    return new ProcessBuilder(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                InAnotherJvm.class.getName(),
                Anvil.findContracts().toString(),
                folder.toString()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private Anvil start() {
    return Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
  }

  private static boolean isUpAgain(Anvil anvil, long before) {
    try {
      return anvil.pid() != before && block(anvil) >= 0;
    } catch (ChainUnavailable | IllegalStateException notYet) {
      return false;
    }
  }

  private static long mine(Anvil anvil) {
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      rpc.call("evm_mine");
    }
    return block(anvil);
  }

  private static long block(Anvil anvil) {
    try (JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      return JsonRpc.quantity(rpc.call("eth_blockNumber"));
    }
  }

  private static void until(java.util.function.BooleanSupplier holds) {
    long end = System.nanoTime() + DEADLINE_NANOS;
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(end);
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
  }
}

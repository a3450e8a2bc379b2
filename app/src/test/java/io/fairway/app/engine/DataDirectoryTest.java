package io.fairway.app.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path temp;

  @Test
  void hasOneOwnerAtATimeAndNamesIt() {
    Path data = temp.resolve("new/data");
    try (DataDirectory first = DataDirectory.open(data)) {
      assertThat(first.postgres()).isEqualTo(data.resolve("postgres"));
      for (int i = 0; i < 2; i++) { // a refusal must not drop the owner's lock
        assertThatExceptionOfType(EngineFailure.class)
            .isThrownBy(() -> DataDirectory.open(data))
            .withMessageContaining("process " + ProcessHandle.current().pid())
            .withMessageContaining("--data");
      }
    }
    DataDirectory.open(data).close();
  }

  @Test
  void isFreeAgainWhenItsOwnerIsKilled() throws Exception {
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName(),
                temp.toString())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(owner.getInputStream().read()).isEqualTo('!');
      assertThatExceptionOfType(EngineFailure.class)
          .isThrownBy(() -> DataDirectory.open(temp))
          .withMessageContaining("process " + owner.pid());
    } finally {
      owner.destroyForcibly();
    }
    assertThat(owner.waitFor(10, TimeUnit.SECONDS)).isTrue();
    DataDirectory.open(temp).close();
  }

  @Test
  void aPlaceThatIsNoDirectoryIsNamed() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatExceptionOfType(EngineFailure.class)
        .isThrownBy(() -> DataDirectory.open(file.resolve("data")))
        .withMessageContaining(file.toString());
    assertThatExceptionOfType(EngineFailure.class)
        .isThrownBy(() -> DataDirectory.open(file))
        .withMessageContaining("a file is in its place")
        .withMessageContaining("--data");
  }

  /// Takes the directory and keeps it.
  static final class Owner {
    private Owner() {}

    public static void main(String[] args) throws Exception {
      try (DataDirectory _ = DataDirectory.open(Path.of(args[0]))) {
        System.out.print("!");
        System.out.flush();
        Thread.currentThread().join();
      }
    }
  }
}

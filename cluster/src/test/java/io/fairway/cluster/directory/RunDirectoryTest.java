package io.fairway.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir Path data;

  @Test
  void isEmptiedAtStartAndGoneAfterwards() throws IOException {
    Path driver;
    try (RunDirectory run = RunDirectory.create(data)) {
      driver = run.driver();
      Files.createDirectories(driver);
      Files.writeString(run.marks().resolve("mark"), "of a node that was killed");
    }
    assertThat(driver).doesNotExist();
    Files.createDirectories(driver.resolveSibling("marks"));
    Files.writeString(driver.resolveSibling("marks").resolve("mark"), "left behind");
    try (RunDirectory run = RunDirectory.create(data)) {
      assertThat(run.marks()).isEmptyDirectory();
      assertThat(run.driver()).isEqualTo(driver);
    }
  }

  @Test
  void clearsWhatDeadNodesLeftInMemoryButNothingThatLives() throws IOException {
    Path memory = Path.of("/dev/shm");
    assumeThat(memory).as("this machine has no shared memory").isDirectory();
    Path dead = Files.createTempDirectory(memory, "fairway-ledger-");
    Path live = Files.createTempDirectory(memory, "fairway-ledger-");
    Path young = Files.createTempDirectory(memory, "fairway-ledger-");
    try (DirectoryLock _ = DirectoryLock.take(live)) {
      makeOld(dead);
      makeOld(live);
      Files.createDirectories(young.resolve("marks"));
      RunDirectory.create(data).close();
      assertThat(dead).doesNotExist();
      assertThat(live).exists();
      assertThat(young).exists();
    } finally {
      IoUtil.delete(live.toFile(), true);
      IoUtil.delete(young.toFile(), true);
    }
  }

  private static void makeOld(Path directory) throws IOException {
    Path marks = Files.createDirectories(directory.resolve("marks"));
    Files.setLastModifiedTime(marks, FileTime.from(Instant.now().minusSeconds(3600)));
  }
}

package io.fairway.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir Path directory;

  @Test
  void isTakenOnceAtATime() {
    DirectoryLock lock = DirectoryLock.take(directory);
    assertThatThrownBy(() -> DirectoryLock.take(directory)).isInstanceOf(DirectoryInUse.class);
    // the refusal did not release it
    assertThatThrownBy(() -> DirectoryLock.take(directory)).isInstanceOf(DirectoryInUse.class);
    lock.close();
    assertThatCode(() -> DirectoryLock.take(directory).close()).doesNotThrowAnyException();
  }

  @Test
  void isRefusedWhenItsOwnerLivesThoughNoLockIsHeld() throws IOException {
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    String stat = Files.readString(Path.of("/proc", Long.toString(parent.pid()), "stat"));
    String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    write(parent.pid() + " " + boot + ":" + start);
    assertThatThrownBy(() -> DirectoryLock.take(directory))
        .isInstanceOf(DirectoryInUse.class)
        .hasMessageContaining("pid " + parent.pid());
  }

  @Test
  void isTakenFromTheDead() throws IOException {
    long parent = ProcessHandle.current().parent().orElseThrow().pid();
    for (String owner :
        new String[] {
          "", "nonsense", "1", parent + " another-boot:1", "999999999 x:1", "-3 x", "\0\0"
        }) {
      write(owner);
      assertThatCode(() -> DirectoryLock.take(directory).close())
          .as(owner)
          .doesNotThrowAnyException();
    }
    assertThat(Files.size(directory.resolve(DirectoryLock.FILE))).isZero();
  }

  private void write(String owner) throws IOException {
    Files.writeString(directory.resolve(DirectoryLock.FILE), owner);
  }
}

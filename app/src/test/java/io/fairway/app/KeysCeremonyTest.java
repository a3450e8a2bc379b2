package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A ceremony as people hold it: the real program at a terminal, which `script` of util-linux
/// makes; every answer is typed when its question stands there.
class KeysCeremonyTest {
  private static final Path TERMINAL = Path.of("/usr/bin/script");
  private static final int SECONDS_MAX = 120;

  @TempDir Path temp;

  private Path script;

  @BeforeEach
  void writeScript() throws IOException {
    assumeTrue(Files.isExecutable(TERMINAL), "there is no " + TERMINAL);
    script =
        Files.writeString(
            temp.resolve("script.json"),
            """
            {"title": "First keys", "place": "site A", "leader": "alice",
             "witnesses": ["eve", "frank"],
             "steps": [
               {"text": "the machine has no network"},
               {"text": "the upgrader's key", "key": "upgrader", "holders": ["bob", "carol"]}]}
            """);
  }

  /// A terminal with the program in it.
  private final class Terminal implements AutoCloseable {
    private final Process process;
    private final StringBuilder seen = new StringBuilder();

    Terminal(String leader) throws IOException {
      String command =
          String.join(
              " ",
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
              Main.class.getName(),
              "keys ceremony",
              script.toString(),
              "--out",
              temp.resolve("record.json").toString(),
              "--data",
              temp.resolve("data").toString(),
              "--as",
              leader);
      process =
          new ProcessBuilder(TERMINAL.toString(), "-qec", command, "/dev/null")
              .redirectErrorStream(true)
              .start();
    }

    /// Reads until the words stand on the screen after those seen before, then types.
    void answer(String question, String typed) throws IOException {
      int from = seen.length();
      InputStream screen = process.getInputStream();
      while (seen.indexOf(question, from) < 0) {
        int next = screen.read();
        assertThat(next).as("waiting for '%s' after: %s", question, seen).isNotNegative();
        seen.append((char) next);
      }
      OutputStream keyboard = process.getOutputStream();
      keyboard.write((typed + "\n").getBytes(StandardCharsets.UTF_8));
      keyboard.flush();
    }

    /// Reads to the end.
    int end() throws IOException, InterruptedException {
      seen.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void peopleAreLedThroughIt() throws Exception {
    heldAtATerminal();
    CommandRun verified =
        CommandRun.of("keys", "ceremony", "--verify", temp.resolve("record.json"));
    assertThat(verified.out()).contains("ok, 2 signatures fit the record");
    assertThat(Files.readString(temp.resolve("record.json"))).contains("frank wrote it down");
  }

  private void heldAtATerminal() throws Exception {
    try (Terminal terminal = new Terminal("alice")) {
      terminal.answer("Step 1 of 2: the machine has no network", "");
      // An empty line is a slip, and asked again.
      terminal.answer("say who saw what", "eve and frank saw the cables");
      terminal.answer("make it now? (yes, or stop", "y");
      terminal.answer("make it now? (yes, or stop", "yes");
      terminal.answer("read the address aloud", "frank wrote it down");
      assertThat(terminal.end()).as(terminal.seen.toString()).isZero();
      assertThat(terminal.seen)
          .contains("First keys, at site A")
          .contains("led by alice, before eve and frank; 2 steps")
          .contains("makes the key upgrader, held by bob, carol")
          .containsPattern("made: upgrader, address 0x[0-9a-f]{40}")
          .contains("write down, on paper: record 0x")
          .doesNotContain("WARNING");
    }
  }

  @Test
  void stoppingEndsItAndIsLogged() throws Exception {
    try (Terminal terminal = new Terminal("alice")) {
      terminal.answer("say who saw what", "stop");
      assertThat(terminal.end()).isEqualTo(ExitCode.USAGE);
      assertThat(terminal.seen).contains("step 1 was not confirmed");
    }
    assertThat(temp.resolve("record.json")).doesNotExist();
    assertThat(CommandRun.of("keys", "audit", "--data", temp.resolve("data")).out())
        .contains("REFUSED")
        .contains("step 1 was not confirmed");
  }

  @Test
  void withoutPeopleItIsRefusedAndLogged() {
    CommandRun run =
        CommandRun.of(
            "keys",
            "ceremony",
            script,
            "--out",
            temp.resolve("r.json"),
            "--as",
            "alice",
            "--data",
            temp.resolve("data"));
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("a ceremony needs people at a console");
    assertThat(CommandRun.of("keys", "audit", "--data", temp.resolve("data")).out())
        .contains("a ceremony needs people at a console");
  }

  @Test
  void aRehearsalLeavesNoKeyThatSigns() throws Exception {
    Path rehearsed = temp.resolve("rehearsed.json");
    CommandRun run =
        CommandRun.of(
            "keys",
            "ceremony",
            script,
            "--out",
            rehearsed,
            "--rehearse",
            "--as",
            "alice",
            "--data",
            temp.resolve("data"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("this was a rehearsal: those keys are destroyed");
    assertThat(Files.readString(rehearsed))
        .contains("\"rehearsal\" : true")
        .contains("rehearsal, not asked");
    assertThat(CommandRun.of("keys", "ceremony", "--verify", rehearsed).code()).isZero();
    assertThat(CommandRun.of("keys", "list", "--data", temp.resolve("data")).out())
        .containsPattern("rehearsal:upgrader-1 +significant +destroyed")
        .doesNotContain(" active ");
    // The ceremony itself is not in its way.
    heldAtATerminal();
  }

  @Test
  void aRecordIsNeverWrittenOverAnother() throws IOException {
    Path there = Files.writeString(temp.resolve("there.json"), "");
    CommandRun run =
        CommandRun.of(
            "keys",
            "ceremony",
            script,
            "--out",
            there,
            "--rehearse",
            "--as",
            "alice",
            "--data",
            temp.resolve("data"));
    assertThat(run.err()).contains("is there already; expected a new file");
    assertThat(List.of(temp.resolve("data").toFile().exists())).containsExactly(false);
  }
}

package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @ParameterizedTest(name = "fairway {0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                       | 2 | name a command
          sette                    | 2 | Unmatched argument
          doctor --frobnicate      | 2 | Unknown option: '--frobnicate'
          """)
  void badUsageSaysWhatAndExitsWith2(String args, int code, String said) {
    assertThat(run(args.isEmpty() ? new String[0] : args.split(" "))).isEqualTo(code);
    assertThat(err.toString()).contains(said);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"--help", "doctor --help"})
  void helpExplainsExitCodesAndShowsExamples(String args) {
    assertThat(run(args.split(" "))).isZero();
    assertThat(out.toString()).contains("Exit codes:").contains("Examples:").contains("./fairway");
  }

  /// Before an engine starts and money moves: the data directory is not even made.
  @Test
  void outThatCannotBeWrittenIsSaidFirst() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    Path data = directory.resolve("data");
    String orders = Path.of("..", "examples", "orders.csv").toString();
    int code = run("settle", orders, "--data", data.toString(), "--out", file.toString());
    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--out is " + file).contains("can be written");
    assertThat(data).doesNotExist();
  }

  @Test
  void aDirectoryIsNoOrderFile() {
    assertThat(run("settle", directory.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(directory + ": not a file; expected a CSV file of orders");
  }

  @ParameterizedTest(name = "SQLSTATE {0} -> {1}")
  @CsvSource({
    "08006,The database does not answer: gone The same command goes on from here.",
    "57P01,The database does not answer: gone The same command goes on from here.",
    "23505,This failed: java.lang.IllegalStateException: a library's words"
  })
  void aDatabaseThatWentAwayIsNamed(String state, String said) {
    SQLException cause = new SQLException("gone\n  at length", state);
    assertThat(Main.unexpected(new IllegalStateException("a library's words", cause)))
        .isEqualTo(said);
  }

  @Test
  void doctorFindsThisMachineFit() {
    int code = run("doctor", "--json", "--data", directory.resolve("new/data").toString());
    assertThat(out.toString()).contains("\"name\":\"loopback\",\"ok\":true");
    assertThat(code).isIn(ExitCode.OK, ExitCode.CHECK_FAILED);
  }
}

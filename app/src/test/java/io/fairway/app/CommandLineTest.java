package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

  @TempDir Path directory;

  @ParameterizedTest(name = "fairway {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                  | name a command
          sette                               | Unmatched argument
          doctor --frobnicate                 | Unknown option: '--frobnicate'
          settle                              | Missing required parameter: 'FILE'
          settle nowhere.csv                  | nowhere.csv: no such file; expected a CSV file of orders
          settle FILE --as-of yesterday       | --as-of is 'yesterday'; expected order or latest
          settle FILE --pay-out EURO          | --pay-out is 'EURO'; expected a currency such as CNH or HKD
          settle FILE --pay-out FHKD          | --pay-out is the coin FHKD; sellers are paid bank money
          settle FILE --wait 0                | --wait is 0; expected at least 1 second
          settle FILE --wait soon             | Invalid value for option '--wait'
          settle FILE --mapping nomap.txt     | nomap.txt
          settle FILE --parties no.csv        | no.csv: no such file; expected a CSV file of parties
          settle FILE --rates no.csv          | no.csv
          settle FILE --lists no              | no: no such directory; expected a folder of sanctions lists
          settle FILE --policy no.json        | no.json: no such file; expected a policy in JSON
          settle FILE --bank no.txt           | no.txt: no such file; expected settings of the bank twin
          settle FILE --data                  | Missing required parameter
          settle ORPHAN                       | no parties.csv beside
          settle EMPTY --parties P --rates R  | expected
          settle BROKEN --parties P --rates R | expected
          settle BINARY --parties P --rates R | expected
          verify --data nowhere               | nowhere is no data directory of Fairway: nothing to verify
          keys                                | name what to do with the keys
          keys create settler --data d        | Missing required option: '--holder=PERSON'
          keys quorum upgrade two bob carol   | is no whole number, or too large; expected digits only
          keys create a --holder b --max-days x | option '--max-days': 'x' is no whole number
          keys shares CUT                     | no whole JSON, it goes wrong at line 1, column
          keys list --data nowhere            | holds no keys: expected
          keys audit --data nowhere           | holds no keys: expected
          keys shares no.json                 | no.json: cannot be read (no such file)
          keys ceremony                       | a ceremony needs SCRIPT and --out FILE
          ledger                              | name what to do with the ledger
          ledger node --member 0 --members a  | Missing required option: '--data=DIR'
          ledger node --member 0 --members a --data d         | members must be named 0=HOST:PORT
          ledger node --member 3 --members 0=a:9000 --data d  | there is no member 3 among 0=a:9000
          ledger node --member 0 --members 0=a:9 --mtu 9 --data d | a datagram has 1408 to 65504 bytes
          """)
  void badUsageOrInputSaysWhatAndExitsWith2(String args, String said) throws IOException {
    List<String> words = new ArrayList<>(words(args));
    if (args.startsWith("settle ") && !args.endsWith("--data")) {
      words.addAll(List.of("--data", directory.resolve("data").toString()));
    }
    CommandRun run = CommandRun.of(words.toArray());
    assertThat(run.err()).contains(said).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(directory.resolve("data")).doesNotExist();
  }

  /// The command line of a row, with files in place of the words in capitals.
  private List<String> words(String args) throws IOException {
    if (args.isEmpty()) {
      return List.of();
    }
    Path lonely = Files.createDirectories(directory.resolve("lonely"));
    Path orphan = Files.writeString(lonely.resolve("orphan.csv"), "order_id\n");
    Path empty = Files.writeString(lonely.resolve("empty.csv"), "");
    Path broken = Files.writeString(lonely.resolve("broken.csv"), "a,b,c\n1,2,3\n");
    Path cut = Files.writeString(lonely.resolve("cut.json"), "{\"title\": \"sh");
    Path binary =
        Files.write(lonely.resolve("binary.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    String[] words = args.split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      words[i] =
          switch (words[i]) {
            case "FILE" -> EXAMPLES.resolve("orders.csv").toString();
            case "P" -> EXAMPLES.resolve("parties.csv").toString();
            case "R" -> EXAMPLES.resolve("rates.csv").toString();
            case "ORPHAN" -> orphan.toString();
            case "EMPTY" -> empty.toString();
            case "BROKEN" -> broken.toString();
            case "CUT" -> cut.toString();
            case "BINARY" -> binary.toString();
            default -> words[i];
          };
    }
    return List.of(words);
  }

  @ParameterizedTest
  @CsvSource({"--help", "settle --help", "verify --help", "doctor --help"})
  void helpExplainsExitCodesAndShowsExamples(String args) {
    CommandRun run = CommandRun.of((Object[]) args.split(" ", -1));
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Exit codes:").contains("Examples:").contains("./fairway");
  }

  /// Before an engine starts and money moves: the data directory is not even made.
  @Test
  void outThatCannotBeWrittenIsSaidFirst() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    Path data = directory.resolve("data");
    String orders = Path.of("..", "examples", "orders.csv").toString();
    CommandRun run = CommandRun.of("settle", orders, "--data", data, "--out", file);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--out is " + file).contains("can be written");
    assertThat(data).doesNotExist();
  }

  @Test
  void aDirectoryIsNoOrderFile() {
    CommandRun run = CommandRun.of("settle", directory);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(directory + ": not a file; expected a CSV file of orders");
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
  void doctorShowsEveryCheckAndAnExitCodeThatSaysTheSame() {
    CommandRun run = CommandRun.of("doctor", "--json", "--data", directory.resolve("new/data"));
    assertThat(run.out()).contains("\"name\":\"loopback\",\"ok\":true").contains("Anvil");
    boolean ok = run.out().startsWith("{\"ok\":true");
    assertThat(run.code()).isEqualTo(ok ? ExitCode.OK : ExitCode.CHECK_FAILED);
  }
}

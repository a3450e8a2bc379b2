package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.control.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What others wrote never moves the cursor of the person who reads it.
class KeysScreenTest {
  @TempDir Path temp;

  private CommandRun keys(Object... args) {
    Object[] all = new Object[args.length + 3];
    all[0] = "keys";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--data";
    all[args.length + 2] = temp;
    return CommandRun.of(all);
  }

  private static void assertShows(CommandRun run) {
    assertThat((run.out() + run.err()).lines()).isNotEmpty().allMatch(PlainText::isPlain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\u001b[2J", "\u202e", "\u2028"})
  void whatAScreenWouldNotShowIsRefusedAndLoggedWrittenOut(String hidden) {
    assertThat(keys("create", "settler", "--holder", "bob").code()).isZero();
    List<CommandRun> refused =
        List.of(
            keys("create", "mint" + hidden + "er", "--holder", "bob"),
            keys("create", "minter", "--holder", "bob" + hidden + "!"),
            keys("compromised", "settler", "--why", "stolen" + hidden + "by nobody"),
            keys("quorum", "up" + hidden + "grade", "2", "bob", "carol"),
            keys("rotate", "no" + hidden + "key"),
            keys("person", "eve" + hidden, "0x" + "a".repeat(40)));
    assertThat(refused)
        .allSatisfy(run -> {
          assertThat(run.code()).isEqualTo(ExitCode.USAGE);
          assertShows(run);
          assertThat(run.err().lines()).hasSize(1);
        });
    CommandRun audit = keys("audit");
    assertShows(audit);
    assertThat(audit.out()).contains("mint\\u").contains("stolen\\u").contains("no\\u");
    assertShows(keys("audit", "--json"));
    assertShows(keys("list"));
    assertShows(CommandRun.of("keys", "frob" + hidden));
  }

  /// A log that was written before such text was refused.
  @Test
  void anOldLogIsShownWrittenOut() throws IOException {
    assertThat(keys("create", "settler", "--holder", "bob").code()).isZero();
    Files.writeString(
        temp.resolve("keys/audit.unsealed"),
        """
        {"time":"2026-01-02T03:04:05Z","person":"bob\\u001b[2J","action":"OPEN","subject":"keys",\
        "outcome":"FAILED","detail":"wrong PIN\\n    9  2026-01-02T03:04:05Z  alice  DESTROY"}
        """);
    CommandRun audit = keys("audit");
    assertShows(audit);
    assertThat(audit.out())
        .contains("bob\\u001b[2J")
        .contains("wrong PIN\\u000a    9  2026-01-02T03:04:05Z  alice  DESTROY");
    CommandRun json = keys("audit", "--json");
    assertShows(json);
  }
}
